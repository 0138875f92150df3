/* Adds nodes to a graph that is being built, and counts them before.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "graph/builder.h"

struct node *builder_add(struct builder *builder, enum node_kind kind, enum stage stage, size_t strip)
{
	struct graph *graph = builder->graph;
	size_t index = graph->node_count++;
	struct node *node = &graph->nodes[index];
	node->kind = kind;
	node->stage = stage;
	node->strip = strip;
	node->mix = builder->mix;
	node->key = NODE_NONE;
	node->source = NODE_NONE;
	builder->actual[index] = index;
	builder->aligned[index] = NODE_NONE;
	return node;
}

size_t builder_append(struct builder *builder, enum stage stage, size_t strip, size_t input, struct location at)
{
	struct node *node = builder_add(builder, NODE_PASS, stage, strip);
	node->at = at;
	node->inputs = ARENA_NEW(builder->arena, struct node_input);
	if (node->inputs) {
		node->inputs[0] = (struct node_input){ .node = input, .gains = { 1.0, 1.0 }, .at = at };
		node->input_count = 1;
	} else {
		builder->diagnostics->failed = true;
	}
	return (size_t)(node - builder->graph->nodes);
}

size_t builder_align(struct builder *builder, size_t index, size_t latency)
{
	struct graph *graph = builder->graph;
	const struct node *node = &graph->nodes[index];
	size_t delay = latency - node->latency;
	if (delay == 0)
		return index;
	for (size_t i = builder->aligned[index]; i != NODE_NONE; i = builder->aligned_next[i])
		if (graph->nodes[i].delay == delay)
			return i;
	struct node *align = builder_add(builder, NODE_ALIGN, node->stage, node->strip);
	align->mix = node->mix;
	size_t align_index = (size_t)(align - graph->nodes);
	align->inputs = ARENA_NEW(builder->arena, struct node_input);
	if (!align->inputs) {
		builder->diagnostics->failed = true;
		return index;
	}
	align->inputs[0] = (struct node_input){ .node = index, .gains = { 1.0, 1.0 } };
	align->input_count = 1;
	align->delay = delay;
	align->latency = latency;
	align->channels = node->channels;
	align->tail_seconds = node->tail_seconds;
	align->gap_seconds = node->gap_seconds;
	align->stems = node->stems;
	align->at = node->at;
	builder->aligned_next[align_index] = builder->aligned[index];
	builder->aligned[index] = align_index;
	graph->order[graph->order_count++] = align_index;
	return align_index;
}

/* Each processor has a delay before it and one before its key; each chain of a fork has a head and a delay before
   the sum. */
static size_t count_insert_nodes(const struct builder *builder, const struct recipe_inserts *inserts)
{
	enum { NODES_OF_A_PROCESSOR = 3 };
	size_t count = 0;
	for (size_t i = 0; i < inserts->count; i++) {
		const struct recipe_insert *insert = &inserts->items[i];
		count += NODES_OF_A_PROCESSOR;
		/* Its input and its output have a delay before their print. */
		if (insert->processor->dynamics && builder->request->reductions)
			count += 2;
		/* The linear part stands beside it; each has a delay before the residue. */
		if (insert->policy != STEM_POLICY_REFUSE || builder->request->apart)
			count += NODES_OF_A_PROCESSOR + 3;
		struct fork fork = { 0 };
		const char *problem;
		struct location at;
		/* The expansion reports what a fork refuses. */
		if (!insert->processor->fork ||
		    !insert->processor->fork(insert->values, builder->arena, &fork, &problem, &at))
			continue;
		for (size_t j = 0; j < fork.count; j++) {
			count += NODES_OF_A_PROCESSOR + 1;
			if (fork.chains[j].inserts)
				count += count_insert_nodes(builder, fork.chains[j].inserts);
		}
	}
	return count;
}

/* Counts the most nodes that the recipe can need: those of its strips, and a delay for every input, key and print. */
static size_t count_nodes(const struct builder *builder)
{
	const struct recipe *recipe = builder->recipe;
	const struct routing *routing = &builder->graph->routing;
	enum { STAGES_OF_A_STRIP = 6 };
	/* A send that automation moves has a node of its own, and one that closes a loop has two. */
	size_t count = 5 * routing->connection_count;
	for (size_t i = 0; i < recipe->strip_count; i++)
		count += STAGES_OF_A_STRIP + 2 * recipe->strips[i].source_count +
			 count_insert_nodes(builder, &recipe->strips[i].inserts);
	if (recipe->print.device_count > 0)
		count += recipe->strip_count + 2 * recipe->print.device_count;
	/* Each mix has the sum of its lanes, and delays before its print and before the print of its tail. */
	for (size_t i = 0; i < recipe->print.mix_count; i++)
		count += 3 + count_insert_nodes(builder, &recipe->print.mixes[i].inserts);
	count += recipe->loop_count; /* delays before the prints of what is sent */
	return count + 2 * recipe->print.tap_count + recipe->stem_count + 2 * recipe->print.stem_set_count;
}

enum status builder_init(struct builder *builder)
{
	struct graph *graph = builder->graph;
	enum status status = routing_build(builder->recipe, builder->arena, &graph->routing);
	if (status != STATUS_OK)
		return status;
	size_t capacity = count_nodes(builder);
	builder->node_capacity = capacity;
	graph->nodes = ARENA_ARRAY(builder->arena, struct node, capacity);
	graph->order = ARENA_ARRAY(builder->arena, size_t, capacity);
	builder->tap_nodes = ARENA_ARRAY(builder->arena, size_t, builder->recipe->strip_count * TAPS_OF_A_STRIP);
	builder->chain_taps = ARENA_ARRAY(builder->arena, struct chain_tap *, builder->recipe->strip_count);
	builder->mix_nodes = ARENA_ARRAY(builder->arena, size_t, builder->recipe->print.mix_count);
	builder->track_labels = ARENA_ARRAY(builder->arena, size_t, builder->recipe->strip_count);
	builder->kept = ARENA_ARRAY(builder->arena, bool, builder->recipe->strip_count);
	graph->track_labels = builder->track_labels;
	if (builder->request->apart)
		graph->source_lanes.items = ARENA_ARRAY(builder->arena, struct source_lane, RECIPE_STEMS_MAXIMUM);
	builder->actual = ARENA_ARRAY(builder->arena, size_t, capacity);
	builder->aligned = ARENA_ARRAY(builder->arena, size_t, capacity);
	builder->aligned_next = ARENA_ARRAY(builder->arena, size_t, capacity);
	builder->towards = ARENA_ARRAY(builder->arena, size_t, capacity);
	builder->visited = ARENA_ARRAY(builder->arena, size_t, capacity);
	if (!graph->nodes || !graph->order || !builder->tap_nodes || !builder->chain_taps || !builder->mix_nodes ||
	    !builder->track_labels || !builder->kept || !builder->actual || !builder->aligned ||
	    !builder->aligned_next || !builder->towards || !builder->visited ||
	    (builder->request->apart && !graph->source_lanes.items))
		return STATUS_NO_MEMORY;
	return STATUS_OK;
}

struct parameter_value *builder_values(struct builder *builder, const struct processor *processor, size_t parameter,
				       double number)
{
	struct parameter_value *values =
		parameter_defaults(builder->arena, processor->parameters, processor->parameter_count);
	if (!values) {
		builder->diagnostics->failed = true;
		return NULL;
	}
	values[parameter].number = number;
	return values;
}

struct parameter_value *builder_instantiate(struct builder *builder, struct node *node,
					    const struct processor *processor, size_t parameter, double number)
{
	struct parameter_value *values = builder_values(builder, processor, parameter, number);
	node->processor = processor;
	node->values = values;
	return values;
}
