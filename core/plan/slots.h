/* Gives every column of a plan its slot.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_PLAN_SLOTS_H
#define STEMPRINT_PLAN_SLOTS_H

#include "plan/plan.h"

/** Replaces the column numbers in the steps by slots and sets plan->slot_count. A processor works in place when
    nothing else reads its input; apart from this every column has a slot of its own, so that blocks can overlap. */
enum status slots_assign(struct plan *plan, struct arena *arena, size_t column_count) MUST_CHECK;

#endif
