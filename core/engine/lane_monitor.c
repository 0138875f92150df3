/* Measures what each processor leaves of its whole without its lanes.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/lane_monitor.h"

#include <math.h>

struct lane_monitor *lane_monitor_new(const struct graph *graph, double limit, struct arena *arena)
{
	struct lane_monitor *monitor = ARENA_NEW(arena, struct lane_monitor);
	if (!monitor)
		return NULL;
	monitor->graph = graph;
	monitor->limit = limit;
	monitor->nodes = ARENA_ARRAY(arena, struct lane_monitor_node, graph->node_count);
	for (size_t i = 0; monitor->nodes && i < graph->node_count; i++) {
		const struct node *node = &graph->nodes[i];
		struct lane_monitor_node *monitored = &monitor->nodes[i];
		if (node->kind != NODE_PROCESS || !node->lanes)
			continue;
		monitored->lane_count = stem_set_count(&node->stems);
		monitored->lane_products = ARENA_ARRAY(arena, double, monitored->lane_count);
		monitored->lane_squares = ARENA_ARRAY(arena, double, monitored->lane_count);
		if (!monitored->lane_products || !monitored->lane_squares)
			return NULL;
	}
	return monitor->nodes ? monitor : NULL;
}

/* Notes for the output which lanes go with the residual, and where it was first too large. */
static void add_outcome(struct lane_monitor *monitor, size_t node, const double *const *columns, size_t channels,
			size_t index, uint64_t position, double residual)
{
	struct lane_monitor_node *monitored = &monitor->nodes[node];
	if (!(fabs(residual) > monitor->limit))
		return;
	monitored->residual_squares += residual * residual;
	for (size_t lane = 0; lane < monitored->lane_count; lane++) {
		const double sample = columns[(lane + 1) * channels][index];
		monitored->lane_products[lane] += sample * residual;
		monitored->lane_squares[lane] += sample * sample;
	}
	if (monitored->found)
		return;
	const uint64_t latency = monitor->graph->nodes[node].latency;
	monitored->found = true;
	monitored->frame = position > latency ? position - latency : 0;
}

/* The loop goes frame by frame, so that the first sample over the limit is found in whatever channel it is. */
void lane_monitor_add(struct lane_monitor *monitor, size_t node, enum lane_monitor_side side,
		      const double *const *columns, size_t groups, size_t channels, struct lane_monitor_block block)
{
	struct lane_monitor_node *monitored = &monitor->nodes[node];
	struct lane_side *sums = side == LANE_MONITOR_IN ? &monitored->in : &monitored->out;
	if (monitored->lane_count == 0 || groups != monitored->lane_count + 1)
		return;
	for (size_t frame = 0; frame < block.frames; frame++)
		for (size_t channel = 0; channel < channels; channel++) {
			const size_t at = block.start + frame;
			double residual = columns[channel][at];
			sums->whole_squares += residual * residual;
			for (size_t group = 1; group < groups; group++)
				residual -= columns[group * channels + channel][at];
			sums->residual_peak = fmax(sums->residual_peak, fabs(residual));
			if (side == LANE_MONITOR_OUT)
				add_outcome(monitor, node, columns + channel, channels, at, block.position + frame,
					    residual);
		}
}
