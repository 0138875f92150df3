/* Tests several sets of stems of real music, by the program: each adds up, and none changes the bytes of another.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/scratch.h"
#include "support/program.h"
#include "support/sound.h"

#include <criterion/criterion.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char three_sets[] = "  stems:\n    groups: { of: master }\n    tracks: { of: master, by: track }\n"
				 "    pre-master: { of: master, tap: input }\n";
static const char mixes[] = "  mixes: { mix: { of: master }, premaster: { of: master, tap: input } }\n";

static void make_folder(void)
{
	scratch_make();
}

/* Writes the big band of the recipes with another `print`, with its prints in the scratch folder. */
static const char *write_recipe(const char *print)
{
	static char yaml[65536], path[512];
	static const char away[] = "../fixtures";
	FILE *file = fopen(STEMPRINT_ROOT "/recipes/big-band.yaml", "rb");
	cr_assert_not_null(file);
	size_t length = 0;
	char line[1024];
	while (fgets(line, sizeof line, file) && strncmp(line, "print:", 6) != 0) {
		const char *place = strstr(line, away);
		const int before = place ? (int)(place - line) : (int)strlen(line);
		length += (size_t)snprintf(yaml + length, sizeof yaml - length, "%.*s%s%s", before, line,
					   place ? STEMPRINT_ROOT "/fixtures" : "", place ? place + strlen(away) : "");
	}
	fclose(file);
	length += (size_t)snprintf(yaml + length, sizeof yaml - length, "print:\n  directory: out\n%s", print);
	cr_assert_lt(length, sizeof yaml);
	snprintf(path, sizeof path, "%s", scratch_path("song.yaml"));
	scratch_write(path, yaml, length);
	return path;
}

static void render(const char *print, const char *option, const char *value)
{
	const char *recipe = write_recipe(print);
	struct program_run run = program_expect(
		0, option ? PROGRAM_ARGUMENTS("render", "--anew", "-q", "--no-loudness", option, value, recipe)
			  : PROGRAM_ARGUMENTS("render", "--anew", "-q", "--no-loudness", recipe));
	program_release(&run);
}

static const char *print_of(const char *format, const char *sum, const char *stems)
{
	static char print[2048];
	snprintf(print, sizeof print, "  format: { encoding: %s }\n%s%s%s", format, sum, mixes, stems);
	return print;
}

static double number(const json_t *object, const char *key)
{
	const json_t *value = json_object_get(object, key);
	cr_assert(json_is_number(value), "%s", key);
	return json_number_value(value);
}

/* Asserts that each set passes, by its name. Returns the report, which the caller releases. */
static json_t *expect_proofs(void)
{
	static const char *const sets[] = { "groups", "tracks", "pre-master" };
	static const size_t stems[] = { 5, 13, 5 };
	json_t *report = json_load_file(scratch_path("out/report.json"), 0, NULL);
	cr_assert_not_null(report);
	json_t *nulls = json_object_get(report, "null");
	cr_assert_eq(json_array_size(nulls), 3);
	for (size_t i = 0; i < 3; i++) {
		json_t *null = json_array_get(nulls, i);
		cr_expect_str_eq(json_string_value(json_object_get(null, "set")), sets[i]);
		cr_expect_str_eq(json_string_value(json_object_get(null, "mix")), i == 2 ? "premaster.wav" : "mix.wav");
		cr_expect_eq(json_array_size(json_object_get(null, "stems")), stems[i]);
		cr_expect_str_eq(json_string_value(json_object_get(null, "verdict")), "pass");
		cr_expect_leq(number(null, "engine_residual_dbfs"), -200.0);
	}
	return report;
}

/* The residual is at the floor of the format, within 0.1 dB. In 64 bits it is lower than any file could show. */
Test(stem_sets, of_music_null, .init = make_folder, .fini = scratch_remove, .timeout = 240)
{
	static const char *const formats[] = { "pcm24", "float64" };
	for (size_t k = 0; k < 2; k++) {
		render(print_of(formats[k], "", three_sets), NULL, NULL);
		json_t *report = expect_proofs();
		for (size_t i = 0; i < 3; i++) {
			const json_t *null = json_array_get(json_object_get(report, "null"), i);
			const double rms = number(null, "residual_rms_dbfs");
			if (k == 0)
				cr_expect_float_eq(rms, number(null, "floor_dbfs"), 0.1);
			else
				cr_expect_lt(number(null, "residual_peak_dbfs"), -200.0);
		}
		json_decref(report);
	}
}

/* The command that knows only files makes the null test again. */
Test(stem_sets, add_up_in_integers, .init = make_folder, .fini = scratch_remove, .timeout = 240)
{
	static const char *const tracks[] = { "kick",        "snare",    "hats",     "cymbals",   "bass",
					      "trumpet",     "trombone", "alto-sax", "tenor-sax", "piano-left",
					      "piano-right", "pad",      "guitar" };
	static char paths[14][512];
	const char *arguments[17] = { "null", paths[13] };
	render(print_of("pcm24", "  sum: exact\n", three_sets), NULL, NULL);
	json_t *report = expect_proofs();
	for (size_t i = 0; i < 3; i++)
		cr_expect(json_is_true(json_object_get(json_array_get(json_object_get(report, "null"), i), "exact")));
	json_decref(report);
	snprintf(paths[13], sizeof paths[13], "%s", scratch_path("out/mix.wav"));
	for (size_t i = 0; i < 13; i++) {
		char name[64];
		snprintf(name, sizeof name, "out/stems/tracks/%s.wav", tracks[i]);
		snprintf(paths[i], sizeof paths[i], "%s", scratch_path(name));
		arguments[i + 2] = paths[i];
	}
	struct program_run run = program_expect(0, arguments);
	cr_expect_not_null(strstr(run.out, "exact"), "%s", run.out);
	program_release(&run);
}

static const char *const files[] = { "out/mix.wav", "out/premaster.wav", "out/stems/groups/drums.wav",
				     "out/stems/tracks/kick.wav", "out/stems/pre-master/horns.wav" };

enum { FILE_COUNT = sizeof files / sizeof *files };

static void hash_files(size_t count, uint64_t *hashes)
{
	for (size_t i = 0; i < count; i++)
		hashes[i] = sound_file_hash(scratch_path(files[i]));
}

/* Threads, blocks, kernels and the other sets change no byte. */
Test(stem_sets, have_the_same_bytes_always, .init = make_folder, .fini = scratch_remove, .timeout = 300)
{
	static const char *const options[][2] = { { "--jobs", "1" }, { "--block", "100" }, { "--cpu", "sse2" } };
	uint64_t expected[FILE_COUNT], found[FILE_COUNT];
	const char *print = print_of("pcm24", "  sum: exact\n", three_sets);
	render(print, NULL, NULL);
	hash_files(FILE_COUNT, expected);
	for (size_t i = 0; i < 3; i++) {
		render(print, options[i][0], options[i][1]);
		hash_files(FILE_COUNT, found);
		cr_expect_arr_eq(found, expected, sizeof found, "%s %s", options[i][0], options[i][1]);
	}
	render(print_of("pcm24", "  sum: exact\n", "  stems:\n    groups: { of: master }\n"), NULL, NULL);
	hash_files(3, found);
	cr_expect_arr_eq(found, expected, 3 * sizeof *found, "groups alone");
	render(print_of("pcm24", "  sum: exact\n", "  stems: { of: master }\n"), NULL, NULL);
	hash_files(2, found);
	cr_expect_arr_eq(found, expected, 2 * sizeof *found, "mixes beside a set without a name");
}
