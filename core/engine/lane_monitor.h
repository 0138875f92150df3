/* Measures what each processor leaves of its whole without its lanes.
   SPDX-License-Identifier: GPL-3.0-or-later

   Sums and delays add up by construction. A residual therefore begins in a processor: its input adds up, and its
   output does not. */
#ifndef STEMPRINT_ENGINE_LANE_MONITOR_H
#define STEMPRINT_ENGINE_LANE_MONITOR_H

#include "graph/graph.h"

/** The levels at one side of a processor, over a whole run; linear. */
struct lane_side {
	double residual_peak; /**< peak of the whole minus the sum of its lanes */
	double whole_squares; /**< sum of the squares of the whole */
};

/** What was measured at one node. All sums of the output are over the samples whose residual is over the limit. */
struct lane_monitor_node {
	size_t lane_count; /**< 0 for a node without lanes, and for a node that is no processor */
	struct lane_side in, out;
	double residual_squares; /**< sum of the squares of the residual */
	double *lane_products; /**< for each lane the sum of its products with the residual; by rank (stem_set.h) */
	double *lane_squares; /**< for each lane the sum of its squares */
	bool found; /**< the output went over the limit */
	uint64_t frame; /**< frame of the session where it first did */
};

/** The monitor of a run. The arena owns all of it. */
struct lane_monitor {
	const struct graph *graph;
	double limit; /**< the largest residual of a sample that is still rounding, linear */
	struct lane_monitor_node *nodes; /**< one for each of graph->nodes */
};

/** The side of a processor that is measured. */
enum lane_monitor_side { LANE_MONITOR_IN, LANE_MONITOR_OUT };

/** Makes a monitor that has measured nothing yet. Returns NULL when out of memory. */
struct lane_monitor *lane_monitor_new(const struct graph *graph, double limit, struct arena *arena);

/** The frames that are measured. */
struct lane_monitor_block {
	uint64_t position; /**< that of the first one; late by the node's latency */
	size_t start; /**< the index of the first one in the columns */
	size_t frames;
};

/** Adds the next frames of a node. Their columns are columns[group * channels + channel], the whole first. */
void lane_monitor_add(struct lane_monitor *monitor, size_t node, enum lane_monitor_side side,
		      const double *const *columns, size_t groups, size_t channels, struct lane_monitor_block block);

#endif
