/* Adds the prints of what listens: meters, and inserts that want a gain.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "graph/listener.h"

static bool listens(const struct node *node)
{
	return node->stage == STAGE_INSERT && node->insert && node->insert->processor->listens;
}

const struct graph_trim *builder_trim(const struct builder *builder, const struct recipe_insert *insert)
{
	for (size_t i = 0; i < builder->request->trim_count; i++)
		if (builder->request->trims[i].insert == insert)
			return &builder->request->trims[i];
	return NULL;
}

bool builder_leaves_unsettled(const struct builder *builder, size_t index)
{
	const struct node *node = &builder->graph->nodes[index];
	return node->unsettled ||
	       (listens(node) && node->insert->processor->trim && !builder_trim(builder, node->insert));
}

size_t builder_count_listeners(const struct builder *builder)
{
	size_t count = 0;
	for (size_t i = 0; i < builder->graph->node_count; i++)
		count += listens(&builder->graph->nodes[i]);
	return count;
}

/* Says whether this pass hears the node. The own inserts of a mix rendered anew are heard in its own pass, where
   nothing else is. */
static bool is_heard_now(const struct builder *builder, const struct node *node)
{
	const size_t anew = builder->request->re_rendered;
	if (anew != RECIPE_NONE)
		return node->mix == anew;
	return node->mix == RECIPE_NONE || !mix_is_re_rendered(&builder->recipe->print.mixes[node->mix]);
}

/* Goes back over the inserts that turn the level, as far as they follow each other, to the last meter before them.
   Delays between them wait for keys. */
static size_t before_dynamics(const struct graph *graph, size_t index, size_t mix, double *resting_gain)
{
	size_t before = NODE_NONE;
	*resting_gain = 1.0;
	for (;;) {
		const struct node *node = &graph->nodes[index];
		if (node->kind == NODE_ALIGN)
			node = &graph->nodes[node->inputs[0].node];
		if (before != NODE_NONE && node->metered)
			return before;
		if (node->kind != NODE_PROCESS || node->stage != STAGE_INSERT || node->mix != mix ||
		    node->processor->law != STEM_LAW_GAIN || node->context.channels != node->channels)
			return before;
		if (node->processor->resting_gain && node->least)
			return before; /* A gain that moves is no gain at rest. */
		if (node->processor->resting_gain)
			*resting_gain *= node->processor->resting_gain(node->values);
		before = index = node->inputs[0].node;
	}
}

static const char *given_name(const struct recipe_insert *insert)
{
	for (size_t i = 0; i < insert->processor->parameter_count; i++)
		if (insert->processor->parameters[i].type == PARAMETER_NAME && insert->values[i].given)
			return insert->values[i].name;
	return NULL;
}

void builder_print_listeners(struct builder *builder)
{
	struct graph *graph = builder->graph;
	const bool measuring = builder->request->measuring;
	for (size_t i = 0; i < graph->node_count; i++) {
		const struct node *node = &graph->nodes[i];
		if (!listens(node) || !is_heard_now(builder, node))
			continue;
		const bool trim = node->insert->processor->trim;
		if (trim != measuring || (trim && (node->unsettled || builder_trim(builder, node->insert))) ||
		    node->unanswered)
			continue;
		const char *name = given_name(node->insert);
		double resting_gain = 1.0;
		const size_t before =
			trim ? NODE_NONE : before_dynamics(graph, builder->actual[i], node->mix, &resting_gain);
		graph->prints[graph->print_count++] = (struct graph_print){
			.role = trim ? PRINT_TRIM : PRINT_METER,
			.name = name ? name : graph_owner(graph, node),
			.node = builder->actual[i],
			.stem = RECIPE_NONE,
			.proof = RECIPE_NONE,
			.mix = node->mix,
			.insert = node->insert,
			.before = before,
			.resting_gain = resting_gain,
		};
	}
}
