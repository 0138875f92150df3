/* Tests generated sources through the whole program: the print is what the recipe says, sample by sample.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/scratch.h"
#include "support/program.h"
#include "support/sound.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

TestSuite(calibration_sources, .init = (void (*)(void))scratch_make, .fini = scratch_remove);

/* Renders a recipe of that text, with these additional arguments. */
static void render(const char *name, const char *yaml, const char *option, const char *value)
{
	char path[512];
	snprintf(path, sizeof path, "%s", scratch_path(name));
	scratch_write(path, yaml, strlen(yaml));
	struct program_run run = program_expect(0, PROGRAM_ARGUMENTS("render", "--anew", path, option, value));
	program_release(&run);
}

#define HEAD "version: 1\nsession: { tail: none, sample_rate: 44.1 kHz }\n"
#define PRINT(folder)                                                                                                  \
	"print:\n  directory: " folder "\n  format: { encoding: float64 }\n  mixes:\n    mix: {}\n"                    \
	"  taps:\n    tone: line.input\n    noise: hiss.input\n    clicks: click.input\n"
#define TRACKS                                                                                                         \
	"tracks:\n"                                                                                                    \
	"  line: { source: { generate: tone, freq: 997 Hz, level: -18 dBFS, length: 1 s, start: 0.5 s, channels: 2, "  \
	"gain: -2 dB } }\n"                                                                                            \
	"  hiss: { source: { generate: pink-noise, length: 2 s, channels: 2 } }\n"                                     \
	"  click: { source: [ { generate: impulse, every: 100 ms, length: 1 s }, { generate: impulse, start: 5 ms, "   \
	"length: 1 s, level: -6 dB } ] }\n"                                                                            \
	"outputs:\n  master: {}\n"

/* The recipe is the only file. All prints last as long as the longest source. */
Test(calibration_sources, are_printed_as_the_recipe_says)
{
	render("signals.yaml", HEAD TRACKS PRINT("out"), NULL, NULL);
	struct sound tone = sound_read(scratch_path("out/taps/tone.wav"));
	struct sound clicks = sound_read(scratch_path("out/taps/clicks.wav"));
	cr_assert_eq(tone.frames, 88200);
	cr_assert_eq(tone.channels, 2);
	cr_assert_eq(clicks.frames, 88200);
	cr_assert_eq(clicks.channels, 1);
	for (size_t i = 0; i < tone.frames; i++) {
		const bool sounds = i >= 22050 && i < 66150;
		const double turns = fmod(997.0 * ((double)i - 22050.0), 44100.0) / 44100.0;
		const double expected = sounds ? pow(10.0, -1.0) * sin(2.0 * 3.14159265358979323846 * turns) : 0.0;
		cr_assert_float_eq(tone.samples[2 * i], expected, 1e-15, "frame %zu", i);
		cr_assert_eq(tone.samples[2 * i], tone.samples[2 * i + 1]);
		const double click = i % 4410 == 0 && i < 44100 ? pow(10.0, -0.9) : i == 221 ? pow(10.0, -0.3) : 0.0;
		cr_assert_float_eq(clicks.samples[i], click, 1e-15, "frame %zu", i);
	}
	sound_release(&tone);
	sound_release(&clicks);
}

/* Noise depends on the seed and the strip alone, in every render and in blocks of any length. */
Test(calibration_sources, noise_is_the_seed_s)
{
	render("one.yaml", HEAD TRACKS PRINT("one"), NULL, NULL);
	render("again.yaml", HEAD TRACKS PRINT("again"), "--block", "77");
	render("other.yaml",
	       "version: 1\nsession: { tail: none, sample_rate: 44.1 kHz, seed: 1 }\n" TRACKS PRINT("other"), NULL,
	       NULL);
	const uint64_t one = sound_file_hash(scratch_path("one/taps/noise.wav"));
	cr_expect_eq(one, sound_file_hash(scratch_path("again/taps/noise.wav")));
	cr_expect_neq(one, sound_file_hash(scratch_path("other/taps/noise.wav")));
	struct sound noise = sound_read(scratch_path("one/taps/noise.wav"));
	double left = 0.0, right = 0.0, both = 0.0;
	for (size_t i = 0; i < noise.frames; i++) {
		left += noise.samples[2 * i] * noise.samples[2 * i];
		right += noise.samples[2 * i + 1] * noise.samples[2 * i + 1];
		both += noise.samples[2 * i] * noise.samples[2 * i + 1];
	}
	cr_expect_lt(fabs(both), 0.1 * sqrt(left * right), "the channels are independent");
	cr_expect_float_eq(10.0 * log10(2.0 * left / (double)noise.frames), -18.0, 1.0);
	sound_release(&noise);
}

/* The stems of generated tracks add up, and a check needs no file. */
Test(calibration_sources, stems_add_up)
{
	static const char yaml[] =
		HEAD "tracks:\n"
		     "  a: { source: { generate: white-noise, length: 1 s }, stem: a }\n"
		     "  b: { source: { generate: sweep, from: 20 Hz, to: 20 kHz, length: 1 s }, stem: b }\n"
		     "outputs:\n  master: { inserts: [ compressor: { threshold: -30 dB } ] }\n"
		     "print:\n  directory: stems-out\n  mixes:\n    mix: {}\n  stems: {}\n";
	render("stems.yaml", yaml, NULL, NULL);
	struct program_run run = program_expect(0, PROGRAM_ARGUMENTS("check", scratch_path("stems.yaml")));
	program_release(&run);
}
