/* Numbers lanes that tell tracks apart.
   SPDX-License-Identifier: GPL-3.0-or-later

   In the graph that is rendered a lane is a stem. In a graph that measures bleed a lane is what one track brings to
   one stem. A set of stems (stem_set.h) then holds numbers of these. A strip with a label turns each lane that comes
   in into the lane of the same track with its label, where otherwise it makes one stem of all. */
#ifndef STEMPRINT_GRAPH_SOURCE_LANE_H
#define STEMPRINT_GRAPH_SOURCE_LANE_H

#include "graph/stem_set.h"

/** The sound of one track under one label. */
struct source_lane {
	size_t strip; /**< the track; RECIPE_NONE: all tracks that are not told apart, whatever their labels */
	size_t stem; /**< the label of the sound here; STEM_UNLABELLED: it has none yet */
};

/** All such lanes of a graph. */
struct source_lanes {
	struct source_lane *items; /**< NULL: lanes are stems. The arena owns them */
	size_t count; /**< at most RECIPE_STEMS_MAXIMUM */
};

/** Returns the lane that `lane` becomes when it takes the label `stem`. That lane must have been made before; SIZE_MAX
    if it was not. */
size_t source_lanes_label(const struct source_lanes *lanes, size_t lane, size_t stem);

/** Returns the number of the lane, and makes it when it is new. `items` has room for RECIPE_STEMS_MAXIMUM lanes;
    SIZE_MAX when there would be more. */
size_t source_lanes_make(struct source_lanes *lanes, size_t strip, size_t stem);

#endif
