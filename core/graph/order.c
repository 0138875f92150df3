/* Puts every node after what it needs, and reports cycles.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "graph/order.h"

#include "base/text.h"

#include <string.h>

enum mark { MARK_NEW, MARK_OPEN, MARK_DONE };

/* A node on the way down, and the number of its next need: the inputs come first, then the key. */
struct visit {
	size_t node;
	size_t next;
};

struct search {
	struct builder *builder;
	unsigned char *marks;
	struct visit *path;
	size_t depth;
};

static size_t need(const struct node *node, size_t i)
{
	return i < node->input_count ? node->inputs[i].node : node->key;
}

static size_t need_count(const struct node *node)
{
	return node->input_count + (node->key != NODE_NONE ? 1 : 0);
}

/* Finds a connection of the cycle between two strips, as the recipe writes it: a send where there is one, since that
   can close a loop. NULL: no strip is left. */
static const struct node_input *connection_of(const struct search *search, size_t first)
{
	const struct node *nodes = search->builder->graph->nodes;
	const struct node_input *last = NULL;
	for (size_t i = search->depth; i-- > first;) {
		const struct node *node = &nodes[search->path[i].node];
		if (node->kind != NODE_SUM || node->stage != STAGE_INPUT || search->path[i].next > node->input_count)
			continue;
		const struct node_input *input = &node->inputs[search->path[i].next - 1];
		if (input->by_send)
			return input;
		last = last ? last : input;
	}
	return last;
}

/* path[first] needs path[first + 1] and so on, and the last needs path[first] again: the signal flows the other way. */
static void report_cycle(const struct search *search, size_t first)
{
	const struct node *nodes = search->builder->graph->nodes;
	const struct recipe_strip *strips = search->builder->recipe->strips;
	struct text loop = { 0 };
	size_t strip = nodes[search->path[first].node].strip;
	text_append(&loop, "%s", strips[strip].name);
	for (size_t i = search->depth; i-- > first;) {
		const struct node *node = &nodes[search->path[i].node];
		bool by_key = search->path[i].next - 1 >= node->input_count;
		if (by_key)
			text_append(&loop, " -key-> %s", strips[node->strip].name);
		else if (node->strip != strip)
			text_append(&loop, " -> %s", strips[node->strip].name);
		strip = node->strip;
	}
	/* A strip feeds itself. */
	if (strip == nodes[search->path[first].node].strip && !strchr(loop.bytes ? loop.bytes : "", '>'))
		text_append(&loop, " -> %s", strips[strip].name);
	const struct node_input *connection = connection_of(search, first);
	const bool sends = connection && connection->by_send;
	if (loop.failed)
		search->builder->diagnostics->failed = true;
	else
		diagnostics_error(search->builder->diagnostics, "cycle",
				  connection ? connection->at : nodes[search->path[first].node].at,
				  "sound goes round in a cycle: %s; cut one of these connections%s", loop.bytes,
				  sends ? ", or give the send `feedback: { delay: ... }`" : "");
	text_release(&loop);
}

static void visit_from(struct search *search, size_t start)
{
	struct graph *graph = search->builder->graph;
	search->path[search->depth++] = (struct visit){ .node = start };
	search->marks[start] = MARK_OPEN;
	while (search->depth > 0) {
		struct visit *visit = &search->path[search->depth - 1];
		const struct node *node = &graph->nodes[visit->node];
		if (visit->next == need_count(node)) {
			search->marks[visit->node] = MARK_DONE;
			graph->order[graph->order_count++] = visit->node;
			search->depth--;
			continue;
		}
		size_t next = need(node, visit->next++);
		if (search->marks[next] == MARK_NEW) {
			search->marks[next] = MARK_OPEN;
			search->path[search->depth++] = (struct visit){ .node = next };
		} else if (search->marks[next] == MARK_OPEN) {
			size_t first = search->depth - 1;
			while (search->path[first].node != next)
				first--;
			report_cycle(search, first);
		}
	}
}

enum status builder_order(struct builder *builder)
{
	size_t count = builder->graph->node_count;
	struct search search = { .builder = builder };
	search.marks = ARENA_ARRAY(builder->arena, unsigned char, count);
	search.path = ARENA_ARRAY(builder->arena, struct visit, count);
	if (!search.marks || !search.path)
		return STATUS_NO_MEMORY;
	for (size_t i = 0; i < count; i++)
		if (search.marks[i] == MARK_NEW)
			visit_from(&search, i);
	return STATUS_OK;
}
