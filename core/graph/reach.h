/* stemprint: which track reaches which stem, by which ways.
   SPDX-License-Identifier: GPL-3.0-or-later

   The matrix of tracks and stems as the routing alone makes it, before anything sounds. Sound belongs to the stem whose
   label it passed last. A track's own stem is the last label along the first of its outputs that leads to the output.
   Where the track reaches another stem, that is meant in two cases: an aux gathers it there, which carries the label; or
   a strip goes there by its `output`, and has a label of its own, or several outputs and no sound but its own. All else
   is bleed. */
#ifndef STEMPRINT_GRAPH_REACH_H
#define STEMPRINT_GRAPH_REACH_H

#include "graph/graph.h"

enum {
	REACH_WAYS_LISTED = 4, /**< of one track into one stem */
	REACH_WAYS_COUNTED = 64,
};

enum reach_kind {
	REACH_NOT,
	REACH_OWN, /**< its own stem */
	REACH_MEANT,
	REACH_BLEED, /**< by one way at least */
};

/** "none", "own", "meant", "bleed". */
const char *reach_kind_name(enum reach_kind kind);

/** From a track down to the output. */
struct reach_way {
	const size_t *strips;
	size_t count;
	size_t labelled; /**< which of them gave the sound its label, by its place; RECIPE_NONE: none did, the track's label counts */
	struct position at; /**< the connection into that strip; line 0 without one */
};

struct reach_cell {
	enum reach_kind kind;
	struct reach_way *ways; /**< those that bleed first */
	size_t listed; /**< of them, at most REACH_WAYS_LISTED */
	size_t way_count; /**< all of them; REACH_WAYS_COUNTED stands for as many and more */
};

struct reach {
	const struct recipe *recipe;
	size_t *tracks; /**< strips with sources, in the order of the recipe */
	size_t track_count;
	size_t *stems; /**< those that any track reaches the output in, or calls its own: in the order of the recipe's labels */
	size_t stem_count;
	size_t *own; /**< of each track: which stem; RECIPE_NONE when it has none */
	size_t *labels; /**< of each track: how many labels its sound can carry on its way, at most */
	struct reach_cell *cells; /**< [track * stem_count + stem], both by place */
};

static inline const struct reach_cell *reach_cell(const struct reach *reach, size_t track, size_t stem)
{
	return &reach->cells[track * reach->stem_count + stem];
}

/** Into the output that the stems are taken of; the recipe must have some. What is muted, or stands at -inf dB, is no way. */
enum status reach_build(const struct graph *graph, struct arena *arena, struct reach **reach) MUST_CHECK;

#endif
