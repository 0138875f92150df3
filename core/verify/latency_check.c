/* Checks all latencies of a graph by measurement.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "verify/latency_check.h"

static enum status probe_instances(const struct kernel *kernel, struct latency_check *check)
{
	const struct graph *graph = check->graph;
	enum status status = STATUS_OK;
	for (size_t i = 0; status == STATUS_OK && i < graph->order_count; i++) {
		const size_t index = graph->order[i];
		const struct node *node = &graph->nodes[index];
		if (node->kind != NODE_PROCESS)
			continue;
		const struct processor_instance instance = { .values = node->values,
							     .least = node->least,
							     .greatest = node->greatest,
							     .context = node->context,
							     .shape = node->shape };
		status = latency_probe(node->processor, &instance, kernel, &check->readings[index]);
		check->right = check->right && check->readings[index].right;
	}
	return status;
}

enum status latency_check(const struct graph *graph, const struct kernel *kernel, struct arena *arena,
			  struct latency_check *check)
{
	*check = (struct latency_check){ .graph = graph,
					 .readings = ARENA_ARRAY(arena, struct latency_reading, graph->node_count),
					 .right = true };
	enum status status = check->readings ? probe_instances(kernel, check) : STATUS_NO_MEMORY;
	if (status == STATUS_OK)
		status = latency_meetings_check(graph, check->readings, arena, &check->meetings);
	if (status == STATUS_OK)
		status = latency_routes_measure(graph, kernel, arena, &check->routes);
	check->right = check->right && check->meetings.miss_count == 0;
	for (size_t i = 0; status == STATUS_OK && i < check->routes.count; i++)
		check->right = check->right && check->routes.items[i].right;
	return status;
}
