/* stemprint tests: stems that hold the same sound add up to the mix, as those of any sound do.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/scratch.h"
#include "support/program.h"
#include "support/sound.h"

#include <criterion/criterion.h>
#include <sndfile.h>
#include <stdio.h>
#include <string.h>

TestSuite(alike_stems, .init = (void (*)(void))scratch_make, .fini = scratch_remove);

enum { STEMS_MOST = 9, FILES_MOST = STEMS_MOST + 1 };

/* Writes a recipe with a drum loop, really played, on several tracks, each of which is a stem. */
static const char *recipe(size_t stems, const char *encoding)
{
	static char path[512];
	char yaml[4096];
	int at = snprintf(yaml, sizeof yaml, "version: 1\nsession: { sample_rate: 44.1 kHz }\ntracks:\n");
	for (size_t i = 0; i < stems; i++)
		at += snprintf(yaml + at, sizeof yaml - (size_t)at,
			       "  t%zu: { source: " STEMPRINT_ROOT "/fixtures/loops/garzul.flac, fader: -7.3 dB }\n",
			       i);
	snprintf(yaml + at, sizeof yaml - (size_t)at,
		 "outputs: { master: { fader: -13.1 dB } }\n"
		 "print: { directory: out, format: { %s }, mixes: { mix: {} }, stems: { by: track } }\n",
		 encoding);
	snprintf(path, sizeof path, "%s", scratch_path("song.yaml"));
	scratch_write(path, yaml, strlen(yaml));
	return path;
}

/* The render proves them, and the command proves them again. A stem that is 0.1 dB too loud fails. */
Test(alike_stems, add_up_in_every_format)
{
	static const char *const encodings[] = { "encoding: float32", "encoding: pcm24",
						 "encoding: pcm24, dither: none", "encoding: pcm16, dither: none" };
	static const size_t counts[] = { 2, 3, 5, STEMS_MOST };
	for (size_t row = 0; row < 4 * 4; row++) {
		const size_t count = counts[row % 4];
		char paths[FILES_MOST][512];
		const char *arguments[FILES_MOST + 2] = { "null", paths[0] };
		struct program_run run =
			program_expect(0, PROGRAM_ARGUMENTS("render", "--anew", "--force", "--no-loudness",
							    recipe(count, encodings[row / 4])));
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
		sound_write(paths[1], &stem,
			    SF_FORMAT_WAV | (row / 4 == 0   ? SF_FORMAT_FLOAT
					     : row / 4 == 3 ? SF_FORMAT_PCM_16
							    : SF_FORMAT_PCM_24));
		sound_release(&stem);
		run = program_expect(1, arguments);
		program_release(&run);
	}
}
