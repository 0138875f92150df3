/* Tests what the commands beside render print.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/song.h"

#include "io/scratch.h"
#include "support/program.h"

#include <criterion/criterion.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>

TestSuite(command, .init = song_make, .fini = scratch_remove);

static void assert_out(const struct program_run *run, const char *words)
{
	cr_assert_not_null(strstr(run->out, words), "\"%s\" is missing in:\n%s", words, run->out);
}

Test(command, version_names_the_libraries)
{
	struct program_run run = program_expect(0, PROGRAM_ARGUMENTS("--version"));
	static const char *const names[] = {
		("stemprint " STEMPRINT_VERSION), "libsndfile-", "libebur128-", "fftw-3.", "libyaml-", "jansson-"
	};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		assert_out(&run, names[i]);
	cr_assert_str_empty(run.err);
	program_release(&run);
}

Test(command, version_as_json_names_the_libraries)
{
	struct program_run run = program_expect(0, PROGRAM_ARGUMENTS("--version", "--json"));
	static const char *const names[] = { "libsndfile", "libebur128", "fftw",  "libyaml",
					     "jansson",    "nettle",     "xxhash" };
	json_t *root = json_loads(run.out, JSON_REJECT_DUPLICATES, NULL);
	cr_assert_not_null(root, "%s", run.out);
	cr_expect_str_eq(json_string_value(json_object_get(root, "schema")), "stemprint.version.1");
	cr_expect_str_eq(json_string_value(json_object_get(root, "version")), STEMPRINT_VERSION);
	const json_t *libraries = json_object_get(root, "libraries");
	cr_expect_eq(json_object_size(libraries), sizeof names / sizeof *names);
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		const char *version = json_string_value(json_object_get(libraries, names[i]));
		cr_expect(version && version[0] >= '0' && version[0] <= '9', "%s: %s", names[i], version);
	}
	cr_expect(json_string_length(json_object_get(root, "compiler")) > 0);
	cr_expect_str_eq(json_string_value(json_object_get(libraries, "jansson")), jansson_version_str());
	json_decref(root);
	program_release(&run);
	run = program_expect(2, PROGRAM_ARGUMENTS("--version", "render"));
	cr_expect_not_null(strstr(run.err, "only `--json` may follow it"), "%s", run.err);
	program_release(&run);
}

Test(command, help_names_the_commands)
{
	struct program_run run = program_expect(0, PROGRAM_ARGUMENTS("--help"));
	static const char *const names[] = { "render", "null",       "loudness", "quality", "check",
					     "plan",   "processors", "presets",  "init",    "diff" };
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		assert_out(&run, names[i]);
		struct program_run own = program_expect(0, PROGRAM_ARGUMENTS(names[i], "--help"));
		assert_out(&own, "Usage: stemprint ");
		assert_out(&own, names[i]);
		cr_assert_str_empty(own.err);
		program_release(&own);
	}
	program_release(&run);
}

Test(command, that_is_unknown_gets_the_nearest_one)
{
	struct program_run run = program_expect(2, PROGRAM_ARGUMENTS("rendre"));
	cr_assert_str_eq(run.err, "stemprint: unknown command \"rendre\"; did you mean \"render\"?\n");
	program_release(&run);
	run = program_expect(2, PROGRAM_ARGUMENTS("xylophone"));
	cr_assert_str_eq(run.err, "stemprint: unknown command \"xylophone\"; see `stemprint --help`\n");
	program_release(&run);
}

Test(command, help_of_a_command_is_its_option_too)
{
	struct program_run option = program_expect(0, PROGRAM_ARGUMENTS("null", "--help"));
	const char *const *const ways[] = { PROGRAM_ARGUMENTS("help", "null"), PROGRAM_ARGUMENTS("null", "-h"),
					    PROGRAM_ARGUMENTS("null", "-q", "-h") };
	for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
		struct program_run run = program_expect(0, ways[i]);
		cr_expect_str_eq(run.out, option.out, "way %zu", i);
		program_release(&run);
	}
	program_release(&option);
	struct program_run run = program_expect(2, PROGRAM_ARGUMENTS("help", "rendre"));
	cr_expect_str_eq(run.err, "stemprint: unknown command \"rendre\"; did you mean \"render\"?\n");
	program_release(&run);
}

static void expect_same_help(const char *name)
{
	struct program_run option = program_expect(0, PROGRAM_ARGUMENTS(name, "--help"));
	const char *const *const ways[] = { PROGRAM_ARGUMENTS("help", name), PROGRAM_ARGUMENTS(name, "-h") };
	for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
		struct program_run run = program_expect(0, ways[i]);
		cr_expect_str_eq(run.out, option.out, "%s, way %zu", name, i);
		program_release(&run);
	}
	for (const char *line = option.out; *line; line += strcspn(line, "\n") + 1)
		cr_expect_leq(strcspn(line, "\n"), 80, "the help of %s", name);
	program_release(&option);
}

static void expect_full_options(const char *name)
{
	static const char *const wrong[] = { "--hel", "--hepl" };
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		struct program_run run = program_expect(2, PROGRAM_ARGUMENTS(name, wrong[i]));
		cr_expect(strstr(run.err, "; did you mean \"--help\"?\n"), "%s: %s", name, run.err);
		program_release(&run);
	}
}

/* The commands are those that the help lists, so that one that is added is held to the same. */
Test(command, each_takes_help_and_no_abbreviation)
{
	struct program_run run = program_expect(0, PROGRAM_ARGUMENTS("--help"));
	size_t count = 0;
	for (const char *line = strstr(run.out, "\n  "); line; line = strstr(line + 1, "\n  ")) {
		char name[32];
		cr_assert_eq(sscanf(line, "%31s", name), 1);
		expect_same_help(name);
		/* These two have names and no options. */
		if (strcmp(name, "manual") != 0 && strcmp(name, "completion") != 0)
			expect_full_options(name);
		count++;
	}
	cr_expect_geq(count, 16);
	program_release(&run);
}

/* An abbreviation would break with the next option of the same beginning. The arguments of options may look like
   options. */
Test(command, options_are_written_in_full)
{
	const struct {
		const char *const *words;
		const char *says;
	} rows[] = {
		{ PROGRAM_ARGUMENTS("render", "--jbos", "2", "song.yaml"),
		  "stemprint: unknown option \"--jbos\"; did you mean \"--jobs\"?\n" },
		{ PROGRAM_ARGUMENTS("render", "--quie", "song.yaml"),
		  "stemprint: unknown option \"--quie\"; did you mean \"--quiet\"?\n" },
		{ PROGRAM_ARGUMENTS("render", "--jo=2", "song.yaml"),
		  "stemprint: unknown option \"--jo\"; did you mean \"--jobs\"?\n" },
		{ PROGRAM_ARGUMENTS("null", "--xylophone"),
		  "stemprint: unknown option \"--xylophone\"; `--help` lists all\n" },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct program_run run = program_expect(2, rows[i].words);
		cr_expect_str_eq(run.err, rows[i].says, "row %zu: %s", i, run.err);
		program_release(&run);
	}
	const char *const *const arguments[] = { PROGRAM_ARGUMENTS("render", "--cpu", "--jbos", "song.yaml"),
						 PROGRAM_ARGUMENTS("render", "-qj", "--jbos", "song.yaml") };
	for (size_t i = 0; i < sizeof arguments / sizeof *arguments; i++) {
		struct program_run run = program_expect(2, arguments[i]);
		cr_expect_null(strstr(run.err, "unknown option"), "%s", run.err);
		program_release(&run);
	}
	struct program_run run = program_expect(3, PROGRAM_ARGUMENTS("check", "--", "--frobnicate"));
	program_release(&run);
}

Test(command, processors_lists_them_and_tells_of_one)
{
	struct program_run run = program_expect(0, PROGRAM_ARGUMENTS("processors"));
	static const char *const names[] = { "gain",     "polarity", "pan", "balance",   "width",
					     "mid-side", "delay",    "eq",  "compressor" };
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		assert_out(&run, names[i]);
		struct program_run one = program_expect(0, PROGRAM_ARGUMENTS("processors", names[i]));
		assert_out(&one, names[i]);
		program_release(&one);
	}
	program_release(&run);
	run = program_expect(0, PROGRAM_ARGUMENTS("processors", "compressor"));
	static const char *const parameters[] = { "threshold", "ratio", "knee",  "attack", "release", "lookahead",
						  "makeup",    "mix",   "range", "key",    "dB",      "ms" };
	for (size_t i = 0; i < sizeof parameters / sizeof *parameters; i++)
		assert_out(&run, parameters[i]);
	program_release(&run);
}

Test(command, presets_lists_them_and_prints_one)
{
	struct program_run run = program_expect(0, PROGRAM_ARGUMENTS("presets"));
	assert_out(&run, "drum-bus-glue ");
	program_release(&run);
	run = program_expect(0, PROGRAM_ARGUMENTS("presets", "drum-bus-glue"));
	static char file[8192];
	FILE *stream = fopen(STEMPRINT_ROOT "/recipes/presets/drum-bus-glue.yaml", "rb");
	cr_assert_not_null(stream);
	file[fread(file, 1, sizeof file - 1, stream)] = '\0';
	fclose(stream);
	cr_assert_str_eq(run.out, file);
	program_release(&run);
	run = program_expect(2, PROGRAM_ARGUMENTS("presets", "drum-bus-gule"));
	cr_assert_str_eq(run.err, "stemprint: unknown preset \"drum-bus-gule\"; did you mean \"drum-bus-glue\"?\n");
	cr_assert_str_empty(run.out);
	program_release(&run);
}

Test(command, processors_gives_the_nearest_name)
{
	struct program_run run = program_expect(2, PROGRAM_ARGUMENTS("processors", "compresor"));
	cr_assert_str_eq(run.err, "stemprint: unknown processor \"compresor\"; did you mean \"compressor\"?\n");
	cr_assert_str_empty(run.out);
	program_release(&run);
}

Test(command, plan_prints_what_will_run)
{
	struct program_run stems = program_expect(0, PROGRAM_ARGUMENTS("plan", scratch_path("song.yaml")));
	struct program_run mix = program_expect(0, PROGRAM_ARGUMENTS("plan", "--no-stems", scratch_path("song.yaml")));
	assert_out(&stems, "compressor");
	assert_out(&stems, "master");
	assert_out(&mix, "compressor");
	cr_assert_gt(stems.out_length, mix.out_length, "lanes are steps, too");
	cr_assert(!song_has("out"), "a plan prints no sound");
	program_release(&stems);
	program_release(&mix);
}

/* The shares of a table of costs add up to the whole, and the greatest comes first. */
static void assert_costs(const char *table)
{
	double seconds, share, sum = 0.0, before = 100.0;
	const char *line = strstr(table, "CPU s");
	cr_assert_not_null(line);
	const char *titles = memrchr(table, '\n', (size_t)(line - table));
	const size_t column = (size_t)(line - (titles ? titles + 1 : table));
	while ((line = strchr(line, '\n')) && strncmp(++line, "in all", 6) != 0) {
		const char *numbers = line + column;
		cr_assert_eq(sscanf(numbers, "%lf %lf %%", &seconds, &share), 2, "%s", line);
		cr_expect(share <= before || strncmp(line, "all else", 8) == 0, "%s", line);
		before = share;
		sum += share;
	}
	cr_assert_not_null(line);
	cr_expect_float_eq(sum, 100.0, 3.0);
}

Test(command, plan_tells_the_cost)
{
	struct program_run run = program_expect(0, PROGRAM_ARGUMENTS("plan", "--cost", scratch_path("song.yaml")));
	assert_out(&run, "predicted for");
	assert_out(&run, "compressor");
	assert_costs(run.out);
	cr_assert(!song_has("out"), "a plan prints no sound");
	program_release(&run);
}

Test(command, plan_forecasts_a_machine_with_more_processors)
{
	const char *song = scratch_path("song.yaml");
	struct program_run run = program_expect(0, PROGRAM_ARGUMENTS("plan", "--cost", "--workers", "8", song));
	assert_out(&run, "8 processors");
	assert_out(&run, "times as fast");
	assert_out(&run, "longest way");
	assert_out(&run, "processors without work wait for");
	cr_assert(!song_has("out"), "a forecast prints no sound");
	program_release(&run);
	run = program_expect(0, PROGRAM_ARGUMENTS("plan", "--cost", "--workers", "1", song));
	assert_out(&run, "1.00 times as fast");
	cr_expect_null(strstr(run.out, "wait for"), "one processor waits for nothing:\n%s", run.out);
	cr_expect_null(strstr(run.out, "nan"), "%s", run.out);
	program_release(&run);
	run = program_expect(2, PROGRAM_ARGUMENTS("plan", "--workers", "8", song));
	cr_expect_not_null(strstr(run.err, "--workers goes with --cost; add --cost"), "%s", run.err);
	program_release(&run);
	run = program_expect(2, PROGRAM_ARGUMENTS("plan", "--cost", "--workers", "0", song));
	cr_expect_not_null(strstr(run.err, "--workers takes 1 to 256 processors, not \"0\""), "%s", run.err);
	program_release(&run);
}

Test(command, plan_measures_latencies)
{
	const char *song = scratch_path("song.yaml");
	struct program_run run = program_expect(0, PROGRAM_ARGUMENTS("plan", "--measure", song));
	assert_out(&run, "declared  measured  by");
	assert_out(&run, "compressor");
	assert_out(&run, "0 not measurable\nlatency: PASS, all as declared\n");
	cr_assert(!song_has("out"), "a measurement prints no sound");
	program_release(&run);
	run = program_expect(2, PROGRAM_ARGUMENTS("plan", "--measure", "--cost", song));
	cr_expect_not_null(strstr(run.err, "--cost and --measure are two questions; ask one at a time"), "%s", run.err);
	program_release(&run);
}

Test(command, render_tells_what_it_cost)
{
	const char *song = scratch_path("song.yaml");
	struct program_run run = program_expect(0, PROGRAM_ARGUMENTS("render", "-q", "--profile", song));
	assert_out(&run, "null test and meters");
	assert_costs(run.out);
	program_release(&run);
	/* What takes less than half a percent is part of "all else". Without the meters nothing here does. */
	run = program_expect(0, PROGRAM_ARGUMENTS("render", "-q", "--profile", "--no-null", "--no-loudness", song));
	assert_out(&run, "reading");
	assert_out(&run, "printing");
	assert_costs(run.out);
	program_release(&run);
}

Test(command, check_says_well_and_renders_nothing)
{
	const char *song = scratch_path("song.yaml");
	struct program_run run = program_expect(0, PROGRAM_ARGUMENTS("check", song));
	char line[600];
	snprintf(line, sizeof line, "%s: well\n", song);
	cr_assert_str_eq(run.out, line);
	cr_assert_str_empty(run.err);
	cr_assert(!song_has("out"));
	program_release(&run);
}

Test(command, check_counts_warnings_and_goes_on_after_a_wrong_recipe)
{
	const char *doubtful =
		song_recipe("doubtful.yaml", SONG_HEAD SONG_TRACKS "auxes:\n  plate: {}\n" SONG_MASTER SONG_PRINT);
	const char *wrong = song_recipe("wrong.yaml", SONG_WRONG);
	struct program_run run = program_expect(3, PROGRAM_ARGUMENTS("check", wrong, doubtful));
	assert_out(&run, "doubtful.yaml: well, 1 warning\n");
	cr_assert_not_null(strstr(run.err, "wrong.yaml:2:1: error: "));
	cr_assert_not_null(strstr(run.err, "doubtful.yaml:7:3: warning: "));
	program_release(&run);
}

/* What is told on request goes to standard error, and changes no result. */
Test(command, verbose_tells_what_is_read_and_how_long_it_took)
{
	const char *song = scratch_path("song.yaml"), *lead = scratch_path("lead.wav"),
		   *drums = scratch_path("drums.wav");
	const char *const *const calls[] = { PROGRAM_ARGUMENTS("check", song, "--verbose"),
					     PROGRAM_ARGUMENTS("graph", song, "--verbose"),
					     PROGRAM_ARGUMENTS("loudness", lead, "--verbose"),
					     PROGRAM_ARGUMENTS("quality", lead, "--verbose"),
					     PROGRAM_ARGUMENTS("diff", lead, drums, "--verbose") };
	for (size_t i = 0; i < sizeof calls / sizeof *calls; i++) {
		const char *silent[4] = { NULL };
		for (size_t k = 0; strcmp(calls[i][k], "--verbose") != 0; k++)
			silent[k] = calls[i][k];
		struct program_run told = program_run(&(struct program_call){ .arguments = calls[i] });
		struct program_run untold = program_run(&(struct program_call){ .arguments = silent });
		cr_expect_eq(told.code, untold.code, "%s", calls[i][0]);
		cr_expect_str_eq(told.out, untold.out, "%s", calls[i][0]);
		cr_expect_null(strstr(untold.err, "file read"), "%s: %s", calls[i][0], untold.err);
		cr_expect_not_null(strstr(told.err, "file read"), "%s: %s", calls[i][0], told.err);
		cr_expect_not_null(strstr(told.err, "lead.wav  "), "%s: %s", calls[i][0], told.err);
		cr_expect_not_null(strstr(told.err, "48         1    2.000\n"), "%s: %s", calls[i][0], told.err);
		cr_expect_not_null(strstr(told.err, "time      "), "%s: %s", calls[i][0], told.err);
		program_release(&told);
		program_release(&untold);
	}
	struct program_run refused = program_expect(2, PROGRAM_ARGUMENTS("presets", "--verbose"));
	cr_expect_not_null(strstr(refused.err, "unknown option \"--verbose\""), "%s", refused.err);
	program_release(&refused);
}
