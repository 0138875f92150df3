/* Finds what a source reaches in a graph, and how early or late it may be there.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "verify/latency_reach.h"

#include <math.h>

bool latency_reach_init(struct latency_reach *reach, const struct graph *graph, struct arena *arena)
{
	*reach = (struct latency_reach){ .graph = graph,
					 .reached = ARENA_ARRAY(arena, bool, graph->node_count),
					 .early = ARENA_ARRAY(arena, long long, graph->node_count),
					 .gap = ARENA_ARRAY(arena, long long, graph->node_count) };
	return reach->reached && reach->early && reach->gap;
}

const struct source_share *latency_share_of(const struct graph *graph, size_t source)
{
	size_t count = 0;
	for (size_t i = 0; i < graph->recipe->strip_count; i++)
		count += graph->recipe->strips[i].source_count;
	return graph->shares && source < count ? &graph->shares[source] : NULL;
}

size_t latency_reading_of(const struct graph *graph, size_t source)
{
	const struct source_share *share = latency_share_of(graph, source);
	return share ? share->reading : source;
}

static void arrive(struct latency_reach *reach, size_t index, size_t from)
{
	if (!reach->reached[from])
		return;
	const bool first = !reach->reached[index];
	reach->early[index] =
		first || reach->early[from] > reach->early[index] ? reach->early[from] : reach->early[index];
	reach->gap[index] = first || reach->gap[from] < reach->gap[index] ? reach->gap[from] : reach->gap[index];
	reach->reached[index] = true;
}

static void follow(struct latency_reach *reach, size_t index)
{
	const struct node *node = &reach->graph->nodes[index];
	const double rate = reach->graph->recipe->session.sample_rate;
	for (size_t i = 0; i < node->input_count; i++)
		arrive(reach, index, node->inputs[i].node);
	if (node->kind != NODE_PROCESS || !reach->reached[index])
		return;
	reach->early[index] += (long long)node->shape.early;
	if (node->shape.gap_seconds > 0.0)
		reach->gap[index] += (long long)ceil(node->shape.gap_seconds * rate);
}

bool latency_reach_from(struct latency_reach *reach, size_t source)
{
	const struct graph *graph = reach->graph;
	reach->reading = source;
	reach->node = NODE_NONE;
	for (size_t i = 0; i < graph->node_count; i++) {
		reach->reached[i] = false;
		reach->early[i] = reach->gap[i] = 0;
	}
	if (latency_reading_of(graph, source) != source)
		return false;
	for (size_t i = 0; i < graph->order_count; i++) {
		const size_t index = graph->order[i];
		if (graph->nodes[index].kind != NODE_SOURCE) {
			follow(reach, index);
		} else if (latency_reading_of(graph, graph->nodes[index].source) == source) {
			reach->reached[index] = true;
			reach->node = reach->node == NODE_NONE ? index : reach->node;
		}
	}
	return reach->node != NODE_NONE;
}
