/* stemprint: the columns of every node, before they have a place.
   SPDX-License-Identifier: GPL-3.0-or-later

   Every column is written once and has a number of its own; slots come later (slots.h). A column that would be a mere copy of another is
   that other one. */
#ifndef STEMPRINT_PLAN_COLUMNS_H
#define STEMPRINT_PLAN_COLUMNS_H

#include "plan/plan.h"

/** Sources that are read together (source_share.h). */
struct reading {
	size_t node; /**< the first live one, whose step reads them all */
	size_t first; /**< column of the first channel; the others follow. There are some for sources that are not live, too */
	bool placed;
};

struct columns {
	size_t **of; /**< for each node: its columns, [group][channel]; NULL for nodes that are not live */
	size_t *groups; /**< for each node: 1, or 1 + its stems when it carries lanes */
	struct reading *readings; /**< for each source of the recipe that others are read with; NULL if none are */
	size_t count; /**< of all columns */
	bool *used; /**< for each node: whether anyone reads its columns; those of a processor that merely multiplies may be passed by */
	struct step *
		mixes; /**< for each node: the STEP_MIX that writes its columns; mix_count 0 when nothing is left to write */
};

enum status columns_build(const struct graph *graph, struct arena *arena, struct columns *columns) MUST_CHECK;

/** The node whose columns an input of `node` reads: a sum reads through those that merely multiply. */
size_t columns_read(const struct graph *graph, const struct node *node, size_t input);

/** The columns of the group of `node` that holds the sound of `stem`: a lane, or the whole where that is all one stem. */
size_t *columns_of_stem(const struct graph *graph, const struct columns *columns, size_t node, size_t stem);

#endif
