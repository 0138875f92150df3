/* stemprint tests: `stemprint null` takes two mono files, left and right, as one stereo stem.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/scratch.h"
#include "support/program.h"
#include "support/sound.h"

#include <criterion/criterion.h>
#include <jansson.h>
#include <math.h>
#include <sndfile.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

TestSuite(null_pairs, .init = (void (*)(void))scratch_make, .fini = scratch_remove);

enum { WAV24 = SF_FORMAT_WAV | SF_FORMAT_PCM_24, FRAMES = 88200 };

/* Writes "NAMEleft.wav" and "NAMEright.wav", with the given words. */
static void split(const char *name, const char *left, const char *right, const struct sound *sound, int format)
{
	char file[64];
	snprintf(file, sizeof file, "%s%s", name, left);
	sound_write_channel(scratch_path(file), sound, 0, format);
	snprintf(file, sizeof file, "%s%s", name, right);
	sound_write_channel(scratch_path(file), sound, 1, format);
}

/* Reads two seconds of a drum loop or of a plucked one, at half their level, so that integers of 24 bits hold them and
 * their sums exactly. */
static struct sound stem(const char *loop)
{
	char path[512];
	snprintf(path, sizeof path, STEMPRINT_ROOT "/fixtures/loops/%s.flac", loop);
	struct sound sound = sound_read(path);
	cr_assert(sound.channels == 2 && sound.frames >= FRAMES);
	sound.frames = FRAMES;
	for (size_t i = 0; i < 2 * sound.frames; i++)
		sound.samples[i] *= 0.5;
	return sound;
}

/* Writes beat.wav, pluck.wav and mix.wav, which is their sum, and the halves of all three with those words. */
static void make(const char *left, const char *right)
{
	struct sound beat = stem("garzul"), pluck = stem("mika");
	sound_write(scratch_path("beat.wav"), &beat, WAV24);
	sound_write(scratch_path("pluck.wav"), &pluck, WAV24);
	split("beat", left, right, &beat, WAV24);
	split("pluck", left, right, &pluck, WAV24);
	for (size_t i = 0; i < 2 * beat.frames; i++)
		beat.samples[i] += pluck.samples[i];
	sound_write(scratch_path("mix.wav"), &beat, WAV24);
	split("mix", left, right, &beat, WAV24);
	sound_release(&beat);
	sound_release(&pluck);
}

/* Runs `null` over files of the scratch folder. The first words are options and are passed on as they are. */
static struct program_run run_null(int code, size_t options, const char *const *words)
{
	static char paths[16][512];
	const char *arguments[20] = { "null" };
	size_t count = 1;
	for (size_t i = 0; words[i]; i++) {
		if (i >= options)
			snprintf(paths[i], sizeof paths[i], "%s", scratch_path(words[i]));
		arguments[count++] = i < options ? words[i] : paths[i];
	}
	return program_expect(code, arguments);
}

#define WORDS(...) ((const char *const[]){ __VA_ARGS__, NULL })

static json_t *report(int code, size_t options, const char *const *words)
{
	struct program_run run = run_null(code, options, words);
	json_t *json = json_loads(run.out, JSON_REJECT_DUPLICATES, NULL);
	cr_assert_not_null(json, "%s", run.out);
	program_release(&run);
	return json;
}

static json_t *proof(json_t *report)
{
	return json_array_get(json_object_get(report, "null"), 0);
}

/* Returns all that the proof found, without the names of the files. */
static void expect_same_figures(json_t *one, json_t *other)
{
	static const char *const keys[] = {
		"residual_peak_dbfs", "residual_rms_dbfs", "exact",      "worst",         "explained",       "course",
		"spectrum",           "floor_dbfs",        "bound_dbfs", "mix_peak_dbfs", "stem_peaks_dbfs", "verdict"
	};
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
		cr_expect(json_equal(json_object_get(proof(one), keys[i]), json_object_get(proof(other), keys[i])),
			  "%s", keys[i]);
}

/* Workstations name the halves like this. */
static const char *const spellings[][2] = {
	{ ".L.wav", ".R.wav" },        { "-L.wav", "-R.wav" },
	{ "_L.wav", "_R.wav" },        { " L.wav", " R.wav" },
	{ " (L).wav", " (R).wav" },    { "(l).wav", "(r).wav" },
	{ ".left.wav", ".right.wav" }, { "-left.wav", "-right.wav" },
	{ "_left.wav", "_right.wav" }, { " (Left).wav", " (Right).wav" },
	{ ".l.wav", ".R.WAV" },
};

Test(null_pairs, count_as_the_stereo_stem_however_they_are_spelled)
{
	for (size_t i = 0; i < sizeof spellings / sizeof *spellings; i++) {
		const char *left = spellings[i][0], *right = spellings[i][1];
		char beat[2][64], pluck[2][64], label[160];
		make(left, right);
		for (size_t k = 0; k < 2; k++) {
			snprintf(beat[k], sizeof beat[k], "beat%s", spellings[i][k]);
			snprintf(pluck[k], sizeof pluck[k], "pluck%s", spellings[i][k]);
		}
		snprintf(label, sizeof label, "beat%s + beat%s", left, right);
		struct program_run run = run_null(0, 0, WORDS("mix.wav", beat[1], pluck[0], beat[0], pluck[1]));
		cr_expect_not_null(strstr(run.out, "mix.wav = 2 stems   PASS   residual exact"), "%s\n%s", label,
				   run.out);
		cr_expect_not_null(strstr(run.out, label), "%s\n%s", label, run.out);
		cr_expect_str_empty(run.err);
		program_release(&run);
	}
}

Test(null_pairs, give_the_figures_of_the_interleaved_files)
{
	make(".L.wav", ".R.wav");
	json_t *pairs =
		report(0, 2, WORDS("--json", "-", "mix.wav", "beat.L.wav", "beat.R.wav", "pluck.L.wav", "pluck.R.wav"));
	json_t *whole = report(0, 2, WORDS("--json", "-", "mix.wav", "beat.wav", "pluck.wav"));
	expect_same_figures(pairs, whole);
	json_decref(pairs);
	json_decref(whole);
	struct sound slow = stem("garzul");
	slow.rate = 48000;
	sound_write(scratch_path("slow.wav"), &slow, WAV24);
	sound_release(&slow);
	pairs = report(1, 6,
		       WORDS("--json", "-", "--resample", "--allow-length", "--max", "-60", "slow.wav", "beat.L.wav",
			     "beat.R.wav"));
	whole = report(1, 6,
		       WORDS("--json", "-", "--resample", "--allow-length", "--max", "-60", "slow.wav", "beat.wav"));
	expect_same_figures(pairs, whole);
	json_decref(pairs);
	json_decref(whole);
	pairs = report(1, 2, WORDS("--json", "-", "mix.wav", "beat.L.wav", "beat.R.wav", "beat.wav"));
	whole = report(1, 2, WORDS("--json", "-", "mix.wav", "beat.wav", "beat.wav"));
	expect_same_figures(pairs, whole);
	json_decref(pairs);
	json_decref(whole);
}

Test(null_pairs, are_named_in_the_report_for_machines)
{
	make(".L.wav", ".R.wav");
	json_t *json = report(0, 2, WORDS("--json", "-", "mix.wav", "beat.wav", "pluck.R.wav", "pluck.L.wav"));
	json_t *files = json_object_get(json, "files"), *file = json_array_get(files, 2);
	char left[512], right[512], path[1100];
	snprintf(left, sizeof left, "%s", scratch_path("pluck.L.wav"));
	snprintf(right, sizeof right, "%s", scratch_path("pluck.R.wav"));
	snprintf(path, sizeof path, "%s + pluck.R.wav", left);
	cr_assert_eq(json_array_size(files), 3);
	cr_expect_str_eq(json_string_value(json_object_get(file, "path")), path);
	cr_expect_str_eq(json_string_value(json_object_get(file, "name")), "pluck");
	cr_expect_eq(json_integer_value(json_object_get(file, "channels")), 2);
	json_t *pair = json_object_get(file, "pair");
	cr_expect_str_eq(json_string_value(json_array_get(pair, 0)), left);
	cr_expect_str_eq(json_string_value(json_array_get(pair, 1)), right);
	cr_expect_null(json_object_get(json_array_get(files, 0), "pair"));
	cr_expect_str_eq(json_string_value(json_array_get(json_object_get(proof(json), "stems"), 1)), path);
	json_decref(json);
}

/* The mix is the first file and its other half, wherever the other half stands. */
Test(null_pairs, the_mix_may_be_one)
{
	make("_left.wav", "_right.wav");
	struct program_run run =
		run_null(0, 0, WORDS("mix_right.wav", "beat.wav", "pluck_left.wav", "mix_left.wav", "pluck_right.wav"));
	cr_expect_not_null(strstr(run.out, "mix_left.wav + mix_right.wav = 2 stems"), "%s", run.out);
	program_release(&run);
}

Test(null_pairs, may_be_turned_off)
{
	make(".L.wav", ".R.wav");
	struct program_run run =
		run_null(1, 1, WORDS("--no-pairs", "mix.wav", "beat.L.wav", "beat.R.wav", "pluck.wav"));
	cr_expect_not_null(strstr(run.out, "mix.wav = 3 stems"), "%s", run.out);
	cr_expect_null(strstr(run.err, "pair"), "%s", run.err);
	program_release(&run);
}

/* The left half is compared with the left half alone, and left with right, as before. */
Test(null_pairs, are_not_made_where_the_mix_is_mono_or_no_stem_is_left)
{
	make(".L.wav", ".R.wav");
	struct program_run run = run_null(0, 0, WORDS("mix.L.wav", "beat.L.wav", "pluck.L.wav"));
	cr_expect_str_empty(run.err);
	program_release(&run);
	run = run_null(1, 0, WORDS("beat.L.wav", "beat.R.wav"));
	cr_expect_not_null(strstr(run.out, "beat.L.wav = 1 stem "), "%s", run.out);
	program_release(&run);
}

/* A doubled mono guitar has a left and a right track, and the mix is mono. */
Test(null_pairs, two_mono_stems_of_a_mono_mix_stay_two)
{
	struct sound one = sound_noise(1, 1, FRAMES, 0.25), other = sound_noise(2, 1, FRAMES, 0.25);
	for (size_t i = 0; i < FRAMES; i++) {
		one.samples[i] = nearbyint(ldexp(one.samples[i], 22)) / ldexp(1.0, 22);
		other.samples[i] = nearbyint(ldexp(other.samples[i], 22)) / ldexp(1.0, 22);
	}
	sound_write(scratch_path("guitar L.wav"), &one, WAV24);
	sound_write(scratch_path("guitar R.wav"), &other, WAV24);
	for (size_t i = 0; i < FRAMES; i++)
		one.samples[i] += other.samples[i];
	sound_write(scratch_path("mono.wav"), &one, WAV24);
	struct program_run run = run_null(0, 0, WORDS("mono.wav", "guitar L.wav", "guitar R.wav"));
	cr_expect_not_null(strstr(run.out, "mono.wav = 2 stems   PASS   residual exact"), "%s", run.out);
	program_release(&run);
	sound_release(&one);
	sound_release(&other);
}

static void expect_warning(const char *words, const char *stems, const char *const *arguments, int code)
{
	struct program_run run = run_null(code, 0, arguments);
	cr_expect_not_null(strstr(run.err, words), "\"%s\" is missing in:\n%s", words, run.err);
	cr_expect_not_null(strstr(run.out, stems), "\"%s\" is missing in:\n%s", stems, run.out);
	program_release(&run);
}

Test(null_pairs, a_half_alone_is_told_and_counts_as_mono)
{
	make(".L.wav", ".R.wav");
	expect_warning("beat.L.wav\" looks like the left half of a pair, and the right half is not among the files",
		       "mix.wav = 2 stems", WORDS("mix.wav", "beat.L.wav", "pluck.wav"), 1);
	expect_warning("beat.R.wav\" looks like the right half of a pair, and the left half is not", "= 2 stems",
		       WORDS("mix.wav", "pluck.wav", "beat.R.wav"), 1);
}

Test(null_pairs, files_that_are_not_alike_are_told_and_count_as_mono)
{
	make(".L.wav", ".R.wav");
	struct sound beat = stem("garzul");
	sound_write_channel(scratch_path("beat.R.wav"), &beat, 1, SF_FORMAT_WAV | SF_FORMAT_PCM_16);
	expect_warning("look like a pair, but are wav, 24-bit pcm and wav, 16-bit pcm: they count as two mono files",
		       "mix.wav = 3 stems", WORDS("mix.wav", "beat.L.wav", "beat.R.wav", "pluck.wav"), 1);
	beat.frames--;
	sound_write_channel(scratch_path("beat.R.wav"), &beat, 1, WAV24);
	expect_warning("beat.R.wav\" look like a pair, but have 88200 and 88199 frames", "mix.wav = 3 stems",
		       WORDS("mix.wav", "beat.R.wav", "beat.L.wav", "pluck.wav"), 1);
	beat.rate = 48000;
	beat.frames++;
	sound_write_channel(scratch_path("beat.R.wav"), &beat, 1, WAV24);
	struct program_run run = run_null(1, 0, WORDS("mix.wav", "beat.R.wav", "beat.L.wav", "pluck.wav"));
	cr_expect_not_null(strstr(run.err, "look like a pair, but have 44100 and 48000 Hz"), "%s", run.err);
	program_release(&run);
	sound_release(&beat);
}

/* The residual never overwrites either half of a pair. */
Test(null_pairs, no_half_is_lost_to_the_residual)
{
	make(".L.wav", ".R.wav");
	char residual[512];
	snprintf(residual, sizeof residual, "%s", scratch_path("beat.R.wav"));
	const uint64_t hash = sound_file_hash(residual);
	struct program_run run = { 0 };
	const struct program_call call = {
		.arguments = PROGRAM_ARGUMENTS("null", "--residual", residual, scratch_path("mix.wav"),
					       scratch_path("beat.L.wav"), scratch_path("beat.R.wav"),
					       scratch_path("pluck.wav")),
	};
	run = program_run(&call);
	cr_expect_neq(run.code, 0);
	cr_expect_neq(run.code, 1);
	cr_expect_eq(sound_file_hash(residual), hash);
	program_release(&run);
}
