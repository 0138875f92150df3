/* Alignment: a delay stands where signals of different latency meet. At 48 kHz, 3 ms are 144 frames, 5 ms are 240.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/graph/graph_text.h"

#include <criterion/criterion.h>
#include <string.h>

static struct graph_text text;

static void release(void)
{
	graph_text_release(&text);
}

TestSuite(graph_align, .fini = release);

#define HEAD "version: 1\nsession: { sample_rate: 48000 }\ntracks:\n"
#define MASTER "outputs:\n  master: { channels: 1 }\nprint:\n  mixes: { mix: {} }\n"

enum { DELAYS = 3 };

static const struct {
	const char *what, *yaml;
	size_t latency; /* of all prints */
	struct {
		const char *strip;
		size_t delay;
	} delays[DELAYS]; /* all delays, in the order in which they run */
} rows[] = {
	{ "signals of one latency need no delay",
	  HEAD "  a: { source: a.wav, inserts: [ compressor: { lookahead: 3 ms } ] }\n"
	       "  b: { source: b.wav, inserts: [ compressor: { lookahead: 3 ms } ] }\n" MASTER,
	  144,
	  { { 0 } } },
	{ "a track waits for the lookahead of another",
	  HEAD "  a: { source: a.wav, inserts: [ compressor: { lookahead: 3 ms } ] }\n  b: { source: b.wav }\n" MASTER,
	  144,
	  { { "b", 144 } } },
	{ "lookahead in series adds up",
	  HEAD "  a: { source: a.wav, inserts: [ compressor: { lookahead: 3 ms }, compressor: { lookahead: 5 ms } ] }\n"
	       "  b: { source: b.wav }\n" MASTER,
	  384,
	  { { "b", 384 } } },
	{ "two buses share one delay of a track",
	  HEAD "  a: { source: a.wav, output: [ x, y ], inserts: [ compressor: { lookahead: 3 ms } ] }\n"
	       "  b: { source: b.wav, output: [ x, y ] }\n"
	       "buses:\n  x: { channels: 1 }\n  y: { channels: 1 }\n" MASTER,
	  144,
	  { { "b", 144 } } },
	{ "two latencies take two delays of a track, and the sum of buses one more",
	  HEAD "  a: { source: a.wav, output: x, inserts: [ compressor: { lookahead: 3 ms } ] }\n"
	       "  b: { source: b.wav, output: y, inserts: [ compressor: { lookahead: 5 ms } ] }\n"
	       "  c: { source: c.wav, output: [ x, y ] }\nbuses:\n  x: { channels: 1 }\n  y: { channels: 1 }\n" MASTER,
	  240,
	  { { "c", 144 }, { "c", 240 }, { "x", 96 } } },
	{ "a compressor waits for its key",
	  HEAD "  a: { source: a.wav, output: none, inserts: [ compressor: { lookahead: 3 ms } ] }\n"
	       "  b: { source: b.wav, inserts: [ compressor: { key: a } ] }\n" MASTER,
	  144,
	  { { "b", 144 } } },
	{ "a key waits for the signal",
	  HEAD "  a: { source: a.wav, output: none }\n"
	       "  b: { source: b.wav, inserts: [ compressor: { lookahead: 3 ms }, compressor: { key: a } ] }\n" MASTER,
	  144,
	  { { "a", 144 } } },
	{ "a print waits for the latest",
	  HEAD "  a: { source: a.wav, output: master, inserts: [ compressor: { lookahead: 3 ms } ] }\n"
	       "  b: { source: b.wav, output: cue }\noutputs:\n  master: { channels: 1 }\n  cue: { channels: 1 }\n"
	       "print:\n  mixes: { mix: { of: master }, cue: { of: cue } }\n",
	  144,
	  { { "cue", 144 } } },
};

Test(graph_align, delays_are_those_that_the_latencies_ask_for)
{
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		graph_text_build_right(rows[i].yaml, false, &text);
		const struct graph *graph = text.graph;
		size_t count = 0;
		cr_expect_eq(graph->latency, rows[i].latency, "%s: %zu", rows[i].what, graph->latency);
		for (size_t j = 0; j < graph->order_count; j++) {
			const struct node *node = &graph->nodes[graph->order[j]];
			if (node->kind != NODE_ALIGN)
				continue;
			cr_assert(count < DELAYS && rows[i].delays[count].strip, "%s: too many", rows[i].what);
			cr_expect_str_eq(graph->recipe->strips[node->strip].name, rows[i].delays[count].strip, "%s",
					 rows[i].what);
			cr_expect_eq(node->delay, rows[i].delays[count].delay, "%s: %zu", rows[i].what, node->delay);
			count++;
		}
		cr_expect(count == DELAYS || !rows[i].delays[count].strip, "%s: %zu delays", rows[i].what, count);
		graph_text_release(&text);
	}
}

/* Frames that a node adds to the latency of what comes in. */
static size_t own_delay(const struct node *node)
{
	return node->kind == NODE_ALIGN ? node->delay : node->kind == NODE_PROCESS ? node->shape.latency : 0;
}

Test(graph_align, all_that_meets_is_equally_late)
{
	size_t delays = 0;
	for (unsigned seed = 1; seed <= 20; seed++) {
		graph_text_build_right(graph_text_random(seed), true, &text);
		const struct graph *graph = text.graph;
		delays += graph_text_count(&text, NODE_ALIGN);
		for (size_t i = 0; i < graph->order_count; i++) {
			const size_t index = graph->order[i];
			const struct node *node = &graph->nodes[index];
			size_t need;
			for (size_t j = 0; (need = graph_text_need(graph, index, j)) != NODE_NONE; j++)
				cr_assert_eq(graph->nodes[need].latency + own_delay(node), node->latency,
					     "seed %u: node %zu of \"%s\", need %zu", seed, index,
					     graph->recipe->strips[node->strip].name, j);
		}
		for (size_t i = 0; i < graph->print_count; i++)
			cr_assert_eq(graph->nodes[graph->prints[i].node].latency, graph->latency, "seed %u: %s", seed,
				     graph->prints[i].name);
		graph_text_release(&text);
	}
	cr_assert_gt(delays, 20, "the recipes hardly need a delay");
}

/* No two delays of a node have equal frames. */
Test(graph_align, one_delay_serves_all_that_wait_equally_long)
{
	for (unsigned seed = 1; seed <= 20; seed++) {
		graph_text_build_right(graph_text_random(seed), true, &text);
		const struct graph *graph = text.graph;
		for (size_t i = 0; i < graph->order_count; i++)
			for (size_t j = 0; j < i; j++) {
				const struct node *a = &graph->nodes[graph->order[i]],
						  *b = &graph->nodes[graph->order[j]];
				if (a->kind == NODE_ALIGN && b->kind == NODE_ALIGN && a->delay == b->delay)
					cr_assert_neq(a->inputs[0].node, b->inputs[0].node, "seed %u", seed);
			}
		graph_text_release(&text);
	}
}
