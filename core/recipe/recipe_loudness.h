/* stemprint: reads limits of loudness.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_RECIPE_RECIPE_LOUDNESS_H
#define STEMPRINT_RECIPE_RECIPE_LOUDNESS_H

#include "recipe/reader.h"

/** Reads `loudness` of `verify`, whose `of` may select mixes, or of a mix. The limits of *request must be empty
    before. */
void recipe_read_loudness(struct reader *reader, const struct entry *entry, bool aimed,
			  struct loudness_request *request);

/** Reads `loudness` of a profile, which names neither a profile nor mixes. The limits of *request must be empty
    before. */
void recipe_read_profile_limits(struct reader *reader, const struct entry *entry, struct loudness_request *request);

#endif
