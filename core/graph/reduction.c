/* Finds the dynamics that are heard, and prints their input and their output.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "graph/reduction.h"

static bool is_dynamics(const struct node *node)
{
	return node->kind == NODE_PROCESS && node->stage == STAGE_INSERT && node->insert && node->processor->dynamics &&
	       node->context.channels == node->channels;
}

/* Where automation moves the makeup, there is no gain at rest to count from. */
static bool rests(const struct node *node)
{
	return !node->processor->resting_gain || !node->least;
}

/* A graph that tells tracks apart, that measures or that sends to hardware alone is not one to hear. */
static bool watches(const struct builder *builder)
{
	const struct graph_request *request = builder->request;
	return request->reductions && !request->apart && !request->tracks && !request->measuring &&
	       request->sends != SENDS_PRINTED;
}

size_t builder_count_reductions(const struct builder *builder)
{
	size_t count = 0;
	for (size_t i = 0; watches(builder) && i < builder->graph->node_count && count < REDUCTIONS_MAXIMUM; i++)
		count += builder->graph->nodes[i].kind == NODE_PROCESS;
	return count;
}

/* Marks what the prints need so far, against the flow, once more for every loop. */
static void mark_heard(const struct graph *graph, bool *heard)
{
	bool again = true;
	for (size_t i = 0; i < graph->print_count; i++)
		heard[graph->prints[i].node] = true;
	for (size_t i = 0; i < graph->proof_count; i++)
		heard[graph->proofs[i].node] = true;
	while (again) {
		again = false;
		for (size_t i = graph->order_count; i-- > 0;) {
			const size_t index = graph->order[i];
			const struct node *node = &graph->nodes[index];
			if (!heard[index] || node->kind == NODE_SOURCE)
				continue;
			for (size_t k = 0; k < node->input_count; k++)
				heard[node->inputs[k].node] = true;
			if (node->key != NODE_NONE)
				heard[node->key] = true;
			if (node->kind == NODE_RETURN && !heard[node->partner])
				again = heard[node->partner] = true;
		}
	}
}

static bool is_watched(const struct builder *builder, size_t index, const bool *heard)
{
	const struct node *node = &builder->graph->nodes[index];
	const size_t anew = builder->request->re_rendered;
	return heard[index] && is_dynamics(node) && rests(node) && (anew == RECIPE_NONE || node->mix == anew);
}

enum status builder_print_reductions(struct builder *builder)
{
	struct graph *graph = builder->graph;
	if (!watches(builder))
		return STATUS_OK;
	bool *heard = ARENA_ARRAY(builder->arena, bool, graph->node_count);
	if (!heard)
		return STATUS_NO_MEMORY;
	mark_heard(graph, heard);
	for (size_t i = 0, count = 0; i < graph->node_count && count < REDUCTIONS_MAXIMUM; i++) {
		const struct node *node = &graph->nodes[i];
		if (!is_watched(builder, i, heard))
			continue;
		graph->prints[graph->print_count++] = (struct graph_print){
			.role = PRINT_REDUCTION,
			.name = node->processor->name,
			.node = i,
			.stem = RECIPE_NONE,
			.proof = RECIPE_NONE,
			.mix = node->mix,
			.insert = node->insert,
			.before = node->inputs[0].node,
			.resting_gain =
				node->processor->resting_gain ? node->processor->resting_gain(node->values) : 1.0,
		};
		count++;
	}
	return STATUS_OK;
}
