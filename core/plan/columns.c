/* Writes every column of the plan once, and passes by those that only multiply.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "plan/columns.h"

#include "processors/automated_batch.h"

#define WHOLE SIZE_MAX

struct writer {
	const struct graph *graph;
	struct arena *arena;
	struct columns *columns;
	struct mix_term *terms; /* the terms of the column that is being written */
	size_t term_count;
	bool failed; /* The memory ran out. */
};

static bool is_scale(const struct node *node)
{
	return node->kind == NODE_PROCESS && node->processor->scale && !node->least;
}

static bool has_moving_gains(const struct node *node)
{
	return node->kind == NODE_PROCESS && node->processor->automated && node->processor->automated->gains;
}

bool columns_multiplies(const struct node *node)
{
	return is_scale(node) || has_moving_gains(node);
}

/* Says whether a node is the sum of its inputs. */
static bool adds_inputs(const struct node *node)
{
	return node->kind == NODE_SUM || node->kind == NODE_FEED;
}

/* Says whether the columns of a node are mixes of others. */
static bool is_mixed(const struct node *node)
{
	return adds_inputs(node) || node->kind == NODE_LANES || node->kind == NODE_RESIDUE;
}

size_t *columns_of_stem(const struct graph *graph, const struct columns *columns, size_t index, size_t stem)
{
	const struct node *node = &graph->nodes[index];
	size_t group = node->lanes ? 1 + stem_set_rank(&node->stems, stem) : 0;
	return columns->of[index] + group * node->channels;
}

static void add_term(struct writer *writer, size_t column, double gain)
{
	writer->terms[writer->term_count++] = (struct mix_term){ .slot = column, .gain = gain };
}

/* Returns the columns of the gains of a node. */
static const size_t *gains_of(struct writer *writer, size_t index)
{
	struct columns *columns = writer->columns;
	const size_t count = writer->graph->nodes[index].processor->automated->gain_count;
	if (columns->gains[index])
		return columns->gains[index];
	columns->gains[index] = ARENA_ARRAY(writer->arena, size_t, count);
	for (size_t i = 0; columns->gains[index] && i < count; i++)
		columns->gains[index][i] = columns->count++;
	return columns->gains[index];
}

/* Adds the moving gain of a node to a term, before those that it has: the sound meets it first. */
static void add_moving_gain(struct writer *writer, struct mix_term *term, size_t index, size_t channel)
{
	const struct node *node = &writer->graph->nodes[index];
	const size_t *gains = gains_of(writer, index);
	size_t *moving = ARENA_ARRAY(writer->arena, size_t, term->moving_count + 1);
	if (!gains || !moving) {
		writer->failed = true;
		return;
	}
	moving[0] = gains[node->processor->automated->gain_count == 1 ? 0 : channel];
	for (size_t i = 0; i < term->moving_count; i++)
		moving[1 + i] = term->moving[i];
	term->moving = moving;
	term->moving_count++;
}

/* Adds a channel of a node with a gain, from the whole (WHOLE) or from a stem. A node that only multiplies is passed
   by: its gain joins that of the term. Silence adds no term. */
static void add_channel(struct writer *writer, size_t index, size_t stem, size_t channel, double gain)
{
	const struct node *node = &writer->graph->nodes[index];
	struct mix_term term = { .gain = gain };
	while (columns_multiplies(node)) {
		double gains[RECIPE_CHANNELS_MAXIMUM];
		if (has_moving_gains(node)) {
			add_moving_gain(writer, &term, index, channel);
		} else {
			node->processor->scale(node->values, &node->context, gains);
			term.gain *= gains[channel];
		}
		channel = node->context.channels == 1 ? 0 : channel;
		index = node->inputs[0].node;
		node = &writer->graph->nodes[index];
	}
	const size_t *from = writer->columns->of[index];
	if (stem != WHOLE)
		from = columns_of_stem(writer->graph, writer->columns, index, stem);
	term.slot = from[channel];
	if (term.gain != 0.0)
		writer->terms[writer->term_count++] = term;
}

/* Adds what one input brings to one channel of a sum. */
static void add_input(struct writer *writer, const struct node_input *input, size_t stem, size_t channel)
{
	size_t incoming = writer->graph->nodes[input->node].channels;
	switch (input->fold) {
	case FOLD_STRAIGHT:
		if (channel < incoming)
			add_channel(writer, input->node, stem, channel, input->gains[0]);
		break;
	case FOLD_PAN:
		if (channel < 2)
			add_channel(writer, input->node, stem, 0, input->gains[channel]);
		break;
	case FOLD_MID:
		if (channel < 2)
			add_channel(writer, input->node, stem, 0, input->gains[0]);
		break;
	case FOLD_SIDE:
		if (channel < 2)
			add_channel(writer, input->node, stem, 0, channel == 0 ? input->gains[0] : -input->gains[0]);
		break;
	case FOLD_MONO:
		add_channel(writer, input->node, stem, 0, input->gains[0]);
		add_channel(writer, input->node, stem, 1, input->gains[0]);
		break;
	case FOLD_DEVICE:
		for (size_t i = 0; i < incoming; i++)
			if (input->device_channels[i].number == channel + 1)
				add_term(writer, writer->columns->of[input->node][i], input->gains[0]);
		break;
	}
}

/* Makes a column of the gathered terms: the column of the only term where it comes unchanged, else a new one with
   its mix. */
static size_t end_column(struct writer *writer, struct step *step)
{
	if (writer->term_count == 1 && writer->terms[0].gain == 1.0 && writer->terms[0].moving_count == 0) {
		writer->term_count = 0;
		return writer->terms[0].slot;
	}
	size_t column = writer->columns->count++;
	size_t first = 0;
	if (step->mix_count > 0)
		first = step->mixes[step->mix_count - 1].first + step->mixes[step->mix_count - 1].count;
	step->mixes[step->mix_count++] =
		(struct mix_column){ .slot = column, .first = first, .count = writer->term_count };
	for (size_t i = 0; i < writer->term_count; i++)
		step->terms[first + i] = writer->terms[i];
	writer->term_count = 0;
	return column;
}

/* Adds what an input brings to a lane. In a graph that tells tracks apart, a strip with a label gathers the lanes
   that a track has so far. */
static void add_lane(struct writer *writer, const struct node *node, const struct node_input *input, size_t stem,
		     size_t channel)
{
	const struct graph *graph = writer->graph;
	const struct stem_set *incoming = &graph->nodes[input->node].stems;
	const size_t label = graph->recipe->strips[node->strip].stem;
	if (!graph->source_lanes.items || node->stage != STAGE_INPUT || label == RECIPE_NONE) {
		if (stem_set_has(incoming, stem))
			add_input(writer, input, stem, channel);
		return;
	}
	for (size_t lane = stem_set_next(incoming, 0); lane < STEM_UNLABELLED; lane = stem_set_next(incoming, lane + 1))
		if (source_lanes_label(&graph->source_lanes, lane, label) == stem)
			add_input(writer, input, lane, channel);
}

/* Group 0 takes the wholes. A lane takes what belongs to its stem from each input that has that stem. */
static void write_sum(struct writer *writer, size_t index, struct step *step)
{
	const struct node *node = &writer->graph->nodes[index];
	size_t stem = WHOLE;
	for (size_t group = 0; group < writer->columns->groups[index]; group++) {
		if (group > 0)
			stem = stem_set_next(&node->stems, group == 1 ? 0 : stem + 1);
		for (size_t channel = 0; channel < node->channels; channel++) {
			for (size_t i = 0; i < node->input_count; i++) {
				const struct node_input *input = &node->inputs[i];
				if (group == 0)
					add_input(writer, input, WHOLE, channel);
				else
					add_lane(writer, node, input, stem, channel);
			}
			writer->columns->of[index][group * node->channels + channel] = end_column(writer, step);
		}
	}
}

static void write_lanes(struct writer *writer, size_t index, struct step *step)
{
	const struct node *node = &writer->graph->nodes[index];
	size_t input = node->inputs[0].node;
	const struct stem_set *stems = &writer->graph->nodes[input].stems;
	for (size_t channel = 0; channel < node->channels; channel++) {
		for (size_t stem = stem_set_next(stems, 0); stem < STEM_UNLABELLED;
		     stem = stem_set_next(stems, stem + 1))
			if (node->keep[stem])
				add_term(writer, columns_of_stem(writer->graph, writer->columns, input, stem)[channel],
					 1.0);
		writer->columns->of[index][channel] = end_column(writer, step);
	}
}

/* The whole and the lanes are those of the inputs; only the rest is new. */
static void write_residue(struct writer *writer, size_t index, struct step *step)
{
	const struct node *node = &writer->graph->nodes[index];
	struct columns *columns = writer->columns;
	const size_t *whole = columns->of[node->inputs[0].node];
	for (size_t channel = 0; channel < node->channels; channel++)
		columns->of[index][channel] = whole[channel];
	for (size_t channel = 0; node->lanes && channel < node->channels; channel++) {
		add_term(writer, whole[channel], 1.0);
		for (size_t stem = stem_set_next(&node->stems, 0); stem != SIZE_MAX;
		     stem = stem_set_next(&node->stems, stem + 1)) {
			if (stem == node->rest)
				continue;
			size_t lane = columns_of_stem(writer->graph, columns, node->inputs[1].node, stem)[channel];
			columns_of_stem(writer->graph, columns, index, stem)[channel] = lane;
			add_term(writer, lane, -1.0);
		}
		columns_of_stem(writer->graph, columns, index, node->rest)[channel] = end_column(writer, step);
	}
}

/* Counts the most terms of one column, and of all columns of the node. */
static void count_terms(const struct writer *writer, const struct node *node, size_t *terms, size_t *all_terms)
{
	*terms = *all_terms = 0;
	if (node->kind == NODE_LANES || node->kind == NODE_RESIDUE) {
		const size_t lanes = writer->graph->source_lanes.items ? writer->graph->source_lanes.count
								       : writer->graph->lanes.count;
		*terms = lanes + 2; /* the whole, the lanes, and the sound without a label */
		*all_terms = *terms * node->channels;
		return;
	}
	for (size_t i = 0; i < node->input_count; i++) {
		const struct node *input = &writer->graph->nodes[node->inputs[i].node];
		const size_t lanes = node->lanes ? stem_set_count(&input->stems) : 0;
		/* Lanes of one track may become one. */
		*terms += 2 * (writer->graph->source_lanes.items && lanes > 1 ? lanes : 1);
		*all_terms += 2 * node->channels * (1 + lanes);
	}
}

static enum status write_source(struct writer *writer, size_t index)
{
	struct columns *columns = writer->columns;
	const struct node *node = &writer->graph->nodes[index];
	const struct source_share *share = &writer->graph->shares[node->source];
	struct reading *reading = &columns->readings[share->reading];
	if (!reading->assigned) {
		*reading = (struct reading){ .node = index, .first = columns->count, .assigned = true };
		columns->count += share->channels;
	}
	for (size_t i = 0; i < node->channels; i++)
		columns->of[index][i] = reading->first + share->first_channel + i;
	return STATUS_OK;
}

static enum status write_node(struct writer *writer, size_t index)
{
	const struct node *node = &writer->graph->nodes[index];
	struct columns *columns = writer->columns;
	size_t groups = node->lanes ? 1 + stem_set_count(&node->stems) : 1;
	columns->groups[index] = groups;
	columns->of[index] = ARENA_ARRAY(writer->arena, size_t, groups * node->channels);
	if (!columns->of[index])
		return STATUS_NO_MEMORY;
	if (node->kind == NODE_SOURCE && columns->readings && !node->insert)
		return write_source(writer, index);
	if (node->kind == NODE_FEED)
		columns->turns[index] = columns->count++;
	if (!is_mixed(node)) {
		for (size_t i = 0; i < groups * node->channels; i++)
			columns->of[index][i] = columns->count++;
		return STATUS_OK;
	}
	size_t terms = 0, all_terms = 0;
	count_terms(writer, node, &terms, &all_terms);
	struct step *step = &columns->mixes[index];
	step->kind = STEP_MIX;
	step->node = index;
	step->mixes = ARENA_ARRAY(writer->arena, struct mix_column, groups * node->channels);
	step->terms = ARENA_ARRAY(writer->arena, struct mix_term, all_terms);
	writer->terms = ARENA_ARRAY(writer->arena, struct mix_term, terms);
	if (!step->mixes || !step->terms || !writer->terms)
		return STATUS_NO_MEMORY;
	if (adds_inputs(node))
		write_sum(writer, index, step);
	else if (node->kind == NODE_RESIDUE)
		write_residue(writer, index, step);
	else
		write_lanes(writer, index, step);
	return writer->failed ? STATUS_NO_MEMORY : STATUS_OK;
}

size_t columns_read(const struct graph *graph, const struct node *node, size_t input)
{
	size_t index = node->inputs[input].node;
	/* A device has exactly the columns that a file of one of its outputs has. */
	while (adds_inputs(node) && node->stage != STAGE_PRINT && columns_multiplies(&graph->nodes[index]))
		index = graph->nodes[index].inputs[0].node;
	return index;
}

/* Goes from the last node to the first, since the nodes that read a node come after it. */
static void mark_used(const struct graph *graph, bool *used)
{
	for (size_t i = 0; i < graph->print_count; i++) {
		used[graph->prints[i].node] = true;
		if (graph->prints[i].before != NODE_NONE)
			used[graph->prints[i].before] = true;
	}
	for (size_t i = 0; i < graph->proof_count; i++)
		used[graph->proofs[i].node] = true;
	for (size_t i = graph->order_count; i-- > 0;) {
		const struct node *node = &graph->nodes[graph->order[i]];
		if (columns_multiplies(node) && !used[graph->order[i]])
			continue;
		for (size_t j = 0; j < node->input_count; j++)
			used[columns_read(graph, node, j)] = true;
		if (node->key != NODE_NONE)
			used[node->key] = true;
	}
}

static size_t count_sources(const struct recipe *recipe)
{
	size_t count = 0;
	for (size_t i = 0; i < recipe->strip_count; i++)
		count += recipe->strips[i].source_count;
	return count;
}

enum status columns_build(const struct graph *graph, struct arena *arena, struct columns *columns)
{
	*columns = (struct columns){ 0 };
	columns->of = ARENA_ARRAY(arena, size_t *, graph->node_count);
	columns->groups = ARENA_ARRAY(arena, size_t, graph->node_count);
	columns->mixes = ARENA_ARRAY(arena, struct step, graph->node_count);
	columns->used = ARENA_ARRAY(arena, bool, graph->node_count);
	columns->turns = ARENA_ARRAY(arena, size_t, graph->node_count);
	columns->gains = ARENA_ARRAY(arena, size_t *, graph->node_count);
	if (!columns->of || !columns->groups || !columns->mixes || !columns->used || !columns->turns || !columns->gains)
		return STATUS_NO_MEMORY;
	mark_used(graph, columns->used);
	if (graph->shares)
		columns->readings = ARENA_ARRAY(arena, struct reading, count_sources(graph->recipe));
	if (graph->shares && !columns->readings)
		return STATUS_NO_MEMORY;
	struct writer writer = { .graph = graph, .arena = arena, .columns = columns };
	for (size_t i = 0; i < graph->order_count; i++) {
		enum status status = write_node(&writer, graph->order[i]);
		if (status != STATUS_OK)
			return status;
	}
	return STATUS_OK;
}
