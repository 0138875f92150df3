/* Expands strips into nodes, and ties them together.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "graph/expansion.h"

#include "dsp/elementary.h"
#include "graph/chain_tap.h"
#include "graph/feedback.h"
#include "graph/insert_expansion.h"
#include "graph/mix.h"

static size_t *tap_node(struct builder *builder, size_t strip, enum tap tap)
{
	return &builder->tap_nodes[strip * TAPS_OF_A_STRIP + (size_t)tap];
}

static void expand_strip(struct builder *builder, size_t index, size_t *source)
{
	const struct recipe_strip *strip = &builder->recipe->strips[index];
	builder->insert_index = 0;
	for (size_t i = 0; i < strip->source_count; i++) {
		struct node *node = builder_add(builder, NODE_SOURCE, STAGE_SOURCE, index);
		node->source = (*source)++;
		node->at = strip->sources[i].at;
	}
	struct node *sum = builder_add(builder, NODE_SUM, STAGE_INPUT, index);
	sum->at = strip->at;
	size_t last = (size_t)(sum - builder->graph->nodes);
	*tap_node(builder, index, TAP_INPUT) = last;
	last = builder_append(builder, STAGE_TRIM, index, last, strip->at);
	last = builder_append(builder, STAGE_POLARITY, index, last, strip->at);
	last = builder_expand_inserts(builder, index, &strip->inserts, last);
	*tap_node(builder, index, TAP_PRE_FADER) = last;
	last = builder_append(builder, STAGE_FADER, index, last, strip->at);
	*tap_node(builder, index, TAP_POST_FADER) = last;
	last = builder_append(builder, STAGE_WIDTH, index, last, strip->at);
	last = builder_append(builder, STAGE_PAN, index, last, strip->at);
	*tap_node(builder, index, TAP_POST_PAN) = last;
}

/* Says whether the mix leaves a strip out. A mix rendered anew leaves out every strip whose label it does not keep. */
static bool left_out(const struct builder *builder, size_t label)
{
	if (builder->request->re_rendered == RECIPE_NONE || label >= STEM_UNLABELLED)
		return false;
	return !builder->recipe->print.mixes[builder->request->re_rendered].keep[label];
}

/* Says whether the mix leaves a connection out. A track without a label of its own has the label of the first
   labelled strip that it feeds. Where the mix leaves that strip out and keeps another that the track feeds, the
   track is heard only on its way to the kept one. */
static bool way_left_out(const struct builder *builder, const struct connection *connection)
{
	const size_t from = connection->from.strip;
	const struct recipe_strip *strip = &builder->recipe->strips[from];
	if (strip->source_count == 0 || strip->stem != RECIPE_NONE || !left_out(builder, builder->track_labels[from]) ||
	    !builder->kept[from])
		return false;
	return connection->kind != CONNECTION_OUTPUT || !builder->kept[connection->to];
}

/* Returns the node at the end of a connection: that of the tap, or, where automation moves a send, one behind it. */
static size_t connection_end(struct builder *builder, const struct connection *connection)
{
	const size_t tap = builder_tap(builder, connection->from);
	if (!connection->moving || tap == NODE_NONE)
		return tap;
	const size_t node = builder_append(builder, STAGE_SEND, connection->from.strip, tap, connection->from.at);
	builder->graph->nodes[node].send = connection->moving;
	return node;
}

static struct node_input input_of(struct builder *builder, const struct connection *connection)
{
	return (struct node_input){
		.node = connection_end(builder, connection),
		.gains = { connection->moving ? 1.0 : connection->gain },
		.pan = connection->moving && connection->moving->pan_curve ? 0.0 : connection->pan,
		.by_output = connection->kind == CONNECTION_OUTPUT,
		.by_send = connection->kind == CONNECTION_SEND,
		.at = connection->from.at,
	};
}

/* The strip's own sources come first, then the connections, in the order of the recipe. */
static enum status tie_sum(struct builder *builder, size_t index, size_t sum_index)
{
	const struct recipe_strip *strip = &builder->recipe->strips[index];
	const struct routing *routing = &builder->graph->routing;
	struct node *sum = &builder->graph->nodes[sum_index];
	size_t first = routing->incoming.first[index], end = routing->incoming.first[index + 1];
	sum->inputs = ARENA_ARRAY(builder->arena, struct node_input, strip->source_count + (end - first));
	if (!sum->inputs)
		return STATUS_NO_MEMORY;
	if (left_out(builder, strip->stem))
		return STATUS_OK;
	bool sources_heard = !left_out(builder, builder->track_labels[index]) || builder->kept[index];
	for (size_t i = 0; sources_heard && i < strip->source_count; i++)
		sum->inputs[sum->input_count++] = (struct node_input){
			.node = sum_index - strip->source_count + i,
			.gains = { decibel_to_gain(strip->sources[i].gain_db) },
			.at = strip->sources[i].at,
		};
	for (size_t i = first; i < end; i++) {
		const struct connection *connection = &routing->connections[routing->incoming.connections[i]];
		if (!connection->live || way_left_out(builder, connection))
			continue;
		const struct node_input input = input_of(builder, connection);
		sum->inputs[sum->input_count++] =
			connection->feedback ? builder_add_feedback(builder, connection->feedback, &input) : input;
	}
	return STATUS_OK;
}

static void tie_key(struct builder *builder, struct node *node)
{
	if (node->kind == NODE_RESIDUE || !node->insert || node->insert->key < 0)
		return;
	const struct parameter_value *key = &node->insert->values[node->insert->key];
	node->key = builder_tap(
		builder, (struct strip_tap){
				 .strip = key->strip, .tap = (enum tap)key->tap, .at = key->at, .chain = key->chain });
}

enum status builder_expand(struct builder *builder)
{
	size_t source = 0;
	for (size_t i = 0; i < builder->recipe->strip_count; i++)
		expand_strip(builder, i, &source);
	for (size_t i = 0; i < builder->recipe->strip_count; i++) {
		enum status status = tie_sum(builder, i, *tap_node(builder, i, TAP_INPUT));
		if (status != STATUS_OK)
			return status;
	}
	if (!builder->request->apart && !builder->request->tracks) {
		enum status status = builder_expand_mixes(builder);
		if (status != STATUS_OK)
			return status;
	}
	for (size_t i = 0; i < builder->graph->node_count; i++)
		tie_key(builder, &builder->graph->nodes[i]);
	return STATUS_OK;
}
