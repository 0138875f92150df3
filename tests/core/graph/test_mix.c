/* Mixes: the lanes that a mix as heard keeps, its own inserts, and what a re-rendered mix leaves in the graph.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/graph/graph_text.h"

#include <criterion/criterion.h>
#include <string.h>

static struct graph_text text;

static void release(void)
{
	graph_text_release(&text);
}

TestSuite(graph_mix, .fini = release);

#define SONG                                                                                                           \
	"version: 1\nsession: { sample_rate: 48000 }\ntracks:\n  a: { source: a.wav, stem: one }\n"                    \
	"  b: { source: b.wav, stem: two }\noutputs:\n  master: { channels: 1 }\nprint:\n  mixes:\n    mix: {}\n"

/* The print of that role and name; NULL if there is none. */
static const struct graph_print *print_of(enum print_role role, const char *name)
{
	for (size_t i = 0; i < text.graph->print_count; i++)
		if (text.graph->prints[i].role == role && strcmp(text.graph->prints[i].name, name) == 0)
			return &text.graph->prints[i];
	return NULL;
}

static const struct node *node_of(const struct graph_print *print)
{
	if (!print)
		cr_assert_fail("the graph has no such print");
	return &text.graph->nodes[print->node];
}

Test(graph_mix, of_all_stems_is_the_output_itself)
{
	graph_text_build_right(SONG, false, &text);
	const size_t sum = graph_text_node(&text, NODE_SUM, "master", 0);
	cr_assert_eq(node_of(print_of(PRINT_MIX, "mix")), &text.graph->nodes[sum]);
}

Test(graph_mix, without_a_stem_is_a_sum_of_lanes)
{
	graph_text_build_right(SONG "    karaoke: { without: [ two ] }\n", false, &text);
	const struct node *karaoke = node_of(print_of(PRINT_MIX, "karaoke"));
	cr_assert_eq(karaoke->kind, NODE_LANES);
	cr_assert_eq(karaoke->inputs[0].node, graph_text_node(&text, NODE_SUM, "master", 0));
	cr_assert(karaoke->keep[0] && !karaoke->keep[1]);
	cr_assert(text.graph->nodes[karaoke->inputs[0].node].lanes, "the master carries no lanes");
}

Test(graph_mix, inserts_of_its_own_change_no_other_print)
{
	graph_text_build_right(SONG "    loud: { inserts: [ gain: 6 dB, compressor: { lookahead: 3 ms } ] }\n", false,
			       &text);
	const struct node *loud = node_of(print_of(PRINT_MIX, "loud"));
	const struct node *mix = node_of(print_of(PRINT_MIX, "mix"));
	cr_assert_str_eq(loud->processor->name, "compressor");
	cr_assert_eq(loud->mix, 1);
	cr_assert_str_eq(graph_owner(text.graph, loud), "loud");
	const struct node *gain = &text.graph->nodes[loud->inputs[0].node];
	cr_assert_str_eq(gain->processor->name, "gain");
	cr_assert_eq(gain->inputs[0].node, graph_text_node(&text, NODE_SUM, "master", 0));
	cr_assert_eq(mix->kind, NODE_ALIGN, "the other mix waits for the lookahead");
	cr_assert_eq(mix->delay, 144);
}

Test(graph_mix, that_is_re_rendered_has_a_graph_of_its_own)
{
	graph_text_build_right(SONG "    karaoke: { without: [ two ], mode: re-rendered }\n", false, &text);
	cr_assert_null(print_of(PRINT_MIX, "karaoke"));
	cr_assert_null(print_of(PRINT_TAIL, "karaoke"));
	cr_assert_eq(graph_text_count(&text, NODE_LANES), 0);
}

Test(graph_mix, that_is_re_rendered_and_rings_is_heard_for_its_tail)
{
	graph_text_build_right(
		SONG "    wet: { without: [ two ], mode: re-rendered, inserts: [ reverb: { decay: 1 s } ] }\n", false,
		&text);
	const struct node *tail = node_of(print_of(PRINT_TAIL, "wet"));
	cr_assert_str_eq(tail->processor->name, "reverb");
	cr_assert_eq(tail->mix, 1);
}
