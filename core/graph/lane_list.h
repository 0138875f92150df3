/* Names the lanes of a graph.
   SPDX-License-Identifier: GPL-3.0-or-later

   In the graph that is rendered first a lane is a stem label. In the graph that prints sets by track a lane is a
   track, whatever labels its sound passes. A set of stems (stem_set.h) holds numbers of these lanes. */
#ifndef STEMPRINT_GRAPH_LANE_LIST_H
#define STEMPRINT_GRAPH_LANE_LIST_H

#include <stdbool.h>
#include <stddef.h>

struct lane_list {
	const char *const *names; /**< `count` names; the recipe or the arena owns them */
	size_t count; /**< at most RECIPE_STEMS_MAXIMUM */
	size_t residue; /**< the lane of what inserts with `stems: residue` add; RECIPE_NONE without any */
	/** The lane of what inserts with `stems: per-lane` leave out. It is never printed. RECIPE_NONE without any. */
	size_t missing;
	bool tracks; /**< a lane is a track, not a label */
};

#endif
