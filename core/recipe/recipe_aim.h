/* stemprint: which mixes the limits of `verify` judge.
   SPDX-License-Identifier: GPL-3.0-or-later

   Limits that a mix has of its own win. Those of `verify` judge the mixes that their `of` names. Without `of` they
   judge the finished mixes: those that keep all stems, are taken at the last tap of an output that stems are of
   (without stems: of the first output), and have no inserts of their own. A premaster, a cue and a version are
   judged when they are named. */
#ifndef STEMPRINT_RECIPE_RECIPE_AIM_H
#define STEMPRINT_RECIPE_RECIPE_AIM_H

#include "recipe/reader.h"

/** This is the `quality` of `verify`. */
struct quality_aim {
	bool given; /**< the recipe asks for it */
	struct location at; /**< the location of the key */
	const bool *of; /**< a flag for each mix, whether `of` names it; NULL means that `of` is not given */
};

/** Reads `of`. Returns a flag for each mix of the recipe, or NULL after an error. */
const bool *recipe_read_aim(struct reader *reader, const struct entry *entry);

/** Gives each mix without limits of its own those of `verify` that judge it. Limits that judge no mix are an error. */
void recipe_settle_aims(struct reader *reader, const struct quality_aim *quality);

#endif
