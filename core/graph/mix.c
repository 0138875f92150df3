/* Makes the nodes of a mix: a tap, the lanes of it that the mix keeps, and inserts of its own behind them.
   SPDX-License-Identifier: GPL-3.0-or-later

   Nothing else hears these inserts, so they change no stem and no other mix. */
#include "graph/mix.h"

#include "graph/chain_tap.h"
#include "graph/insert_expansion.h"

/* Adds the sum of the lanes that a mix as heard keeps; its shape is settled with that of its input. */
static size_t add_lanes(struct builder *builder, const struct recipe_mix *mix, size_t from)
{
	struct node *lanes = builder_add(builder, NODE_LANES, STAGE_PRINT, mix->of.strip);
	lanes->keep = mix->keep;
	lanes->at = mix->at;
	lanes->inputs = ARENA_NEW(builder->arena, struct node_input);
	if (!lanes->inputs)
		return NODE_NONE;
	lanes->inputs[0] = (struct node_input){ .node = from, .gains = { 1.0, 1.0 }, .at = mix->at };
	lanes->input_count = 1;
	return (size_t)(lanes - builder->graph->nodes);
}

static size_t expand_mix(struct builder *builder, size_t index)
{
	const struct recipe_mix *mix = &builder->recipe->print.mixes[index];
	size_t last = builder_tap(builder, mix->of);
	builder->mix = index;
	builder->insert_index = 0;
	if (mix->selective && !mix_is_re_rendered(mix))
		last = add_lanes(builder, mix, last);
	if (last != NODE_NONE)
		last = builder_expand_inserts(builder, mix->of.strip, &mix->inserts, last);
	builder->mix = RECIPE_NONE;
	return last;
}

enum status builder_expand_mixes(struct builder *builder)
{
	for (size_t i = 0; i < builder->recipe->print.mix_count; i++) {
		builder->mix_nodes[i] = expand_mix(builder, i);
		if (builder->mix_nodes[i] == NODE_NONE)
			return STATUS_NO_MEMORY;
	}
	return STATUS_OK;
}

/* Says whether a tail must be heard. The pass that prints all others must last until these inserts are silent, too:
   its length is that of every file. */
static bool rings(const struct builder *builder, size_t index)
{
	const struct recipe_mix *mix = &builder->recipe->print.mixes[index];
	const struct node *nodes = builder->graph->nodes;
	const size_t last = builder->actual[builder->mix_nodes[index]];
	return mix_is_re_rendered(mix) && nodes[last].tail_seconds > nodes[builder_tap(builder, mix->of)].tail_seconds;
}

size_t builder_count_tails(const struct builder *builder)
{
	size_t count = 0;
	if (builder->request->apart || builder->request->tracks)
		return 0;
	for (size_t i = 0; i < builder->recipe->print.mix_count; i++)
		count += rings(builder, i);
	return count;
}

void builder_print_tails(struct builder *builder)
{
	struct graph *graph = builder->graph;
	for (size_t i = 0; i < builder->recipe->print.mix_count; i++)
		if (rings(builder, i))
			graph->prints[graph->print_count++] = (struct graph_print){
				.role = PRINT_TAIL,
				.name = builder->recipe->print.mixes[i].name,
				.node = builder->actual[builder->mix_nodes[i]],
				.stem = RECIPE_NONE,
				.proof = RECIPE_NONE,
				.mix = i,
				.before = NODE_NONE,
			};
}
