/* stemprint tests: stems add up to the mix where rounding errors are not noise.
   SPDX-License-Identifier: GPL-3.0-or-later

   These are the same loop on several tracks, square waves, and samples on half steps. */
#include "io/scratch.h"
#include "support/program.h"
#include "support/sound.h"

#include <criterion/criterion.h>
#include <sndfile.h>
#include <stdio.h>
#include <string.h>

TestSuite(rounded_stems, .init = (void (*)(void))scratch_make, .fini = scratch_remove);

enum { STEMS_MOST = 9, FILES_MOST = STEMS_MOST + 1, FRAMES = 48000 };

static const struct encoding {
	const char *words;
	int format;
} encodings[] = { { "encoding: float32", SF_FORMAT_FLOAT },
		  { "encoding: pcm24", SF_FORMAT_PCM_24 },
		  { "encoding: pcm24, dither: none", SF_FORMAT_PCM_24 },
		  { "encoding: pcm16, dither: none", SF_FORMAT_PCM_16 } };

enum { ENCODINGS = sizeof encodings / sizeof *encodings };

/* Writes a recipe with a track, and a stem, for each of some files; the faders go from one to the next by `step`, in
   dB. */
static const char *recipe(const char *session, const char *const *files, size_t count, double fader, double step,
			  const char *encoding)
{
	static char path[512];
	char yaml[4096];
	int at = snprintf(yaml, sizeof yaml, "version: 1\nsession: { %s }\ntracks:\n", session);
	for (size_t i = 0; i < count; i++)
		at += snprintf(yaml + at, sizeof yaml - (size_t)at, "  t%zu: { source: %s, fader: %g dB }\n", i,
			       files[i], fader + step * (double)i);
	snprintf(yaml + at, sizeof yaml - (size_t)at,
		 "outputs: { master: {} }\n"
		 "print: { directory: out, format: { %s }, mixes: { mix: {} }, stems: { by: track } }\n",
		 encoding);
	snprintf(path, sizeof path, "%s", scratch_path("song.yaml"));
	scratch_write(path, yaml, strlen(yaml));
	return path;
}

/* Renders, which proves the stems, and lets `null` prove the files. Then one stem is 0.1 dB louder, and `null` fails.
 */
static void expect_proof(const char *path, size_t count, const struct encoding *encoding)
{
	char paths[FILES_MOST][512];
	const char *arguments[FILES_MOST + 2] = { "null", paths[0] };
	struct program_run run =
		program_expect(0, PROGRAM_ARGUMENTS("render", "--anew", "--force", "--no-loudness", path));
	program_release(&run);
	snprintf(paths[0], sizeof paths[0], "%s", scratch_path("out/mix.wav"));
	for (size_t i = 0; i < count; i++) {
		char name[32];
		snprintf(name, sizeof name, "out/stems/t%zu.wav", i);
		snprintf(paths[i + 1], sizeof paths[i + 1], "%s", scratch_path(name));
		arguments[i + 2] = paths[i + 1];
	}
	run = program_expect(0, arguments);
	program_release(&run);
	struct sound stem = sound_read(paths[1]);
	for (size_t i = 0; i < stem.frames * stem.channels; i++)
		stem.samples[i] *= 1.0116;
	sound_write(paths[1], &stem, SF_FORMAT_WAV | encoding->format);
	sound_release(&stem);
	run = program_expect(1, arguments);
	program_release(&run);
}

/* A drum loop, really played. */
Test(rounded_stems, of_one_loop)
{
	static const size_t counts[] = { 2, 3, 5, STEMS_MOST };
	const char *files[STEMS_MOST];
	for (size_t i = 0; i < STEMS_MOST; i++)
		files[i] = STEMPRINT_ROOT "/fixtures/loops/garzul.flac";
	for (size_t row = 0; row < 4 * ENCODINGS; row++) {
		const struct encoding *encoding = &encodings[row / 4];
		expect_proof(recipe("sample_rate: 44.1 kHz", files, counts[row % 4], -20.4, 0.0, encoding->words),
			     counts[row % 4], encoding);
	}
}

/* Writes a mono file with a square wave of so many frames. */
static void write_square(const char *name, size_t period)
{
	struct sound sound = sound_noise(1, 1, FRAMES, 0.1);
	for (size_t i = 0; i < FRAMES; i++)
		sound.samples[i] = i % period < period / 2 ? 0.3 : -0.3;
	sound_write(scratch_path(name), &sound, SF_FORMAT_WAV | SF_FORMAT_PCM_16);
	sound_release(&sound);
}

/* The error of a square wave is the same for half of a period, so at some faders it is half a step all the time. */
Test(rounded_stems, of_square_waves)
{
	static const char *const files[] = { "one.wav", "two.wav", "three.wav" };
	write_square("one.wav", 480);
	write_square("two.wav", 240);
	write_square("three.wav", 218);
	for (size_t row = 0; row < 2 * 6 * ENCODINGS; row++) {
		const struct encoding *encoding = &encodings[row / 12];
		const size_t count = 2 + row % 2;
		expect_proof(recipe("sample_rate: 48 kHz", files, count, -3.0 - 0.86 * (double)(row / 2 % 6), -0.9,
				    encoding->words),
			     count, encoding);
	}
}

/* A pan law of -6 dB halves mono samples: every other one lies half-way between two integers. */
Test(rounded_stems, of_half_steps)
{
	static const char *const files[] = { "a.wav", "b.wav", "c.wav" };
	for (size_t row = 0; row < 4 * ENCODINGS; row++) {
		const struct encoding *encoding = &encodings[row / 4];
		const size_t count = 2 + row % 2;
		for (uint64_t i = 0; i < 3; i++) {
			struct sound sound = sound_noise(7 + i, 1, FRAMES, 0.3);
			sound_write(scratch_path(files[i]), &sound,
				    SF_FORMAT_WAV | (row % 4 < 2 ? SF_FORMAT_PCM_24 : SF_FORMAT_PCM_16));
			sound_release(&sound);
		}
		expect_proof(recipe("sample_rate: 48 kHz, pan_law: -6 dB", files, count, 0.0, 0.0, encoding->words),
			     count, encoding);
	}
}
