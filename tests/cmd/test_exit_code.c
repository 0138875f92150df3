/* Tests each exit code of the program, and the message that comes with it.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/song.h"

#include "io/scratch.h"
#include "support/program.h"
#include "support/sound.h"

#include <criterion/criterion.h>
#include <math.h>
#include <sndfile.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

TestSuite(exit_code, .init = song_make, .fini = scratch_remove);

static void assert_says(const struct program_run *run, const char *words)
{
	cr_assert_not_null(strstr(run->err, words), "\"%s\" is missing in:\n%s", words, run->err);
}

Test(exit_code, is_0_when_all_is_well)
{
	struct program_run run = program_expect(0, PROGRAM_ARGUMENTS("render", scratch_path("song.yaml")));
	cr_assert_str_empty(run.err);
	cr_assert(song_has("out/mix.wav") && song_has("out/stems/drums.wav") && song_has("out/stems/lead.wav") &&
		  song_has("out/report.json") && song_has("out/manifest.json"));
	cr_assert_eq(scratch_count(scratch_path("out")), 4);
	cr_assert_eq(scratch_count(scratch_path("out/stems")), 2);
	program_release(&run);
}

struct verdict_row {
	const char *what, *yaml, *names;
};

static const struct verdict_row verdict_rows[] = {
	{ "a clipped mix",
	  SONG_HEAD SONG_TRACKS
	  "outputs:\n  master: { fader: 24 dB }\nprint:\n  directory: out\n  mixes:\n    mix: {}\n",
	  "clipping mix" },
	{ "a null limit that no 24-bit file can hold", SONG "verify: { proof: { max_residual: -190 dBFS } }\n",
	  "null mix" },
	{ "a loudness that the mix does not have", SONG "verify: { loudness: { integrated: -50 LUFS } }\n",
	  "integrated mix" },
	{ "a true peak over the limit", SONG "verify: { loudness: { true_peak: -40 dBTP } }\n", "true_peak mix" },
};

/* The files are rendered all the same, so that the user can look at them. */
Test(exit_code, is_1_when_a_verdict_fails)
{
	for (size_t i = 0; i < sizeof verdict_rows / sizeof *verdict_rows; i++) {
		const struct verdict_row *row = &verdict_rows[i];
		const char *recipe = song_recipe("verdict.yaml", row->yaml);
		struct program_run run = program_expect(1, PROGRAM_ARGUMENTS("render", recipe));
		cr_assert_not_null(strstr(run.out, row->names), "%s: \"%s\" is missing in:\n%s", row->what, row->names,
				   run.out);
		cr_assert(song_has("out/mix.wav") && song_has("out/report.json"), "%s", row->what);
		cr_assert_eq(unlink(scratch_path("out/mix.wav")), 0);
		program_release(&run);
	}
}

Test(exit_code, is_2_for_wrong_usage)
{
	const char *song = scratch_path("song.yaml");
	const char *const *const calls[] = {
		PROGRAM_ARGUMENTS("frobnicate"),
		PROGRAM_ARGUMENTS(""),
		PROGRAM_ARGUMENTS("render"),
		PROGRAM_ARGUMENTS("render", "--frobnicate", song),
		PROGRAM_ARGUMENTS("render", "--jobs", "0", song),
		PROGRAM_ARGUMENTS("render", "--jobs", "257", song),
		PROGRAM_ARGUMENTS("render", "-j", "two", song),
		PROGRAM_ARGUMENTS("render", "--block", "0", song),
		PROGRAM_ARGUMENTS("render", "--block", "65537", song),
		PROGRAM_ARGUMENTS("render", "--block", "-1", song),
		PROGRAM_ARGUMENTS("render", "--block", "7x", song),
		PROGRAM_ARGUMENTS("render", "--block", "", song),
		PROGRAM_ARGUMENTS("render", "--block=99999999999999999999", song),
		PROGRAM_ARGUMENTS("render", "--cpu", "abacus", song),
		PROGRAM_ARGUMENTS("render", "-d", "out", song, song),
		PROGRAM_ARGUMENTS("check"),
		PROGRAM_ARGUMENTS("plan"),
		PROGRAM_ARGUMENTS("plan", song, song),
		PROGRAM_ARGUMENTS("processors", "gain", "gain"),
	};
	for (size_t i = 0; i < sizeof calls / sizeof *calls; i++) {
		struct program_run run = program_expect(2, calls[i]);
		cr_assert_str_not_empty(run.err, "call %zu", i);
		cr_assert_str_empty(run.out, "call %zu: %s", i, run.out);
		program_release(&run);
	}
	cr_assert(!song_has("out"));
	const char *const nothing[] = { NULL };
	struct program_run run = program_expect(2, nothing);
	assert_says(&run, "Usage: stemprint");
	program_release(&run);
}

Test(exit_code, is_3_for_a_wrong_recipe_at_its_place)
{
	const char *recipe = song_recipe("wrong.yaml", SONG_HEAD "tracks:\n  drums: { source: drums.wav, fadr: 1 dB }\n"
								 "outputs:\n  master: { fader: 99999 dB }\n"
								 "print:\n  mixes:\n    mix: {}\n");
	char first[600], second[600];
	snprintf(first, sizeof first, "%s:4:31: error: ", recipe);
	snprintf(second, sizeof second, "%s:6:20: error: ", recipe);
	const char *const commands[] = { "render", "check", "plan" };
	for (size_t i = 0; i < 3; i++) {
		struct program_run run = program_expect(3, PROGRAM_ARGUMENTS(commands[i], recipe));
		cr_assert_str_empty(run.out);
		assert_says(&run, first);
		assert_says(&run, "\"fadr\"");
		assert_says(&run, "\"fader\"");
		assert_says(&run, second);
		cr_assert_lt(strstr(run.err, first), strstr(run.err, second));
		program_release(&run);
	}
}

Test(exit_code, is_3_for_a_recipe_that_is_not_there)
{
	struct program_run run = program_expect(3, PROGRAM_ARGUMENTS("render", scratch_path("nothing.yaml")));
	assert_says(&run, "nothing.yaml");
	program_release(&run);
}

Test(exit_code, of_several_recipes_is_the_gravest_and_the_good_ones_are_rendered)
{
	const char *wrong = song_recipe("wrong.yaml", SONG_WRONG);
	struct program_run run = program_expect(3, PROGRAM_ARGUMENTS("render", wrong, scratch_path("song.yaml")));
	assert_says(&run, "wrong.yaml:2:1: error: ");
	cr_assert(song_has("out/mix.wav"));
	program_release(&run);
}

Test(exit_code, is_4_for_a_source_that_is_not_there)
{
	const char *recipe =
		song_recipe("missing.yaml", SONG_HEAD "tracks:\n  drums: { source: durms.wav, stem: a }\n"
						      "  lead: { source: laed.wav, stem: b }\n" SONG_MASTER SONG_PRINT);
	struct program_run run = program_expect(4, PROGRAM_ARGUMENTS("render", recipe));
	assert_says(&run, "missing.yaml:4:");
	assert_says(&run, "durms.wav");
	assert_says(&run, "missing.yaml:5:");
	assert_says(&run, "laed.wav");
	cr_assert(!song_has("out"));
	program_release(&run);
}

static void assert_bad_lead(const char *words)
{
	struct program_run run = program_expect(4, PROGRAM_ARGUMENTS("render", scratch_path("song.yaml")));
	assert_says(&run, "song.yaml:5:");
	assert_says(&run, "lead.wav");
	assert_says(&run, words);
	cr_assert_str_empty(run.out);
	cr_assert(!song_has("out"), "something is left in the folder that was made");
	program_release(&run);
}

Test(exit_code, is_4_for_a_source_that_ends_early)
{
	cr_assert_eq(truncate(scratch_path("lead.wav"), 44 + 3 * 50000), 0);
	assert_bad_lead("46000");
}

Test(exit_code, is_4_for_a_source_that_is_no_sound)
{
	scratch_write(scratch_path("lead.wav"), "RIFF and so on", 14);
	assert_bad_lead("");
}

/* Ten silent frames, bytes that are none, and ten more: libmpg123 prints three lines about them. */
Test(exit_code, is_4_for_an_mp3_whose_decoder_prints_nothing)
{
	enum { FRAME = 417, FRAMES = 10, BETWEEN = 500 };
	static unsigned char bytes[2 * FRAMES * FRAME + BETWEEN];
	for (size_t i = 0; i < BETWEEN; i++)
		bytes[FRAMES * FRAME + i] = (unsigned char)(i * i * 7 + 68);
	for (size_t i = 0; i < 2 * (size_t)FRAMES; i++)
		memcpy(bytes + i * FRAME + (i < FRAMES ? 0 : BETWEEN), "\xff\xfb\x90\x64", 4);
	scratch_write(scratch_path("song.mp3"), bytes, sizeof bytes);
	struct program_run run = program_expect(4, PROGRAM_ARGUMENTS("loudness", scratch_path("song.mp3")));
	assert_says(&run, "song.mp3\": this kind of audio file is not taken; convert it to WAV, AIFF or FLAC");
	cr_assert_eq(strchr(run.err, '\n'), strrchr(run.err, '\n'), "%s", run.err);
	program_release(&run);
}

/* The sample is found where it is read, before any processor gets it: the message names the file, not the strip. */
Test(exit_code, is_4_for_a_source_that_holds_no_number)
{
	static const double bad[] = { (double)NAN, (double)INFINITY, -(double)INFINITY };
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct sound sound = sound_noise(3, 1, 96000, 0.25);
		sound.samples[77777] = bad[i];
		sound_write(scratch_path("lead.wav"), &sound, SF_FORMAT_WAV | SF_FORMAT_FLOAT);
		sound_release(&sound);
		struct program_run run = program_expect(4, PROGRAM_ARGUMENTS("render", scratch_path("song.yaml")));
		assert_says(&run, "lead.wav");
		assert_says(&run, "frame 77777");
		assert_says(&run, "is not a finite number");
		cr_assert(!song_has("out"));
		program_release(&run);
	}
}

Test(exit_code, is_5_where_a_file_stands_in_place_of_the_directory)
{
	scratch_write(scratch_path("out"), "mine", 4);
	struct program_run run = program_expect(5, PROGRAM_ARGUMENTS("render", scratch_path("song.yaml")));
	assert_says(&run, "out");
	size_t length;
	unsigned char *bytes = scratch_read(scratch_path("out"), &length);
	cr_assert_str_eq((const char *)bytes, "mine");
	free(bytes);
	program_release(&run);
}

/* The mix has 576 kB. The file that was there before stays as it was. */
Test(exit_code, is_5_when_a_file_may_not_grow)
{
	struct program_run run = program_expect(0, PROGRAM_ARGUMENTS("render", scratch_path("song.yaml")));
	program_release(&run);
	uint64_t before = sound_file_hash(scratch_path("out/mix.wav"));
	cr_assert_eq(unlink(scratch_path("out/manifest.json")), 0);
	const char *recipe = song_recipe(
		"song.yaml", SONG_HEAD "tracks:\n  drums: { source: drums.wav, stem: drums }\n"
				       "  lead: { source: lead.wav, stem: lead, mute: yes }\n" SONG_MASTER SONG_PRINT);
	const struct program_call call = { .arguments = PROGRAM_ARGUMENTS("render", recipe), .file_bytes = 300000 };
	run = program_run(&call);
	cr_assert_eq(run.code, 5, "code %d, signal %d: %s", run.code, run.signal, run.err);
	assert_says(&run, ".wav");
	cr_assert_eq(sound_file_hash(scratch_path("out/mix.wav")), before);
	cr_assert_eq(scratch_count(scratch_path("out")), 3);
	cr_assert_eq(scratch_count(scratch_path("out/stems")), 2);
	program_release(&run);
}

Test(exit_code, is_5_when_standard_output_is_full)
{
	const char *song = scratch_path("song.yaml");
	const char *const *const calls[] = {
		PROGRAM_ARGUMENTS("render", song),
		PROGRAM_ARGUMENTS("render", "--anew", "--json", "-", song),
		PROGRAM_ARGUMENTS("render", "--json", "-", song),
		PROGRAM_ARGUMENTS("check", song),
		PROGRAM_ARGUMENTS("plan", song),
		PROGRAM_ARGUMENTS("processors"),
		PROGRAM_ARGUMENTS("processors", "eq"),
		PROGRAM_ARGUMENTS("--version"),
		PROGRAM_ARGUMENTS("--help"),
	};
	for (size_t i = 0; i < sizeof calls / sizeof *calls; i++) {
		const struct program_call call = { .arguments = calls[i], .output = "/dev/full" };
		struct program_run run = program_run(&call);
		cr_assert_eq(run.code, 5, "call %zu (%s): code %d, signal %d\n%s", i, calls[i][0], run.code, run.signal,
			     run.err);
		program_release(&run);
	}
}

Test(exit_code, is_5_when_the_json_cannot_be_placed)
{
	struct program_run run =
		program_expect(5, PROGRAM_ARGUMENTS("render", "--json", scratch_path("lead.wav/report.json"),
						    scratch_path("song.yaml")));
	assert_says(&run, "\"lead.wav\" is no folder");
	program_release(&run);
}

/* There are twenty sources, and each of them is an open file. */
Test(exit_code, is_6_when_a_limit_is_hit)
{
	char yaml[4096] = SONG_HEAD "tracks:\n";
	for (int i = 0; i < 20; i++) {
		size_t length = strlen(yaml);
		snprintf(yaml + length, sizeof yaml - length,
			 "  t%d: { source: lead.wav, stem: lead, fader: -30 dB }\n", i);
	}
	size_t length = strlen(yaml);
	snprintf(yaml + length, sizeof yaml - length, "%s", SONG_MASTER SONG_PRINT);
	const struct program_call call = { .arguments = PROGRAM_ARGUMENTS("render", song_recipe("many.yaml", yaml)),
					   .open_files = 16 };
	struct program_run run = program_run(&call);
	cr_assert_eq(run.code, 6, "code %d, signal %d: %s", run.code, run.signal, run.err);
	cr_assert_str_not_empty(run.err);
	cr_assert(!song_has("out"));
	program_release(&run);
}
