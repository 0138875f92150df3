/* stemprint: finds where in the graph stems stop adding up.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "verify/lane_fault.h"

#include "dsp/elementary.h"

#include <inttypes.h>
#include <math.h>

/* A lane must have this share of the energy of the residual to be named. */
static const double most_of_it = 0.75;

/* Returns the peak of the residual that did not come in already. */
static double added(const struct lane_monitor_node *node)
{
	const double gain = node->in.whole_squares > 0.0 ? sqrt(node->out.whole_squares / node->in.whole_squares) : 1.0;
	return node->out.residual_peak - gain * node->in.residual_peak;
}

/* Returns the squared cosine between the residual and a lane, 0 to 1. */
static double likeness(const struct lane_monitor_node *node, size_t lane)
{
	const double scale = node->residual_squares * node->lane_squares[lane];
	return scale > 0.0 ? node->lane_products[lane] * node->lane_products[lane] / scale : 0.0;
}

static size_t guilty_stem(const struct graph *graph, const struct lane_monitor_node *monitored, size_t node)
{
	size_t found = 0;
	for (size_t lane = 1; lane < monitored->lane_count; lane++)
		if (likeness(monitored, lane) > likeness(monitored, found))
			found = lane;
	if (likeness(monitored, found) < most_of_it)
		return RECIPE_NONE;
	size_t stem = stem_set_next(&graph->nodes[node].stems, 0);
	while (found-- > 0)
		stem = stem_set_next(&graph->nodes[node].stems, stem + 1);
	return stem;
}

bool lane_fault_find(const struct lane_monitor *monitor, struct lane_fault *fault)
{
	size_t worst = NODE_NONE;
	for (size_t i = 0; i < monitor->graph->order_count; i++) {
		const size_t node = monitor->graph->order[i];
		if (monitor->nodes[node].found &&
		    (worst == NODE_NONE || added(&monitor->nodes[node]) > added(&monitor->nodes[worst])))
			worst = node;
	}
	if (worst == NODE_NONE)
		return false;
	*fault = (struct lane_fault){ .node = worst,
				      .stem = guilty_stem(monitor->graph, &monitor->nodes[worst], worst),
				      .frame = monitor->nodes[worst].frame,
				      .peak = monitor->nodes[worst].out.residual_peak };
	return true;
}

const char *lane_fault_text(const struct graph *graph, const struct lane_fault *fault, const struct diagnostics *texts,
			    struct arena *arena)
{
	const struct node *node = &graph->nodes[fault->node];
	const char *file = diagnostics_own_name(texts, node->at.origin);
	const char *lane = "";
	if (fault->stem < graph->lanes.count)
		lane = arena_format(arena, ", in stem \"%s\"", graph->lanes.names[fault->stem]);
	const char *location = "";
	if (node->at.line != 0)
		location = arena_format(arena, " at %s:%u:%u", file ? file : "recipe", node->at.line, node->at.column);
	if (!lane || !location)
		return NULL;
	return arena_format(arena, "it begins in %s of \"%s\"%s%s, with frame %" PRIu64 " at %.1f dBFS",
			    node->processor->name, graph->recipe->strips[node->strip].name, location, lane,
			    fault->frame, gain_to_decibel(fault->peak));
}
