/* stemprint tests: copies at a target loudness, measured by libebur128 itself.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "dsp/elementary.h"
#include "io/scratch.h"
#include "support/program.h"
#include "support/sound.h"

#include <criterion/criterion.h>
#include <ebur128.h>
#include <math.h>
#include <sndfile.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { RATE = 48000, FRAMES = RATE * 6, FLOAT64 = SF_FORMAT_WAV | SF_FORMAT_DOUBLE };

/* Soft noise has a loud burst in the fourth second. A limiter works there and nowhere else. */
static struct sound song(uint64_t seed, double level)
{
	struct sound sound = sound_noise(seed, 2, FRAMES, level);
	for (size_t i = 2 * (size_t)RATE * 3; i < 2 * ((size_t)RATE * 3 + 2400); i++)
		sound.samples[i] *= 5.0;
	return sound;
}

static void make(void)
{
	scratch_make();
	struct sound first = song(1, 0.15), second = song(2, 0.05), silence = sound_noise(3, 1, FRAMES, 0.0);
	sound_write(scratch_path("first.wav"), &first, FLOAT64);
	sound_write(scratch_path("second.wav"), &second, SF_FORMAT_WAV | SF_FORMAT_PCM_16);
	sound_write(scratch_path("silence.wav"), &silence, SF_FORMAT_WAV | SF_FORMAT_PCM_16);
	sound_release(&first);
	sound_release(&second);
	sound_release(&silence);
}

TestSuite(cmd_loudness_target, .init = make, .fini = scratch_remove);

static double *read_samples(const char *path, struct sound *sound)
{
	*sound = sound_read(path);
	return sound->samples;
}

/* Measures the integrated loudness of the files together, and their largest true peak, by libebur128. */
static double integrated(const char *const *paths, size_t count, double *true_peak_db)
{
	ebur128_state *states[4];
	double lufs, most = 0.0;
	for (size_t i = 0; i < count; i++) {
		struct sound sound;
		double *samples = read_samples(paths[i], &sound);
		states[i] = ebur128_init(sound.channels, sound.rate, EBUR128_MODE_I | EBUR128_MODE_TRUE_PEAK);
		cr_assert(ebur128_add_frames_double(states[i], samples, sound.frames) == EBUR128_SUCCESS);
		for (unsigned channel = 0; channel < sound.channels; channel++) {
			double peak;
			cr_assert(ebur128_true_peak(states[i], channel, &peak) == EBUR128_SUCCESS);
			most = fmax(most, peak);
		}
		sound_release(&sound);
	}
	cr_assert(ebur128_loudness_global_multiple(states, count, &lufs) == EBUR128_SUCCESS);
	for (size_t i = 0; i < count; i++)
		ebur128_destroy(&states[i]);
	*true_peak_db = 20.0 * log10(most);
	return lufs;
}

static void expect_level(const char *path, double lufs, double ceiling_dbtp)
{
	double peak, found = integrated(&path, 1, &peak);
	cr_expect(fabs(found - lufs) <= 0.1, "%s: %.3f LUFS", path, found);
	cr_expect(peak <= ceiling_dbtp + 0.01, "%s: %.3f dBTP", path, peak);
}

Test(cmd_loudness_target, a_gain_is_a_gain)
{
	const char *from = scratch_path("first.wav"), *to = scratch_path("copy.wav");
	struct program_run run =
		program_expect(0, PROGRAM_ARGUMENTS("loudness", "--target", "-24 LUFS", "--output", to, from));
	program_release(&run);
	struct sound before = sound_read(from), after = sound_read(to);
	cr_assert(after.frames == before.frames && after.channels == before.channels && after.rate == before.rate);
	/* Every sample has the same gain, and it is the one that was missing. */
	double gain = after.samples[0] / before.samples[0], peak;
	for (size_t i = 0; i < 2 * before.frames; i++)
		cr_assert(fabs(after.samples[i] - gain * before.samples[i]) <= 1e-15, "sample %zu", i);
	double missing = -24.0 - integrated(&from, 1, &peak);
	cr_expect(fabs(20.0 * log10(gain) - missing) <= 1e-5, "%.6f dB, not %.6f", 20.0 * log10(gain), missing);
	sound_release(&before);
	sound_release(&after);
	expect_level(to, -24.0, -1.0);
}

Test(cmd_loudness_target, over_the_ceiling_nothing_is_written)
{
	const char *first = scratch_path("first.wav"), *second = scratch_path("second.wav");
	scratch_write(scratch_path("first-copy"), "x", 1);
	struct program_run run = program_expect(
		1, PROGRAM_ARGUMENTS("loudness", "--target", "-12", "--output", scratch_path("out/"), second, first));
	cr_expect(strstr(run.out, "over the ceiling of -1.00"), "%s", run.out);
	cr_expect(scratch_count(scratch_path("out")) == -1);
	program_release(&run);
}

Test(cmd_loudness_target, a_limiter_holds_the_ceiling_and_the_loudness)
{
	const char *from = scratch_path("first.wav"), *to = scratch_path("copy.wav");
	struct program_run run = program_expect(0, PROGRAM_ARGUMENTS("loudness", "--target", "-11", "--limit",
								     "--ceiling", "-2 dBTP", "--output", to, from));
	program_release(&run);
	expect_level(to, -11.0, -2.0);
	/* Before the burst and long after it the limiter leaves the gain alone and delays nothing. */
	struct sound before = sound_read(from), after = sound_read(to);
	double gain = after.samples[0] / before.samples[0];
	for (size_t i = 0; i < (size_t)RATE * 2; i++)
		cr_assert(fabs(after.samples[i] - gain * before.samples[i]) <= 1e-15, "sample %zu", i);
	cr_expect(sound_peak(&before) * gain > 1.0, "there was something to limit");
	sound_release(&before);
	sound_release(&after);
}

Test(cmd_loudness_target, files_of_their_own_and_profiles)
{
	const char *first = scratch_path("first.wav"), *second = scratch_path("second.wav");
	struct program_run run =
		program_expect(0, PROGRAM_ARGUMENTS("loudness", "--target", "-16", "--limit", "--profile",
						    "apple-podcasts", "--output", scratch_path("out"), first, second));
	cr_expect(strstr(run.out, "out/first.wav") && strstr(run.out, "8 pass, 0 fail"), "%s", run.out);
	program_release(&run);
	expect_level(scratch_path("out/first.wav"), -16.0, -1.0);
	expect_level(scratch_path("out/second.wav"), -16.0, -1.0);
}

Test(cmd_loudness_target, an_album_gets_one_gain)
{
	const char *first = scratch_path("first.wav"), *second = scratch_path("second.wav");
	struct program_run run =
		program_expect(0, PROGRAM_ARGUMENTS("loudness", "--album", "--target", "-14", "--limit", "--output",
						    scratch_path("out"), first, second));
	program_release(&run);
	const char *copies[] = { scratch_path("out/first.wav"), scratch_path("out/second.wav") };
	double peak, lufs = integrated(copies, 2, &peak);
	cr_expect(fabs(lufs + 14.0) <= 0.1 && peak <= -0.99, "%.3f LUFS, %.3f dBTP", lufs, peak);
	/* The soft file stays as far below the loud one as it was, except for what the limiter took. */
	double loud = integrated(copies, 1, &peak), soft = integrated(copies + 1, 1, &peak);
	cr_expect(fabs(loud - soft - 20.0 * log10(3.0)) <= 1.5, "%.2f LU", loud - soft);
}

Test(cmd_loudness_target, bytes_are_the_same_on_any_number_of_threads)
{
	const char *first = scratch_path("first.wav"), *second = scratch_path("second.wav");
	static const char *const threads[] = { "-j1", "-j3" };
	static const char *const folders[] = { "one", "three" };
	for (size_t i = 0; i < 2; i++) {
		struct program_run run =
			program_expect(0, PROGRAM_ARGUMENTS("loudness", threads[i], "--target", "-15", "--limit",
							    "--output", scratch_path(folders[i]), first, second));
		program_release(&run);
	}
	cr_expect(sound_file_hash(scratch_path("one/first.wav")) == sound_file_hash(scratch_path("three/first.wav")));
	cr_expect(sound_file_hash(scratch_path("one/second.wav")) == sound_file_hash(scratch_path("three/second.wav")));
}

Test(cmd_loudness_target, what_is_read_is_never_written)
{
	const char *first = scratch_path("first.wav");
	uint64_t hash = sound_file_hash(first);
	struct program_run run =
		program_expect(3, PROGRAM_ARGUMENTS("loudness", "--target", "-24", "--output", first, first));
	cr_expect(strstr(run.err, "would overwrite the file"), "%s", run.err);
	program_release(&run);
	cr_expect(sound_file_hash(first) == hash);
	run = program_expect(
		3, PROGRAM_ARGUMENTS("loudness", "--target", "-24", "--output", scratch_path("out"), first, first));
	cr_expect(strstr(run.err, "would overwrite the copy of"), "%s", run.err);
	program_release(&run);
	cr_expect(scratch_count(scratch_path("out")) == -1, "two copies of one name: neither is written");
}

Test(cmd_loudness_target, silence_has_no_way_there)
{
	const char *first = scratch_path("first.wav"), *silence = scratch_path("silence.wav");
	struct program_run run = program_expect(
		0, PROGRAM_ARGUMENTS("loudness", "--target", "-24", "--output", scratch_path("out"), first, silence));
	cr_expect(strstr(run.out, "it is not copied"), "%s", run.out);
	cr_expect(scratch_count(scratch_path("out")) == 2);
	program_release(&run);
}

Test(cmd_loudness_target, wrong_usage)
{
	const char *first = scratch_path("first.wav");
	static const char *const calls[][4] = {
		{ "--target", "-14", NULL, NULL },         { "--limit", NULL, NULL, NULL },
		{ "--target", "3 LUFS", "--output", "x" }, { "--target", "loud", "--output", "x" },
		{ "--target", "-14 dB", "--output", "x" },
	};
	for (size_t i = 0; i < sizeof calls / sizeof *calls; i++) {
		const char *arguments[8] = { "loudness", first };
		for (size_t k = 0; k < 4; k++)
			arguments[2 + k] = calls[i][k];
		struct program_run run = program_expect(2, arguments);
		program_release(&run);
	}
}

/* A target that no limiter can reach is reported, and no file is written. */
Test(cmd_loudness_target, too_loud_a_target)
{
	struct program_run run = program_expect(1, PROGRAM_ARGUMENTS("loudness", "--target", "0", "--limit", "--output",
								     scratch_path("out"), scratch_path("second.wav")));
	cr_expect(strstr(run.out, "ask for a lower target"), "%s", run.out);
	cr_expect(scratch_count(scratch_path("out")) == -1);
	program_release(&run);
	struct sound many = sound_noise(4, 17, RATE, 0.3);
	sound_write(scratch_path("many.wav"), &many, FLOAT64);
	sound_release(&many);
	run = program_expect(1, PROGRAM_ARGUMENTS("loudness", "--target", "-1", "--limit", "--ceiling", "-20",
						  "--output", scratch_path("out"), scratch_path("many.wav")));
	cr_expect(strstr(run.out, "more channels than"), "%s", run.out);
	program_release(&run);
}
