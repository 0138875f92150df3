/* stemprint: lanes that tell tracks apart.
   SPDX-License-Identifier: GPL-3.0-or-later

   In the graph that is rendered a lane is a stem. In one that measures bleed a lane is what one track brings to one stem: a set of stems (stem_set.h) then holds numbers of
   these, and a strip with a label makes of each lane that comes in the one of the same track with its label, where else it makes one stem of all. */
#ifndef STEMPRINT_GRAPH_SOURCE_LANE_H
#define STEMPRINT_GRAPH_SOURCE_LANE_H

#include "graph/stem_set.h"

struct source_lane {
	size_t strip; /**< the track; RECIPE_NONE: all tracks that are not told apart, whatever their labels */
	size_t stem; /**< what its sound is labelled here; STEM_UNLABELLED: nothing yet */
};

struct source_lanes {
	struct source_lane *items; /**< NULL: lanes are stems */
	size_t count;
};

/** What becomes of `lane` when it takes the label `stem`. The lane must have been made: else SIZE_MAX. */
size_t source_lanes_label(const struct source_lanes *lanes, size_t lane, size_t stem);

/** The number of the lane, which is made where it is new; SIZE_MAX when there are RECIPE_STEMS_MAXIMUM of them. `items` has room for those. */
size_t source_lanes_make(struct source_lanes *lanes, size_t strip, size_t stem);

#endif
