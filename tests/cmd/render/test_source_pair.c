/* stemprint tests: `source: { pair: [LEFT, RIGHT] }` sounds like the interleaved file, to the bit.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/scratch.h"
#include "support/program.h"
#include "support/sound.h"

#include <criterion/criterion.h>
#include <jansson.h>
#include <sndfile.h>
#include <stdio.h>
#include <string.h>

TestSuite(source_pair, .init = (void (*)(void))scratch_make, .fini = scratch_remove);

/* Writes NAME.wav and its halves NAME.L.wav and NAME.R.wav. */
static void split(const char *name, struct sound *sound, int format)
{
	char file[64];
	snprintf(file, sizeof file, "%s.wav", name);
	sound_write(scratch_path(file), sound, format);
	for (unsigned i = 0; i < 2; i++) {
		snprintf(file, sizeof file, "%s.%c.wav", name, i == 0 ? 'L' : 'R');
		sound_write_channel(scratch_path(file), sound, i, format);
	}
	sound_release(sound);
}

/* The sources are a drum loop and a plucked one, both really played, and noise. */
static void make_files(void)
{
	struct sound loop = sound_read(STEMPRINT_ROOT "/fixtures/loops/garzul.flac");
	struct sound noise = sound_noise(5, 2, 30000, 0.3);
	cr_assert_eq(loop.channels, 2);
	cr_assert_eq(loop.rate, 44100);
	split("loop", &loop, SF_FORMAT_WAV | SF_FORMAT_PCM_16);
	split("noise", &noise, SF_FORMAT_WAV | SF_FORMAT_FLOAT);
}

/* Both sources have a start and a gain. The loop, which is converted, is on two more tracks: they are read together. */
static const char *recipe(const char *name, const char *loop, const char *noise)
{
	char yaml[2048], file[64];
	static char path[512];
	snprintf(yaml, sizeof yaml,
		 "version: 1\nsession: { sample_rate: 48 kHz, tail: none }\n"
		 "tracks:\n"
		 "  loop: { source: { %s }, stem: loop, balance: 30 L }\n"
		 "  late: { source: { %s, start: 101 ms, gain: -6 dB }, stem: late }\n"
		 "  more: { source: [ { %s, gain: -3 dB }, { %s } ], stem: more, width: 50 %% }\n"
		 "outputs: { master: { inserts: [ compressor: { threshold: -20 dB, ratio: 4 } ] } }\n"
		 "print: { directory: %s, format: { encoding: float64 }, mixes: { mix: {}, less: { mode: re-rendered, "
		 "without: [ late ] } }, stems: {} }\n",
		 loop, loop, loop, noise, name);
	snprintf(file, sizeof file, "%s.yaml", name);
	snprintf(path, sizeof path, "%s", scratch_path(file));
	scratch_write(path, yaml, strlen(yaml));
	return path;
}

#define PAIR(name) "pair: [ " name ".L.wav, " name ".R.wav ]"

static struct program_run render(const char *path, const char *block)
{
	return program_expect(0, PROGRAM_ARGUMENTS("render", "--anew", "--no-loudness", "--block", block, path));
}

Test(source_pair, sounds_as_the_interleaved_file)
{
	static const char *const files[] = { "mix.wav", "less.wav", "stems/loop.wav", "stems/late.wav",
					     "stems/more.wav" };
	make_files();
	struct program_run pairs = render(recipe("pairs", PAIR("loop"), PAIR("noise")), "4096");
	struct program_run whole = render(recipe("whole", "file: loop.wav", "file: noise.wav"), "777");
	for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
		char one[64], other[64];
		snprintf(one, sizeof one, "pairs/%s", files[i]);
		snprintf(other, sizeof other, "whole/%s", files[i]);
		const uint64_t hash = sound_file_hash(scratch_path(one));
		cr_expect_eq(hash, sound_file_hash(scratch_path(other)), "%s", files[i]);
	}
	cr_expect_not_null(strstr(pairs.out, "sources   4 files (4 of them in L/R pairs)"), "%s", pairs.out);
	program_release(&pairs);
	program_release(&whole);
}

/* Two tracks that start together share one reading of both files. */
Test(source_pair, is_read_once)
{
	make_files();
	struct program_run run =
		program_expect(0, PROGRAM_ARGUMENTS("plan", recipe("pairs", PAIR("loop"), PAIR("noise"))));
	size_t readings = 0;
	for (const char *at = run.out; (at = strstr(at, "  source   ")); at++)
		readings++;
	cr_expect_eq(readings, 3, "%s", run.out);
	cr_expect_not_null(strstr(run.out, "source   loop, 4 channels"), "%s", run.out);
	program_release(&run);
}

Test(source_pair, is_told_in_the_report)
{
	make_files();
	struct program_run run = program_expect(0, PROGRAM_ARGUMENTS("render", "--anew", "-q", "--json", "-",
								     recipe("pairs", PAIR("loop"), PAIR("noise"))));
	json_t *report = json_loads(run.out, JSON_REJECT_DUPLICATES, NULL);
	const json_t *sources = json_object_get(report, "sources");
	static const char *const names[] = { "loop.L.wav", "loop.R.wav", "noise.L.wav", "noise.R.wav" };
	cr_assert_eq(json_array_size(sources), 4);
	for (size_t i = 0; i < 4; i++) {
		const json_t *source = json_array_get(sources, i), *pair = json_object_get(source, "pair");
		cr_expect_str_eq(json_string_value(json_object_get(source, "file")), names[i]);
		cr_expect_str_eq(json_string_value(json_array_get(pair, 0)), names[i / 2 * 2]);
		cr_expect_str_eq(json_string_value(json_array_get(pair, 1)), names[i / 2 * 2 + 1]);
		cr_expect_eq(json_integer_value(json_object_get(source, "channels")), 1);
	}
	json_decref(report);
	program_release(&run);
}

/* These pairs are wrong, and the errors stand at these locations of the recipe. */
Test(source_pair, refuses_files_that_are_no_pair)
{
	static const struct {
		const char *pair, *words;
	} wrong[] = {
		{ "[ noise.L.wav, noise.wav ]",
		  "wrong.yaml:3:39: error: \"noise.wav\" has 2 channels, and each file of a pair is mono" },
		{ "[ noise.wav, noise.R.wav ]", "wrong.yaml:3:26: error: \"noise.wav\" has 2 channels" },
		{ "[ noise.L.wav, loop.R.wav ]",
		  "wrong.yaml:3:39: error: \"noise.L.wav\" has 48000 Hz and \"loop.R.wav\" has 44100 Hz" },
		{ "[ noise.L.wav, short.wav ]",
		  "wrong.yaml:3:39: error: \"noise.L.wav\" has 30000 frames and \"short.wav\" has 29999" },
		{ "[ noise.L.wav, ./noise.L.wav ]", "wrong.yaml:3:39: error: \"./noise.L.wav\" is both files of" },
	};
	make_files();
	struct sound brief = sound_noise(6, 1, 29999, 0.3);
	sound_write(scratch_path("short.wav"), &brief, SF_FORMAT_WAV | SF_FORMAT_FLOAT);
	sound_release(&brief);
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		char yaml[512], path[512];
		snprintf(yaml, sizeof yaml,
			 "version: 1\ntracks:\n  a: { source: { pair: %s } }\noutputs: { master: {} }\n",
			 wrong[i].pair);
		snprintf(path, sizeof path, "%s", scratch_path("wrong.yaml"));
		scratch_write(path, yaml, strlen(yaml));
		struct program_run run = program_expect(3, PROGRAM_ARGUMENTS("check", path));
		cr_expect_not_null(strstr(run.err, wrong[i].words), "\"%s\" is missing in:\n%s", wrong[i].words,
				   run.err);
		program_release(&run);
	}
}

Test(source_pair, a_half_that_is_missing_is_named)
{
	make_files();
	static const char yaml[] = "version: 1\ntracks:\n  a: { source: { pair: [ noise.L.wav, gone.wav ] } }\n"
				   "outputs: { master: {} }\n";
	char path[512];
	snprintf(path, sizeof path, "%s", scratch_path("wrong.yaml"));
	scratch_write(path, yaml, strlen(yaml));
	struct program_run run = program_expect(4, PROGRAM_ARGUMENTS("check", path));
	cr_expect_not_null(strstr(run.err, "wrong.yaml:3:39: error: source \"gone.wav\": it cannot be opened"), "%s",
			   run.err);
	program_release(&run);
}
