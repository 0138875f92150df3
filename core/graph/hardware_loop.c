/* Puts loops through hardware into a graph.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "graph/hardware_loop.h"

#include <math.h>

static const struct graph_hardware *loop_of(const struct builder *builder, const struct recipe_insert *insert)
{
	return builder->request->loops ? &builder->request->loops[insert->loop] : NULL;
}

static bool is_loop(const struct node *node)
{
	return node->kind == NODE_SOURCE && node->insert;
}

static size_t source_count(const struct recipe *recipe)
{
	size_t count = 0;
	for (size_t i = 0; i < recipe->strip_count; i++)
		count += recipe->strips[i].source_count;
	return count;
}

size_t builder_append_hardware(struct builder *builder, size_t strip, size_t from, const struct recipe_insert *insert)
{
	struct node *node = builder_add(builder, NODE_SOURCE, STAGE_INSERT, strip);
	node->at = insert->at;
	node->insert = insert;
	node->processor = insert->processor;
	node->source = source_count(builder->recipe) + insert->loop;
	node->insert_index = builder->insert_index;
	node->inputs = ARENA_NEW(builder->arena, struct node_input);
	if (node->inputs) {
		node->inputs[0] = (struct node_input){ .node = from, .gains = { 1.0, 1.0 }, .at = insert->at };
		node->input_count = 1;
	} else {
		builder->diagnostics->failed = true;
	}
	return (size_t)(node - builder->graph->nodes);
}

double builder_hardware_gain(const struct builder *builder, const struct recipe_insert *insert)
{
	const struct graph_hardware *loop = loop_of(builder, insert);
	return loop ? loop->gain : 1.0;
}

bool builder_hardware_is_missing(const struct builder *builder, const struct recipe_insert *insert)
{
	const struct graph_hardware *loop = loop_of(builder, insert);
	return loop && loop->missing;
}

/* Goes against the flow from a node, also from the return of a feedback to its feed. Says whether the loop is reached.
 */
static bool hears(struct builder *builder, size_t from, size_t loop)
{
	const struct node *nodes = builder->graph->nodes;
	size_t *waiting = builder->visited, *seen = builder->towards, count = 0;
	for (size_t i = 0; i < builder->graph->node_count; i++)
		seen[i] = 0;
	for (waiting[count++] = from, seen[from] = 1; count > 0;) {
		const struct node *node = &nodes[waiting[--count]];
		const size_t others[] = { node->key, node->kind == NODE_RETURN ? node->partner : NODE_NONE };
		if ((size_t)(node - nodes) == loop)
			return true;
		for (size_t i = 0; i < node->input_count + 2; i++) {
			const size_t next =
				i < node->input_count ? node->inputs[i].node : others[i - node->input_count];
			if (next == NODE_NONE || seen[next])
				continue;
			seen[next] = 1;
			waiting[count++] = next;
		}
	}
	return false;
}

/* Hardware in a feedback answers what it made itself, and no recording of one run can do that. */
static void check_feedback(struct builder *builder, size_t index)
{
	const struct node *node = &builder->graph->nodes[index];
	if (builder->feedback_count > 0 && hears(builder, node->inputs[0].node, index))
		diagnostics_error(
			builder->diagnostics, "processor", node->at,
			"hardware on \"%s\" hears its own return by a send with `feedback`; take it out of that loop",
			builder->recipe->strips[node->strip].name);
}

static void check_channels(struct builder *builder, const struct node *node, size_t channels)
{
	const struct recipe_hardware *loop = &builder->recipe->loops[node->insert->loop];
	if (channels != node->channels)
		diagnostics_error(builder->diagnostics, "channels", loop->answer_at,
				  "return \"%s\" has %zu channel%s, and %zu were sent; record as many as the send has",
				  loop->answer_file, channels, channels == 1 ? "" : "s", node->channels);
}

void builder_settle_hardware(struct builder *builder, size_t index)
{
	struct graph *graph = builder->graph;
	struct node *node = &graph->nodes[index];
	const struct node *sent = &graph->nodes[node->inputs[0].node];
	const struct graph_hardware *loop = loop_of(builder, node->insert);
	node->channels = sent->channels;
	node->gap_seconds = sent->gap_seconds;
	node->tail_seconds = (double)INFINITY; /* A recording may ring as long as it likes. */
	check_feedback(builder, index);
	if (loop && !loop->missing)
		check_channels(builder, node, loop->channels);
	node->unanswered |= builder_hardware_is_missing(builder, node->insert);
	graph->order[graph->order_count++] = index;
	builder->actual[index] = builder_align(builder, index, sent->latency);
}

/* Says whether this graph has the signal that was sent. The signals of a graph that tells tracks apart are the same. */
static bool is_sent(const struct builder *builder, const struct node *node)
{
	const struct graph_request *request = builder->request;
	if (request->sends == SENDS_NONE || request->measuring || request->apart || request->tracks || !is_loop(node))
		return false;
	return request->sends == SENDS_CHECKED || !builder->graph->nodes[node->inputs[0].node].unanswered;
}

void builder_print_sends(struct builder *builder)
{
	struct graph *graph = builder->graph;
	const bool printed = builder->request->sends == SENDS_PRINTED;
	for (size_t i = 0; i < graph->node_count; i++) {
		const struct node *node = &graph->nodes[i];
		if (!is_sent(builder, node))
			continue;
		graph->prints[graph->print_count++] = (struct graph_print){
			.role = printed ? PRINT_SEND : PRINT_CHECK,
			.name = builder->recipe->loops[node->insert->loop].send_file,
			.node = node->inputs[0].node,
			.stem = RECIPE_NONE,
			.proof = RECIPE_NONE,
			.mix = RECIPE_NONE,
			.insert = node->insert,
			.before = NODE_NONE,
		};
	}
}
