/* stemprint tests: one file behind several tracks is read once, and sounds like several files.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/scratch.h"
#include "support/program.h"
#include "support/sound.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

TestSuite(shared_sources, .init = (void (*)(void))scratch_make, .fini = scratch_remove);

static const char *write_recipe(const char *name, const char *yaml)
{
	const char *path = scratch_path(name);
	scratch_write(path, yaml, strlen(yaml));
	return path;
}

/* Four channels of noise have 22.05 kHz, so that their rate is converted as well. */
static void make_file(const char *folder)
{
	char yaml[512];
	snprintf(yaml, sizeof yaml,
		 "version: 1\nsession: { tail: none, sample_rate: 22.05 kHz }\n"
		 "tracks:\n  hiss: { source: { generate: white-noise, length: 700 ms, channels: 4 } }\n"
		 "outputs: { all: { channels: 4 } }\n"
		 "print: { directory: %s, format: { encoding: pcm24 }, mixes: { four: {} } }\n",
		 folder);
	struct program_run run =
		program_expect(0, PROGRAM_ARGUMENTS("render", "--anew", write_recipe("make.yaml", yaml)));
	program_release(&run);
}

static void render(const char *name, const char *second_folder, const char *block)
{
	char yaml[2048];
	snprintf(yaml, sizeof yaml,
		 "version: 1\nsession: { tail: none, sample_rate: 48 kHz }\n"
		 "tracks:\n"
		 "  b: { source: { file: one/four.wav, channels: [ 4, 2 ] }, stem: b }\n"
		 "  a: { source: { file: %s/four.wav, channels: [ 1 ] }, stem: a }\n"
		 "  late: { source: { file: one/four.wav, channels: [ 1, 2 ], start: 101 ms }, stem: late }\n"
		 "  both: { source: [ { file: %s/four.wav, channels: [ 3 ], gain: -6 dB }, { file: one/four.wav, "
		 "channels: [ 1 ] } ], "
		 "stem: both, fader: -9 dB }\n"
		 "outputs: { master: {} }\n"
		 "print: { directory: %s, format: { encoding: float64 }, mixes: { mix: {}, less: { mode: re-rendered, "
		 "without: [ b ] } }, stems: {} }\n",
		 second_folder, second_folder, name);
	char file[64];
	snprintf(file, sizeof file, "%s.yaml", name);
	struct program_run run =
		program_expect(0, PROGRAM_ARGUMENTS("render", "--anew", "--block", block, write_recipe(file, yaml)));
	program_release(&run);
}

Test(shared_sources, sound_as_separate_files_do)
{
	static const char *const files[] = { "mix.wav",     "less.wav",       "stems/a.wav",
					     "stems/b.wav", "stems/late.wav", "stems/both.wav" };
	make_file("one");
	make_file("two");
	render("shared", "one", "4096");
	render("separate", "two", "777");
	for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
		char shared[64], separate[64];
		snprintf(shared, sizeof shared, "shared/%s", files[i]);
		snprintf(separate, sizeof separate, "separate/%s", files[i]);
		const uint64_t hash = sound_file_hash(scratch_path(shared));
		cr_expect_eq(hash, sound_file_hash(scratch_path(separate)), "%s", files[i]);
	}
}

/* The plan names one reading for all sources that start together, and another for one that starts later. */
Test(shared_sources, are_read_once)
{
	make_file("one");
	const char *path = write_recipe(
		"plan.yaml", "version: 1\ntracks:\n  a: { source: { file: one/four.wav, channels: [ 1 ] } }\n"
			     "  b: { source: { file: one/four.wav, channels: [ 2, 3 ] } }\n"
			     "  c: { source: { file: one/four.wav, channels: [ 1 ], start: 1 ms } }\n"
			     "outputs: { master: {} }\nprint: { directory: out, mixes: { mix: {} } }\n");
	struct program_run run = program_expect(0, PROGRAM_ARGUMENTS("plan", path));
	size_t readings = 0;
	for (const char *at = run.out; (at = strstr(at, "  source   ")); at++)
		readings++;
	cr_expect_eq(readings, 2, "%s", run.out);
	cr_expect_not_null(strstr(run.out, "source   a, 3 channels"), "%s", run.out);
	program_release(&run);
}
