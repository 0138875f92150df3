/* Finds the loops of a graph: the nodes that sound goes round through.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "graph/feedback_loop.h"

/* A node on the way down, and the number of its next need. */
struct visit {
	size_t node;
	size_t next;
};

struct search {
	const struct graph *graph;
	struct feedback_loops *loops;
	size_t *number; /* the turn in which each node was found, from 1; 0: not yet */
	size_t *lowest; /* the least number that each node leads to among those without a loop so far */
	bool *open; /* the node is on the stack below */
	size_t *stack; /* nodes whose loop is not complete */
	size_t stack_count;
	struct visit *path;
	size_t depth;
	size_t turn;
};

static void enter(struct search *search, size_t node)
{
	search->number[node] = search->lowest[node] = ++search->turn;
	search->open[node] = true;
	search->stack[search->stack_count++] = node;
	search->path[search->depth++] = (struct visit){ .node = node };
}

/* All nodes above `node` on the stack reach it, and it reaches them. A node alone is no loop. */
static void close_loop(struct search *search, size_t node)
{
	const bool alone = search->stack[search->stack_count - 1] == node;
	size_t taken;
	do {
		taken = search->stack[--search->stack_count];
		search->open[taken] = false;
		search->loops->of[taken] = alone ? FEEDBACK_NONE : search->loops->count;
	} while (taken != node);
	search->loops->count += !alone;
}

static void lower(struct search *search, size_t node, size_t number)
{
	if (number < search->lowest[node])
		search->lowest[node] = number;
}

static void search_from(struct search *search, size_t start)
{
	enter(search, start);
	while (search->depth > 0) {
		struct visit *visit = &search->path[search->depth - 1];
		const struct node *node = &search->graph->nodes[visit->node];
		if (visit->next < feedback_need_count(node)) {
			const size_t need = feedback_need(node, visit->next++);
			if (search->number[need] == 0)
				enter(search, need);
			else if (search->open[need])
				lower(search, visit->node, search->number[need]);
			continue;
		}
		const size_t done = visit->node;
		search->depth--;
		if (search->lowest[done] == search->number[done])
			close_loop(search, done);
		if (search->depth > 0)
			lower(search, search->path[search->depth - 1].node, search->lowest[done]);
	}
}

enum status feedback_loops_find(const struct builder *builder, struct feedback_loops *loops)
{
	const struct graph *graph = builder->graph;
	const size_t count = graph->node_count;
	struct search search = { .graph = graph, .loops = loops };
	*loops = (struct feedback_loops){ .of = ARENA_ARRAY(builder->arena, size_t, count) };
	search.number = ARENA_ARRAY(builder->arena, size_t, count);
	search.lowest = ARENA_ARRAY(builder->arena, size_t, count);
	search.open = ARENA_ARRAY(builder->arena, bool, count);
	search.stack = ARENA_ARRAY(builder->arena, size_t, count);
	search.path = ARENA_ARRAY(builder->arena, struct visit, count);
	if (!loops->of || !search.number || !search.lowest || !search.open || !search.stack || !search.path)
		return STATUS_NO_MEMORY;
	for (size_t i = 0; i < count; i++)
		loops->of[i] = FEEDBACK_NONE;
	for (size_t i = 0; i < graph->order_count; i++)
		if (search.number[graph->order[i]] == 0)
			search_from(&search, graph->order[i]);
	return STATUS_OK;
}

enum status builder_refuse_trims(struct builder *builder)
{
	const struct graph *graph = builder->graph;
	struct feedback_loops loops;
	if (builder->feedback_count == 0)
		return STATUS_OK;
	enum status status = feedback_loops_find(builder, &loops);
	for (size_t i = 0; status == STATUS_OK && i < graph->node_count; i++) {
		const struct node *node = &graph->nodes[i];
		if (loops.of[i] != FEEDBACK_NONE && node->insert && node->insert->processor->trim)
			diagnostics_error(builder->diagnostics, "feedback-trim", node->at,
					  "%s on \"%s\" stands in a loop, so its gain would change what it measures; "
					  "put it on a strip before or behind the loop",
					  node->insert->processor->name, graph_owner(graph, node));
	}
	return status;
}
