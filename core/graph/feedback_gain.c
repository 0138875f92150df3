/* Computes the gain of a loop: by how much sound grows each time that it goes round.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "graph/feedback_gain.h"

#include "dsp/elementary.h"
#include "graph/gain_matrix.h"

#include <math.h>
#include <string.h>

/* Larger loops are watched while they run. */
enum { MEMBERS_MAXIMUM = 256, RESPONSES_MAXIMUM = 64 };

/* A matrix costs as much as the cube of its rows, so large ones are filled for each eighth frequency. */
enum { SMALL_ROWS = 2, LARGE_STEP = 8 };

/* One node of the loop. */
struct member {
	size_t node;
	size_t first; /* of its channels among the values */
	double gains[RECIPE_CHANNELS_MAXIMUM]; /* of a processor that only multiplies */
	struct node_response response; /* of one that does not */
};

struct survey {
	const struct graph *graph;
	struct arena *arena; /* for this loop alone */
	struct member *members; /* in the order of the flow */
	size_t count;
	size_t *member_of; /* for each node its member; SIZE_MAX: it is in no loop, or in another one */
	struct phasor *values; /* what each channel of each member has at one frequency */
	size_t value_count;
	/* The rows of the matrix: one for each channel of each return. */
	size_t rows;
	size_t returns[GAIN_MATRIX_ROWS], channels[GAIN_MATRIX_ROWS]; /* the member and its channel */
	size_t return_count;
	size_t responses;
};

static const struct node *node_of(const struct survey *survey, const struct member *member)
{
	return &survey->graph->nodes[member->node];
}

static bool adds_inputs(const struct node *node)
{
	return node->kind == NODE_SUM || node->kind == NODE_FEED;
}

static bool only_scales(const struct node *node)
{
	return node->processor->scale && !node->least;
}

static bool is_known(struct survey *survey, const struct node *node)
{
	if (node->kind != NODE_PROCESS)
		return adds_inputs(node) || node->kind == NODE_ALIGN || node->kind == NODE_RETURN;
	if (only_scales(node))
		return true;
	survey->responses += node->context.channels * node->channels;
	return survey->responses <= RESPONSES_MAXIMUM && node_response_exists(node, survey->arena);
}

static bool add_rows(struct survey *survey, size_t member)
{
	const struct node *node = node_of(survey, &survey->members[member]);
	if (node->kind != NODE_RETURN)
		return true;
	survey->return_count++;
	for (size_t i = 0; i < node->channels; i++) {
		if (survey->rows == GAIN_MATRIX_ROWS)
			return false;
		survey->returns[survey->rows] = member;
		survey->channels[survey->rows++] = i;
	}
	return true;
}

/* Lists the nodes of the loop. Returns false where something is not known, or too large. */
static bool list_members(struct survey *survey, const struct feedback_loops *loops, size_t loop)
{
	for (size_t i = 0; i < survey->graph->order_count; i++) {
		const size_t index = survey->graph->order[i];
		if (loops->of[index] != loop)
			continue;
		if (survey->count == MEMBERS_MAXIMUM || !is_known(survey, &survey->graph->nodes[index]))
			return false;
		survey->member_of[index] = survey->count;
		survey->members[survey->count] = (struct member){ .node = index, .first = survey->value_count };
		survey->value_count += survey->graph->nodes[index].channels;
		if (!add_rows(survey, survey->count++))
			return false;
	}
	return true;
}

static bool measure_members(struct survey *survey)
{
	survey->values = ARENA_ARRAY(survey->arena, struct phasor, survey->value_count);
	for (size_t i = 0; survey->values && i < survey->count; i++) {
		struct member *member = &survey->members[i];
		const struct node *node = node_of(survey, member);
		if (node->kind != NODE_PROCESS)
			continue;
		if (only_scales(node))
			node->processor->scale(node->values, &node->context, member->gains);
		else if (!node_response_measure(node, survey->arena, &member->response))
			return false;
	}
	return survey->values;
}

/* Adds a channel of another node, times a gain. What comes from outside the loop is none of its gain. */
static void add_channel(const struct survey *survey, struct phasor *to, size_t from, size_t channel, double gain)
{
	const size_t member = survey->member_of[from];
	if (member == SIZE_MAX)
		return;
	const struct phasor *value = &survey->values[survey->members[member].first + channel];
	to->real += gain * value->real;
	to->imaginary += gain * value->imaginary;
}

/* Adds what an input brings to a channel of a sum, as the plan does (plan/columns.c). */
static void add_input(const struct survey *survey, struct phasor *to, const struct node_input *input, size_t channel)
{
	switch (input->fold) {
	case FOLD_STRAIGHT:
		if (channel < survey->graph->nodes[input->node].channels)
			add_channel(survey, to, input->node, channel, input->gains[0]);
		break;
	case FOLD_PAN:
		if (channel < 2)
			add_channel(survey, to, input->node, 0, input->gains[channel]);
		break;
	case FOLD_MID:
	case FOLD_SIDE:
		if (channel < 2)
			add_channel(survey, to, input->node, 0,
				    channel == 1 && input->fold == FOLD_SIDE ? -input->gains[0] : input->gains[0]);
		break;
	case FOLD_MONO:
		add_channel(survey, to, input->node, 0, input->gains[0]);
		add_channel(survey, to, input->node, 1, input->gains[0]);
		break;
	case FOLD_DEVICE: /* It gathers prints, and nothing comes back from there. */
		break;
	}
}

static void turn(struct phasor *value, size_t delay, size_t bin)
{
	const double angle = -2.0 * ELEMENTARY_PI *
			     (double)(delay % NODE_RESPONSE_POINTS * bin % NODE_RESPONSE_POINTS) /
			     (double)NODE_RESPONSE_POINTS;
	const double cosine = elementary_cos(angle), sine = elementary_sin(angle);
	*value = (struct phasor){ value->real * cosine - value->imaginary * sine,
				  value->real * sine + value->imaginary * cosine };
}

static void respond(const struct survey *survey, const struct member *member, struct phasor *to, size_t channel,
		    size_t bin)
{
	const struct node *node = node_of(survey, member);
	const size_t from = node->inputs[0].node;
	if (only_scales(node)) {
		add_channel(survey, to, from, node->context.channels == 1 ? 0 : channel, member->gains[channel]);
		return;
	}
	const struct node_response *response = &member->response;
	for (size_t i = 0; i < response->in; i++) {
		struct phasor in = { 0.0, 0.0 };
		const struct phasor by = response->values[(channel * response->in + i) * NODE_RESPONSE_BINS + bin];
		add_channel(survey, &in, from, i, 1.0);
		to->real += in.real * by.real - in.imaginary * by.imaginary;
		to->imaginary += in.real * by.imaginary + in.imaginary * by.real;
	}
}

static void pass(const struct survey *survey, const struct member *member, size_t channel, size_t bin)
{
	const struct node *node = node_of(survey, member);
	struct phasor *to = &survey->values[member->first + channel];
	*to = (struct phasor){ 0.0, 0.0 };
	for (size_t i = 0; adds_inputs(node) && i < node->input_count; i++)
		add_input(survey, to, &node->inputs[i], channel);
	if (node->kind == NODE_ALIGN) {
		add_channel(survey, to, node->inputs[0].node, channel, 1.0);
		turn(to, node->delay, bin);
	} else if (node->kind == NODE_PROCESS) {
		respond(survey, member, to, channel, bin);
	}
}

/* Column k is what the feeds get when return k alone puts out 1. */
static void fill_matrix(const struct survey *survey, size_t bin, struct gain_matrix *matrix)
{
	matrix->rows = survey->rows;
	for (size_t column = 0; column < survey->rows; column++) {
		for (size_t i = 0; i < survey->count; i++) {
			const struct member *member = &survey->members[i];
			for (size_t channel = 0; channel < node_of(survey, member)->channels; channel++)
				pass(survey, member, channel, bin);
			if (i == survey->returns[column])
				survey->values[member->first + survey->channels[column]].real = 1.0;
		}
		for (size_t row = 0; row < survey->rows; row++) {
			const struct node *back = node_of(survey, &survey->members[survey->returns[row]]);
			const struct member *feed = &survey->members[survey->member_of[back->partner]];
			struct phasor *value = &matrix->values[row * survey->rows + column];
			*value = survey->values[feed->first + survey->channels[row]];
			/* One phase for all turns no eigenvalue longer or shorter. */
			if (survey->return_count > 1)
				turn(value, back->delay, bin);
		}
	}
}

/* Returns the feed of the row with the largest entry. */
static size_t main_feed(const struct survey *survey, const struct gain_matrix *matrix)
{
	size_t most = 0;
	double largest = -1.0;
	for (size_t i = 0; i < matrix->rows * matrix->rows; i++) {
		const struct phasor value = matrix->values[i];
		const double size = value.real * value.real + value.imaginary * value.imaginary;
		if (size > largest) {
			largest = size;
			most = i / matrix->rows;
		}
	}
	return node_of(survey, &survey->members[survey->returns[most]])->partner;
}

/* Returns how far it is from one frequency to the next. A loop of gains alone has the same gain at all of them. */
static size_t step_of(const struct survey *survey)
{
	bool same = survey->responses == 0 && survey->return_count == 1;
	for (size_t i = 0; i < survey->count; i++)
		same = same && node_of(survey, &survey->members[i])->kind != NODE_ALIGN;
	if (same)
		return NODE_RESPONSE_BINS;
	return survey->rows > SMALL_ROWS ? LARGE_STEP : 1;
}

static void find_most(const struct survey *survey, double sample_rate, struct feedback_gain *gain)
{
	struct gain_matrix matrix;
	double least = INFINITY, largest = 0.0;
	const size_t step = step_of(survey);
	for (size_t bin = 0; bin < NODE_RESPONSE_BINS; bin += step) {
		fill_matrix(survey, bin, &matrix);
		const double norm = gain_matrix_norm(&matrix);
		least = fmin(least, norm);
		largest = fmax(largest, norm);
		const double here = bin == 0 || norm > gain->most ? gain_matrix_radius(&matrix) : 0.0;
		if (bin > 0 && here <= gain->most)
			continue;
		gain->most = here;
		gain->frequency = (double)bin * sample_rate / NODE_RESPONSE_POINTS;
		gain->feed = main_feed(survey, &matrix);
	}
	gain->flat = survey->return_count == 1 && least > 0.999 * largest;
	gain->reach = fmax(largest, 1.0);
}

static enum status find_in(struct survey *survey, const struct feedback_loops *loops, size_t loop, double sample_rate,
			   struct feedback_gain *gain)
{
	const size_t nodes = survey->graph->node_count;
	survey->members = ARENA_ARRAY(survey->arena, struct member, MEMBERS_MAXIMUM);
	survey->member_of = ARENA_ARRAY(survey->arena, size_t, nodes);
	if (!survey->members || !survey->member_of)
		return STATUS_NO_MEMORY;
	for (size_t i = 0; i < nodes; i++)
		survey->member_of[i] = SIZE_MAX;
	if (!list_members(survey, loops, loop))
		return STATUS_OK;
	if (!measure_members(survey))
		return STATUS_NO_MEMORY;
	gain->known = true;
	find_most(survey, sample_rate, gain);
	return STATUS_OK;
}

enum status feedback_gain_find(const struct builder *builder, const struct feedback_loops *loops, size_t loop,
			       struct feedback_gain *gain)
{
	struct survey survey = { .graph = builder->graph, .arena = arena_new() };
	*gain = (struct feedback_gain){ .feed = NODE_NONE };
	if (!survey.arena)
		return STATUS_NO_MEMORY;
	enum status status = find_in(&survey, loops, loop, builder->recipe->session.sample_rate, gain);
	arena_free(survey.arena);
	return status;
}
