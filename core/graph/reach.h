/* Finds which track reaches which stem, and by which ways.
   SPDX-License-Identifier: GPL-3.0-or-later

   The matrix holds tracks and stems as the routing alone makes it, before anything sounds. Sound belongs to the stem
   whose label it passed last. A track's own stem is the last label along the first of its outputs that leads to the
   output. A way into another stem is meant in two cases: an aux that carries the label gathers the sound there; or a
   strip goes there by its `output`, and has a label of its own, or several outputs and no sound but its own. All
   other ways are bleed. */
#ifndef STEMPRINT_GRAPH_REACH_H
#define STEMPRINT_GRAPH_REACH_H

#include "graph/graph.h"

enum {
	REACH_WAYS_LISTED = 4, /**< It holds for one track into one stem. */
	REACH_WAYS_COUNTED = 64,
};

enum reach_kind {
	REACH_NOT,
	REACH_OWN, /**< It is the track's own stem. */
	REACH_MEANT,
	REACH_BLEED, /**< At least one way is bleed. */
};

/** Returns "none", "own", "meant" or "bleed". */
const char *reach_kind_name(enum reach_kind kind);

/** The way leads from a track down to the output. */
struct reach_way {
	const size_t *strips;
	size_t count;
	/** The sound got its label from the strip at this index of the way; RECIPE_NONE: from none, and the track's
	    label counts. */
	size_t labelled;
	struct location at; /**< It is the connection into that strip; its line is 0 without one. */
};

struct reach_cell {
	enum reach_kind kind;
	struct reach_way *ways; /**< The ways that bleed come first. */
	size_t listed; /**< At most REACH_WAYS_LISTED ways are listed. */
	size_t way_count; /**< It counts all ways; REACH_WAYS_COUNTED stands for as many and more. */
};

struct reach {
	const struct recipe *recipe;
	size_t *tracks; /**< They are the strips with sources, in the order of the recipe. */
	size_t track_count;
	/** They are the stems in which any track reaches the output, and the tracks' own, in the order of the
	    recipe's labels. */
	size_t *stems;
	size_t stem_count;
	size_t *own; /**< It gives the own stem of each track; RECIPE_NONE when it has none. */
	size_t *labels; /**< It says for each track how many labels its sound can carry on its way, at most. */
	/** They are [track * stem_count + stem]; both count by their indices in the lists. */
	struct reach_cell *cells;
};

static inline const struct reach_cell *reach_cell(const struct reach *reach, size_t track, size_t stem)
{
	return &reach->cells[track * reach->stem_count + stem];
}

/** Finds the ways into the output where the stems are taken; the recipe must have stems. A connection that is muted,
    or stands at -inf dB, is no way. */
enum status reach_build(const struct graph *graph, struct arena *arena, struct reach **reach) MUST_CHECK;

#endif
