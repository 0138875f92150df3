/* Measures what each processor leaves of its whole without its lanes.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/lane_watch.h"

#include <math.h>

struct lane_watch *lane_watch_new(const struct graph *graph, double limit, struct arena *arena)
{
	struct lane_watch *watch = ARENA_NEW(arena, struct lane_watch);
	if (!watch)
		return NULL;
	watch->graph = graph;
	watch->limit = limit;
	watch->nodes = ARENA_ARRAY(arena, struct lane_watch_node, graph->node_count);
	for (size_t i = 0; watch->nodes && i < graph->node_count; i++) {
		const struct node *node = &graph->nodes[i];
		struct lane_watch_node *watched = &watch->nodes[i];
		if (node->kind != NODE_PROCESS || !node->lanes)
			continue;
		watched->lane_count = stem_set_count(&node->stems);
		watched->lane_products = ARENA_ARRAY(arena, double, watched->lane_count);
		watched->lane_squares = ARENA_ARRAY(arena, double, watched->lane_count);
		if (!watched->lane_products || !watched->lane_squares)
			return NULL;
	}
	return watch->nodes ? watch : NULL;
}

/* Notes for the output which lanes go with the residual, and where it was first too large. */
static void add_outcome(struct lane_watch *watch, size_t node, const double *const *columns, size_t channels,
			size_t frame, uint64_t position, double residual)
{
	struct lane_watch_node *watched = &watch->nodes[node];
	if (!(fabs(residual) > watch->limit))
		return;
	watched->residual_squares += residual * residual;
	for (size_t lane = 0; lane < watched->lane_count; lane++) {
		const double sample = columns[(lane + 1) * channels][frame];
		watched->lane_products[lane] += sample * residual;
		watched->lane_squares[lane] += sample * sample;
	}
	if (watched->found)
		return;
	const uint64_t at = position + frame, latency = watch->graph->nodes[node].latency;
	watched->found = true;
	watched->frame = at > latency ? at - latency : 0;
}

/* The loop goes frame by frame, so that the first sample over the limit is found in whatever channel it is. */
void lane_watch_add(struct lane_watch *watch, size_t node, enum lane_watch_side side, const double *const *columns,
		    size_t groups, size_t channels, uint64_t position, size_t frames)
{
	struct lane_watch_node *watched = &watch->nodes[node];
	struct lane_side *sums = side == LANE_WATCH_IN ? &watched->in : &watched->out;
	if (watched->lane_count == 0 || groups != watched->lane_count + 1)
		return;
	for (size_t frame = 0; frame < frames; frame++)
		for (size_t channel = 0; channel < channels; channel++) {
			double residual = columns[channel][frame];
			sums->whole_squares += residual * residual;
			for (size_t group = 1; group < groups; group++)
				residual -= columns[group * channels + channel][frame];
			sums->residual_peak = fmax(sums->residual_peak, fabs(residual));
			if (side == LANE_WATCH_OUT)
				add_outcome(watch, node, columns + channel, channels, frame, position, residual);
		}
}
