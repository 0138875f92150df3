/* Finds the sources that are read together.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_GRAPH_SOURCE_SHARE_H
#define STEMPRINT_GRAPH_SOURCE_SHARE_H

#include "base/arena.h"
#include "recipe/recipe.h"

enum { SOURCE_SHARE_CHANNELS_MAXIMUM = 64 };

/** It is the part of a source in a reading. Sources of one file, or of one pair, that start at one time are one
    reading, which is decoded once. Such sources are the tracks of a file of many channels, or several tracks that
    take one file. */
struct source_share {
	size_t reading; /**< The first source of the reading stands for all. */
	size_t first_channel; /**< It is the source's first channel in the reading. */
	size_t channels; /**< It counts those of the whole reading. */
};

/** Returns a share for each source of each strip, in the order of the recipe, which has `count` of them;
    `source_channels` says how many channels each has. The shares belong to the arena; NULL when out of memory. */
const struct source_share *source_shares_new(const struct recipe *recipe, const size_t *source_channels, size_t count,
					     struct arena *arena);

#endif
