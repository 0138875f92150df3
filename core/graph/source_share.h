/* Finds the sources that are read together.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_GRAPH_SOURCE_SHARE_H
#define STEMPRINT_GRAPH_SOURCE_SHARE_H

#include "base/arena.h"
#include "recipe/recipe.h"

/** The most channels of one reading. */
enum { SOURCE_SHARE_CHANNELS_MAXIMUM = 64 };

/** A source's share of a reading. Sources of one file, or of one pair of files, that start at the same time are one
    reading, which is decoded once: the tracks of a file of many channels, or several tracks that take one file. */
struct source_share {
	size_t reading; /**< the first source of the reading, which stands for all of them */
	size_t first_channel; /**< the source's first channel in the reading */
	size_t channels; /**< channels of the whole reading */
};

/** Returns a share for each source of each strip, in the order of the recipe, which has `count` of them, and for each
   of recipe.loops, whose return is read by itself; `source_channels` says how many channels each source has. The shares
   belong to the arena; NULL when out of memory. */
const struct source_share *source_shares_new(const struct recipe *recipe, const size_t *source_channels, size_t count,
					     struct arena *arena);

#endif
