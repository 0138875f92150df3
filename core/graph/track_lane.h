/* Numbers the lanes of a graph: labels, or the tracks that reach a set by track.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_GRAPH_TRACK_LANE_H
#define STEMPRINT_GRAPH_TRACK_LANE_H

#include "graph/builder.h"

/** Fills graph->lanes; where these are tracks, track_labels become theirs. */
enum status builder_list_lanes(struct builder *builder) MUST_CHECK;

#endif
