/* Expands strips and their inserts into nodes, and ties them together.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "dsp/elementary.h"
#include "graph/builder.h"
#include "processors/registry.h"

/* Appends a node with one input; the node itself is settled once its channels are known. */
static size_t append(struct builder *builder, enum stage stage, size_t strip, size_t input, struct location at)
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

static size_t *tap_node(struct builder *builder, size_t strip, enum tap tap)
{
	return &builder->tap_nodes[strip * TAPS_OF_A_STRIP + (size_t)tap];
}

static size_t append_processor(struct builder *builder, size_t strip, size_t input, const struct processor *processor,
			       const struct parameter_value *values, const struct recipe_insert *insert)
{
	size_t index = append(builder, STAGE_INSERT, strip, input, insert->at);
	struct node *node = &builder->graph->nodes[index];
	node->processor = processor;
	node->values = values;
	/* A meter changes no random numbers when it is put in or taken out. */
	node->insert_index = processor->listens ? builder->insert_index : builder->insert_index++;
	return index;
}

/* `outer` is the path of the chain that the inserts stand in, for taps; it is "" in a strip. */
static size_t expand_inserts(struct builder *builder, size_t strip, const struct recipe_inserts *inserts,
			     const char *outer, size_t last);

/* Appends the linear part of an opaque processor, which is a gain where it has one; the graph delays it. */
static size_t append_linear_part(struct builder *builder, size_t strip, const struct recipe_insert *insert, size_t from)
{
	const struct processor *opaque = insert->processor;
	const double gain = opaque->resting_gain ? opaque->resting_gain(insert->values) : 1.0;
	if (gain == 1.0)
		return from;
	const struct processor *processor = registry_find("gain");
	struct parameter_value *values =
		parameter_defaults(builder->arena, processor->parameters, processor->parameter_count);
	if (!values) {
		builder->diagnostics->failed = true;
		return from;
	}
	values[processor_parameter(processor, "gain")].number = gain_to_decibel(gain);
	const size_t insert_index = builder->insert_index; /* It takes no insert's random numbers. */
	size_t linear = append_processor(builder, strip, from, processor, values, insert);
	builder->insert_index = insert_index;
	return linear;
}

/* Expands an opaque processor, whose stems are told apart behind it. */
static size_t expand_opaque(struct builder *builder, size_t strip, const struct recipe_insert *insert, size_t from)
{
	size_t whole = append_processor(builder, strip, from, insert->processor, insert->values, insert), lanes = whole;
	builder->graph->nodes[whole].insert = insert;
	const bool apart = builder->request->apart;
	if (insert->policy == STEM_POLICY_REFUSE && !apart)
		return whole;
	/* A processor that hears a single stem may still hear several tracks. */
	if (insert->policy == STEM_POLICY_RESIDUE || insert->policy == STEM_POLICY_REFUSE)
		lanes = append_linear_part(builder, strip, insert, from);
	struct node_input *inputs = ARENA_ARRAY(builder->arena, struct node_input, 2);
	if (!inputs) {
		builder->diagnostics->failed = true;
		return whole;
	}
	inputs[0] = (struct node_input){ .node = whole, .gains = { 1.0 }, .at = insert->at };
	inputs[1] = (struct node_input){ .node = lanes, .gains = { 1.0 }, .at = insert->at };
	struct node *residue = builder_add(builder, NODE_RESIDUE, STAGE_INSERT, strip);
	residue->at = insert->at;
	residue->insert = insert;
	residue->inputs = inputs;
	residue->input_count = 2;
	const struct lane_list *named = &builder->graph->lanes;
	residue->rest = insert->policy == STEM_POLICY_RESIDUE ? named->residue : named->missing;
	return (size_t)(residue - builder->graph->nodes);
}

/* A rack in a chain without a name cannot be tapped by a path, so its path may be any. */
static const char *path_of(struct builder *builder, const char *outer, const char *rack, const struct fork_chain *chain)
{
	const char *path = arena_format(builder->arena, "%s%s%s.%s", outer, *outer ? "." : "", rack,
					chain->name ? chain->name : "");
	builder->diagnostics->failed |= !path;
	return path ? path : "";
}

/* Expands the chains side by side, from one node, and the sum that they end in. */
static size_t expand_fork(struct builder *builder, size_t strip, const struct recipe_insert *insert, const char *outer,
			  size_t from)
{
	struct fork fork = { 0 };
	const char *problem = "";
	const char *owner = builder->mix == RECIPE_NONE ? builder->recipe->strips[strip].name
							: builder->recipe->print.mixes[builder->mix].name;
	struct location at = insert->at;
	if (!insert->processor->fork(insert->values, builder->arena, &fork, &problem, &at)) {
		if (problem)
			diagnostics_error(builder->diagnostics, "processor", at, "%s on \"%s\": %s",
					  insert->processor->name, owner, problem);
		else
			builder->diagnostics->failed = true;
		return from;
	}
	struct node_input *inputs = ARENA_ARRAY(builder->arena, struct node_input, fork.count);
	if (!inputs) {
		builder->diagnostics->failed = true;
		return from;
	}
	static const enum fold folds[] = {
		[FORK_JOIN_STRAIGHT] = FOLD_STRAIGHT, [FORK_JOIN_MID] = FOLD_MID, [FORK_JOIN_SIDE] = FOLD_SIDE
	};
	const char *rack = fork.name ? fork.name : insert->processor->name;
	for (size_t i = 0; i < fork.count; i++) {
		const struct fork_chain *chain = &fork.chains[i];
		size_t last = from;
		if (chain->head)
			last = append_processor(builder, strip, last, chain->head, chain->values, insert);
		if (chain->inserts)
			last = expand_inserts(builder, strip, chain->inserts, path_of(builder, outer, rack, chain),
					      last);
		/* No tap hears what a mix alone does. */
		if (chain->name && builder->mix == RECIPE_NONE)
			builder_add_chain(builder, strip, outer, rack, chain->name, last);
		inputs[i] = (struct node_input){
			.node = last, .fold = folds[chain->join], .gains = { chain->gain }, .at = insert->at
		};
	}
	struct node *sum = builder_add(builder, NODE_SUM, STAGE_INSERT, strip);
	sum->at = insert->at;
	sum->inputs = inputs;
	sum->input_count = fork.count;
	return (size_t)(sum - builder->graph->nodes);
}

/* Returns the last node of the chain; `last` is the one before it. */
static size_t expand_inserts(struct builder *builder, size_t strip, const struct recipe_inserts *inserts,
			     const char *outer, size_t last)
{
	for (size_t i = 0; i < inserts->count; i++) {
		const struct recipe_insert *insert = &inserts->items[i];
		if (insert->processor->fork) {
			last = expand_fork(builder, strip, insert, outer, last);
			continue;
		}
		if (insert->processor->law == STEM_LAW_OPAQUE) {
			last = expand_opaque(builder, strip, insert, last);
			continue;
		}
		last = append_processor(builder, strip, last, insert->processor, insert->values, insert);
		builder->graph->nodes[last].insert = insert;
	}
	return last;
}

size_t builder_expand_inserts(struct builder *builder, size_t strip, const struct recipe_inserts *inserts, size_t last)
{
	return expand_inserts(builder, strip, inserts, "", last);
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
	last = append(builder, STAGE_TRIM, index, last, strip->at);
	last = append(builder, STAGE_POLARITY, index, last, strip->at);
	last = expand_inserts(builder, index, &strip->inserts, "", last);
	*tap_node(builder, index, TAP_PRE_FADER) = last;
	last = append(builder, STAGE_FADER, index, last, strip->at);
	*tap_node(builder, index, TAP_POST_FADER) = last;
	last = append(builder, STAGE_WIDTH, index, last, strip->at);
	last = append(builder, STAGE_PAN, index, last, strip->at);
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
		if (connection->live && !way_left_out(builder, connection))
			sum->inputs[sum->input_count++] = (struct node_input){
				.node = builder_tap(builder, connection->from),
				.gains = { connection->gain },
				.pan = connection->pan,
				.by_output = connection->kind == CONNECTION_OUTPUT,
				.at = connection->from.at,
			};
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
