/* Names the lanes of a graph.
   SPDX-License-Identifier: GPL-3.0-or-later

   In the graph that is rendered first a lane is a stem label. In the graph that prints sets by track a lane is a
   track, whatever labels its sound passes. A set of stems (stem_set.h) holds numbers of these lanes. */
#ifndef STEMPRINT_GRAPH_LANE_LIST_H
#define STEMPRINT_GRAPH_LANE_LIST_H

#include <stdbool.h>
#include <stddef.h>

struct lane_list {
	const char *const *names; /**< There are `count` of them. */
	size_t count; /**< It is at most RECIPE_STEMS_MAXIMUM. */
	size_t residue; /**< It is the lane of what inserts with `stems: residue` add; RECIPE_NONE without any. */
	/** It is the lane of what inserts with `stems: per-lane` leave out. It is never printed; RECIPE_NONE without
	    any. */
	size_t missing;
	bool tracks; /**< A lane is a track. */
};

#endif
