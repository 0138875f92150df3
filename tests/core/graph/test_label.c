/* Labels: which stem the sound of a source belongs to, where it takes another label, and where it has none.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/text.h"
#include "core/graph/graph_text.h"

#include <criterion/criterion.h>

static struct graph_text text;

static void release(void)
{
	graph_text_release(&text);
}

TestSuite(graph_label, .fini = release);

/* "one two unlabelled": the stems of a node in the order of the recipe. */
static void append_stems(const struct graph *graph, const struct node *node, struct text *names)
{
	const char *space = "";
	text_append(names, "%s", "");
	for (size_t stem = stem_set_next(&node->stems, 0); stem != SIZE_MAX;
	     stem = stem_set_next(&node->stems, stem + 1)) {
		text_append(names, "%s%s", space, stem == STEM_UNLABELLED ? "unlabelled" : graph->recipe->stems[stem]);
		space = " ";
	}
}

#define MASTER "outputs:\n  master: {}\nprint:\n  mixes: { mix: {} }\n"

static const struct {
	const char *what, *yaml;
	enum node_kind kind; /* the source of a strip, or the sum of all that comes into it */
	const char *strip, *stems;
} rows[] = {
	{ "a track's own label", "tracks:\n  a: { source: a.wav, stem: one }\n", NODE_SOURCE, "a", "one" },
	{ "the label of the bus behind the next bus",
	  "tracks:\n  a: { source: a.wav, output: x }\nbuses:\n  x: { output: y }\n  y: { stem: one }\n", NODE_SOURCE,
	  "a", "one" },
	{ "a bus without a label passes labels on",
	  "tracks:\n  a: { source: a.wav, stem: one, output: x }\n  b: { source: b.wav, stem: two, output: x }\n"
	  "buses:\n  x: {}\n",
	  NODE_SUM, "x", "one two" },
	{ "the first output has no label, so the second counts",
	  "tracks:\n  a: { source: a.wav, output: [ x, y ] }\nbuses:\n  x: {}\n  y: { stem: two }\n", NODE_SUM, "x",
	  "two" },
	{ "the first labelled output counts",
	  "tracks:\n  a: { source: a.wav, output: [ x, y ] }\nbuses:\n  x: { stem: one }\n  y: { stem: two }\n",
	  NODE_SOURCE, "a", "one" },
	{ "a bus with a label relabels what comes in",
	  "tracks:\n  a: { source: a.wav, stem: one, output: x }\nbuses:\n  x: { stem: two }\n", NODE_SUM, "master",
	  "two" },
	{ "the source before that bus keeps its own",
	  "tracks:\n  a: { source: a.wav, stem: one, output: x }\nbuses:\n  x: { stem: two }\n", NODE_SOURCE, "a",
	  "one" },
	{ "an aux without a label has the stems of all that is sent to it",
	  "tracks:\n  a: { source: a.wav, stem: one, sends: [ { to: x } ] }\n  b: { source: b.wav, stem: two, sends: [ "
	  "{ to: x } ] }\n"
	  "auxes:\n  x: {}\n",
	  NODE_SUM, "x", "one two" },
	{ "an aux with a label is a stem of its own",
	  "tracks:\n  a: { source: a.wav, stem: one, sends: [ { to: x } ] }\nauxes:\n  x: { stem: wet }\n", NODE_SUM,
	  "master", "one wet" },
	{ "a send gives no label",
	  "tracks:\n  a: { source: a.wav, sends: [ { to: x } ] }\nauxes:\n  x: { stem: wet }\n", NODE_SOURCE, "a",
	  "unlabelled" },
	{ "sound without a label stays apart from sound with one",
	  "tracks:\n  a: { source: a.wav, stem: one }\n  b: { source: b.wav }\n", NODE_SUM, "master",
	  "one unlabelled" },
};

Test(graph_label, says_which_stems_sound_at_a_node)
{
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct text yaml = { 0 }, stems = { 0 };
		text_append(&yaml, "version: 1\n%s" MASTER, rows[i].yaml);
		graph_text_build_right(yaml.bytes, false, &text);
		const size_t node = graph_text_node(&text, rows[i].kind, rows[i].strip, 0);
		append_stems(text.graph, &text.graph->nodes[node], &stems);
		cr_expect_str_eq(stems.bytes, rows[i].stems, "%s: %s", rows[i].what, stems.bytes);
		text_release(&yaml);
		text_release(&stems);
		graph_text_release(&text);
	}
}

Test(graph_label, sound_without_a_label_does_not_reach_the_stems)
{
	static const char yaml[] =
		"version: 1\ntracks:\n  a: { source: a.wav, stem: one }\n  b: { source: b.wav, output: x }\n"
		"buses:\n  x: {}\n" MASTER "  stems: {}\n";
	cr_assert_eq(graph_text_build(yaml, true, &text), STATUS_BAD_RECIPE);
	cr_assert_eq(text.text.diagnostics.count, 1);
	const struct diagnostic *error = &text.text.diagnostics.items[0];
	cr_assert_str_eq(error->message, "\"b\" reaches the stems without a stem label: b -> x -> master; give one of "
					 "these strips a `stem`");
	cr_assert_eq(error->at.line, 4);
	graph_text_release(&text);
	graph_text_build_right(yaml, false, &text);
}

Test(graph_label, bleed_into_a_labelled_bus_is_a_warning)
{
	graph_text_build_right("version: 1\ntracks:\n  a: { source: a.wav, stem: one, sends: [ { to: x } ] }\n"
			       "buses:\n  y: { stem: two }\nauxes:\n  x: { output: y }\n" MASTER,
			       false, &text);
	cr_assert_eq(text.text.diagnostics.count, 1);
	cr_assert_eq(text.text.diagnostics.items[0].severity, SEVERITY_WARNING);
	cr_assert_str_eq(text.text.diagnostics.items[0].message,
			 "\"a\" of stem \"one\" bleeds into stem \"two\": a -> x -> y; give \"x\" a `stem` of its own "
			 "if that is meant");
}
