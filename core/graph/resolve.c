/* Settles the channels, shapes, latency and stems of every node, and puts delay nodes where signals meet.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "graph/resolve.h"

#include "dsp/pan_law.h"
#include "dsp/stream_key.h"
#include "graph/hardware_loop.h"
#include "graph/listener.h"
#include "graph/stem_flow.h"
#include "graph/strip_stage.h"
#include "processors/gain.h"
#include "processors/parameter_range.h"

#include <math.h>

static const struct recipe_strip *strip_of(const struct builder *builder, const struct node *node)
{
	return &builder->recipe->strips[node->strip];
}

/* Decides how channels of an input go into those of the sum. Returns false when they do not fit. */
static bool settle_fold(struct builder *builder, struct node_input *input, size_t from_strip, size_t channels)
{
	size_t incoming = builder->graph->nodes[input->node].channels;
	double gain = input->gains[0];
	if (input->fold == FOLD_MID || input->fold == FOLD_SIDE)
		return incoming == 1 && channels == 2;
	if (incoming == 1 && channels >= 2) {
		enum pan_law law = builder->recipe->strips[from_strip].pan_law;
		double left, right;
		pan_gains(law, input->pan, &left, &right);
		input->fold = FOLD_PAN;
		input->gains[0] = gain * left;
		input->gains[1] = gain * right;
		return true;
	}
	input->fold = incoming == 2 && channels == 1 ? FOLD_MONO : FOLD_STRAIGHT;
	if (input->fold == FOLD_MONO)
		input->gains[0] = gain * 0.5;
	return input->fold == FOLD_MONO || incoming <= channels;
}

/* Returns the strip whose input the sum makes, or a part of it; NULL: it is the end of a fork. */
static const struct recipe_strip *receiver_of(const struct builder *builder, const struct node *node)
{
	if (node->kind == NODE_FEED)
		return &builder->recipe->strips[node->send->to];
	return node->stage == STAGE_INPUT ? strip_of(builder, node) : NULL;
}

static size_t sum_channels(const struct builder *builder, const struct node *node)
{
	const struct recipe_strip *receiver = receiver_of(builder, node);
	if (receiver && receiver->channels > 0)
		return receiver->channels;
	size_t channels = 1;
	for (size_t i = 0; i < node->input_count; i++) {
		const struct node_input *input = &node->inputs[i];
		size_t incoming = builder->graph->nodes[input->node].channels;
		if (input->fold == FOLD_MID || input->fold == FOLD_SIDE)
			incoming = 2;
		channels = incoming > channels ? incoming : channels;
	}
	return channels;
}

static void refuse_channels(struct builder *builder, const struct node *node, const struct node_input *input)
{
	const struct node *from = &builder->graph->nodes[input->node];
	const struct recipe_strip *receiver = receiver_of(builder, node);
	const char *name = receiver ? receiver->name : strip_of(builder, node)->name;
	if (receiver)
		diagnostics_error(builder->diagnostics, "channels", input->at,
				  "\"%s\" has %zu channels, which do not fit into the %zu of \"%s\"; give "
				  "\"%s\" `channels: %zu`",
				  strip_of(builder, from)->name, from->channels, node->channels, name, name,
				  from->channels);
	else if (input->fold == FOLD_MID || input->fold == FOLD_SIDE)
		diagnostics_error(
			builder->diagnostics, "channels", input->at,
			"the chain of \"%s\" on \"%s\" ends with %zu channels, but must stay mono; move what makes "
			"more of one out of it",
			input->fold == FOLD_MID ? "mid" : "side", name, from->channels);
	else
		diagnostics_error(builder->diagnostics, "channels", input->at,
				  "a chain of \"%s\" ends with %zu channel%s, which do not fit into the %zu of its "
				  "neighbours; end all chains with the same channels",
				  name, from->channels, from->channels == 1 ? "" : "s", node->channels);
}

/* A mono strip that feeds mono and stereo strips is panned for the stereo ones alone. */
static void take_before_pan(const struct builder *builder, struct node_input *input, size_t channels)
{
	const struct node *from = &builder->graph->nodes[input->node];
	if (input->by_output && channels == 1 && from->kind == NODE_PROCESS && from->stage == STAGE_PAN &&
	    from->context.channels == 1)
		input->node = from->inputs[0].node;
}

/* What comes round a loop is as late as the rest, whatever that is: the loop's own delay makes up for it. */
static void time_input(struct builder *builder, const struct node *node, struct node_input *input)
{
	if (builder->graph->nodes[input->node].kind == NODE_RETURN)
		builder->graph->nodes[input->node].latency = node->latency;
	else
		input->node = builder_align(builder, input->node, node->latency);
}

static void settle_sum(struct builder *builder, struct node *node)
{
	node->channels = sum_channels(builder, node);
	for (size_t i = 0; i < node->input_count; i++) {
		struct node_input *input = &node->inputs[i];
		take_before_pan(builder, input, node->channels);
		const struct node *from = &builder->graph->nodes[input->node];
		if (!settle_fold(builder, input, from->strip, node->channels))
			refuse_channels(builder, node, input);
		if (input->pan != 0.0 && from->channels != 1)
			diagnostics_error(builder->diagnostics, "pan", input->at,
					  "`pan` places a mono send; \"%s\" has %zu channels here; leave it out",
					  strip_of(builder, from)->name, from->channels);
		if (from->latency > node->latency)
			node->latency = from->latency;
		node->tail_seconds = fmax(node->tail_seconds, from->tail_seconds);
		node->gap_seconds = fmax(node->gap_seconds, from->gap_seconds);
	}
	for (size_t i = 0; i < node->input_count; i++)
		time_input(builder, node, &node->inputs[i]);
}

/* Returns the name of the random numbers that an insert draws. Names hold no point, so no strip, source or mix has
   those of another. */
static const char *stream_name(struct builder *builder, const struct node *node)
{
	const char *owner = graph_owner(builder->graph, node);
	const char *name = node->mix == RECIPE_NONE ? owner : arena_format(builder->arena, "print.mixes.%s", owner);
	builder->diagnostics->failed |= !name;
	return name ? name : "";
}

/* Settles what an insert uses besides its signals. */
static void settle_surroundings(struct builder *builder, struct node *node)
{
	node->context.seed = stream_key(builder->recipe->session.seed, stream_name(builder, node), node->insert_index);
	const struct recording *const *recordings = builder->request->recordings;
	for (size_t i = 0; recordings && i < node->processor->parameter_count; i++)
		if (node->processor->parameters[i].type == PARAMETER_FILE && node->values[i].given)
			node->context.recording = recordings[node->values[i].recording];
}

/* Settles whether automation moves the values of an insert. Returns what shape() may write over; NULL where they
   stay. */
static struct parameter_value *settle_ends(struct builder *builder, struct node *node)
{
	const struct processor *processor = node->processor;
	struct parameter_value *least, *greatest, *scratch;
	if (!processor->retune)
		return NULL;
	if (!parameter_ends(builder->arena, processor->parameters, processor->parameter_count, node->values, &least,
			    &greatest)) {
		builder->diagnostics->failed = true;
		return NULL;
	}
	if (!least)
		return NULL;
	scratch = parameter_copy(builder->arena, processor->parameters, processor->parameter_count, node->values);
	builder->diagnostics->failed |= !scratch;
	node->least = scratch ? least : NULL;
	node->greatest = scratch ? greatest : NULL;
	return scratch;
}

/* Fills the shape of the node, for the whole range where automation moves it. Returns false where shape() refuses. */
static bool find_shape(struct builder *builder, struct node *node, const char **problem, struct location *at)
{
	struct parameter_value *scratch = settle_ends(builder, node);
	const struct parameter_range range = { .processor = node->processor,
					       .least = node->least,
					       .greatest = node->greatest,
					       .values = scratch,
					       .context = &node->context,
					       .arena = builder->arena,
					       .problem = problem,
					       .at = at };
	if (scratch)
		return parameter_range_shape(&range, &node->shape);
	return !node->processor->shape ||
	       node->processor->shape(node->values, &node->context, builder->arena, &node->shape, problem, at);
}

static void settle_shape(struct builder *builder, struct node *node)
{
	const struct node *from = &builder->graph->nodes[node->inputs[0].node];
	node->context = (struct processor_context){ .sample_rate = builder->recipe->session.sample_rate,
						    .channels = from->channels,
						    .checking = builder->request->checking };
	if (node->key != NODE_NONE)
		node->context.key_channels = builder->graph->nodes[node->key].channels;
	if (node->stage == STAGE_INSERT)
		settle_surroundings(builder, node);
	node->shape = (struct processor_shape){ .channels = from->channels };
	const char *problem = "";
	struct location at = node->at;
	if (!find_shape(builder, node, &problem, &at))
		diagnostics_error(builder->diagnostics, "processor", at, "%s on \"%s\": %s", node->processor->name,
				  graph_owner(builder->graph, node), problem);
}

static void settle_process(struct builder *builder, struct node *node)
{
	struct graph *graph = builder->graph;
	settle_shape(builder, node);
	const struct node *from = &graph->nodes[node->inputs[0].node];
	size_t latency = from->latency;
	if (node->key != NODE_NONE && graph->nodes[node->key].latency > latency)
		latency = graph->nodes[node->key].latency;
	node->inputs[0].node = builder_align(builder, node->inputs[0].node, latency);
	if (node->key != NODE_NONE)
		node->key = builder_align(builder, node->key, latency);
	node->context.late = latency;
	node->latency = latency + node->shape.latency;
	node->channels = node->shape.channels;
	node->tail_seconds = from->tail_seconds + node->shape.tail_seconds;
	node->gap_seconds = from->gap_seconds + node->shape.gap_seconds;
}

static void settle_lanes(struct builder *builder, struct node *node)
{
	const struct node *from = &builder->graph->nodes[node->inputs[0].node];
	node->channels = from->channels;
	node->latency = from->latency;
	node->tail_seconds = from->tail_seconds;
	node->gap_seconds = from->gap_seconds;
}

static void settle_residue(struct builder *builder, struct node *node)
{
	struct graph *graph = builder->graph;
	const struct node *whole = &graph->nodes[node->inputs[0].node];
	node->channels = whole->channels;
	node->latency = whole->latency;
	node->tail_seconds = whole->tail_seconds;
	node->gap_seconds = whole->gap_seconds;
	node->inputs[1].node = builder_align(builder, node->inputs[1].node, node->latency);
	if (stem_set_count(&whole->stems) >= 2)
		node->rest = builder_rest_of(builder, node);
}

/* An insert that listens becomes the node before it, or, when the gain that it wants is known, a gain. */
static void settle_listener(struct builder *builder, struct node *node)
{
	const struct graph_trim *trim = builder_trim(builder, node->insert);
	settle_shape(builder, node);
	node->processor = NULL;
	builder->graph->nodes[node->inputs[0].node].metered |= !node->insert->processor->trim;
	builder->graph->untrimmed |= node->insert->processor->trim && !trim;
	if (trim && trim->gain_db != 0.0)
		builder_instantiate(builder, node, &gain_processor, GAIN_LEVEL, trim->gain_db);
}

/* Notes what a node that hears another one waits for. */
static void note_unknown(const struct builder *builder, struct node *node, size_t heard)
{
	node->unsettled |= builder_leaves_unsettled(builder, heard);
	node->unanswered |= builder->graph->nodes[heard].unanswered;
}

static void settle(struct builder *builder, size_t index)
{
	struct node *node = &builder->graph->nodes[index];
	for (size_t i = 0; i < node->input_count; i++)
		note_unknown(builder, node, node->inputs[i].node);
	if (node->key != NODE_NONE)
		note_unknown(builder, node, node->key);
	for (size_t i = 0; i < node->input_count; i++)
		node->inputs[i].node = builder->actual[node->inputs[i].node];
	if (node->key != NODE_NONE)
		node->key = builder->actual[node->key];
	if (node->kind != NODE_RETURN)
		node->stems = builder_stems_of(builder, node);
	if (node->kind == NODE_SOURCE && node->insert) {
		builder_settle_hardware(builder, index);
		return;
	}
	if (node->kind == NODE_SOURCE) {
		node->channels = builder->request->source_channels[node->source];
	} else if (node->kind == NODE_SUM || node->kind == NODE_FEED) {
		settle_sum(builder, node);
	} else if (node->kind == NODE_RESIDUE) {
		settle_residue(builder, node);
	} else if (node->kind == NODE_LANES) {
		settle_lanes(builder, node);
	} else if (node->input_count == 1) {
		builder_settle_stage(builder, node, builder->graph->nodes[node->inputs[0].node].channels);
		if (node->processor && node->processor->listens)
			settle_listener(builder, node);
		if (node->processor && node->values) {
			node->kind = NODE_PROCESS;
			settle_process(builder, node);
		} else {
			builder->actual[index] = node->inputs[0].node;
			return;
		}
	}
	builder->graph->order[builder->graph->order_count++] = index;
}

enum status builder_resolve(struct builder *builder)
{
	struct graph *graph = builder->graph;
	size_t count = graph->order_count;
	size_t *order = graph->order;
	graph->order = ARENA_ARRAY(builder->arena, size_t, builder->node_capacity);
	graph->order_count = 0;
	if (!graph->order)
		return STATUS_NO_MEMORY;
	for (size_t i = 0; i < count; i++)
		settle(builder, order[i]);
	return builder->crowded ? STATUS_LIMIT : STATUS_OK;
}
