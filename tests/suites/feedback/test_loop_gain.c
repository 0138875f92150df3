/* Tests which loops grow, and how long the others ring.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "suites/feedback/loop_recipe.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

TestSuite(loop_gain, .timeout = 120);

/* One strip that sends to itself, by way of `inserts`. */
static const char self[] = "version: 1\nsession: { sample_rate: 48000, tail: 10 ms }\n"
			   "tracks: { x: { source: impulse.wav, stem: x, output: none, sends: [ { to: echo } ] } }\n"
			   "auxes:\n"
			   "  echo: { channels: %d, output: master, inserts: [ %s ], sends: [ { to: echo, level: %.4f "
			   "dB, feedback: { delay: 900 "
			   "samples } } ] }\n"
			   "outputs: { master: {} }\n"
			   "print: { directory: out, mixes: { mix: { of: master } }, stems: { of: master } }\n";

/* The largest gain of each, by its own formula. */
static const struct {
	const char *inserts;
	int channels;
	double decibels;
} parts[] = {
	{ "", 1, 0.0 },
	{ "polarity", 2, 0.0 },
	{ "{ gain: 4 dB }", 2, 4.0 },
	/* A bell has its gain at its frequency, however narrow it is. */
	{ "{ eq: { bands: [ { type: bell, freq: 3 kHz, gain: 5 dB, q: 1 } ] } }", 2, 5.0 },
	{ "{ eq: { bands: [ { type: bell, freq: 301 Hz, gain: 9 dB, q: 20 } ] } }", 1, 9.0 },
	/* Two bells on one frequency add up. */
	{ "{ eq: { bands: [ { type: bell, freq: 1 kHz, gain: 5 dB } ] } }, { eq: { bands: [ { type: bell, freq: 1 kHz, "
	  "gain: "
	  "-2 dB } ] } }",
	  2, 3.0 },
	/* Half the dry sound, and half of its echoes: 0.5 + 0.5 / (1 - 0.6) where all are in phase. */
	{ "{ delay: { time: 480 samples, feedback: 60 %, mix: 50 % } }", 2, 4.8597 },
	/* The sides grow by half. */
	{ "{ mid-side: { mid: -6 dB, side: 3.5 dB } }", 2, 3.5 },
	{ "{ mid-side: { mid: -6 dB, side: 3.5 dB } }, swap, swap", 2, 3.5 },
	/* Two ways side by side add up. */
	{ "{ parallel: { chains: [ { name: a, inserts: [ { gain: 2 dB } ] }, { name: b, inserts: [ { gain: -3 dB } ] } "
	  "] } }",
	  1, 5.8738 },
	{ "{ linear-phase-eq: { bands: [ { type: bell, freq: 2 kHz, gain: 6 dB } ], length: 512 } }", 1, 6.0 },
};

/* Says whether such a loop is refused before it runs. */
static bool is_refused(size_t part, double level, char *message, size_t capacity)
{
	char yaml[2000];
	snprintf(yaml, sizeof yaml, self, parts[part].channels, parts[part].inserts, level);
	struct rendering rendering;
	const enum status status = rendering_run(yaml, &loop_recipe_options, &rendering);
	cr_assert(status == STATUS_OK || status == STATUS_BAD_RECIPE, "%s: %s", parts[part].inserts,
		  status_text(status));
	if (status == STATUS_BAD_RECIPE) {
		cr_expect_str_eq(rendering.diagnostics.items[0].code, "feedback-grows", "%s",
				 rendering.diagnostics.items[0].message);
		snprintf(message, capacity, "%s", rendering.diagnostics.items[0].message);
	}
	rendering_release(&rendering);
	return status == STATUS_BAD_RECIPE;
}

Test(loop_gain, a_loop_is_refused_from_0_dB_on)
{
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
		char message[512] = "";
		cr_expect_not(is_refused(i, -parts[i].decibels - 0.02, message, sizeof message), "%s: %s",
			      parts[i].inserts, message);
		cr_expect(is_refused(i, -parts[i].decibels + 0.02, message, sizeof message), "%s", parts[i].inserts);
		cr_expect_not_null(strstr(message, "the loop echo -> echo has a gain of +0.0"), "%s", message);
	}
}

/* Four ways between two loops, of which one is turned around: the gains are a rotation, times `level` and the root of
   two. The magnitudes alone would sum to twice the level. */
static const char network[] = "version: 1\nsession: { sample_rate: 48000, tail: 10 ms }\n"
			      "tracks: { x: { source: impulse.wav, stem: x, output: none, sends: [ { to: a } ] } }\n"
			      "auxes:\n"
			      "  a: { channels: 1, output: master, sends: [ { to: a, level: %s dB, feedback: { "
			      "delay: 701 samples } }, { to: b, "
			      "level: %s dB, feedback: { delay: 701 samples } } ] }\n"
			      "  b: { channels: 1, output: master, sends: [ { to: a, level: %s dB, feedback: { "
			      "delay: 907 samples } }, { to: c, "
			      "level: %s dB } ] }\n"
			      "  c: { channels: 1, output: none, polarity: inverted, sends: [ { to: b, feedback: { "
			      "delay: 907 samples } } ] }\n"
			      "outputs: { master: {} }\n"
			      "print: { directory: out, mixes: { mix: { of: master } }, stems: { of: master } }\n";

static void write_network(char *yaml, size_t capacity, const char *level)
{
	snprintf(yaml, capacity, network, level, level, level, level);
}

Test(loop_gain, loops_that_meet_are_judged_together)
{
	char yaml[2000];
	write_network(yaml, sizeof yaml, "-3.02");
	struct rendering rendering = loop_recipe_render(yaml, &loop_recipe_options);
	rendering_release(&rendering);
	write_network(yaml, sizeof yaml, "-2.95");
	loop_recipe_refused(yaml, "has a gain of +0.06 dB");
}

/* Each of two loops is under 0 dB, and both together are not. */
Test(loop_gain, two_loops_of_one_strip_add_up)
{
	static const char yaml[] =
		"version: 1\nsession: { sample_rate: 48000, tail: 10 ms }\n"
		"tracks: { x: { source: impulse.wav, stem: x, output: none, sends: [ { to: echo } ] } }\n"
		"auxes: { echo: { output: master, sends: [ { to: echo, level: -6.1 dB, feedback: { delay: 900 samples "
		"} }, { to: "
		"echo, level: %s dB, feedback: { delay: 1300 samples } } ] } }\n"
		"outputs: { master: {} }\n"
		"print: { directory: out, mixes: { mix: { of: master } }, stems: { of: master } }\n";
	char text[1000];
	snprintf(text, sizeof text, yaml, "-6.1");
	struct rendering rendering = loop_recipe_render(text, &loop_recipe_options);
	rendering_release(&rendering);
	snprintf(text, sizeof text, yaml, "-5.9");
	loop_recipe_refused(text, "so that it grows");
}

/* Mono in the centre of a stereo strip is 3 dB down on each side, and the mean of both is as loud. */
Test(loop_gain, folds_count)
{
	static const char yaml[] =
		"version: 1\nsession: { sample_rate: 48000, tail: 10 ms }\n"
		"tracks: { x: { source: impulse.wav, stem: x, output: none, sends: [ { to: wide } ] } }\n"
		"auxes:\n"
		"  wide: { output: master, sends: [ { to: mono } ] }\n"
		"  mono: { channels: 1, output: none, sends: [ { to: wide, level: %s dB, feedback: { delay: 900 "
		"samples } } ] }\n"
		"outputs: { master: {} }\n"
		"print: { directory: out, mixes: { mix: { of: master } }, stems: { of: master } }\n";
	char text[1000];
	snprintf(text, sizeof text, yaml, "2.99");
	struct rendering rendering = loop_recipe_render(text, &loop_recipe_options);
	rendering_release(&rendering);
	snprintf(text, sizeof text, yaml, "3.03");
	loop_recipe_refused(text, "the loop mono -> wide -> mono has a gain of +0.02 dB");
}

/* What limits or moves may have a gain over 0 dB for a while. */
Test(loop_gain, what_is_not_known_is_watched)
{
	static const char *const inserts[] = {
		"{ saturation: { drive: 12 dB } }", "{ limiter: { ceiling: -3 dBTP } }", "{ tremolo: { depth: 90 % } }",
		"{ tape: { stems: residue } }",
		"{ gain: { gain: 0 dB, automation: { gain: [ { at: 0 s, value: 0 }, { at: 1 s, value: -40 } ] } } }"
	};
	for (size_t i = 0; i < sizeof inserts / sizeof *inserts; i++) {
		char yaml[2000];
		snprintf(yaml, sizeof yaml, self, 2, inserts[i], 0.5);
		struct rendering rendering = loop_recipe_render(yaml, &loop_recipe_options);
		cr_expect_leq(rendering.result.residual_peak, 1e-10, "%s: %g", inserts[i],
			      rendering.result.residual_peak);
		rendering_release(&rendering);
	}
}

/* The render lasts until the recurrence is under -120 dBFS, and the tail that the graph foresees is no shorter. */
Test(loop_gain, the_tail_is_long_enough)
{
	static const struct {
		double level;
		size_t delay;
	} loops[] = { { -6.0, 24000 }, { -1.0, 500 }, { -20.0, 4800 }, { -0.1, 100 }, { -90.0, 9600 } };
	for (size_t i = 0; i < sizeof loops / sizeof *loops; i++) {
		char yaml[1500];
		snprintf(yaml, sizeof yaml,
			 "version: 1\nsession: { sample_rate: 48000 }\n"
			 "tracks: { x: { source: noise.wav, stem: x, output: none, sends: [ { to: echo } ] } }\n"
			 "auxes: { echo: { channels: 1, output: master, sends: [ { to: echo, level: %.1f dB, feedback: "
			 "{ delay: "
			 "%zu samples } } ] } }\n"
			 "outputs: { master: { channels: 1 } }\n"
			 "print: { directory: out, mixes: { mix: { of: master } }, stems: { of: master } }\n",
			 loops[i].level, loops[i].delay);
		struct rendering rendering = loop_recipe_render(yaml, &loop_recipe_options);
		const struct memory_printer *mix = rendering_print(&rendering, PRINT_MIX, "mix");
		enum { LONG = 40 * 48000 };
		double *y = loop_recipe_source("noise.wav", LONG);
		size_t end = 0;
		for (size_t n = 0; n < LONG; n++) {
			y[n] += n >= loops[i].delay ? loop_recipe_gain(loops[i].level) * y[n - loops[i].delay] : 0.0;
			end = fabs(y[n]) > 1e-6 ? n + 1 : end;
		}
		const double tail = ((double)end - LOOP_RECIPE_FRAMES) / 48000.0;
		cr_expect_gt(rendering.graph->tail_seconds, tail, "%zu: %g", i, tail);
		cr_expect_lt(rendering.graph->tail_seconds, 3.0 * tail + 1.0, "%zu: %g is far over %g", i,
			     rendering.graph->tail_seconds, tail);
		cr_expect_geq(mix->frames, end, "%zu", i);
		cr_expect_lt(loop_recipe_difference(mix, 0, y), 1e-12, "%zu", i);
		cr_expect_eq(rendering.result.cut_peak, 0.0);
		free(y);
		rendering_release(&rendering);
	}
}

/* Tails that come into a loop go round as well; the loop behind another loop rings after both. */
Test(loop_gain, tails_go_round)
{
	static const char yaml[] = "version: 1\nsession: { sample_rate: 48000 }\n"
				   "tracks: { x: { source: impulse.wav, stem: x, output: none, inserts: [ { delay: { "
				   "time: 1 s, mix: 100 % } } ], sends: "
				   "[ { to: one } ] } }\n"
				   "auxes:\n"
				   "  one: { channels: 1, output: none, sends: [ { to: one, level: -12 dB, feedback: { "
				   "delay: 0.5 s } }, { to: two, "
				   "feedback: { delay: 2 s } } ] }\n"
				   "  two: { channels: 1, output: master, sends: [ { to: two, level: -6 dB, feedback: "
				   "{ delay: 0.25 s } } ] }\n"
				   "outputs: { master: { channels: 1 } }\n"
				   "print: { directory: out, mixes: { mix: { of: master } }, stems: { of: master } }\n";
	struct rendering rendering = loop_recipe_render(yaml, &loop_recipe_options);
	const struct memory_printer *mix = rendering_print(&rendering, PRINT_MIX, "mix");
	double *one = loop_recipe_samples(mix->frames), *two = loop_recipe_samples(mix->frames);
	for (size_t n = 0; n < mix->frames; n++) {
		one[n] = (n == 48100 ? 1.0 : 0.0) + (n >= 24000 ? loop_recipe_gain(-12.0) * one[n - 24000] : 0.0);
		two[n] = (n >= 96000 ? one[n - 96000] : 0.0) +
			 (n >= 12000 ? loop_recipe_gain(-6.0) * two[n - 12000] : 0.0);
	}
	cr_expect_gt(mix->frames, 48100 + 96000 + 19 * 12000);
	cr_expect_lt(loop_recipe_difference(mix, 0, two), 1e-12);
	cr_expect_lt(fabs(two[mix->frames - 1]), 1e-6);
	free(one);
	free(two);
	rendering_release(&rendering);
}

/* A gain that a first pass finds, inside a loop, would change what it measures. Before or behind the loop it may stand,
   and the second pass knows that what comes out of the loop waits for it. */
Test(loop_gain, measured_gains_stand_outside)
{
	char yaml[2000];
	snprintf(yaml, sizeof yaml, self, 2, "{ normalise: { peak: -6 dB } }", -6.0);
	loop_recipe_refused(yaml, "normalise on \"echo\" stands in a loop");
}
