/* Columns: a mere copy has none of its own, a sum reads through gains, and lanes are only where stems meet.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/graph/graph_text.h"
#include "plan/columns.h"

#include <criterion/criterion.h>
#include <math.h>

static struct graph_text text;
static struct columns columns;

static void release(void)
{
	graph_text_release(&text);
}

TestSuite(plan_columns, .fini = release);

#define MASTER "outputs:\n  master: { channels: 1 }\nprint:\n  mixes: { mix: {} }\n"

static void build(const char *yaml, bool stems)
{
	graph_text_build_right(yaml, stems, &text);
	cr_assert_eq(columns_build(text.graph, text.text.arena, &columns), STATUS_OK);
}

static size_t sum_of(const char *strip)
{
	return graph_text_node(&text, NODE_SUM, strip, 0);
}

Test(plan_columns, a_sum_of_one_term_at_unity_is_that_term)
{
	build("version: 1\ntracks:\n  a: { source: a.wav, output: x }\nbuses:\n  x: { channels: 1 }\n" MASTER, false);
	const size_t source = columns.of[graph_text_node(&text, NODE_SOURCE, "a", 0)][0];
	static const char *const strips[] = { "a", "x", "master" };
	for (size_t i = 0; i < 3; i++) {
		cr_assert_eq(columns.of[sum_of(strips[i])][0], source, "%s", strips[i]);
		cr_assert_eq(columns.mixes[sum_of(strips[i])].mix_count, 0, "%s", strips[i]);
	}
	cr_assert_eq(columns.count, 1);
}

Test(plan_columns, a_sum_of_two_terms_is_a_column_of_its_own)
{
	build("version: 1\ntracks:\n  a: { source: a.wav }\n  b: { source: b.wav }\n" MASTER, false);
	const struct step *mix = &columns.mixes[sum_of("master")];
	cr_assert_eq(columns.count, 3);
	cr_assert_eq(mix->mix_count, 1);
	cr_assert_eq(mix->mixes[0].count, 2);
	cr_assert_eq(mix->mixes[0].slot, columns.of[sum_of("master")][0]);
	cr_assert_eq(mix->terms[0].slot, columns.of[sum_of("a")][0], "the order of the recipe");
	cr_assert_eq(mix->terms[1].slot, columns.of[sum_of("b")][0]);
	cr_assert_eq(mix->terms[0].gain, 1.0);
	cr_assert_eq(mix->terms[1].gain, 1.0);
}

Test(plan_columns, a_gain_is_passed_by_and_joins_the_term)
{
	/* -20 dB of trim, polarity, and -20 dB of fader: -0.01. The insert "gain" adds 6 dB, so that it is -0.02
	   nearly. */
	build("version: 1\ntracks:\n  a: { source: a.wav, trim: -20 dB, polarity: inverted, fader: -20 dB,\n"
	      "    inserts: [ gain: 6.020599913279624 dB ] }\n" MASTER,
	      false);
	const struct step *mix = &columns.mixes[sum_of("master")];
	cr_assert_eq(graph_text_count(&text, NODE_PROCESS), 4);
	for (size_t i = 0; i < 4; i++)
		cr_assert_not(columns.used[graph_text_node(&text, NODE_PROCESS, "a", i)], "process %zu", i);
	cr_assert_eq(mix->mix_count, 1);
	cr_assert_eq(mix->mixes[0].count, 1);
	cr_assert_eq(mix->terms[0].slot, columns.of[graph_text_node(&text, NODE_SOURCE, "a", 0)][0]);
	cr_assert_float_eq(mix->terms[0].gain, -0.02, 1e-15);
}

Test(plan_columns, a_gain_before_a_processor_is_not_passed_by)
{
	build("version: 1\ntracks:\n  a: { source: a.wav, trim: -20 dB, inserts: [ compressor: {} ] }\n" MASTER, false);
	cr_assert(columns.used[graph_text_node(&text, NODE_PROCESS, "a", 0)]);
	cr_assert(columns.used[graph_text_node(&text, NODE_PROCESS, "a", 1)]);
	cr_assert_eq(columns.count, 3, "source, trim, compressor");
}

Test(plan_columns, silence_is_no_term)
{
	build("version: 1\ntracks:\n  a: { source: a.wav, mute: yes }\n  b: { source: b.wav }\n" MASTER, false);
	cr_assert_eq(columns.mixes[sum_of("master")].mix_count, 0);
	cr_assert_eq(columns.of[sum_of("master")][0], columns.of[sum_of("b")][0]);
}

Test(plan_columns, a_mono_signal_is_two_terms_in_a_stereo_sum)
{
	build("version: 1\ntracks:\n  a: { source: a.wav, pan: 100 L }\n  b: { source: b.wav }\n"
	      "outputs:\n  master: {}\nprint:\n  mixes: { mix: {} }\n",
	      false);
	const struct step *mix = &columns.mixes[sum_of("master")];
	const size_t a = columns.of[sum_of("a")][0], b = columns.of[sum_of("b")][0];
	cr_assert_eq(mix->mix_count, 2);
	cr_assert_eq(mix->mixes[0].count, 2, "a and b are on the left");
	cr_assert_eq(mix->mixes[1].count, 1, "b alone is on the right");
	const struct mix_term *left = &mix->terms[mix->mixes[0].first], *right = &mix->terms[mix->mixes[1].first];
	cr_assert_eq(left[0].slot, a);
	cr_assert_eq(left[0].gain, 1.0);
	cr_assert_eq(left[1].slot, b);
	cr_assert_eq(right[0].slot, b);
	cr_assert_float_eq(left[1].gain, sqrt(0.5), 1e-15);
	cr_assert_float_eq(right[0].gain, sqrt(0.5), 1e-15);
}

Test(plan_columns, a_panned_send_has_a_gain_for_each_side)
{
	build("version: 1\ntracks:\n  a: { source: a.wav, output: none, sends: [ { to: x, pan: 100 L } ] }\n"
	      "auxes:\n  x: {}\noutputs:\n  master: {}\nprint:\n  mixes: { mix: {} }\n",
	      false);
	const struct step *mix = &columns.mixes[sum_of("x")];
	cr_assert_eq(columns.of[sum_of("x")][0], columns.of[sum_of("a")][0], "the left is the track");
	cr_assert_eq(mix->mix_count, 1);
	cr_assert_eq(mix->mixes[0].slot, columns.of[sum_of("x")][1]);
	cr_assert_eq(mix->mixes[0].count, 0, "the right is silent");
}

#define STEMS "outputs:\n  master: { channels: 1 }\nprint:\n  mixes: { mix: {} }\n  stems: {}\n"

Test(plan_columns, lanes_are_where_stems_meet)
{
	build("version: 1\ntracks:\n  a: { source: a.wav, stem: one, output: x }\n"
	      "  b: { source: b.wav, stem: one, output: x }\n  c: { source: c.wav, stem: two }\n"
	      "buses:\n  x: { channels: 1 }\n" STEMS,
	      true);
	static const struct {
		const char *strip;
		size_t groups;
	} rows[] = { { "a", 1 }, { "b", 1 }, { "c", 1 }, { "x", 1 }, { "master", 3 } };
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		cr_expect_eq(columns.groups[sum_of(rows[i].strip)], rows[i].groups, "%s", rows[i].strip);
	const size_t *master = columns.of[sum_of("master")], x = columns.of[sum_of("x")][0];
	cr_assert_eq(master[1], x, "the lane of one is the bus");
	cr_assert_eq(master[2], columns.of[sum_of("c")][0], "the lane of two is the track");
	cr_assert_neq(master[0], master[1]);
	cr_assert_neq(master[0], master[2]);
	cr_assert_eq(columns_of_stem(text.graph, &columns, sum_of("master"), 1), master + 2);
	cr_assert_eq(columns.count, 5, "three sources, the bus, the master");
}

Test(plan_columns, a_label_ends_the_lanes_before_it)
{
	build("version: 1\ntracks:\n  a: { source: a.wav, stem: one, output: x }\n"
	      "  b: { source: b.wav, stem: two, output: x }\n  c: { source: c.wav, stem: four }\n"
	      "buses:\n  x: { channels: 1, output: y }\n  y: { channels: 1, stem: three }\n" STEMS,
	      true);
	cr_assert_eq(columns.groups[sum_of("x")], 1, "two stems meet, but only their sum is heard");
	cr_assert_eq(columns.groups[sum_of("y")], 1);
	cr_assert_eq(columns.groups[sum_of("master")], 3);
}

Test(plan_columns, there_are_no_lanes_without_stems_to_print)
{
	build("version: 1\ntracks:\n  a: { source: a.wav, stem: one }\n  b: { source: b.wav, stem: two }\n" STEMS,
	      false);
	cr_assert_eq(columns.groups[sum_of("master")], 1);
	cr_assert_eq(columns.count, 3);
}
