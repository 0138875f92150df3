/* The order of the nodes: each comes after what it needs, and sound that goes round in a cycle is refused.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/text.h"
#include "core/graph/graph_text.h"

#include <criterion/criterion.h>

static struct graph_text text;

static void release(void)
{
	graph_text_release(&text);
}

TestSuite(graph_order, .fini = release);

/* "a.source a.sum": the nodes as they run. */
static void append_order(const struct graph *graph, struct text *order)
{
	static const char *const kinds[] = {
		[NODE_SOURCE] = "source", [NODE_SUM] = "sum",      [NODE_ALIGN] = "align", [NODE_PROCESS] = "process",
		[NODE_LANES] = "lanes",   [NODE_RESIDUE] = "rest", [NODE_PASS] = "pass"
	};
	for (size_t i = 0; i < graph->order_count; i++) {
		const struct node *node = &graph->nodes[graph->order[i]];
		text_append(order, "%s%s.%s", i > 0 ? " " : "", graph->recipe->strips[node->strip].name,
			    kinds[node->kind]);
	}
}

#define MASTER "outputs:\n  master: { channels: 1 }\nprint:\n  mixes: { mix: {} }\n"

static const struct {
	const char *what, *yaml, *order;
} orders[] = {
	{ "a track and the master", "version: 1\ntracks:\n  a: { source: a.wav }\n" MASTER,
	  "a.source a.sum master.sum" },
	{ "the recipe lists the key after what it opens",
	  "version: 1\ntracks:\n  a: { source: a.wav, inserts: [ compressor: { key: b } ] }\n"
	  "  b: { source: b.wav, output: none }\n" MASTER,
	  "a.source a.sum b.source b.sum a.process master.sum" },
	{ "a bus feeds a bus that the recipe lists before it",
	  "version: 1\ntracks:\n  a: { source: a.wav, output: y }\nbuses:\n  x: { channels: 1 }\n"
	  "  y: { channels: 1, output: x, inserts: [ compressor: {} ] }\n" MASTER,
	  "a.source a.sum y.sum y.process x.sum master.sum" },
	{ "what nobody prints does not run",
	  "version: 1\ntracks:\n  a: { source: a.wav }\n  b: { source: b.wav, output: none }\n" MASTER,
	  "a.source a.sum master.sum" },
};

Test(graph_order, is_the_one_that_the_needs_dictate)
{
	for (size_t i = 0; i < sizeof orders / sizeof *orders; i++) {
		struct text order = { 0 };
		graph_text_build_right(orders[i].yaml, false, &text);
		append_order(text.graph, &order);
		cr_expect_str_eq(order.bytes, orders[i].order, "%s: %s", orders[i].what, order.bytes);
		text_release(&order);
		graph_text_release(&text);
	}
}

Test(graph_order, has_every_node_once_and_after_what_it_needs)
{
	for (unsigned seed = 1; seed <= 20; seed++) {
		graph_text_build_right(graph_text_random(seed), true, &text);
		const struct graph *graph = text.graph;
		bool *run = ARENA_ARRAY(text.text.arena, bool, graph->node_count);
		for (size_t i = 0; i < graph->order_count; i++) {
			const size_t index = graph->order[i];
			cr_assert_not(run[index], "seed %u: node %zu runs twice", seed, index);
			size_t need;
			for (size_t j = 0; (need = graph_text_need(graph, index, j)) != NODE_NONE; j++)
				cr_assert(run[need], "seed %u: node %zu runs before node %zu", seed, index, need);
			run[index] = true;
		}
		for (size_t i = 0; i < graph->print_count; i++)
			cr_assert(run[graph->prints[i].node], "seed %u: %s", seed, graph->prints[i].name);
		graph_text_release(&text);
	}
}

static const struct {
	const char *yaml, *message;
	unsigned line;
} cycles[] = {
	{ "version: 1\ntracks:\n  a: { source: a.wav, output: x }\nbuses:\n  x: { output: y }\n  y: { output: z }\n"
	  "  z: { output: x }\n" MASTER,
	  "sound goes round in a cycle: x -> y -> z -> x; cut one of these connections", 5 },
	{ "version: 1\ntracks:\n  a: { source: a.wav, output: x, inserts: [ compressor: { key: y } ] }\n"
	  "buses:\n  x: { output: y }\n  y: {}\n" MASTER,
	  "sound goes round in a cycle: a -> x -> y -key-> a; cut one of these connections", 3 },
	{ "version: 1\ntracks:\n  a: { source: a.wav }\nauxes:\n  x: { sends: [ { to: x } ] }\n" MASTER,
	  "sound goes round in a cycle: x -> x; cut one of these connections, or give the send `feedback: { delay: ... "
	  "}`",
	  5 },
};

Test(graph_order, a_cycle_is_refused_with_its_whole_loop)
{
	for (size_t i = 0; i < sizeof cycles / sizeof *cycles; i++) {
		cr_assert_eq(graph_text_build(cycles[i].yaml, false, &text), STATUS_BAD_RECIPE);
		cr_assert_eq(text.text.diagnostics.count, 1);
		const struct diagnostic *cycle = &text.text.diagnostics.items[0];
		cr_expect_str_eq(cycle->code, "cycle");
		cr_expect_str_eq(cycle->message, cycles[i].message, "%s", cycle->message);
		cr_expect_eq(cycle->at.line, cycles[i].line, "%s: line %u", cycle->message, cycle->at.line);
		graph_text_release(&text);
	}
}
