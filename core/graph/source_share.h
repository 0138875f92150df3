/* stemprint: sources that are read together.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_GRAPH_SOURCE_SHARE_H
#define STEMPRINT_GRAPH_SOURCE_SHARE_H

#include "base/arena.h"
#include "recipe/recipe.h"

enum { SOURCE_SHARE_CHANNELS_MAXIMUM = 64 };

/** The part of a source in a reading. Sources of one file, or of one pair, that start at one time are one reading, which is decoded once: the tracks of a file of many
    channels, or a file that several tracks take. */
struct source_share {
	size_t reading; /**< the first source of the reading: it stands for all */
	size_t place; /**< its first channel in the reading */
	size_t channels; /**< of the whole reading */
};

/** For each source of each strip, in the order of the recipe, which has `count` of them; `source_channels` says how many each has. Of the arena; NULL when
    out of memory. */
const struct source_share *source_shares_new(const struct recipe *recipe, const size_t *source_channels, size_t count,
					     struct arena *arena);

#endif
