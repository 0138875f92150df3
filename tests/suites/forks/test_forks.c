/* Tests chains side by side: their sum, in time and in stems. The expected values are worked out by hand.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/rendering.h"

#include "base/text.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { FRAMES = 9600 };

/* "impulse" is full scale at frame 1000, "sine" is 1 kHz with a peak of 1, and every other name is noise of its own. */
static void fill(const char *name, double *const *columns, size_t channels, size_t frames)
{
	uint64_t state = 88172645463325252u + 7919u * (uint64_t)name[0];
	for (size_t i = 0; i < channels; i++)
		for (size_t j = 0; j < frames; j++) {
			state ^= state << 13;
			state ^= state >> 7;
			state ^= state << 17;
			columns[i][j] = (double)(state >> 12) * 0x1p-52 - 0.5;
			if (strncmp(name, "impulse", 7) == 0)
				columns[i][j] = j == 1000 ? 1.0 : 0.0;
			else if (strncmp(name, "sine", 4) == 0)
				columns[i][j] = sin(2.0 * 3.14159265358979323846 * (double)(j % 48) / 48.0);
		}
}

static void render_ok(const char *yaml, struct rendering *rendering)
{
	const struct rendering_options options = { .source_frames = FRAMES, .fill = fill };
	enum status status = rendering_run(yaml, &options, rendering);
	for (size_t i = 0; i < rendering->diagnostics.count; i++)
		fprintf(stderr, "%s\n", rendering->diagnostics.items[i].message);
	cr_assert_eq(status, STATUS_OK, "%s\n%s", status_text(status), yaml);
}

/* Renders one track of that source through one insert into the mix. */
static char *through(const char *source, const char *insert)
{
	struct text text = { 0 };
	text_append(&text,
		    "version: 1\nsession: { tail: none }\ntracks:\n  a: { source: %s, inserts: [ %s ] }\n  key: { "
		    "source: k.wav, "
		    "output: none }\noutputs:\n  master: {}\nprint:\n  mixes:\n    mix: {}\n",
		    source, insert);
	cr_assert_not(text.failed);
	return text.bytes;
}

struct row {
	const char *what;
	const char *source;
	const char *insert;
	double peak; /* the peak of the mix */
};

#define SECOND_LATE "{ name: late, inserts: [ polarity, { compressor: { threshold: 0 dB, lookahead: 511 samples } } ] }"

static const struct row levels[] = {
	{ "a lone chain is the signal", "sine-stereo.wav", "{ parallel: { chains: [ { name: dry } ] } }", 1.0 },
	{ "two chains add up, each with its level", "sine-stereo.wav",
	  "{ parallel: { chains: [ { name: dry }, { name: wet, level: -6.020599913279624 dB } ] } }", 1.5 },
	{ "a muted chain is not heard", "sine-stereo.wav",
	  "{ parallel: { chains: [ { name: dry }, { name: wet, mute: yes } ] } }", 1.0 },
	{ "a chain of -inf dB is not heard", "sine-stereo.wav",
	  "{ parallel: { chains: [ { name: dry, level: -inf dB }, { name: wet } ] } }", 1.0 },
	{ "the dry chain waits for the late one", "noise-stereo.wav",
	  "{ parallel: { chains: [ { name: dry }, " SECOND_LATE " ] } }", 0.0 },
	{ "and in a fork within a fork", "noise-stereo.wav",
	  "{ parallel: { chains: [ { name: dry }, { name: inner, inserts: [ { parallel: { chains: [ { name: quiet, "
	  "mute: yes "
	  "}, " SECOND_LATE " ] } } ] } ] } }",
	  0.0 },
	{ "and before a key that is late", "noise-stereo.wav",
	  "{ parallel: { chains: [ { name: dry }, { name: keyed, inserts: [ polarity, { compressor: { key: "
	  "key.pre-fader, "
	  "threshold: 0 dB, lookahead: 64 samples } } ] } ] } }",
	  0.0 },
	{ "mid and side of nothing done are the signal", "sine-stereo.wav",
	  "{ mid: [] }, { side: { level: 0 dB } }, { polarity: left }, { mid-side: { side: -inf dB } }", 0.0 },
	{ "the middle alone has a chain", "sine-stereo.wav", "{ mid: [ { gain: 6.020599913279624 dB } ] }", 2.0 },
	{ "the side of twice the same is empty", "sine-stereo.wav",
	  "{ side: [ { gain: 20 dB } ] }, { mid: { level: -inf dB } }", 0.0 },
	{ "the side is what polarity tells apart", "sine-stereo.wav",
	  "{ polarity: right }, { side: { level: -6.020599913279624 dB, inserts: [ polarity ] } }", 0.5 },
	{ "the middle waits for a late side", "noise-stereo.wav",
	  "{ parallel: { chains: [ { name: dry }, { name: wet, inserts: [ polarity, { side: [ { compressor: { "
	  "threshold: 0 dB, "
	  "lookahead: 64 samples } } ] } ] } ] } }",
	  0.0 },
	{ "a mono chain joins a stereo one in the centre", "sine.wav",
	  "{ parallel: { chains: [ { name: dry }, { name: wide, inserts: [ { pan: C } ] } ] } }", 1.4142135623730951 },
};

static double peak(const struct memory_printer *print)
{
	cr_assert_not_null(print);
	double value = 0.0;
	for (size_t channel = 0; channel < print->printer.channels; channel++)
		for (size_t frame = 0; frame < print->frames; frame++)
			value = fmax(value, fabs(print->columns[channel][frame]));
	return value;
}

Test(forks, levels_are_those_worked_out_by_hand)
{
	for (size_t i = 0; i < sizeof levels / sizeof *levels; i++) {
		struct rendering rendering;
		char *yaml = through(levels[i].source, levels[i].insert);
		render_ok(yaml, &rendering);
		double heard = peak(rendering_print(&rendering, PRINT_MIX, "mix"));
		cr_expect_float_eq(heard, levels[i].peak, 1e-12, "%s: %.15f instead of %.15f", levels[i].what, heard,
				   levels[i].peak);
		rendering_release(&rendering);
		free(yaml);
	}
}

/* Returns |H| at `frequency`, from the answer to an impulse at frame 1000, in dB. */
static double level_at(const struct memory_printer *print, double frequency)
{
	double real = 0.0, imaginary = 0.0;
	for (size_t i = 1000; i < print->frames; i++) {
		double angle = 2.0 * 3.14159265358979323846 * frequency / 48000.0 * (double)(i - 1000);
		real += print->columns[0][i] * cos(angle);
		imaginary -= print->columns[0][i] * sin(angle);
	}
	return 10.0 * log10(real * real + imaginary * imaginary);
}

static const char *const splits[] = {
	"{ split: { bands: [ { to: 400 Hz }, {} ] } }",
	"{ split: { bands: [ { to: 400 Hz }, { to: 1 kHz }, {} ] } }",
	"{ split: { slope: 48 dB/oct, bands: [ { to: 500 Hz }, { to: 1 kHz }, {} ] } }",
	"{ split: { bands: [ { to: 300 Hz }, { to: 700 Hz }, { to: 3 kHz }, {} ] } }",
	"{ split: { slope: 48 dB/oct, bands: [ { to: 300 Hz }, { to: 900 Hz }, { to: 3 kHz }, { to: 12 kHz }, {} ] } }",
	"{ split: { bands: [ { to: 1 kHz, inserts: [ { split: { bands: [ { to: 500 Hz }, {} ] } } ] }, {} ] } }",
};

/* The last row nests one crossover in a band of another. This turns the phases of the bands around both, and the sum
 * dips, as it must. */
static const double flat_db[] = { 1e-9, 1e-9, 1e-9, 1e-9, 1e-9, 4.0 };

Test(forks, bands_that_nothing_changes_add_up_flat)
{
	for (size_t i = 0; i < sizeof splits / sizeof *splits; i++) {
		struct rendering rendering;
		char *yaml = through("impulse-stereo.wav", splits[i]);
		render_ok(yaml, &rendering);
		const struct memory_printer *mix = rendering_print(&rendering, PRINT_MIX, "mix");
		double worst = 0.0;
		for (double frequency = 30.0; frequency < 23000.0; frequency *= 1.05)
			worst = fmax(worst, fabs(level_at(mix, frequency)));
		cr_expect_lt(worst, flat_db[i], "%s is %g dB from flat", splits[i], worst);
		if (flat_db[i] > 1.0)
			cr_expect_gt(worst, 0.1, "%s: a measurement that sees nothing", splits[i]);
		rendering_release(&rendering);
		free(yaml);
	}
}

/* With linear phase the bands add up to the signal on its frame, whatever the latency. A band alone does not. */
Test(forks, bands_without_phase_add_up_to_the_signal)
{
	static const char *const rows[] = {
		"{ split: { phase: linear, bands: [ { to: 400 Hz }, {} ] } }",
		"{ split: { phase: linear, slope: 48 dB/oct, bands: [ { to: 120 Hz }, { to: 1 kHz }, { to: 8 kHz }, {} "
		"] } }",
	};
	for (size_t i = 0; i < 2; i++) {
		struct rendering rendering;
		char *yaml = through("noise-stereo.wav", rows[i]);
		render_ok(yaml, &rendering);
		const struct memory_printer *mix = rendering_print(&rendering, PRINT_MIX, "mix");
		double *source[2] = { calloc(FRAMES, sizeof(double)), calloc(FRAMES, sizeof(double)) };
		fill("noise-stereo.wav", source, 2, FRAMES);
		double worst = 0.0;
		for (size_t channel = 0; channel < 2; channel++)
			for (size_t frame = 0; frame < FRAMES; frame++)
				worst = fmax(worst, fabs(mix->columns[channel][frame] - source[channel][frame]));
		cr_expect_lt(worst, 1e-12, "%s: %g", rows[i], worst);
		cr_expect_gt(rendering.graph->latency, 100);
		rendering_release(&rendering);
		free(source[0]);
		free(source[1]);
		free(yaml);
	}
}

Test(forks, a_band_is_heard_alone_with_the_others_muted)
{
	struct rendering rendering;
	char *yaml = through(
		"impulse-stereo.wav",
		"{ split: { bands: [ { to: 400 Hz, mute: yes }, { to: 2 kHz, level: 6 dB }, { mute: yes } ] } }");
	render_ok(yaml, &rendering);
	const struct memory_printer *mix = rendering_print(&rendering, PRINT_MIX, "mix");
	/* In the bilinear image of LR4 the level at a crossover is exact, and the other crossover adds its share. */
	cr_expect_float_eq(level_at(mix, 900.0), 6.0, 0.8);
	cr_expect_float_eq(level_at(mix, 400.0), -0.0206, 0.05);
	cr_expect_float_eq(level_at(mix, 2000.0), -0.0206, 0.05);
	cr_expect_lt(level_at(mix, 100.0), -38.0);
	cr_expect_lt(level_at(mix, 8000.0), -38.0);
	rendering_release(&rendering);
	free(yaml);
}

#define BAND_DYNAMICS                                                                                                  \
	"{ split: { bands: [ { to: 120 Hz, inserts: [ { compressor: { threshold: -30 dB, ratio: 4, lookahead: 3 ms } " \
	"} ] }, "                                                                                                      \
	"{ to: 2 kHz, level: 2 dB }, { inserts: [ { parallel: { chains: [ { name: dry }, { name: crushed, level: -6 "  \
	"dB, "                                                                                                         \
	"inserts: [ { compressor: { key: b, threshold: -40 dB, ratio: 10, lookahead: 5 ms } }, { eq: { bands: [ { "    \
	"type: bell, "                                                                                                 \
	"freq: 5 kHz, gain: 4 dB } ] } } ] } ] } } ] } ] } }"

/* Chains work on a track, a shared aux and the master, with three stems that meet. */
Test(forks, stems_through_chains_add_up_to_the_mix)
{
	struct rendering rendering;
	render_ok("version: 1\ntracks:\n  a: { source: a-stereo.wav, stem: one, inserts: [ " BAND_DYNAMICS
		  " ], sends: [ { to: room } ] }\n  b: { source: b-stereo.wav, stem: two, sends: [ { to: room } ] }\n  "
		  "c: { source: "
		  "c.wav, stem: three }\nauxes:\n  room: { inserts: [ { delay: { time: 30 ms } }, " BAND_DYNAMICS
		  " ] }\noutputs:\n  master: { inserts: [ " BAND_DYNAMICS
		  " ] }\nprint:\n  mixes:\n    mix: {}\n  stems: {}\n",
		  &rendering);
	const struct memory_printer *mix = rendering_print(&rendering, PRINT_MIX, "mix");
	static const char *const names[] = { "one", "two", "three" };
	double worst = 0.0, moved = 0.0;
	for (size_t channel = 0; channel < 2; channel++)
		for (size_t frame = 0; frame < mix->frames; frame++) {
			double sum = 0.0;
			for (size_t i = 0; i < 3; i++)
				sum += rendering_print(&rendering, PRINT_STEM, names[i])->columns[channel][frame];
			worst = fmax(worst, fabs(sum - mix->columns[channel][frame]));
			moved = fmax(moved, fabs(sum));
		}
	cr_expect_gt(moved, 0.1);
	cr_expect_lt(worst, 1e-11, "%g dBFS", 20.0 * log10(worst));
	rendering_release(&rendering);
}

Test(forks, bytes_do_not_depend_on_stems_or_blocks)
{
	static const char yaml[] = "version: 1\nsession: { tail: none }\ntracks:\n  a: { source: a-stereo.wav, stem: "
				   "one }\n  b: { source: "
				   "b-stereo.wav, stem: two }\noutputs:\n  master: { inserts: [ " BAND_DYNAMICS
				   " ] }\nprint:\n  mixes:\n    mix: {}\n  stems: {}\n";
	const struct rendering_options runs[] = {
		{ .source_frames = FRAMES, .fill = fill },
		{ .source_frames = FRAMES, .fill = fill, .without_stems = true, .block_frames = 7 },
		{ .source_frames = FRAMES, .fill = fill, .kernel = "plain", .block_frames = 1000 },
	};
	struct rendering renderings[3];
	for (size_t i = 0; i < 3; i++) {
		cr_assert_eq(rendering_run(yaml, &runs[i], &renderings[i]), STATUS_OK);
		const struct memory_printer *first = rendering_print(&renderings[0], PRINT_MIX, "mix");
		const struct memory_printer *again = rendering_print(&renderings[i], PRINT_MIX, "mix");
		for (size_t channel = 0; channel < 2; channel++)
			cr_expect_arr_eq(again->columns[channel], first->columns[channel], FRAMES * sizeof(double));
	}
	for (size_t i = 0; i < 3; i++)
		rendering_release(&renderings[i]);
}
