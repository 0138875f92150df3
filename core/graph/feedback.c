/* Makes both ends of a loop, and the delay between them.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "graph/feedback.h"

#include "base/text.h"
#include "graph/feedback_loop.h"

static struct node *add_end(struct builder *builder, enum node_kind kind, const struct recipe_send *send,
			    const struct node_input *input)
{
	/* The ends stand in the strip that sends: what comes back comes from there. */
	struct node *node = builder_add(builder, kind, STAGE_SEND, builder->graph->nodes[input->node].strip);
	node->send = send;
	node->at = send->at;
	node->channels = builder->recipe->strips[send->to].channels;
	return node;
}

struct node_input builder_add_feedback(struct builder *builder, const struct recipe_send *send,
				       const struct node_input *input)
{
	struct node *feed = add_end(builder, NODE_FEED, send, input);
	struct node *back = add_end(builder, NODE_RETURN, send, input);
	feed->partner = (size_t)(back - builder->graph->nodes);
	back->partner = (size_t)(feed - builder->graph->nodes);
	feed->inputs = ARENA_NEW(builder->arena, struct node_input);
	if (feed->inputs) {
		feed->inputs[0] = *input;
		feed->input_count = 1;
	} else {
		builder->diagnostics->failed = true;
	}
	if (++builder->feedback_count == FEEDBACK_MAXIMUM + 1)
		diagnostics_error(builder->diagnostics, "limit", send->feedback_at,
				  "more than %d sends have `feedback`; leave some of them out", FEEDBACK_MAXIMUM);
	return (struct node_input){
		.node = feed->partner,
		.gains = { 1.0 },
		.by_send = true,
		.at = input->at,
	};
}

/* Searches breadth first from a feed up to its own return. Then builder->towards leads down again. */
static bool find_way(const struct builder *builder, size_t feed)
{
	const struct graph *graph = builder->graph;
	size_t *towards = builder->towards, *visited = builder->visited, count = 0;
	for (size_t i = 0; i < graph->node_count; i++)
		towards[i] = NODE_NONE;
	visited[count++] = feed;
	for (size_t i = 0; i < count; i++) {
		const struct node *node = &graph->nodes[visited[i]];
		for (size_t j = 0; visited[i] != graph->nodes[feed].partner && j < feedback_need_count(node); j++) {
			const size_t next = feedback_need(node, j);
			if (next == feed || towards[next] != NODE_NONE)
				continue;
			towards[next] = visited[i];
			visited[count++] = next;
		}
	}
	return towards[graph->nodes[feed].partner] != NODE_NONE;
}

/* Returns "echo -> tape -> echo". */
static const char *name_way(struct builder *builder, size_t feed)
{
	const struct graph *graph = builder->graph;
	const struct recipe_strip *strips = builder->recipe->strips;
	struct text way = { 0 };
	size_t strip = graph->nodes[graph->nodes[feed].partner].strip;
	bool moved = false;
	text_append(&way, "%s", strips[strip].name);
	for (size_t node = graph->nodes[feed].partner; node != feed; node = builder->towards[node]) {
		if (graph->nodes[node].strip == strip)
			continue;
		strip = graph->nodes[node].strip;
		text_append(&way, " -> %s", strips[strip].name);
		moved = true;
	}
	if (!moved)
		text_append(&way, " -> %s", strips[strip].name);
	const char *name = way.failed ? NULL : arena_format(builder->arena, "%s", way.bytes);
	text_release(&way);
	builder->diagnostics->failed |= !name;
	return name;
}

/* Sound of frame s of the session comes back in frame s + the delay: the feed has it `feed->latency` frames after s,
   and the return puts it out `back->latency` frames after that frame. */
static void settle_delay(struct builder *builder, struct node *feed, struct node *back)
{
	const size_t asked = feed->send->feedback_frames + back->latency;
	if (asked > feed->latency) {
		feed->delay = back->delay = asked - feed->latency;
		return;
	}
	const size_t latency = feed->latency - back->latency;
	diagnostics_error(builder->diagnostics, "feedback-latency", feed->send->feedback_at,
			  "the loop %s cannot be shorter than the latency in it, %zu samples, and one sample; write "
			  "`delay: %zu samples` or more",
			  feed->loop ? feed->loop : builder->recipe->strips[feed->strip].name, latency, latency + 1);
	feed->delay = back->delay = 1;
}

enum status builder_close_loops(struct builder *builder)
{
	struct graph *graph = builder->graph;
	for (size_t i = 0; i < graph->order_count; i++) {
		struct node *feed = &graph->nodes[graph->order[i]];
		if (feed->kind != NODE_FEED)
			continue;
		if (find_way(builder, graph->order[i]))
			feed->loop = name_way(builder, graph->order[i]);
		settle_delay(builder, feed, &graph->nodes[feed->partner]);
	}
	return STATUS_OK;
}
