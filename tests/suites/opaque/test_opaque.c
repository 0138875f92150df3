/* Tests the stems of inserts that cannot tell them apart: for every opaque processor, the prints add up.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/rendering.h"

#include "base/text.h"
#include "processors/registry.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

TestSuite(opaque, .timeout = 60);

enum { FRAMES = 9600 };

#define RESIDUAL_LIMIT 1e-10 /* -200 dBFS */

/* The source is noise, different for each name; "silent" is silence. */
static void fill(const char *name, double *const *columns, size_t channels, size_t frames)
{
	uint64_t state = 88172645463325252u + 7919u * (uint64_t)name[0];
	for (size_t i = 0; i < channels; i++)
		for (size_t j = 0; j < frames; j++) {
			state ^= state << 13;
			state ^= state >> 7;
			state ^= state << 17;
			columns[i][j] = (double)(state >> 12) * 0x1p-52 - 0.5;
			if (strncmp(name, "silent", 6) == 0)
				columns[i][j] = 0.0;
		}
}

/* Three stems go through the inserts of a bus (%s), one of them also alone before it. */
static enum status render(const char *inserts, const char *sources, bool without_stems, struct rendering *rendering)
{
	struct text text = { 0 };
	text_append(&text,
		    "version: 1\nsession: { tail: none }\ntracks:\n"
		    "  a: { stem: a, source: %c.wav, output: group }\n"
		    "  b: { stem: b, source: %c.wav, fader: -6 dB, pan: 30 L, output: group }\n"
		    "  c: { stem: c, source: %c-stereo.wav, fader: -12 dB, output: master }\n"
		    "buses:\n  group: { inserts: [ %s ], output: master }\n"
		    "outputs:\n  master: { inserts: [ eq: { bands: [ { type: bell, freq: 1 kHz, gain: 6 dB } ] }, "
		    "compressor ] }\n"
		    "print:\n  mixes:\n    mix: {}\n  stems: {}\n",
		    sources[0], sources[1], sources[2], inserts);
	cr_assert_not(text.failed);
	const struct rendering_options options = { .source_frames = FRAMES,
						   .fill = fill,
						   .without_stems = without_stems };
	enum status status = rendering_run(text.bytes, &options, rendering);
	text_release(&text);
	return status;
}

/* Finds the largest sample of the mix minus all printed stems, and of the mix. */
static double residual(const struct rendering *rendering, double *peak)
{
	const struct memory_printer *mix = rendering_print(rendering, PRINT_MIX, "mix");
	double worst = 0.0;
	*peak = 0.0;
	for (size_t channel = 0; channel < 2; channel++)
		for (size_t i = 0; i < mix->frames; i++) {
			double sum = 0.0;
			for (size_t k = 0; k < rendering->graph->print_count; k++)
				if (rendering->graph->prints[k].role == PRINT_STEM)
					sum += rendering->prints[k]->columns[channel][i];
			worst = fmax(worst, fabs(mix->columns[channel][i] - sum));
			*peak = fmax(*peak, fabs(mix->columns[channel][i]));
		}
	return worst;
}

static size_t stem_count(const struct rendering *rendering)
{
	size_t count = 0;
	for (size_t i = 0; i < rendering->graph->print_count; i++)
		count += rendering->graph->prints[i].role == PRINT_STEM;
	return count;
}

/* Calls `visit` with the name of every opaque processor; there is at least one. */
static void walk(void (*visit)(const char *name))
{
	size_t count, visited = 0;
	const struct processor *const *processors = registry_list(&count);
	for (size_t i = 0; i < count; i++)
		if (processors[i]->law == STEM_LAW_OPAQUE && processors[i]->batch_new) {
			visit(processors[i]->name);
			visited++;
		}
	cr_assert_gt(visited, 0u);
}

static const char *insert(const char *name, const char *policy)
{
	static char text[128];
	snprintf(text, sizeof text, "%s: { output: 4 dB, stems: %s }", name, policy);
	return text;
}

static void expect_same_mix(const struct rendering *one, const struct rendering *two)
{
	const struct memory_printer *a = rendering_print(one, PRINT_MIX, "mix"),
				    *b = rendering_print(two, PRINT_MIX, "mix");
	cr_assert_eq(a->frames, b->frames);
	for (size_t channel = 0; channel < 2; channel++)
		cr_expect_arr_eq(a->columns[channel], b->columns[channel], a->frames * sizeof(double));
}

static void visit_residue(const char *name)
{
	struct rendering stems, none;
	double peak;
	cr_assert_eq(render(insert(name, "residue"), "xyz", false, &stems), STATUS_OK, "%s", name);
	cr_assert_eq(render(insert(name, "residue"), "xyz", true, &none), STATUS_OK, "%s", name);
	expect_same_mix(&stems, &none);
	cr_expect_eq(stem_count(&stems), 4u);
	cr_expect_leq(residual(&stems, &peak), RESIDUAL_LIMIT);
	cr_expect_gt(peak, 0.1);
	cr_expect_leq(stems.result.residual_peak, RESIDUAL_LIMIT);
	cr_assert_eq(stems.result.residue_count, 1u);
	cr_expect_gt(stems.result.residues[0].rms, 1e-4);
	cr_expect_lt(stems.result.residues[0].rms, stems.result.residues[0].whole_rms);
	rendering_release(&stems);
	rendering_release(&none);
}

Test(opaque, lanes_and_residue_are_the_mix)
{
	walk(visit_residue);
}

/* A lane gets its own sound, late, times the gain at rest. It equals the render of `a` alone, when nothing turns the
 * level behind it. */
static void visit_linear(const char *name)
{
	struct text text = { 0 };
	text_append(&text,
		    "version: 1\nsession: { tail: none }\ntracks:\n  a: { stem: a, source: x.wav }\n"
		    "  b: { stem: b, source: y.wav }\noutputs:\n  master: { channels: 1, inserts: [ %s ] }\n"
		    "print:\n  mixes:\n    mix: {}\n  stems: {}\n",
		    insert(name, "residue"));
	const struct rendering_options options = { .source_frames = FRAMES, .fill = fill };
	struct rendering rendering;
	double samples[FRAMES], *column = samples, worst = 0.0;
	cr_assert_eq(rendering_run(text.bytes, &options, &rendering), STATUS_OK);
	fill("x.wav", &column, 1, FRAMES);
	const struct memory_printer *stem = rendering_print(&rendering, PRINT_STEM, "a");
	for (size_t i = 0; i < FRAMES; i++)
		worst = fmax(worst, fabs(stem->columns[0][i] - samples[i] * pow(10.0, 4.0 / 20.0)));
	cr_expect_lt(worst, 1e-12, "%s: off by %g", name, worst);
	rendering_release(&rendering);
	text_release(&text);
}

Test(opaque, lanes_get_the_linear_part)
{
	walk(visit_linear);
}

static void visit_per_lane(const char *name)
{
	struct rendering stems, none;
	double peak;
	cr_assert_eq(render(insert(name, "per-lane"), "xyz", false, &stems), STATUS_OK, "%s", name);
	cr_assert_eq(render(insert(name, "residue"), "xyz", true, &none), STATUS_OK, "%s", name);
	expect_same_mix(&stems, &none);
	cr_expect_eq(stem_count(&stems), 3u);
	cr_expect_gt(residual(&stems, &peak), 1e-3, "something is missing");
	cr_expect_leq(stems.result.residual_peak, RESIDUAL_LIMIT, "but the engine knows what");
	cr_expect(stems.graph->proofs[0].incomplete);
	cr_assert_eq(stems.result.residue_count, 1u);
	cr_expect_gt(stems.result.residues[0].rms, 1e-4);
	rendering_release(&stems);
	rendering_release(&none);
	/* If all other stems are silent, a stem is the whole. */
	cr_assert_eq(render(insert(name, "per-lane"), "xss", false, &stems), STATUS_OK, "%s", name);
	rendering_release(&stems);
}

Test(opaque, an_instance_a_lane_leaves_something_out)
{
	walk(visit_per_lane);
}

/* Opaque inserts work in a row, and inside a fork. */
static void visit_rows(const char *name)
{
	char inserts[512];
	struct rendering rendering;
	double peak;
	snprintf(inserts, sizeof inserts,
		 "%s: { stems: residue }, gain: -3 dB, %s: { stems: residue }, parallel: { chains: [ { name: dry }, { "
		 "name: wet, level: -6 dB, inserts: [ %s: { stems: residue } ] } ] }",
		 name, name, name);
	cr_assert_eq(render(inserts, "xyz", false, &rendering), STATUS_OK, "%s", name);
	cr_expect_leq(residual(&rendering, &peak), RESIDUAL_LIMIT);
	cr_expect_eq(rendering.result.residue_count, 3u);
	rendering_release(&rendering);
	snprintf(inserts, sizeof inserts, "%s: { stems: per-lane }, %s: { stems: residue }", name, name);
	cr_assert_eq(render(inserts, "xyz", false, &rendering), STATUS_OK, "%s", name);
	cr_expect_eq(stem_count(&rendering), 4u);
	cr_expect_leq(rendering.result.residual_peak, RESIDUAL_LIMIT);
	rendering_release(&rendering);
}

Test(opaque, in_a_row_and_in_a_fork)
{
	walk(visit_rows);
}

static void visit_refuse(const char *name)
{
	struct rendering rendering;
	cr_expect_eq(render(name, "xyz", false, &rendering), STATUS_BAD_RECIPE);
	cr_assert_eq(rendering.diagnostics.count, 1u);
	cr_expect_str_eq(rendering.diagnostics.items[0].code, "opaque");
	rendering_release(&rendering);
	cr_expect_eq(render(name, "xyz", true, &rendering), STATUS_OK, "no stems, no question");
	rendering_release(&rendering);
}

Test(opaque, is_refused_where_nothing_is_said)
{
	walk(visit_refuse);
}

/* The sound of a single stem is its own whole: it needs no policy, and has no residue. */
Test(opaque, one_stem_needs_no_policy)
{
	struct rendering rendering;
	const char *yaml = "version: 1\nsession: { tail: none }\ntracks:\n"
			   "  a: { stem: a, source: x.wav, inserts: [ tape: 18 dB ] }\n"
			   "  b: { stem: b, source: y.wav, output: group }\n  c: { source: z.wav, output: group }\n"
			   "buses:\n  group: { stem: b, inserts: [ tape: { stems: residue } ] }\n"
			   "outputs:\n  master: {}\nprint:\n  mixes:\n    mix: {}\n  stems: {}\n";
	const struct rendering_options options = { .source_frames = FRAMES, .fill = fill };
	double peak;
	cr_assert_eq(rendering_run(yaml, &options, &rendering), STATUS_OK);
	cr_expect_eq(stem_count(&rendering), 2u);
	cr_expect_eq(rendering.result.residue_count, 0u);
	cr_expect_leq(residual(&rendering, &peak), RESIDUAL_LIMIT);
	rendering_release(&rendering);
}
