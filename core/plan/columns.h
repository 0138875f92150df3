/* Gives every node its columns, before they have a slot.
   SPDX-License-Identifier: GPL-3.0-or-later

   Every column is written once and has a number of its own; slots come later (slots.h). A column that would only
   copy another one is that other one. */
#ifndef STEMPRINT_PLAN_COLUMNS_H
#define STEMPRINT_PLAN_COLUMNS_H

#include "plan/plan.h"

/** A set of sources that are read together (source_share.h). */
struct reading {
	size_t node; /**< the first live node, whose step reads them all */
	/** The column of the first channel; the others follow. Sources that are not live have columns, too. */
	size_t first;
	bool assigned;
};

struct columns {
	size_t **of; /**< the columns of each node, [group][channel]; NULL for nodes that are not live */
	size_t *groups; /**< for each node 1, or 1 + its stems when it carries lanes */
	/** Each source of the recipe that others are read with has one; NULL if there are none. */
	struct reading *readings;
	size_t count; /**< number of all columns */
	/** For each node whose gains automation moves, and which some sum passes by: the columns of its gains. Else
	    NULL. */
	size_t **gains;
	/** For each node, whether any node reads its columns; those of a processor that only multiplies may be passed
	    by. */
	bool *used;
	size_t *turns; /**< for each NODE_FEED a column without sound, which makes both ends of its loop take turns */
	/** For each node the STEP_MIX that writes its columns; mix_count is 0 when nothing is left to write. */
	struct step *mixes;
};

enum status columns_build(const struct graph *graph, struct arena *arena, struct columns *columns) MUST_CHECK;

/** Says whether a node only multiplies, by gains that stay or that automation moves. */
bool columns_multiplies(const struct node *node);

/** Returns the node whose columns an input of `node` reads: a sum reads through nodes that only multiply. */
size_t columns_read(const struct graph *graph, const struct node *node, size_t input);

/** Returns the columns of the group of `node` that holds the sound of `stem`: a lane, or the whole where all of it
    is one stem. */
size_t *columns_of_stem(const struct graph *graph, const struct columns *columns, size_t node, size_t stem);

#endif
