/* stemprint: what each processor leaves of its whole without its lanes.
   SPDX-License-Identifier: GPL-3.0-or-later

   Sums and delays add up by construction; whatever does not, begins in a processor: what goes into it adds up, and what comes out does not. */
#ifndef STEMPRINT_ENGINE_LANE_WATCH_H
#define STEMPRINT_ENGINE_LANE_WATCH_H

#include "graph/graph.h"

/** Over a whole run; linear. */
struct lane_side {
	double residual_peak; /**< of the whole minus the sum of its lanes */
	double whole_squares;
};

struct lane_watch_node {
	size_t lane_count; /**< 0: a node without lanes, or no processor */
	struct lane_side in, out;
	double residual_squares; /**< of what comes out, where that is over the limit; so are all sums below */
	double *lane_products; /**< of each lane that comes out with the residual: its stem is the one of that rank (stem_set.h) */
	double *lane_squares;
	bool found; /**< what comes out went over the limit */
	uint64_t frame; /**< of the session, where that was first */
};

struct lane_watch {
	const struct graph *graph;
	double limit; /**< of a residual's sample, linear */
	struct lane_watch_node *nodes; /**< as graph->nodes */
};

enum lane_watch_side { LANE_WATCH_IN, LANE_WATCH_OUT };

/** NULL when out of memory. */
struct lane_watch *lane_watch_new(const struct graph *graph, double limit, struct arena *arena);

/** The next frames of a node, which begin at `position`, as late as the node is; columns[group * channels + channel], the whole first. */
void lane_watch_add(struct lane_watch *watch, size_t node, enum lane_watch_side side, const double *const *columns,
		    size_t groups, size_t channels, uint64_t position, size_t frames);

#endif
