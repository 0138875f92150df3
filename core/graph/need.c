/* Marks the nodes that prints need, and those that carry lanes.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "graph/need.h"

/* A node is live when a print needs it. It carries lanes when a stem or a mix of stems needs it, as far back as the
   strip whose label makes its sound one stem; where tracks are told apart, as far back as the tracks. */
struct need_marking {
	struct builder *builder;
	struct graph *graph;
	bool *wanted; /* for each node: its lanes are needed, if it has any */
	bool again; /* A loop needs more of its other end, which has had its turn. */
};

/* Reports an insert that cannot tell stems apart and has no instruction for them. */
static void refuse_stems(struct builder *builder, const struct node *node)
{
	const struct lane_list *lanes = &builder->graph->lanes;
	const char *const *names = lanes->names;
	/* An error with its path has reported it. */
	if (stem_set_has(&node->stems, STEM_UNLABELLED))
		return;
	size_t first = stem_set_next(&node->stems, 0), second = stem_set_next(&node->stems, first + 1);
	size_t more = stem_set_count(&node->stems) - 2;
	const char *rest = more > 0 ? arena_format(builder->arena, " and %zu more", more) : "";
	diagnostics_error(builder->diagnostics, "opaque", node->at,
			  "%s on \"%s\": %s \"%s\"%s \"%s\"%s meet in it, and what comes out cannot be told apart; "
			  "add `stems: residue`%s, or %s",
			  node->processor->name, builder->recipe->strips[node->strip].name,
			  lanes->tracks ? "tracks" : "stems", names[first], more > 0 ? "," : " and", names[second],
			  rest ? rest : "", node->processor->loops ? "" : " or `stems: per-lane`",
			  lanes->tracks ? "print no stems by track" : "put it on strips of one stem");
}

static bool has_lanes(const struct need_marking *marking, size_t index)
{
	return marking->wanted[index] && stem_set_count(&marking->graph->nodes[index].stems) >= 2;
}

/* Says whether the sound that comes in takes one label, so that nothing before needs to be told apart. */
static bool is_labelled(const struct need_marking *marking, const struct node *node)
{
	return node->kind == NODE_SUM && node->stage == STAGE_INPUT &&
	       marking->builder->recipe->strips[node->strip].stem != RECIPE_NONE && !marking->builder->request->apart &&
	       !marking->graph->lanes.tracks;
}

static void mark(struct need_marking *marking, size_t index, bool wanted)
{
	marking->graph->nodes[index].live = true;
	marking->wanted[index] |= wanted;
}

/* The feed stands behind its return in the order, so that it has had its turn when the return needs it. */
static void mark_feed(struct need_marking *marking, size_t feed, bool wanted)
{
	marking->again |= !marking->graph->nodes[feed].live || (wanted && !marking->wanted[feed]);
	mark(marking, feed, wanted);
}

static void mark_inputs(struct need_marking *marking, size_t index)
{
	const struct node *node = &marking->graph->nodes[index];
	const bool wanted = marking->wanted[index] && !is_labelled(marking, node);
	/* What left for hardware is no part of what came back. */
	if (node->kind == NODE_SOURCE)
		return;
	if (node->kind == NODE_RESIDUE) {
		/* It needs the whole, and the lanes where it has any. */
		mark(marking, node->inputs[0].node, false);
		if (has_lanes(marking, index))
			mark(marking, node->inputs[1].node, true);
		return;
	}
	for (size_t i = 0; i < node->input_count; i++)
		mark(marking, node->inputs[i].node, node->kind == NODE_LANES || wanted);
	if (node->key != NODE_NONE)
		mark(marking, node->key, false);
	if (node->kind == NODE_RETURN)
		mark_feed(marking, node->partner, wanted);
}

static void mark_prints(struct need_marking *marking)
{
	const struct graph *graph = marking->graph;
	for (size_t i = 0; i < graph->print_count; i++) {
		mark(marking, graph->prints[i].node, false);
		if (graph->prints[i].before != NODE_NONE)
			mark(marking, graph->prints[i].before, false);
	}
	for (size_t i = 0; i < graph->proof_count; i++)
		mark(marking, graph->proofs[i].node, true);
}

/* Goes against the flow, once more for every loop that turns out to be needed. */
static void mark_all(struct need_marking *marking)
{
	const struct graph *graph = marking->graph;
	do {
		marking->again = false;
		for (size_t i = graph->order_count; i-- > 0;)
			if (graph->nodes[graph->order[i]].live)
				mark_inputs(marking, graph->order[i]);
	} while (marking->again);
}

static void settle_lanes(const struct need_marking *marking, size_t index)
{
	struct node *node = &marking->graph->nodes[index];
	node->lanes = has_lanes(marking, index);
	if (node->kind == NODE_RESIDUE) {
		if (!node->lanes)
			node->input_count = 1;
		return;
	}
	if (node->lanes && node->processor && node->processor->law == STEM_LAW_OPAQUE &&
	    node->insert->policy == STEM_POLICY_REFUSE)
		refuse_stems(marking->builder, node);
}

enum status builder_mark_needed(struct builder *builder)
{
	struct graph *graph = builder->graph;
	struct need_marking marking = { .builder = builder, .graph = graph };
	marking.wanted = ARENA_ARRAY(builder->arena, bool, graph->node_count);
	if (!marking.wanted)
		return STATUS_NO_MEMORY;
	mark_prints(&marking);
	mark_all(&marking);
	for (size_t i = graph->order_count; i-- > 0;)
		if (graph->nodes[graph->order[i]].live)
			settle_lanes(&marking, graph->order[i]);
	size_t live = 0;
	for (size_t i = 0; i < graph->order_count; i++)
		if (graph->nodes[graph->order[i]].live)
			graph->order[live++] = graph->order[i];
	graph->order_count = live;
	return STATUS_OK;
}
