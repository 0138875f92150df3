/* stemprint tests: the loudness of files from any program.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/scratch.h"
#include "support/program.h"
#include "support/sound.h"

#include <criterion/criterion.h>
#include <jansson.h>
#include <math.h>
#include <sndfile.h>
#include <stdlib.h>
#include <string.h>

enum { FRAMES = 48000 * 5 };

static void write_noise(const char *name, unsigned seed, unsigned channels, double peak, int format)
{
	struct sound sound = sound_noise(seed, channels, FRAMES, peak);
	sound_write(scratch_path(name), &sound, format);
	sound_release(&sound);
}

static void make(void)
{
	scratch_make();
	write_noise("loud.wav", 1, 2, 0.5, SF_FORMAT_WAV | SF_FORMAT_PCM_24);
	write_noise("soft.flac", 2, 2, 0.05, SF_FORMAT_FLAC | SF_FORMAT_PCM_16);
	write_noise("mono.aiff", 3, 1, 0.25, SF_FORMAT_AIFF | SF_FORMAT_PCM_24);
	write_noise("wide.wav", 4, 6, 0.25, SF_FORMAT_WAV | SF_FORMAT_FLOAT);
}

TestSuite(cmd_loudness, .init = make, .fini = scratch_remove);

static json_t *json_of(const struct program_run *run)
{
	json_error_t error;
	json_t *json = json_loads(run->out, 0, &error);
	cr_assert(json, "%s in\n%s", error.text, run->out);
	return json;
}

static double figure(json_t *json, size_t file, const char *key)
{
	json_t *loudness = json_object_get(json_array_get(json_object_get(json, "files"), file), "loudness");
	json_t *value = json_object_get(loudness, key);
	cr_assert(json_is_number(value), "%s", key);
	return json_number_value(value);
}

Test(cmd_loudness, tells_each_file)
{
	struct program_run run =
		program_expect(0, PROGRAM_ARGUMENTS("loudness", scratch_path("loud.wav"), scratch_path("mono.aiff")));
	cr_expect(strstr(run.out, "loud.wav") && strstr(run.out, "mono.aiff"), "%s", run.out);
	cr_expect(strstr(run.out, "without a dialogue gate"), "%s", run.out);
	cr_expect_str_empty(run.err);
	program_release(&run);
}

Test(cmd_loudness, album_is_one_programme)
{
	struct program_run run =
		program_expect(0, PROGRAM_ARGUMENTS("loudness", "--album", "--json", "-", scratch_path("loud.wav"),
						    scratch_path("soft.flac")));
	json_t *json = json_of(&run);
	json_t *album = json_object_get(json, "album");
	cr_expect(json_integer_value(json_object_get(album, "files")) == 2);
	double together = json_number_value(json_object_get(json_object_get(album, "loudness"), "integrated"));
	/* The soft file is 20 dB below the loud one, so it is under the relative loudness gate of both. */
	cr_expect(fabs(together - figure(json, 0, "integrated")) <= 0.02, "%.2f", together);
	cr_expect(fabs(figure(json, 0, "integrated") - figure(json, 1, "integrated") - 20.0) <= 0.2);
	cr_expect(json_is_null(json_object_get(json, "sample_rate")));
	json_decref(json);
	program_release(&run);
}

Test(cmd_loudness, dual_mono_and_channels)
{
	const char *mono = scratch_path("mono.aiff"), *wide = scratch_path("wide.wav");
	struct program_run once = program_expect(0, PROGRAM_ARGUMENTS("loudness", "--json", "-", mono));
	struct program_run twice = program_expect(0, PROGRAM_ARGUMENTS("loudness", "--dual-mono", "--json", "-", mono));
	json_t *first = json_of(&once), *second = json_of(&twice);
	cr_expect(fabs(figure(second, 0, "integrated") - figure(first, 0, "integrated") - 3.01) <= 0.011);
	json_decref(first);
	json_decref(second);
	program_release(&once);
	program_release(&twice);
	/* Five channels of equal loudness, with the surrounds weighted by 1.41, are compared with the left channel
	 * alone. */
	once = program_expect(0, PROGRAM_ARGUMENTS("loudness", "--json", "-", wide));
	twice = program_expect(0, PROGRAM_ARGUMENTS("loudness", "--channels", "L,-,-,-,-,-", "--json", "-", wide));
	first = json_of(&once);
	second = json_of(&twice);
	double difference = figure(first, 0, "integrated") - figure(second, 0, "integrated");
	cr_expect(fabs(difference - 10.0 * log10(3.0 + 2.0 * 1.41)) <= 0.1, "%.3f", difference);
	json_t *speakers = json_object_get(json_array_get(json_object_get(first, "files"), 0), "speakers");
	cr_expect_str_eq(json_string_value(json_array_get(speakers, 4)), "Ls");
	json_decref(first);
	json_decref(second);
	program_release(&once);
	program_release(&twice);
}

Test(cmd_loudness, wrong_channels_are_told)
{
	const char *wide = scratch_path("wide.wav");
	struct program_run run =
		program_expect(2, PROGRAM_ARGUMENTS("loudness", "--channels", "L,R,C,LEF,Ls,Rs", wide));
	cr_expect(strstr(run.err, "unknown channel \"LEF\"; did you mean \"LFE\"?"), "%s", run.err);
	program_release(&run);
	run = program_expect(4, PROGRAM_ARGUMENTS("loudness", "--channels", "L,R", wide));
	cr_expect(strstr(run.err, "it has 6 channels, and --channels names 2"), "%s", run.err);
	program_release(&run);
}

/* A file that cannot be read loses its own row, and changes the exit code. */
Test(cmd_loudness, goes_on_after_a_broken_file)
{
	const char *none = scratch_path("none.wav"), *loud = scratch_path("loud.wav");
	struct program_run run = program_expect(4, PROGRAM_ARGUMENTS("loudness", none, loud));
	cr_expect(strstr(run.err, "none.wav") && strstr(run.out, "loud.wav"), "%s%s", run.err, run.out);
	program_release(&run);
	run = program_expect(2, PROGRAM_ARGUMENTS("loudness"));
	program_release(&run);
}

Test(cmd_loudness, threads_move_no_byte)
{
	const char *files[] = { scratch_path("loud.wav"), scratch_path("soft.flac"), scratch_path("mono.aiff") };
	struct program_run one = program_expect(0, PROGRAM_ARGUMENTS("loudness", "-j1", "--album", "--course", "--json",
								     "-", files[0], files[1], files[2]));
	struct program_run four = program_expect(0, PROGRAM_ARGUMENTS("loudness", "-j4", "--album", "--course",
								      "--json", "-", files[0], files[1], files[2]));
	cr_expect_str_eq(one.out, four.out);
	json_t *json = json_of(&one);
	json_t *course = json_object_get(json_array_get(json_object_get(json, "files"), 0), "course");
	json_t *momentary = json_object_get(json_object_get(course, "momentary"), "values");
	cr_expect(json_array_size(momentary) == 46, "%zu", json_array_size(momentary));
	json_decref(json);
	program_release(&one);
	program_release(&four);
}

Test(cmd_loudness, profiles_judge)
{
	const char *loud = scratch_path("loud.wav"), *soft = scratch_path("soft.flac");
	struct program_run run =
		program_expect(1, PROGRAM_ARGUMENTS("loudness", "--profile", "spotify", "--json", "-", loud));
	json_t *json = json_of(&run), *verdicts = json_object_get(json, "verdicts");
	cr_expect(json_array_size(verdicts) == 2);
	cr_expect_str_eq(json_string_value(json_object_get(json_array_get(verdicts, 0), "status")), "fail");
	cr_expect(json_array_size(json_object_get(json, "notes")) == 1, "what is played");
	json_decref(json);
	program_release(&run);
	/* An advisory limit never fails. */
	run = program_expect(0, PROGRAM_ARGUMENTS("loudness", "--profile", "youtube", loud, soft));
	cr_expect(strstr(run.out, "note ") && strstr(run.out, "youtube turns it down by"), "%s", run.out);
	program_release(&run);
	/* A value that is not measured is unknown, which is no failure. */
	run = program_expect(0, PROGRAM_ARGUMENTS("loudness", "--profile", "netflix", soft));
	cr_expect(strstr(run.out, "UNKNOWN unchecked"), "%s", run.out);
	program_release(&run);
	run = program_expect(2, PROGRAM_ARGUMENTS("loudness", "--profile", "spotifi", loud));
	cr_expect(strstr(run.err, "unknown profile \"spotifi\"; did you mean \"spotify\"?"), "%s", run.err);
	program_release(&run);
	run = program_expect(3, PROGRAM_ARGUMENTS("loudness", "--profile", "./none.yaml", loud));
	program_release(&run);
	run = program_expect(0, PROGRAM_ARGUMENTS("loudness", "--profiles"));
	cr_expect(strstr(run.out, "ebu-r128-s1") && strstr(run.out, "version 4.0, August 2020"), "%s", run.out);
	program_release(&run);
}

/* The profile judges the loudness of the whole album, or of its loudest programme. */
Test(cmd_loudness, profiles_judge_albums)
{
	const char *loud = scratch_path("loud.wav"), *soft = scratch_path("soft.flac");
	struct program_run run =
		program_expect(1, PROGRAM_ARGUMENTS("loudness", "--album", "--profile", "spotify", "--profile",
						    "aes-td1008", "--json", "-", loud, soft));
	json_t *json = json_of(&run), *verdicts = json_object_get(json, "verdicts");
	static const char *const names[] = { "integrated album", "integrated loudest of the album" };
	size_t found = 0, integrated = 0;
	for (size_t i = 0; i < json_array_size(verdicts); i++) {
		const char *name = json_string_value(json_object_get(json_array_get(verdicts, i), "name"));
		integrated += strncmp(name, "integrated", 10) == 0;
		for (size_t k = 0; k < 2; k++)
			found += strcmp(name, names[k]) == 0;
	}
	cr_expect(found == 2 && integrated == 2, "of no single file");
	json_decref(json);
	program_release(&run);
}
