/* Expands lists of inserts into nodes: processors, racks and opaque inserts.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "graph/insert_expansion.h"

#include "dsp/elementary.h"
#include "graph/chain_tap.h"
#include "graph/hardware_loop.h"
#include "processors/gain.h"
#include "processors/polarity.h"

#include <math.h>

static size_t append_processor(struct builder *builder, size_t strip, size_t input, const struct processor *processor,
			       const struct parameter_value *values, const struct recipe_insert *insert)
{
	size_t index = builder_append(builder, STAGE_INSERT, strip, input, insert->at);
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
	double gain = opaque->resting_gain ? opaque->resting_gain(insert->values) : 1.0;
	if (opaque->loops)
		gain = fabs(builder_hardware_gain(builder, insert));
	if (gain == 1.0)
		return from;
	const struct parameter_value *values =
		builder_values(builder, &gain_processor, GAIN_LEVEL, gain_to_decibel(gain));
	if (!values)
		return from;
	const size_t insert_index = builder->insert_index; /* The gain draws no random numbers, and takes none away. */
	size_t linear = append_processor(builder, strip, from, &gain_processor, values, insert);
	builder->insert_index = insert_index;
	return linear;
}

/* Turns the linear part of a loop that turns the polarity. */
static size_t append_inversion(struct builder *builder, size_t strip, const struct recipe_insert *insert, size_t from)
{
	const size_t insert_index = builder->insert_index;
	const struct parameter_value *values =
		builder_values(builder, &polarity_processor, POLARITY_CHANNELS, POLARITY_ALL);
	if (!values)
		return from;
	const size_t inverted = append_processor(builder, strip, from, &polarity_processor, values, insert);
	builder->insert_index = insert_index;
	return inverted;
}

/* Expands an opaque processor, whose stems are told apart behind it. */
static size_t expand_opaque(struct builder *builder, size_t strip, const struct recipe_insert *insert, size_t from)
{
	size_t whole = insert->processor->loops
			       ? builder_append_hardware(builder, strip, from, insert)
			       : append_processor(builder, strip, from, insert->processor, insert->values, insert);
	size_t lanes = whole;
	builder->graph->nodes[whole].insert = insert;
	const bool apart = builder->request->apart;
	if (insert->policy == STEM_POLICY_REFUSE && !apart)
		return whole;
	/* A processor that hears a single stem may still hear several tracks. */
	if (insert->policy == STEM_POLICY_RESIDUE || insert->policy == STEM_POLICY_REFUSE)
		lanes = append_linear_part(builder, strip, insert, from);
	if (insert->processor->loops && builder_hardware_gain(builder, insert) < 0.0)
		lanes = append_inversion(builder, strip, insert, lanes);
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
