/* Tests what the program prints, and where: standard output, standard error, terminals, JSON.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/song.h"

#include "io/scratch.h"
#include "support/program.h"
#include "support/sound.h"

#include <criterion/criterion.h>
#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

TestSuite(report, .init = song_make, .fini = scratch_remove);

static json_t *parse(const char *bytes)
{
	json_error_t error;
	json_t *json = json_loads(bytes, JSON_REJECT_DUPLICATES, &error);
	cr_assert_not_null(json, "line %d: %s\n%s", error.line, error.text, bytes);
	return json;
}

static json_t *parse_file(const char *path)
{
	size_t length;
	unsigned char *bytes = scratch_read(path, &length);
	json_t *json = parse((const char *)bytes);
	free(bytes);
	return json;
}

static const json_t *member(const json_t *object, const char *key)
{
	const json_t *value = json_object_get(object, key);
	cr_assert_not_null(value, "\"%s\" is missing", key);
	return value;
}

static void assert_text(const json_t *object, const char *key, const char *expected)
{
	const char *value = json_string_value(member(object, key));
	cr_assert(value && strcmp(value, expected) == 0, "\"%s\" is \"%s\", not \"%s\"", key, value ? value : "null",
		  expected);
}

static double number(const json_t *object, const char *key)
{
	const json_t *value = member(object, key);
	cr_assert(json_is_number(value), "\"%s\" is no number", key);
	return json_number_value(value);
}

struct expected_file {
	const char *path, *role, *name;
};

static const struct expected_file expected_files[] = {
	{ "mix.wav", "mix", "mix" },
	{ "stems/drums.wav", "stem", "drums" },
	{ "stems/lead.wav", "stem", "lead" },
};

static void assert_file(const json_t *file, const struct expected_file *expected)
{
	assert_text(file, "path", expected->path);
	assert_text(file, "role", expected->role);
	assert_text(file, "name", expected->name);
	cr_assert_eq(number(file, "frames"), 96000.0);
	cr_assert_eq(number(file, "rate"), 48000.0);
	cr_assert_eq(number(file, "channels"), 2.0);
	static const char *const keys[] = { "integrated", "momentary_max", "true_peak" };
	for (size_t i = 0; i < 3; i++)
		cr_assert(json_is_number(member(member(file, "loudness"), keys[i])), "%s", keys[i]);
	/* Two seconds are too short for a window of three, so the value is null. */
	cr_assert(json_is_null(member(member(file, "loudness"), "short_term_max")));
	/* The second reader finds the peak in the file. */
	char name[64];
	snprintf(name, sizeof name, "out/%s", expected->path);
	struct sound sound = sound_read(scratch_path(name));
	cr_assert_eq(sound.frames, 96000);
	cr_assert_float_eq(20.0 * log10(sound_peak(&sound)), number(file, "peak_dbfs"), 0.0051);
	sound_release(&sound);
}

static void assert_shape(const json_t *report)
{
	assert_text(report, "schema", "stemprint.report.1");
	cr_assert(json_is_string(member(report, "recipe")));
	const json_t *files = member(report, "files");
	cr_assert_eq(json_array_size(files), 3);
	for (size_t i = 0; i < 3; i++)
		assert_file(json_array_get(files, i), &expected_files[i]);
	const json_t *nulls = member(report, "null");
	cr_assert_eq(json_array_size(nulls), 1);
	const json_t *null = json_array_get(nulls, 0);
	assert_text(null, "mix", "mix.wav");
	assert_text(null, "verdict", "pass");
	cr_assert_eq(json_array_size(member(null, "stems")), 2);
	cr_assert_leq(number(null, "residual_rms_dbfs"), number(null, "floor_dbfs") + 1.0);
	cr_assert_lt(number(null, "residual_peak_dbfs"), -120.0);
	cr_assert_leq(number(null, "engine_residual_dbfs"), -220.0);
	const json_t *verdicts = member(report, "verdicts");
	cr_assert_gt(json_array_size(verdicts), 0);
	for (size_t i = 0; i < json_array_size(verdicts); i++) {
		assert_text(json_array_get(verdicts, i), "status", "pass");
		cr_assert(json_is_string(member(json_array_get(verdicts, i), "name")));
		cr_assert(json_is_string(member(json_array_get(verdicts, i), "detail")));
	}
}

Test(report, is_json_on_standard_output_alone)
{
	struct program_run run =
		program_expect(0, PROGRAM_ARGUMENTS("render", "--json", "-", scratch_path("song.yaml")));
	json_t *report = parse(run.out);
	assert_shape(report);
	cr_assert_not_null(strstr(run.err, "mix.wav"), "the table is for people: %s", run.err);
	json_decref(report);
	program_release(&run);
	run = program_expect(0, PROGRAM_ARGUMENTS("render", "--anew", "-q", "--json", "-", scratch_path("song.yaml")));
	json_decref(parse(run.out));
	cr_assert_str_empty(run.err);
	program_release(&run);
}

Test(report, is_the_same_json_in_the_folder_and_where_asked)
{
	struct program_run run = program_expect(
		0, PROGRAM_ARGUMENTS("render", "--json", scratch_path("copy.json"), scratch_path("song.yaml")));
	cr_assert_not_null(strstr(run.out, "mix.wav"));
	json_t *report = parse_file(scratch_path("out/report.json")), *copy = parse_file(scratch_path("copy.json"));
	assert_shape(report);
	cr_assert(json_equal(report, copy));
	json_decref(report);
	json_decref(copy);
	program_release(&run);
}

Test(report, goes_with_the_files_into_another_folder)
{
	const char *folder = scratch_path("else/where");
	struct program_run run =
		program_expect(0, PROGRAM_ARGUMENTS("render", "-d", folder, scratch_path("song.yaml")));
	cr_assert(song_has("else/where/mix.wav") && song_has("else/where/stems/lead.wav") &&
		  song_has("else/where/report.json"));
	cr_assert(!song_has("out"));
	program_release(&run);
}

/* Silence is null in JSON, never -inf or NaN. */
Test(report, says_null_for_silence)
{
	const char *recipe =
		song_recipe("silence.yaml", SONG_HEAD "tracks:\n  drums: { source: drums.wav, stem: drums, "
						      "fader: -inf dB }\n" SONG_MASTER
						      "print:\n  directory: out\n  format: { encoding: float64 }\n"
						      "  mixes:\n    mix: {}\n  stems: {}\n");
	struct program_run run = program_expect(0, PROGRAM_ARGUMENTS("render", "-q", "--json", "-", recipe));
	json_t *report = parse(run.out);
	const json_t *mix = json_array_get(member(report, "files"), 0),
		     *null = json_array_get(member(report, "null"), 0);
	cr_assert(json_is_null(member(mix, "peak_dbfs")));
	cr_assert(json_is_null(member(member(mix, "loudness"), "integrated")));
	cr_assert(json_is_null(member(null, "residual_peak_dbfs")) && json_is_null(member(null, "residual_rms_dbfs")));
	cr_assert(json_is_true(member(null, "exact")));
	json_decref(report);
	program_release(&run);
}

Test(report, leaves_out_what_was_not_asked_for)
{
	struct program_run run = program_expect(
		0, PROGRAM_ARGUMENTS("render", "-q", "--json", "-", "--no-stems", scratch_path("song.yaml")));
	json_t *report = parse(run.out);
	cr_assert_eq(json_array_size(member(report, "files")), 1);
	cr_assert_eq(json_array_size(member(report, "null")), 0);
	json_decref(report);
	program_release(&run);
	run = program_expect(0, PROGRAM_ARGUMENTS("render", "-q", "--json", "-", "--no-loudness", "--no-null",
						  scratch_path("song.yaml")));
	report = parse(run.out);
	cr_assert_eq(json_array_size(member(report, "files")), 3);
	cr_assert(json_is_null(member(json_array_get(member(report, "files"), 0), "loudness")));
	cr_assert_eq(json_array_size(member(report, "null")), 0);
	json_decref(report);
	program_release(&run);
}

/* A report contains nothing that differs between two runs. */
Test(report, is_the_same_twice)
{
	struct program_run first =
		program_expect(0, PROGRAM_ARGUMENTS("render", "-q", "--json", "-", scratch_path("song.yaml")));
	struct program_run second = program_expect(0, PROGRAM_ARGUMENTS("render", "--anew", "-q", "--json", "-",
									"--block", "777", scratch_path("song.yaml")));
	cr_assert_str_eq(first.out, second.out);
	program_release(&first);
	program_release(&second);
}

static void assert_plain(const char *bytes, size_t length, const char *what)
{
	for (size_t i = 0; i < length; i++)
		cr_assert((unsigned char)bytes[i] >= ' ' || bytes[i] == '\n', "%s: byte %02x at %zu in:\n%s", what,
			  (unsigned)(unsigned char)bytes[i], i, bytes);
}

Test(report, has_no_escapes_away_from_a_terminal)
{
	const char *const recipes[] = {
		scratch_path("song.yaml"), song_recipe("wrong.yaml", "version: 1\nfrobnicate: yes\n"),
		song_recipe("verdict.yaml", SONG "verify: { proof: { max_residual: -190 dBFS } }\n")
	};
	static const int codes[] = { 0, 3, 1 };
	for (size_t i = 0; i < 3; i++) {
		struct program_run run = program_expect(codes[i], PROGRAM_ARGUMENTS("render", recipes[i]));
		assert_plain(run.out, run.out_length, "standard output");
		assert_plain(run.err, run.err_length, "standard error");
		program_release(&run);
	}
}

/* A terminal gets colours, unless they are refused. */
Test(report, is_coloured_on_a_terminal_unless_refused)
{
	struct program_call call = { .arguments = PROGRAM_ARGUMENTS("render", "--anew", scratch_path("song.yaml")),
				     .terminal = true };
	struct program_run run = program_run(&call);
	cr_assert_eq(run.code, 0);
	cr_assert_not_null(strstr(run.out, "\033[32mPASS"), "%s", run.out);
	program_release(&run);
	call.variable = "NO_COLOR";
	call.value = "1";
	run = program_run(&call);
	cr_assert_eq(run.code, 0);
	cr_assert_not_null(strstr(run.out, "PASS"));
	for (const char *escape = run.out; (escape = strstr(escape, "\033[")); escape++)
		cr_assert_eq(escape[strspn(escape + 2, "0123456789;") + 2], 'K', "an escape that is a colour");
	program_release(&run);
	call.variable = "TERM";
	call.value = "dumb";
	run = program_run(&call);
	cr_assert_null(strchr(run.out, '\033'));
	program_release(&run);
}

static size_t count_colours(const char *text)
{
	size_t count = 0;
	for (const char *escape = text; (escape = strstr(escape, "\033[")); escape++)
		count += escape[strspn(escape + 2, "0123456789;") + 2] == 'm';
	return count;
}

/* --color decides over the environment, NO_COLOR over CLICOLOR_FORCE, and both over the kind of stream. */
Test(report, is_coloured_as_the_option_and_the_environment_say)
{
	const char *song = scratch_path("song.yaml");
	const struct {
		const char *option, *variable, *value;
		bool coloured;
	} rows[] = {
		{ "--color=auto", NULL, NULL, false },
		{ "--color=auto", "CLICOLOR_FORCE", "1", true },
		{ "--color=auto", "CLICOLOR_FORCE", "0", false },
		{ "--color=always", "NO_COLOR", "1", true },
		{ "--color=never", "CLICOLOR_FORCE", "1", false },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const struct program_call call = { .arguments =
							   PROGRAM_ARGUMENTS("render", "--anew", rows[i].option, song),
						   .variable = rows[i].variable,
						   .value = rows[i].value };
		struct program_run run = program_run(&call);
		cr_expect_eq(run.code, 0, "row %zu: %s", i, run.err);
		cr_expect_eq(count_colours(run.out) > 0, rows[i].coloured, "row %zu: %s", i, run.out);
		program_release(&run);
	}
	const struct program_call terminal = { .arguments =
						       PROGRAM_ARGUMENTS("render", "--anew", "--color=never", song),
					       .terminal = true };
	struct program_run run = program_run(&terminal);
	cr_expect_eq(count_colours(run.out), 0, "%s", run.out);
	program_release(&run);
	run = program_expect(2, PROGRAM_ARGUMENTS("check", "--color", "red", song));
	cr_expect(strstr(run.err, "--color takes auto, always or never, not \"red\""), "%s", run.err);
	program_release(&run);
}

/* The progress is drawn over itself, names the pass, and fits a terminal that says no width, as COLUMNS tells. */
Test(report, draws_progress_that_fits)
{
	const struct program_call call = { .arguments =
						   PROGRAM_ARGUMENTS("render", "--anew", scratch_path("song.yaml")),
					   .terminal = true,
					   .variable = "COLUMNS",
					   .value = "50" };
	struct program_run run = program_run(&call);
	size_t lines = 0;
	for (const char *at = run.out; (at = strchr(at, '\r')); at++) {
		const size_t length = strcspn(at + 1, "\033\r\n");
		cr_expect_lt(length, 50, "%.*s", (int)length, at + 1);
		lines += at[1 + length] == '\033' && length > 0;
	}
	cr_expect_geq(lines, 2, "%s", run.out);
	cr_expect(strstr(run.out, "mixes and stems (1/2)") && strstr(run.out, "reading back (2/2)"), "%s", run.out);
	program_release(&run);
}

/* Warnings go to standard error, so that they do not spoil a pipe. */
Test(report, of_a_doubtful_recipe_keeps_the_warnings_apart)
{
	const char *recipe =
		song_recipe("doubtful.yaml", SONG_HEAD SONG_TRACKS "auxes:\n  plate: {}\n" SONG_MASTER SONG_PRINT);
	struct program_run run = program_expect(0, PROGRAM_ARGUMENTS("render", "--json", "-", "-q", recipe));
	json_decref(parse(run.out));
	cr_assert_not_null(strstr(run.err, "doubtful.yaml:7:3: warning: "), "%s", run.err);
	cr_assert_not_null(strstr(run.err, "[unfed]"), "%s", run.err);
	program_release(&run);
}
