/* Draws the outline of a graph, which shows its cycles.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "graph/cycle_outline.h"

#include "graph/order.h"

#include <math.h>

/* A strip has a sum where it begins, a node for each processor with a key, in a row, and one where it ends. */
struct outline {
	struct builder *builder;
	size_t *begins, *ends; /* there is one for each strip */
	size_t *input_counts; /* what goes into each strip */
	size_t key_count;
	size_t strip, last; /* where keys are added now */
	bool adds; /* keys and inputs are added; otherwise they are counted */
};

static void visit_inserts(struct outline *outline, const struct recipe_inserts *inserts);

/* Goes through the chains of a rack. A row that is wrong has no values. */
static void visit_values(struct outline *outline, const struct parameter *parameters, size_t count,
			 const struct parameter_value *values)
{
	for (size_t i = 0; values && i < count; i++) {
		if (parameters[i].type == PARAMETER_INSERTS && values[i].inserts)
			visit_inserts(outline, values[i].inserts);
		for (size_t k = 0; values[i].items && k < values[i].item_count; k++)
			visit_values(outline, parameters[i].fields, parameters[i].field_count, values[i].items[k]);
	}
}

/* What the key hears is tied to it when all strips have their nodes. */
static void visit_key(struct outline *outline, const struct recipe_insert *insert)
{
	outline->key_count++;
	if (!outline->adds)
		return;
	outline->last = builder_append(outline->builder, STAGE_INSERT, outline->strip, outline->last, insert->at);
	outline->builder->graph->nodes[outline->last].insert = insert;
}

static void visit_inserts(struct outline *outline, const struct recipe_inserts *inserts)
{
	for (size_t i = 0; inserts->items && i < inserts->count; i++) {
		const struct recipe_insert *insert = &inserts->items[i];
		if (insert->key >= 0 && insert->values[insert->key].strip < outline->builder->recipe->strip_count)
			visit_key(outline, insert);
		visit_values(outline, insert->processor->parameters, insert->processor->parameter_count,
			     insert->values);
	}
}

/* A chain stands behind the input, whatever keys are before it. */
static size_t tapped(const struct outline *outline, size_t strip, enum tap tap, bool chain)
{
	return tap == TAP_INPUT || chain ? outline->begins[strip] : outline->ends[strip];
}

static void add_strip(struct outline *outline, size_t index)
{
	const struct recipe_strip *strip = &outline->builder->recipe->strips[index];
	struct node *sum = builder_add(outline->builder, NODE_SUM, STAGE_INPUT, index);
	sum->at = strip->at;
	outline->strip = index;
	outline->last = outline->begins[index] = (size_t)(sum - outline->builder->graph->nodes);
	visit_inserts(outline, &strip->inserts);
	outline->ends[index] = builder_append(outline->builder, STAGE_PAN, index, outline->last, strip->at);
}

/* A send whose delay is wrong is meant to close a loop. */
static bool is_live(const struct recipe *recipe, const struct recipe_send *send)
{
	return send->to < recipe->strip_count && recipe->strips[send->to].kind != STRIP_TRACK && !send->mute &&
	       !(isinf(send->level_db) && send->level_db < 0.0) && send->feedback_frames == 0 &&
	       send->feedback_at.line == 0;
}

/* Adds what goes into the beginning of a strip; the first time it is only counted. */
static void add_input(struct outline *outline, size_t to, struct node_input input)
{
	if (outline->adds) {
		struct node *sum = &outline->builder->graph->nodes[outline->begins[to]];
		sum->inputs[sum->input_count++] = input;
	} else {
		outline->input_counts[to]++;
	}
}

static void add_inputs(struct outline *outline)
{
	const struct recipe *recipe = outline->builder->recipe;
	for (size_t i = 0; i < recipe->strip_count; i++) {
		const struct recipe_strip *strip = &recipe->strips[i];
		for (size_t k = 0; k < strip->output_count; k++)
			add_input(outline, strip->outputs[k].strip,
				  (struct node_input){ .node = outline->ends[i], .at = strip->outputs[k].at });
		for (size_t k = 0; k < strip->send_count; k++)
			if (is_live(recipe, &strip->sends[k]))
				add_input(outline, strip->sends[k].to,
					  (struct node_input){ .node = tapped(outline, i, strip->sends[k].tap, false),
							       .by_send = true,
							       .at = strip->sends[k].at });
	}
	for (size_t i = 0; i < recipe->strip_count; i++)
		for (size_t k = 0; k < recipe->strips[i].listen_count; k++) {
			const struct strip_tap *tap = &recipe->strips[i].listens[k];
			add_input(outline, i,
				  (struct node_input){ .node = tapped(outline, tap->strip, tap->tap, tap->chain),
						       .at = tap->at });
		}
}

static void tie_keys(struct outline *outline)
{
	struct graph *graph = outline->builder->graph;
	for (size_t i = 0; i < graph->node_count; i++) {
		const struct recipe_insert *insert = graph->nodes[i].insert;
		if (!insert)
			continue;
		const struct parameter_value *key = &insert->values[insert->key];
		graph->nodes[i].key = tapped(outline, key->strip, (enum tap)key->tap, key->chain);
	}
}

/* Makes room for all nodes, and for one list of inputs for each strip. */
static enum status make_room(struct outline *outline, struct graph *graph)
{
	struct builder *builder = outline->builder;
	const size_t strips = builder->recipe->strip_count;
	for (size_t i = 0; i < strips; i++)
		visit_inserts(outline, &builder->recipe->strips[i].inserts);
	builder->node_capacity = 2 * strips + outline->key_count;
	graph->nodes = ARENA_ARRAY(builder->arena, struct node, builder->node_capacity);
	graph->order = ARENA_ARRAY(builder->arena, size_t, builder->node_capacity);
	builder->actual = ARENA_ARRAY(builder->arena, size_t, builder->node_capacity);
	builder->aligned = ARENA_ARRAY(builder->arena, size_t, builder->node_capacity);
	outline->begins = ARENA_ARRAY(builder->arena, size_t, strips);
	outline->ends = ARENA_ARRAY(builder->arena, size_t, strips);
	outline->input_counts = ARENA_ARRAY(builder->arena, size_t, strips);
	return graph->nodes && graph->order && builder->actual && builder->aligned && outline->begins &&
			       outline->ends && outline->input_counts
		       ? STATUS_OK
		       : STATUS_NO_MEMORY;
}

static enum status draw(struct outline *outline)
{
	struct builder *builder = outline->builder;
	const size_t strips = builder->recipe->strip_count;
	add_inputs(outline);
	outline->adds = true;
	for (size_t i = 0; i < strips; i++)
		add_strip(outline, i);
	for (size_t i = 0; i < strips; i++) {
		struct node *sum = &builder->graph->nodes[outline->begins[i]];
		sum->inputs = ARENA_ARRAY(builder->arena, struct node_input, outline->input_counts[i]);
		if (!sum->inputs)
			return STATUS_NO_MEMORY;
	}
	add_inputs(outline);
	tie_keys(outline);
	return builder->diagnostics->failed ? STATUS_NO_MEMORY : STATUS_OK;
}

enum status graph_tell_cycles(const struct recipe *recipe, struct arena *arena, struct diagnostics *diagnostics)
{
	struct graph graph = { .recipe = recipe };
	struct builder builder = {
		.recipe = recipe, .arena = arena, .diagnostics = diagnostics, .graph = &graph, .mix = RECIPE_NONE
	};
	struct outline outline = { .builder = &builder };
	for (size_t i = 0; i < recipe->strip_count; i++)
		if (recipe->strips[i].solo)
			return STATUS_OK;
	enum status status = make_room(&outline, &graph);
	if (status == STATUS_OK)
		status = draw(&outline);
	return status == STATUS_OK ? builder_order(&builder) : status;
}
