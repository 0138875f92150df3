/* Lanes that tell tracks apart: of random recipes, they add up to the printed stems; of linear ones, each is the stem
   of a render in which that track alone sounds. SPDX-License-Identifier: GPL-3.0-or-later */
#include "graph/reach.h"
#include "suites/property/random_recipe.h"
#include "support/rendering.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { FRAMES = 3000 };

static const char *alone; /* the only file that sounds; NULL: all sound */

static void fill(const char *name, double *const *columns, size_t channels, size_t frames)
{
	struct random random = { (uint64_t)name[0] * 257 + strlen(name) };
	for (const char *at = name; *at; at++)
		random.state = random.state * 31 + (uint64_t)*at;
	for (size_t i = 0; i < channels; i++)
		for (size_t j = 0; j < frames; j++)
			columns[i][j] = alone && strcmp(alone, name) != 0 ? 0.0 : random_between(&random, -0.5, 0.5);
}

static const struct source_lane *lane_of(const struct rendering *rendering, size_t print)
{
	return &rendering->graph->source_lanes.items[rendering->graph->prints[print].stem];
}

/* Returns the largest difference between a stem and the sum of all its lanes. */
static double worst_difference(const struct rendering *render, size_t stem, const struct rendering *apart)
{
	const struct memory_printer *print = render->prints[stem];
	double worst = 0.0;
	for (size_t channel = 0; channel < print->printer.channels; channel++)
		for (size_t frame = 0; frame < print->frames; frame++) {
			double sum = 0.0;
			for (size_t i = 0; i < apart->graph->print_count; i++)
				if (lane_of(apart, i)->stem == render->graph->prints[stem].stem)
					sum += apart->prints[i]->columns[channel][frame];
			worst = fmax(worst, fabs(sum - print->columns[channel][frame]));
		}
	return worst;
}

static double peak_of(const struct memory_printer *print)
{
	double peak = 0.0;
	for (size_t channel = 0; channel < print->printer.channels; channel++)
		for (size_t frame = 0; frame < print->frames; frame++)
			peak = fmax(peak, fabs(print->columns[channel][frame]));
	return peak;
}

static void expect_ways(const struct rendering *render, const struct rendering *apart, size_t seed)
{
	struct reach *reach;
	cr_assert_eq(reach_build(render->graph, render->arena, &reach), STATUS_OK);
	for (size_t track = 0; track < reach->track_count; track++)
		for (size_t stem = 0; stem < reach->stem_count; stem++) {
			bool there = false, sounds = false;
			for (size_t i = 0; i < apart->graph->print_count; i++) {
				const struct source_lane *lane = lane_of(apart, i);
				if (lane->strip != reach->tracks[track] || lane->stem != reach->stems[stem])
					continue;
				there = true;
				sounds = peak_of(apart->prints[i]) > 0.0;
			}
			const bool way = reach_cell(reach, track, stem)->kind != REACH_NOT;
			cr_assert(!sounds || way, "seed %zu: %s sounds in %s by no way", seed,
				  reach->recipe->strips[reach->tracks[track]].name,
				  reach->recipe->stems[reach->stems[stem]]);
			cr_assert(!way || there, "seed %zu: a way without a lane", seed);
		}
}

Test(source_lanes, add_up_to_the_stems, .timeout = 120)
{
	struct rendering_options options = { .source_frames = FRAMES, .fill = fill };
	size_t stems = 0, lanes = 0;
	for (size_t seed = 0, checked = 0; checked < 40; seed++) {
		struct random random = { seed };
		struct text yaml = { 0 };
		struct rendering render, apart;
		random_recipe(&random, false, &yaml);
		options.apart = 0;
		options.frames = 0;
		cr_assert_eq(rendering_run(yaml.bytes, &options, &render), STATUS_OK, "%s", yaml.bytes);
		options.apart = 1;
		options.frames = render.result.frames;
		cr_assert_eq(rendering_run(yaml.bytes, &options, &apart), STATUS_OK, "%s", yaml.bytes);
		/* The sound that an opaque insert adds to a stem belongs to no track. */
		const bool adds_up = !strstr(yaml.bytes, "tape");
		checked += adds_up;
		for (size_t i = 0; adds_up && i < render.graph->print_count; i++) {
			if (render.graph->prints[i].role != PRINT_STEM)
				continue;
			stems += peak_of(render.prints[i]) > 1e-6;
			const double worst = worst_difference(&render, i, &apart);
			cr_assert_leq(worst, 1e-10, "seed %zu, stem %s: %g\n%s", seed, render.graph->prints[i].name,
				      worst, yaml.bytes);
		}
		lanes += adds_up ? apart.graph->print_count : 0;
		expect_ways(&render, &apart, seed);
		rendering_release(&apart);
		rendering_release(&render);
		text_release(&yaml);
	}
	cr_assert_gt(stems, 100);
	cr_assert_gt(lanes, 2 * stems);
}

#define LINEAR                                                                                                         \
	"version: 1\nsession: { tail: none }\ntracks:\n"                                                               \
	"  gtr: { source: g.wav, output: guitars, sends: [ { to: plate, level: -9 dB }, { to: vocals, level: -20 dB "  \
	"} ] }\n"                                                                                                      \
	"  key: { source: k.wav, output: guitars, sends: [ { to: fx } ] }\n"                                           \
	"  voc: { source: v.wav, output: vocals, sends: [ { to: plate }, { to: fx } ] }\n"                             \
	"buses:\n  guitars: { stem: guitars, inserts: [ eq: { bands: [ { type: bell, freq: 1 kHz, gain: 6 dB } ] } ] " \
	"}\n"                                                                                                          \
	"  vocals: { stem: vocals, fader: -3 dB }\n"                                                                   \
	"auxes:\n  plate: { output: vocals, inserts: [ delay: { time: 5 ms, mix: 100 % } ] }\n  fx: { stem: fx, "      \
	"fader: -2 dB }\n"                                                                                             \
	"outputs:\n  master: { inserts: [ gain: -4 dB ] }\nprint:\n  mixes:\n    mix: {}\n  stems: {}\n"

/* A lane is what a solo in a DAW would give, if nothing is dynamic. */
static void expect_alone(const struct rendering *apart, size_t print, const struct rendering *solo)
{
	const struct recipe *recipe = apart->recipe;
	const struct memory_printer *lane = apart->prints[print];
	const struct memory_printer *stem =
		rendering_print(solo, PRINT_STEM, recipe->stems[lane_of(apart, print)->stem]);
	cr_assert_not_null(stem);
	for (size_t channel = 0; channel < lane->printer.channels; channel++)
		for (size_t frame = 0; frame < lane->frames; frame++)
			cr_assert_float_eq(lane->columns[channel][frame], stem->columns[channel][frame], 1e-12,
					   "%s in %s", apart->graph->prints[print].name, stem->printer.name);
}

Test(source_lanes, are_what_a_track_alone_would_be)
{
	for (size_t step = 1; step <= 2; step++) {
		const struct rendering_options options = { .source_frames = FRAMES, .fill = fill, .apart = step };
		const struct rendering_options soloed = { .source_frames = FRAMES, .fill = fill };
		struct rendering apart;
		alone = NULL;
		cr_assert_eq(rendering_run(LINEAR, &options, &apart), STATUS_OK);
		cr_assert_eq(apart.graph->print_count, step == 1 ? 6 : 4);
		for (size_t i = 0; i < apart.graph->print_count; i++) {
			struct rendering solo;
			alone = apart.recipe->strips[lane_of(&apart, i)->strip].sources[0].file;
			cr_assert_eq(rendering_run(LINEAR, &soloed, &solo), STATUS_OK);
			cr_assert_gt(peak_of(apart.prints[i]), 1e-3);
			expect_alone(&apart, i, &solo);
			rendering_release(&solo);
		}
		rendering_release(&apart);
	}
}

#define OPAQUE                                                                                                         \
	"version: 1\nsession: { tail: none }\ntracks:\n  a: { source: a.wav, output: band }\n  b: { source: b.wav, "   \
	"output: band }\n"                                                                                             \
	"  c: { source: c.wav, stem: c }\nbuses:\n  band: { stem: band, inserts: [ tape: {} ] }\noutputs:\n  master: " \
	"{ inserts: [ tape: { "                                                                                        \
	"stems: %s } ] }\nprint:\n  mixes:\n    mix: {}\n  stems: {}\n"

/* The sound that an opaque insert adds belongs to no track: the insert takes the lanes as they are, or each through
 * itself, and the mix stays the same. */
Test(source_lanes, pass_through_opaque_inserts)
{
	static const char *const policies[] = { "residue", "per-lane" };
	const struct rendering_options options = { .source_frames = FRAMES, .fill = fill, .apart = 1 };
	alone = NULL;
	for (size_t i = 0; i < 2; i++) {
		struct rendering apart;
		struct text yaml = { 0 };
		text_append(&yaml, OPAQUE, policies[i]);
		cr_assert_eq(rendering_run(yaml.bytes, &options, &apart), STATUS_OK, "%s", policies[i]);
		cr_assert_eq(apart.graph->print_count, 3);
		for (size_t k = 0; k < 3; k++)
			cr_expect_gt(peak_of(apart.prints[k]), 0.1);
		cr_expect_lt(apart.result.residual_peak, 1e-12);
		text_release(&yaml);
		rendering_release(&apart);
	}
}
