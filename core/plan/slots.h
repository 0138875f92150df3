/* Gives every column of a plan its slot.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_PLAN_SLOTS_H
#define STEMPRINT_PLAN_SLOTS_H

#include "plan/plan.h"

/** Replaces the column numbers in the steps by slots and sets plan->slot_count. A processor works in place when
    nothing else reads its input; apart from this every column has a slot of its own, so that blocks can overlap. For
    many workers, a step that they cannot share does not work in place either: else a chain of such steps, such as that
    of a master, would have to end before its next block begins. plan->apart_slot_count says what that takes. */
enum status slots_assign(struct plan *plan, size_t workers, struct arena *arena, size_t column_count) MUST_CHECK;

#endif
