/* Finds out whether loops grow, and how long they ring.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "graph/feedback_tail.h"

#include "dsp/elementary.h"
#include "graph/feedback.h"
#include "graph/feedback_gain.h"

#include <math.h>

/* A gain of exactly 0 dB is no growth; responses are measured, so that it may be a little more. */
static const double growth = 1.0 + 1e-6;
static const double tail_floor = 1e-6; /* -120 dBFS */

static void refuse_growth(struct builder *builder, const struct feedback_gain *gain)
{
	const struct node *feed = &builder->graph->nodes[gain->feed];
	const char *where = gain->flat ? "" : arena_format(builder->arena, " at %.4g Hz", gain->frequency);
	builder->diagnostics->failed |= !where;
	diagnostics_error(
		builder->diagnostics, "feedback-grows", feed->at,
		"the loop %s has a gain of %+.2f dB%s, so that it grows each time that sound goes round; lower "
		"the `level` of this send",
		feed->loop, gain_to_decibel(gain->most), where ? where : "");
}

/* The tail and the gap of one way round, over the nodes of a loop alone. */
struct round {
	double tail, gap, delay; /* seconds; `delay` is the longest of the loop's */
};

/* What comes into the loop has another tail, which the nodes add later. */
static struct round way_round(struct builder *builder, const struct feedback_loops *loops, size_t loop)
{
	const struct graph *graph = builder->graph;
	struct round round = { 0 };
	for (size_t i = 0; i < graph->order_count; i++) {
		struct node *node = &graph->nodes[graph->order[i]];
		if (loops->of[graph->order[i]] != loop)
			continue;
		double tail = 0.0, gap = 0.0;
		for (size_t k = 0; k < node->input_count; k++)
			if (loops->of[node->inputs[k].node] == loop) {
				tail = fmax(tail, graph->nodes[node->inputs[k].node].tail_seconds);
				gap = fmax(gap, graph->nodes[node->inputs[k].node].gap_seconds);
			}
		node->tail_seconds = tail + (node->kind == NODE_PROCESS ? node->shape.tail_seconds : 0.0);
		node->gap_seconds = gap + (node->kind == NODE_PROCESS ? node->shape.gap_seconds : 0.0);
		round.tail = fmax(round.tail, node->tail_seconds);
		round.gap = fmax(round.gap, node->gap_seconds);
		if (node->kind == NODE_FEED)
			round.delay = fmax(round.delay, (double)node->send->feedback_frames);
	}
	round.delay /= builder->recipe->session.sample_rate;
	return round;
}

/* A steady full-scale input has piled up to 1 / (1 - gain) when it ends; each way round takes the gain off.
   Loops that meet may pass more on than they keep. */
static double tail_of(const struct feedback_gain *gain, const struct round *round)
{
	if (!gain->known || gain->most > 1.0 - 1e-9)
		return INFINITY;
	if (gain->most < tail_floor * tail_floor)
		return round->delay + round->tail;
	const double times = elementary_log(tail_floor * (1.0 - gain->most) / gain->reach) / elementary_log(gain->most);
	return ceil(times) * (round->delay + round->tail);
}

/* Tails and gaps go with the flow once more, now that the loops have theirs. */
static void flow_again(struct builder *builder)
{
	const struct graph *graph = builder->graph;
	for (size_t i = 0; i < graph->order_count; i++) {
		struct node *node = &graph->nodes[graph->order[i]];
		/* What comes back from hardware may ring as long as it likes. */
		if (node->kind == NODE_SOURCE || node->kind == NODE_RETURN)
			continue;
		/* The other input of a residue stands beside the first one. */
		const size_t inputs = node->kind == NODE_RESIDUE ? 1 : node->input_count;
		double tail = 0.0, gap = 0.0;
		for (size_t k = 0; k < inputs; k++) {
			tail = fmax(tail, graph->nodes[node->inputs[k].node].tail_seconds);
			gap = fmax(gap, graph->nodes[node->inputs[k].node].gap_seconds);
		}
		node->tail_seconds = tail + (node->kind == NODE_PROCESS ? node->shape.tail_seconds : 0.0);
		node->gap_seconds = gap + (node->kind == NODE_PROCESS ? node->shape.gap_seconds : 0.0);
	}
}

/* How long a loop rings after the sound that comes in, and its longest silence. */
struct ringing {
	double tail, gap;
};

/* Returns the longest tail that comes into a loop from outside. */
static double tail_into(const struct graph *graph, const struct feedback_loops *loops, size_t loop)
{
	double tail = 0.0;
	for (size_t i = 0; i < graph->order_count; i++) {
		const struct node *node = &graph->nodes[graph->order[i]];
		for (size_t k = 0; loops->of[graph->order[i]] == loop && k < node->input_count; k++)
			if (loops->of[node->inputs[k].node] != loop)
				tail = fmax(tail, graph->nodes[node->inputs[k].node].tail_seconds);
	}
	return tail;
}

/* Returns what comes out of a return. A send with `feedback` that closes no loop is a delay. */
static struct ringing ringing_of(const struct builder *builder, const struct feedback_loops *loops,
				 const struct ringing *ringings, size_t index)
{
	const struct graph *graph = builder->graph;
	const struct node *back = &graph->nodes[index], *feed = &graph->nodes[back->partner];
	const double delay = (double)back->send->feedback_frames / builder->recipe->session.sample_rate;
	const size_t loop = loops->of[index];
	if (loop == FEEDBACK_NONE)
		return (struct ringing){ feed->tail_seconds + delay, feed->gap_seconds + delay };
	return (struct ringing){ tail_into(graph, loops, loop) + ringings[loop].tail, ringings[loop].gap };
}

/* Brings tails round. Loops feed each other in one direction alone, so the last of them has its tail after as many
   rounds as there are loops. */
static void flow_round(struct builder *builder, const struct feedback_loops *loops, const struct ringing *ringings)
{
	const struct graph *graph = builder->graph;
	bool more = true;
	for (size_t i = 0; i < graph->order_count; i++)
		if (graph->nodes[graph->order[i]].kind == NODE_RETURN)
			graph->nodes[graph->order[i]].tail_seconds = 0.0;
	for (size_t turn = 0; more && turn <= FEEDBACK_MAXIMUM; turn++) {
		more = false;
		flow_again(builder);
		for (size_t i = 0; i < graph->order_count; i++) {
			struct node *node = &graph->nodes[graph->order[i]];
			if (node->kind != NODE_RETURN)
				continue;
			const struct ringing found = ringing_of(builder, loops, ringings, graph->order[i]);
			more |= found.tail > node->tail_seconds || found.gap > node->gap_seconds;
			node->tail_seconds = found.tail;
			node->gap_seconds = found.gap;
		}
	}
}

static enum status settle_loop(struct builder *builder, const struct feedback_loops *loops, size_t loop,
			       struct ringing *ringing)
{
	struct feedback_gain gain;
	enum status status = feedback_gain_find(builder, loops, loop, &gain);
	if (status != STATUS_OK)
		return status;
	if (gain.known && gain.most > growth)
		refuse_growth(builder, &gain);
	const struct round round = way_round(builder, loops, loop);
	*ringing = (struct ringing){ tail_of(&gain, &round), round.delay + round.gap };
	return STATUS_OK;
}

enum status builder_settle_feedback(struct builder *builder)
{
	struct feedback_loops loops;
	if (builder->feedback_count == 0)
		return STATUS_OK;
	enum status status = feedback_loops_find(builder, &loops);
	if (status != STATUS_OK)
		return status;
	struct ringing *ringings = ARENA_ARRAY(builder->arena, struct ringing, loops.count);
	if (!ringings)
		return STATUS_NO_MEMORY;
	for (size_t i = 0; status == STATUS_OK && i < loops.count; i++)
		status = settle_loop(builder, &loops, i, &ringings[i]);
	if (status == STATUS_OK)
		flow_round(builder, &loops, ringings);
	return status;
}
