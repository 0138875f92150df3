/* Reads the curves of automation: breakpoints, files of them, and rides.
   SPDX-License-Identifier: GPL-3.0-or-later

   All members of a curve's points are checked here, so that nothing behind the recipe can go wrong: positions in order,
   values in range, shapes that their ends allow. */
#ifndef STEMPRINT_RECIPE_RECIPE_CURVE_H
#define STEMPRINT_RECIPE_RECIPE_CURVE_H

#include "recipe/curve_draft.h"

/** Reads a curve. Returns NULL after an error. */
const struct breakpoint_curve *recipe_read_curve(struct reader *reader, const struct entry *entry,
						 const struct curve_target *target);

#endif
