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
	REACH_WAYS_LISTED = 4, /**< the most ways that are listed for one track into one stem */
	REACH_WAYS_COUNTED = 64, /**< the most ways that are counted */
};

/** How a track reaches a stem. */
enum reach_kind {
	REACH_NOT, /**< no way leads there */
	REACH_OWN, /**< the stem is the track's own */
	REACH_MEANT, /**< every way into the other stem is meant */
	REACH_BLEED, /**< at least one way is bleed */
};

/** Returns "none", "own", "meant" or "bleed". */
const char *reach_kind_name(enum reach_kind kind);

/** A way leads from a track down to the output. */
struct reach_way {
	const size_t *strips; /**< the track first, the output last */
	size_t count; /**< number of strips */
	size_t labelled; /**< index in `strips` of the strip whose label counts; RECIPE_NONE: the track's own label */
	struct location at; /**< the connection into that strip; line 0 without one */
};

/** What one track brings to one stem. */
struct reach_cell {
	enum reach_kind kind;
	struct reach_way *ways; /**< those that bleed come first */
	size_t listed; /**< ways that are listed, at most REACH_WAYS_LISTED */
	size_t way_count; /**< all ways; REACH_WAYS_COUNTED stands for that many or more */
};

/** The matrix. The arena owns all of it. */
struct reach {
	const struct recipe *recipe;
	size_t *tracks; /**< the strips with sources, in the order of the recipe */
	size_t track_count;
	size_t *stems; /**< those that any track reaches, and the tracks' own, in the recipe's order */
	size_t stem_count;
	size_t *own; /**< each track's own stem; RECIPE_NONE when it has none */
	size_t *labels; /**< for each track the most labels that its sound can carry on its way */
	struct reach_cell *cells; /**< [track * stem_count + stem], by the indices in the two lists above */
};

/** Returns the cell of a track and a stem, by their indices in reach->tracks and reach->stems. */
static inline const struct reach_cell *reach_cell(const struct reach *reach, size_t track, size_t stem)
{
	return &reach->cells[track * reach->stem_count + stem];
}

/** Finds the ways into the output where the stems are taken; the recipe must have stems. A connection that is muted,
    or stands at -inf dB, is no way. Returns NO_MEMORY when the arena is out of memory. */
enum status reach_build(const struct graph *graph, struct arena *arena, struct reach **reach) MUST_CHECK;

#endif
