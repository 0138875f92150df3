/* Renders loops, and holds them against recurrences that share no code with them.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/text.h"
#include "dsp/kernel/select.h"
#include "suites/feedback/loop_recipe.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

TestSuite(feedback, .timeout = 120);

enum { FRAMES = LOOP_RECIPE_FRAMES };

/* The program and the C library may differ in the last bits of their powers. */
static const double tolerance = 1e-13;

/* The simplest loop: y[n] = x[n] + g y[n - d]. */
static const char one_loop[] = "version: 1\nsession: { sample_rate: 48000, tail: %s, tempo: 120 bpm }\n"
			       "tracks: { x: { source: noise.wav, stem: x, output: none, sends: [ { to: echo } ] } }\n"
			       "auxes: { echo: { channels: 1, output: master, sends: [ { to: echo, level: -3 dB, "
			       "feedback: { delay: %s } } ] } }\n"
			       "outputs: { master: { channels: 1 } }\n"
			       "print: { directory: out, mixes: { mix: { of: master } }, stems: { of: master } }\n";

Test(feedback, a_loop_is_its_recurrence)
{
	static const struct {
		const char *delay;
		size_t frames;
	} delays[] = { { "1 samples", 1 }, { "2 samples", 2 },  { "63 samples", 63 }, { "1000 samples", 1000 },
		       { "1/16", 6000 },   { "0.25 s", 12000 }, { "2 s", 96000 } };
	for (size_t i = 0; i < sizeof delays / sizeof *delays; i++) {
		char yaml[1024];
		snprintf(yaml, sizeof yaml, one_loop, "6 s", delays[i].delay);
		struct rendering rendering = loop_recipe_render(yaml, &loop_recipe_options);
		const struct memory_printer *mix = rendering_print(&rendering, PRINT_MIX, "mix");
		cr_assert_eq(mix->frames, FRAMES + 288000);
		double *x = loop_recipe_source("noise.wav", mix->frames);
		long double *y = calloc(mix->frames, sizeof *y);
		cr_assert_not_null(y);
		const long double g = powl(10.0L, -3.0L / 20.0L);
		double worst = 0.0, peak = 0.0;
		for (size_t n = 0; n < mix->frames; n++) {
			y[n] = x[n] + (n >= delays[i].frames ? g * y[n - delays[i].frames] : 0.0L);
			worst = fmax(worst, fabs((double)(mix->columns[0][n] - y[n])));
			peak = n > FRAMES ? fmax(peak, fabs((double)y[n])) : peak;
		}
		cr_expect_lt(worst, tolerance, "%s: %g", delays[i].delay, worst);
		cr_expect_gt(peak, 0.0);
		free(x);
		free(y);
		rendering_release(&rendering);
	}
}

/* One sample is a delay at every rate of a session. */
Test(feedback, one_sample_is_a_delay_at_the_highest_rate)
{
	static const char *const rates[] = { "8000", "384000" };
	for (size_t i = 0; i < 2; i++) {
		struct text yaml = { 0 };
		text_append(&yaml,
			    "version: 1\nsession: { sample_rate: %s, tail: none }\n"
			    "tracks: { x: { source: impulse.wav, stem: x, output: none, sends: [ { to: echo } ] } }\n"
			    "auxes: { echo: { channels: 1, output: master, sends: [ { to: echo, level: -6 dB, "
			    "feedback: { delay: "
			    "1 samples } } ] } }\n"
			    "outputs: { master: { channels: 1 } }\n"
			    "print: { directory: out, mixes: { mix: { of: master } }, stems: { of: master } }\n",
			    rates[i]);
		struct rendering rendering = loop_recipe_render(yaml.bytes, &loop_recipe_options);
		const struct memory_printer *mix = rendering_print(&rendering, PRINT_MIX, "mix");
		cr_expect_float_eq(mix->columns[0][103], loop_recipe_gain(-18.0), tolerance);
		rendering_release(&rendering);
		text_release(&yaml);
	}
}

/* Two loops that meet, with filters, latency, dynamics and saturation in them, and three stems that go round. */
static const char busy[] =
	"version: 1\nsession: { sample_rate: 48000, tail: 200 ms }\n"
	"tracks:\n"
	"  a: { source: a-stereo.wav, stem: a, output: master, sends: [ { to: echo, level: -3 dB } ] }\n"
	"  b: { source: b.wav, stem: b, output: bus, pan: 20 L, sends: [ { to: tape, level: -6 dB, pan: 40 R } ] }\n"
	"  c: { source: c-stereo.wav, stem: c, output: bus }\n"
	"buses: { bus: { output: master, sends: [ { to: echo, level: -9 dB } ] } }\n"
	"auxes:\n"
	"  echo:\n"
	"    inserts: [ { eq: { bands: [ { type: highpass, freq: 200 Hz } ] } }, { compressor: { threshold: -20 dB, "
	"ratio: 4, "
	"lookahead: 64 samples } } ]\n"
	"    sends: [ { to: tape, level: -2 dB }, { to: bus, level: -14 dB, feedback: { delay: 777 samples } } ]\n"
	"    output: master\n"
	"  tape:\n"
	"    inserts: [ { saturation: { drive: 6 dB } } ]\n"
	"    balance: 30 L\n"
	"    sends: [ { to: echo, level: -3 dB, tap: post-pan, feedback: { delay: 333 samples } } ]\n"
	"    output: master\n"
	"outputs: { master: { fader: -6 dB } }\n"
	"print: { directory: out, mixes: { mix: { of: master }, part: { of: master, without: [ b ] } }, stems: { of: "
	"master "
	"}, taps: { tape: tape.post-fader } }\n";

static void expect_equal(const struct rendering *a, const struct rendering *b, bool wholes_only, const char *what)
{
	for (size_t i = 0; i < a->graph->print_count; i++) {
		const struct graph_print *print = &a->graph->prints[i];
		if (wholes_only && (print->role == PRINT_STEM || strcmp(print->name, "part") == 0))
			continue;
		cr_assert(rendering_is_alike(a, i, b), "%s: %s differs", what, print->name);
	}
}

Test(feedback, blocks_threads_kernels_and_stems_change_no_bit)
{
	static const size_t blocks[] = { 1, 7, 64, 332, 1000, 4096 };
	const struct kernel *kernels[8];
	const size_t kernel_count = kernel_list(kernels, 8);
	struct rendering reference = loop_recipe_render(busy, &loop_recipe_options), other;
	for (size_t i = 0; i < sizeof blocks / sizeof *blocks; i++) {
		struct rendering_options options = loop_recipe_options;
		char what[64];
		options.block_frames = blocks[i];
		options.workers = i % 4;
		options.kernel = kernels[i % kernel_count]->name;
		snprintf(what, sizeof what, "block %zu, %zu workers, %s", blocks[i], options.workers, options.kernel);
		other = loop_recipe_render(busy, &options);
		expect_equal(&reference, &other, false, what);
		rendering_release(&other);
	}
	struct rendering_options options = loop_recipe_options;
	options.without_stems = true;
	other = loop_recipe_render(busy, &options);
	expect_equal(&reference, &other, true, "without stems");
	rendering_release(&other);
	rendering_release(&reference);
}

Test(feedback, stems_add_up_to_the_mix)
{
	struct rendering rendering = loop_recipe_render(busy, &loop_recipe_options);
	const struct memory_printer *mix = rendering_print(&rendering, PRINT_MIX, "mix");
	double worst = 0.0, least = INFINITY;
	for (size_t i = 0; i < mix->frames; i++) {
		double sum = 0.0;
		for (size_t k = 0; k < 3; k++)
			sum += rendering_print(&rendering, PRINT_STEM, (const char *[]){ "a", "b", "c" }[k])
				       ->columns[0][i];
		worst = fmax(worst, fabs(mix->columns[0][i] - sum));
	}
	for (size_t k = 0; k < 3; k++) {
		/* Every stem still sounds in the echoes, long after its source has ended. */
		const struct memory_printer *stem =
			rendering_print(&rendering, PRINT_STEM, (const char *[]){ "a", "b", "c" }[k]);
		double peak = 0.0;
		for (size_t i = FRAMES + 2000; i < stem->frames; i++)
			peak = fmax(peak, fabs(stem->columns[1][i]));
		least = fmin(least, peak);
	}
	cr_expect_leq(worst, 1e-10, "%g", worst);
	cr_expect_gt(least, 1e-6, "%g", least);
	rendering_release(&rendering);
}

/* In a linear loop each stem is the recurrence of its own source. */
Test(feedback, a_stem_is_the_loop_of_its_own_source)
{
	static const char yaml[] = "version: 1\nsession: { sample_rate: 48000, tail: 500 ms }\n"
				   "tracks:\n"
				   "  a: { source: a.wav, stem: a, output: none, sends: [ { to: one } ] }\n"
				   "  b: { source: b.wav, stem: b, output: none, sends: [ { to: two } ] }\n"
				   "auxes:\n"
				   "  one: { channels: 1, output: master, sends: [ { to: two, level: -1 dB } ] }\n"
				   "  two: { channels: 1, output: none, sends: [ { to: one, level: -2 dB, feedback: { "
				   "delay: 450 samples } } ] }\n"
				   "outputs: { master: { channels: 1 } }\n"
				   "print: { directory: out, mixes: { mix: { of: master } }, stems: { of: master } }\n";
	struct rendering rendering = loop_recipe_render(yaml, &loop_recipe_options);
	for (size_t stem = 0; stem < 2; stem++) {
		const struct memory_printer *print = rendering_print(&rendering, PRINT_STEM, stem == 0 ? "a" : "b");
		double *x = loop_recipe_source(stem == 0 ? "a.wav" : "b.wav", print->frames),
		       *one = loop_recipe_samples(print->frames), *two = loop_recipe_samples(print->frames);
		for (size_t n = 0; n < print->frames; n++) {
			one[n] = (stem == 0 ? x[n] : 0.0) + (n >= 450 ? loop_recipe_gain(-2.0) * two[n - 450] : 0.0);
			two[n] = (stem == 1 ? x[n] : 0.0) + loop_recipe_gain(-1.0) * one[n];
		}
		cr_expect_lt(loop_recipe_difference(print, 0, one), tolerance);
		free(x);
		free(one);
		free(two);
	}
	rendering_release(&rendering);
}

/* A compressor that does nothing but look ahead makes its strip late. The echoes come after the stated delay all the
   same, also where the other strips of the session are later still. */
Test(feedback, the_delay_holds_the_latency_of_the_loop)
{
	static const char yaml[] =
		"version: 1\nsession: { sample_rate: 48000, tail: 300 ms }\n"
		"tracks:\n"
		"  x: { source: impulse.wav, stem: x, output: none, sends: [ { to: echo } ], inserts: [ %s ] }\n"
		"auxes:\n"
		"  echo: { channels: 1, output: master, inserts: [ %s ], sends: [ { to: echo, level: -2 dB, feedback: "
		"{ delay: "
		"%zu samples } } ] }\n"
		"outputs: { master: { channels: 1 } }\n"
		"print: { directory: out, mixes: { mix: { of: master } }, stems: { of: master } }\n";
	static const char look[] = "compressor: { threshold: 0 dB, ratio: 1, knee: 0 dB, lookahead: 600 samples }";
	static const struct {
		const char *before, *inside;
		size_t delay;
	} cases[] = { { "", "", 1 }, { "", look, 601 }, { look, look, 601 }, { look, look, 3000 }, { look, "", 5 } };
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char text[1024];
		snprintf(text, sizeof text, yaml, cases[i].before, cases[i].inside, cases[i].delay);
		struct rendering rendering = loop_recipe_render(text, &loop_recipe_options);
		const struct memory_printer *mix = rendering_print(&rendering, PRINT_MIX, "mix");
		double *expected = loop_recipe_samples(mix->frames), level = 1.0;
		for (size_t n = 100; n < mix->frames; n += cases[i].delay, level *= loop_recipe_gain(-2.0))
			expected[n] = level;
		cr_expect_lt(loop_recipe_difference(mix, 0, expected), tolerance, "case %zu", i);
		free(expected);
		rendering_release(&rendering);
	}
}

/* Mono comes into a stereo loop by the pan of its send, and stereo into a mono one as the mean. */
Test(feedback, channels_fit_as_they_do_without_a_loop)
{
	static const char yaml[] =
		"version: 1\nsession: { sample_rate: 48000, tail: 100 ms, pan_law: 0 dB }\n"
		"tracks:\n"
		"  x: { source: impulse-stereo.wav, stem: x, output: none, sends: [ { to: wide } ] }\n"
		"auxes:\n"
		"  wide: { output: master, sends: [ { to: mono } ] }\n"
		"  mono: { channels: 1, output: none, sends: [ { to: wide, pan: 100 L, level: -6 dB, feedback: { "
		"delay: 50 samples "
		"} } ] }\n"
		"outputs: { master: {} }\n"
		"print: { directory: out, mixes: { mix: { of: master } }, stems: { of: master } }\n";
	struct rendering rendering = loop_recipe_render(yaml, &loop_recipe_options);
	const struct memory_printer *mix = rendering_print(&rendering, PRINT_MIX, "mix");
	double *left = loop_recipe_samples(mix->frames), *right = loop_recipe_samples(mix->frames);
	for (size_t n = 0; n < mix->frames; n++) {
		const double x = n == 100 ? 1.0 : 0.0;
		left[n] = x;
		right[n] = x;
		if (n >= 50)
			left[n] += loop_recipe_gain(-6.0) * (left[n - 50] + right[n - 50]) / 2.0;
	}
	/* A law of 0 dB has both sides at unity in the centre, and the near side at unity when it is panned. */
	cr_expect_lt(loop_recipe_difference(mix, 0, left), tolerance);
	cr_expect_lt(loop_recipe_difference(mix, 1, right), tolerance);
	free(left);
	free(right);
	rendering_release(&rendering);
}

/* Automation moves what goes into the loop: here it opens for a while and closes again. */
Test(feedback, automation_opens_and_closes_a_loop)
{
	static const char yaml[] =
		"version: 1\nsession: { sample_rate: 48000, tail: 500 ms }\n"
		"tracks: { x: { source: noise.wav, stem: x, output: none, sends: [ { to: echo } ] } }\n"
		"auxes:\n"
		"  echo:\n"
		"    channels: 1\n"
		"    output: master\n"
		"    inserts: [ %s ]\n"
		"    sends:\n"
		"      - to: echo\n"
		"        feedback: { delay: 1234 samples }\n"
		"        automation: { level: [ { at: 0 s, value: -inf dB }, { at: 2000 samples, value: 3 dB, shape: "
		"hold }, { at: 9000 samples, "
		"value: -4 dB, shape: hold } ] }\n"
		"outputs: { master: { channels: 1 } }\n"
		"print: { directory: out, mixes: { mix: { of: master } }, stems: { of: master } }\n";
	static const char *const inserts[] = {
		"", "compressor: { threshold: 0 dB, ratio: 1, knee: 0 dB, lookahead: 600 samples }"
	};
	for (size_t i = 0; i < 2; i++) {
		char text[1500];
		snprintf(text, sizeof text, yaml, inserts[i]);
		struct rendering rendering = loop_recipe_render(text, &loop_recipe_options);
		const struct memory_printer *mix = rendering_print(&rendering, PRINT_MIX, "mix");
		double *x = loop_recipe_source("noise.wav", mix->frames), *y = loop_recipe_samples(mix->frames);
		for (size_t n = 0; n < mix->frames; n++) {
			const size_t fed = n - 1234; /* the level counts where the sound goes into the loop */
			const double level = n < 1234 || fed < 2000 ? 0.0
					     : fed < 9000           ? loop_recipe_gain(3.0)
								    : loop_recipe_gain(-4.0);
			y[n] = x[n] + (level > 0.0 ? level * y[fed] : 0.0);
		}
		cr_expect_lt(loop_recipe_difference(mix, 0, y), 1e-12, "%g", loop_recipe_difference(mix, 0, y));
		free(x);
		free(y);
		rendering_release(&rendering);
	}
}

/* What opaque inserts leave, labels inside a loop, tracks told apart and a mix rendered anew all go round. */
Test(feedback, every_pass_knows_the_loop)
{
	static const char yaml[] =
		"version: 1\nsession: { sample_rate: 48000, tail: 200 ms }\n"
		"tracks:\n"
		"  a: { source: a.wav, stem: a, output: master, sends: [ { to: echo } ] }\n"
		"  b: { source: b.wav, stem: b, output: master, sends: [ { to: plate } ] }\n"
		"auxes:\n"
		"  echo: { output: master, inserts: [ { tape: { stems: residue } } ], sends: [ { to: plate, level: -6 "
		"dB } ] }\n"
		"  plate: { %s output: master, sends: [ { to: echo, level: -3 dB, feedback: { delay: 500 samples } } ] "
		"}\n"
		"outputs: { master: {} }\n"
		"print:\n"
		"  directory: out\n"
		"  mixes: { mix: { of: master }, part: { of: master, without: [ b ], mode: re-rendered } }\n"
		"  stems: { labels: { of: master }, tracks: { of: master, by: track } }\n";
	static const char *const labels[] = { "", "stem: fx," };
	for (size_t label = 0; label < 2; label++)
		for (size_t pass = 0; pass < 4; pass++) {
			char text[1500];
			struct rendering_options options = loop_recipe_options;
			snprintf(text, sizeof text, yaml, labels[label]);
			options.apart = pass == 1;
			options.re_rendered = pass == 2 ? 2 : 0;
			options.tracks = pass == 3;
			struct rendering rendering = loop_recipe_render(text, &options);
			const double found = rendering.result.residual_peak;
			cr_expect_leq(found, 1e-10, "label %zu, pass %zu: %g", label, pass, found);
			cr_expect_gt(rendering.graph->print_count, 0);
			rendering_release(&rendering);
		}
}

/* The loop passes +120 dBFS at a frame that the recurrence knows. */
Test(feedback, a_loop_that_grows_ends_the_render)
{
	static const char yaml[] =
		"version: 1\nsession: { sample_rate: 48000, tail: 60 s }\n"
		"tracks: { x: { source: impulse.wav, stem: x, output: none, sends: [ { to: echo } ] } }\n"
		"auxes:\n"
		"  echo: { channels: 1, output: master, sends: [ { to: tape, level: 4 dB } ] }\n"
		"  tape:\n"
		"    channels: 1\n"
		"    inserts: [ { compressor: { threshold: 0 dB, ratio: 1, knee: 0 dB, lookahead: 10 samples } } ]\n"
		"    sends: [ { to: echo, level: 3.9 dB, feedback: { delay: 1000 samples } } ]\n"
		"    output: none\n"
		"outputs: { master: { channels: 1 } }\n"
		"print: { directory: out, mixes: { mix: { of: master } }, stems: { of: master } }\n";
	for (size_t workers = 0; workers < 3; workers++) {
		struct rendering_options options = loop_recipe_options;
		struct rendering rendering;
		options.workers = workers;
		options.block_frames = 100 + 450 * workers;
		cr_expect_eq(rendering_run(yaml, &options, &rendering), STATUS_NOT_FINITE);
		const size_t node = rendering.result.fault.node;
		cr_assert_neq(node, NODE_NONE);
		cr_expect_eq(rendering.graph->nodes[node].kind, NODE_FEED);
		cr_expect_str_eq(rendering.graph->nodes[node].loop, "tape -> echo -> tape");
		size_t frame = 100;
		for (double level = loop_recipe_gain(7.9); level <= 1e6; level *= loop_recipe_gain(7.9))
			frame += 1000;
		cr_expect_eq(rendering.result.fault.frame, frame, "%zu instead of %zu",
			     (size_t)rendering.result.fault.frame, frame);
		rendering_release(&rendering);
	}
}

static void expect_refusal(const char *sends, const char *words)
{
	static const char yaml[] =
		"version: 1\nsession: { sample_rate: 48000 }\n"
		"tracks: { x: { source: impulse.wav, stem: x, output: none, sends: [ { to: echo } ] } }\n"
		"auxes: { echo: { output: master, inserts: [ { compressor: { threshold: 0 dB, lookahead: 10 samples } "
		"} ], "
		"sends: "
		"[ %s ] } }\n"
		"outputs: { master: {} }\n"
		"print: { directory: out, mixes: { mix: { of: master } }, stems: { of: master } }\n";
	struct text text = { 0 };
	text_append(&text, yaml, sends);
	loop_recipe_refused(text.bytes, words);
	text_release(&text);
}

Test(feedback, what_cannot_be_is_refused)
{
	expect_refusal(
		"{ to: echo, feedback: { delay: 10 samples } }",
		"cannot be shorter than the latency in it, 10 samples, and one sample; write `delay: 11 samples`");
	expect_refusal("{ to: echo }", "or give the send `feedback: { delay: ... }`");
	expect_refusal("{ to: echo, feedback: {} }", "\"delay\"");
	struct text many = { 0 };
	for (size_t i = 0; i < 257; i++)
		text_append(&many, "%s{ to: echo, level: -60 dB, feedback: { delay: 1 s } }", i == 0 ? "" : ", ");
	expect_refusal(many.bytes, "more than 256 sends have `feedback`");
	text_release(&many);
}
