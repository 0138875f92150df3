/* Gathers outputs side by side on the channels of a device.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "graph/device.h"

#include "graph/chain_tap.h"

#include <math.h>

static size_t count_outputs(const struct recipe *recipe, size_t device)
{
	size_t count = 0;
	for (size_t i = 0; i < recipe->strip_count; i++)
		count += recipe->strips[i].device == device;
	return count;
}

static void add_output(struct builder *builder, struct node *gathered, size_t strip)
{
	const struct recipe_strip *output = &builder->recipe->strips[strip];
	const size_t tap = builder_tap(builder, (struct strip_tap){ .strip = strip, .tap = TAP_POST_PAN });
	const struct node *from = &builder->graph->nodes[tap];
	if (gathered->input_count == 0)
		gathered->strip = strip;
	gathered->inputs[gathered->input_count++] = (struct node_input){ .node = tap,
									 .fold = FOLD_DEVICE,
									 .gains = { 1.0 },
									 .device_channels = output->device_channels,
									 .at = output->device_at };
	gathered->latency = from->latency > gathered->latency ? from->latency : gathered->latency;
	gathered->tail_seconds = fmax(gathered->tail_seconds, from->tail_seconds);
	gathered->gap_seconds = fmax(gathered->gap_seconds, from->gap_seconds);
	stem_set_add(&gathered->stems, &from->stems);
}

size_t builder_gather(struct builder *builder, size_t device)
{
	const struct recipe *recipe = builder->recipe;
	struct graph *graph = builder->graph;
	struct node *gathered = builder_add(builder, NODE_SUM, STAGE_PRINT, 0);
	const size_t index = (size_t)(gathered - graph->nodes);
	gathered->inputs = ARENA_ARRAY(builder->arena, struct node_input, count_outputs(recipe, device));
	if (!gathered->inputs) {
		builder->diagnostics->failed = true;
		return index;
	}
	gathered->at = recipe->devices[device].at;
	gathered->channels = recipe->devices[device].channels;
	for (size_t i = 0; i < recipe->strip_count; i++)
		if (recipe->strips[i].device == device)
			add_output(builder, gathered, i);
	for (size_t i = 0; i < gathered->input_count; i++)
		gathered->inputs[i].node = builder_align(builder, gathered->inputs[i].node, gathered->latency);
	graph->order[graph->order_count++] = index;
	return index;
}
