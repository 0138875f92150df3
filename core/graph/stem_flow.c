/* Says which stems sound at a node, from those of its inputs.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "graph/stem_flow.h"

#include "graph/hardware_loop.h"
#include "graph/listener.h"

#include <string.h>

/* Returns one lane of a graph that tells tracks apart. Without room for it, the render is too large. */
static struct stem_set source_lane(struct builder *builder, size_t strip, size_t stem)
{
	const size_t lane = source_lanes_make(&builder->graph->source_lanes, strip, stem);
	builder->crowded |= lane == SIZE_MAX;
	return lane == SIZE_MAX ? (struct stem_set){ { 0 } } : stem_set_of(lane);
}

/* Returns the stems of the sources of a track. */
static struct stem_set source_stems(struct builder *builder, size_t strip)
{
	if (!builder->request->apart)
		return stem_set_of(builder->track_labels[strip]);
	return source_lane(builder, builder->request->apart[strip] ? strip : RECIPE_NONE, builder->track_labels[strip]);
}

/* The sound that comes in takes the strip's label, but remains the track's where lanes are tracks. */
static struct stem_set labelled(struct builder *builder, const struct stem_set *incoming, size_t stem)
{
	struct stem_set stems = { { 0 } };
	if (builder->graph->lanes.tracks)
		return *incoming;
	if (!builder->request->apart)
		return stem_set_of(stem);
	for (size_t lane = stem_set_next(incoming, 0); lane < STEM_UNLABELLED;
	     lane = stem_set_next(incoming, lane + 1)) {
		const struct stem_set one = source_lane(builder, builder->graph->source_lanes.items[lane].strip, stem);
		stem_set_add(&stems, &one);
	}
	return stems;
}

/* Where tracks are told apart the rest is not used. */
static struct stem_set rest_of(struct builder *builder, const struct node *node)
{
	return builder->request->apart ? source_lane(builder, RECIPE_NONE, STEM_UNLABELLED) : stem_set_of(node->rest);
}

size_t builder_rest_of(struct builder *builder, const struct node *node)
{
	const struct stem_set rest = rest_of(builder, node);
	return stem_set_next(&rest, 0);
}

static struct stem_set stems_of_sum(struct builder *builder, const struct node *node)
{
	const size_t label = builder->recipe->strips[node->strip].stem;
	struct stem_set stems = { { 0 } };
	for (size_t i = 0; i < node->input_count; i++)
		stem_set_add(&stems, &builder->graph->nodes[node->inputs[i].node].stems);
	if (label != RECIPE_NONE && node->stage == STAGE_INPUT)
		stems = labelled(builder, &stems, label);
	return stems;
}

/* Where sound of one stem comes in, the whole belongs to that stem, and there is no rest. */
static struct stem_set stems_of_residue(struct builder *builder, const struct node *node)
{
	struct stem_set stems = builder->graph->nodes[node->inputs[0].node].stems;
	if (stem_set_count(&stems) >= 2) {
		const struct stem_set rest = rest_of(builder, node);
		stem_set_add(&stems, &rest);
	}
	return stems;
}

struct stem_set builder_stems_of(struct builder *builder, const struct node *node)
{
	const struct node *nodes = builder->graph->nodes;
	switch (node->kind) {
	case NODE_SOURCE:
		/* What came back from hardware has the stems of what was sent. */
		return node->insert ? nodes[node->inputs[0].node].stems : source_stems(builder, node->strip);
	case NODE_SUM:
		return stems_of_sum(builder, node);
	case NODE_RESIDUE:
		return stems_of_residue(builder, node);
	case NODE_RETURN:
		return nodes[node->partner].stems;
	case NODE_LANES:
		/* No node needs to know the stems in a sum of lanes: only the print comes after it. */
		break;
	case NODE_PROCESS:
	case NODE_ALIGN:
	case NODE_FEED:
	case NODE_PASS:
		return nodes[node->inputs[0].node].stems;
	}
	return (struct stem_set){ { 0 } };
}

/* What a node waits for: the gain of a trim, or the answer of hardware. */
struct unknown {
	bool trim, answer;
};

static void note_unknown(const struct builder *builder, struct unknown *unknown, size_t heard)
{
	unknown->trim |= builder_leaves_unsettled(builder, heard);
	unknown->answer |= builder->graph->nodes[heard].unanswered;
}

static struct unknown unknown_at(const struct builder *builder, const struct node *node)
{
	const bool is_hardware = node->kind == NODE_SOURCE && node->insert;
	struct unknown unknown = { .answer = is_hardware && builder_hardware_is_missing(builder, node->insert) };
	if (node->kind == NODE_RETURN)
		note_unknown(builder, &unknown, node->partner);
	for (size_t i = 0; i < node->input_count; i++)
		note_unknown(builder, &unknown, node->inputs[i].node);
	if (node->key != NODE_NONE)
		note_unknown(builder, &unknown, node->key);
	return unknown;
}

static void pass_once(struct builder *builder)
{
	struct graph *graph = builder->graph;
	for (size_t i = 0; i < graph->order_count; i++) {
		struct node *node = &graph->nodes[graph->order[i]];
		const struct unknown unknown = unknown_at(builder, node);
		node->stems = builder_stems_of(builder, node);
		node->unsettled = unknown.trim;
		node->unanswered = unknown.answer;
	}
}

/* Says whether a feed has more than its return, which had its turn before. */
static bool lags(const struct graph *graph)
{
	for (size_t i = 0; i < graph->order_count; i++) {
		const struct node *node = &graph->nodes[graph->order[i]];
		if (node->kind != NODE_RETURN)
			continue;
		const struct node *feed = &graph->nodes[node->partner];
		if (feed->unsettled != node->unsettled || feed->unanswered != node->unanswered ||
		    memcmp(&feed->stems, &node->stems, sizeof feed->stems) != 0)
			return true;
	}
	return false;
}

/* Sets only grow, and each pass brings them at least one loop further, so there are few passes. */
enum status builder_find_returns(struct builder *builder)
{
	if (builder->feedback_count == 0)
		return STATUS_OK;
	do
		pass_once(builder);
	while (lags(builder->graph));
	return builder->crowded ? STATUS_LIMIT : STATUS_OK;
}
