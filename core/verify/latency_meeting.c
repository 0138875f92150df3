/* Follows measured latencies through a graph to the points where sounds meet.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "verify/latency_meeting.h"

/** What is known while the nodes are followed in their order. */
struct follower {
	const struct graph *graph;
	const struct latency_reading *readings;
	long long *late; /**< for each node: by how many frames its output is late, by measurement */
	bool *known; /**< the node was followed; a loop comes back to one that was not */
	struct latency_meetings *meetings;
};

/* What came back from hardware was aligned with the session when it was opened, whatever was sent. Where ways meet,
   what comes later counts on the plan: one way that misses it is told once. */
static long long late_of_inputs(const struct follower *follower, const struct node *node)
{
	if (node->kind != NODE_SOURCE && node->input_count == 1 && follower->known[node->inputs[0].node])
		return follower->late[node->inputs[0].node];
	return (long long)node->latency;
}

static long long own_latency(const struct follower *follower, size_t index)
{
	const struct node *node = &follower->graph->nodes[index];
	if (node->kind == NODE_ALIGN)
		return (long long)node->delay;
	if (node->kind != NODE_PROCESS)
		return 0;
	const struct latency_reading *reading = &follower->readings[index];
	return latency_is_measured(reading) ? reading->measured : (long long)node->shape.latency;
}

/* Compares one way with what is expected, and notes a miss. */
static void compare(struct follower *follower, struct latency_miss way)
{
	if (!follower->known[way.from])
		return;
	way.measured = follower->late[way.from];
	follower->meetings->way_count++;
	if (way.measured != way.expected)
		follower->meetings->misses[follower->meetings->miss_count++] = way;
}

/* The inputs of a node are expected where the plan has them. */
static void follow(struct follower *follower, size_t index)
{
	const struct node *node = &follower->graph->nodes[index];
	follower->late[index] = late_of_inputs(follower, node) + own_latency(follower, index);
	follower->known[index] = true;
	struct latency_miss way = { .node = index, .print = NODE_NONE, .expected = (long long)node->latency };
	for (size_t i = 0; node->input_count > 1 && i < node->input_count; i++) {
		way.from = node->inputs[i].node;
		compare(follower, way);
	}
	if (node->kind != NODE_PROCESS || node->key == NODE_NONE)
		return;
	way.expected = (long long)node->latency - (long long)node->shape.latency;
	way.from = node->inputs[0].node;
	compare(follower, way);
	way.from = node->key;
	way.key = true;
	compare(follower, way);
}

enum status latency_meetings_check(const struct graph *graph, const struct latency_reading *readings,
				   struct arena *arena, struct latency_meetings *meetings)
{
	struct follower follower = { .graph = graph, .readings = readings, .meetings = meetings };
	size_t most = graph->print_count;
	for (size_t i = 0; i < graph->order_count; i++)
		most += graph->nodes[graph->order[i]].input_count + 2;
	*meetings = (struct latency_meetings){ .misses = ARENA_ARRAY(arena, struct latency_miss, most) };
	follower.late = ARENA_ARRAY(arena, long long, graph->node_count);
	follower.known = ARENA_ARRAY(arena, bool, graph->node_count);
	if (!meetings->misses || !follower.late || !follower.known)
		return STATUS_NO_MEMORY;
	for (size_t i = 0; i < graph->order_count; i++)
		follow(&follower, graph->order[i]);
	for (size_t i = 0; i < graph->print_count; i++)
		compare(&follower, (struct latency_miss){ .node = NODE_NONE,
							  .print = i,
							  .from = graph->prints[i].node,
							  .expected = (long long)graph->latency });
	return STATUS_OK;
}
