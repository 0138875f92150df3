/* stemprint: the level that a mix is meant to stay under, as its inserts hold it.
   SPDX-License-Identifier: GPL-3.0-or-later

   A limiter on the master holds its ceiling for the whole mix. A sum of some of its lanes may pass that ceiling:
   the gain was made for the whole, and what is left out may have pulled the peaks down. */
#ifndef STEMPRINT_RECIPE_CEILING_H
#define STEMPRINT_RECIPE_CEILING_H

#include "recipe/recipe.h"

struct ceiling {
	double level_db; /**< the level in dBTP, or in dBFS of samples; NAN means that nothing holds a ceiling */
	bool of_samples; /**< the processor holds the samples alone, and not the peaks between them */
	const char *processor; /**< the processor that holds the level: "limiter"; NULL means that nothing does */
	const char *owner; /**< the output or the mix that the insert belongs to */
};

/** Returns the ceiling of a mix: that of its own last insert, or else that of the last insert of its output, moved
    by the output's fader where the mix is taken behind it. Meters do not count. There is no ceiling where another
    insert, or a width over 100 %, follows the insert that would hold it. */
struct ceiling ceiling_of_mix(const struct recipe *recipe, const struct recipe_mix *mix);

#endif
