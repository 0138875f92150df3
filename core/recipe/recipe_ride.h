/* Reads rides: a value goes up for a while and comes back.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_RECIPE_RECIPE_RIDE_H
#define STEMPRINT_RECIPE_RECIPE_RIDE_H

#include "recipe/curve_draft.h"

/** Reads `ride`: the points of its rides go to the draft, in their order in time. */
void recipe_read_rides(struct reader *reader, const struct entry *entry, struct curve_draft *draft);

#endif
