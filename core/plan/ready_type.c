/* Gathers the instances of each processor that may run, which become batches.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "plan/ready_type.h"

#include "processors/registry.h"

static bool is_of(const struct ready_type *type, const struct node *node)
{
	const bool moves = node->least;
	return type->processor == node->processor && type->moves == moves &&
	       (!moves || type->late == node->context.late);
}

struct ready_type *ready_types_find(const struct ready_types *types, const struct node *node)
{
	for (size_t i = 0; i < types->count; i++)
		if (is_of(&types->items[i], node))
			return &types->items[i];
	return NULL;
}

struct ready_type *ready_types_widest(const struct ready_types *types)
{
	struct ready_type *widest = NULL;
	for (size_t i = 0; i < types->count; i++)
		if (types->items[i].count > 0 && (!widest || types->items[i].columns > widest->columns))
			widest = &types->items[i];
	return widest;
}

static bool is_mover(const struct node *node)
{
	return node->kind == NODE_PROCESS && node->least;
}

/* Counts the nodes of each type, and adds the types of what moves. */
static void count_nodes(struct ready_types *types, const struct graph *graph)
{
	for (size_t i = 0; i < graph->order_count; i++) {
		const struct node *node = &graph->nodes[graph->order[i]];
		if (node->kind != NODE_PROCESS)
			continue;
		struct ready_type *type = ready_types_find(types, node);
		if (!type) {
			type = &types->items[types->count++];
			*type = (struct ready_type){ .processor = node->processor,
						     .moves = true,
						     .late = node->context.late };
		}
		type->count++;
	}
}

/* Every processor of a graph comes from the registry, or serves automation. */
enum status ready_types_init(struct ready_types *types, const struct graph *graph, struct arena *arena)
{
	size_t listed, automated, movers = 0;
	const struct processor *const *processors = registry_list(&listed);
	const struct processor *const *automation = registry_automation(&automated);
	for (size_t i = 0; i < graph->order_count; i++)
		movers += is_mover(&graph->nodes[graph->order[i]]);
	types->items = ARENA_ARRAY(arena, struct ready_type, listed + automated + movers);
	types->count = listed + automated;
	if (!types->items)
		return STATUS_NO_MEMORY;
	for (size_t i = 0; i < types->count; i++)
		types->items[i].processor = i < listed ? processors[i] : automation[i - listed];
	count_nodes(types, graph);
	for (size_t i = 0; i < types->count; i++) {
		struct ready_type *type = &types->items[i];
		type->nodes = ARENA_ARRAY(arena, size_t, type->count);
		type->spare = ARENA_ARRAY(arena, size_t, type->count);
		type->count = 0;
		if (!type->nodes || !type->spare)
			return STATUS_NO_MEMORY;
	}
	return STATUS_OK;
}
