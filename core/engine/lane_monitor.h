/* Measures what each processor leaves of its whole without its lanes.
   SPDX-License-Identifier: GPL-3.0-or-later

   Sums and delays add up by construction. A residual therefore begins in a processor: its input adds up, and its
   output does not. */
#ifndef STEMPRINT_ENGINE_LANE_MONITOR_H
#define STEMPRINT_ENGINE_LANE_MONITOR_H

#include "graph/graph.h"

/** The values are for a whole run; linear. */
struct lane_side {
	double residual_peak; /**< It is the peak of the whole minus the sum of its lanes. */
	double whole_squares;
};

struct lane_monitor_node {
	size_t lane_count; /**< It is 0 for a node without lanes, and for a node that is no processor. */
	struct lane_side in, out;
	double residual_squares; /**< It sums the output where it is over the limit; all sums below do the same. */
	/** It gives for each output lane its product with the residual. The lane's stem is the one of that rank
	    (stem_set.h). */
	double *lane_products;
	double *lane_squares;
	bool found; /**< The output went over the limit. */
	uint64_t frame; /**< It is the frame of the session where that was first. */
};

struct lane_monitor {
	const struct graph *graph;
	double limit; /**< It is the limit of a residual's sample, linear. */
	struct lane_monitor_node *nodes; /**< They stand as in graph->nodes. */
};

enum lane_monitor_side { LANE_MONITOR_IN, LANE_MONITOR_OUT };

/** Returns NULL when out of memory. */
struct lane_monitor *lane_monitor_new(const struct graph *graph, double limit, struct arena *arena);

/** Adds the next frames of a node, which begin at `position`, as late as the node is. They are columns[group *
    channels + channel], the whole first. */
void lane_monitor_add(struct lane_monitor *monitor, size_t node, enum lane_monitor_side side,
		      const double *const *columns, size_t groups, size_t channels, uint64_t position, size_t frames);

#endif
