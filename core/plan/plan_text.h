/* Writes a plan as text.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_PLAN_PLAN_TEXT_H
#define STEMPRINT_PLAN_PLAN_TEXT_H

#include "base/text.h"
#include "plan/plan.h"

/** Appends what will run, one line for each step. */
void plan_text(const struct plan *plan, struct text *text);

#endif
