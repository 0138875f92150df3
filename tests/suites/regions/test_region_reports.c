/* Tests what the reports say of the parts of a session.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/scratch.h"
#include "support/program.h"

#include <criterion/criterion.h>
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

TestSuite(region_reports, .init = (void (*)(void))scratch_make, .fini = scratch_remove, .timeout = 60);

/* The first half second is 20 dB lower than the second one, which clips. */
static const char recipe[] =
	"version: 1\n"
	"session: { tail: none }\n"
	"tracks:\n"
	"  low: { stem: low, source: { generate: tone, level: -20 dBFS, freq: 997 Hz, length: 1 s } }\n"
	"  high: { stem: high, source: { generate: tone, level: 0 dBFS, gain: 6 dB, freq: 997 Hz, length: 0.5 s, "
	"start: 0.5 s "
	"} }\n"
	"outputs: { master: { inserts: [ meter: {} ] } }\n"
	"print:\n"
	"  directory: out\n"
	"  mixes: { mix: {} }\n"
	"  stems: { groups: {} }\n"
	"  regions:\n"
	"    quiet: { to: 0.5 s }\n"
	"    loud: { from: 0.5 s, loudness: yes }\n"
	"verify: { loudness: { integrated: -9 LUFS } }\n";

static json_t *render(int code, const char *const options[4])
{
	char path[512];
	snprintf(path, sizeof path, "%s", scratch_path("song.yaml"));
	scratch_write(path, recipe, strlen(recipe));
	struct program_run run =
		program_expect(code, PROGRAM_ARGUMENTS("render", path, options[0], options[1], options[2], options[3]));
	program_release(&run);
	json_error_t error;
	json_t *report = json_load_file(scratch_path("out/report.json"), 0, &error);
	cr_assert_not_null(report, "%s", error.text);
	return report;
}

static const json_t *find(const json_t *report, const char *list, const char *key, const char *value)
{
	size_t i;
	json_t *item;
	json_array_foreach(json_object_get(report, list), i,
			   item) if (strcmp(json_string_value(json_object_get(item, key)), value) == 0) return item;
	return NULL;
}

static double figure(const json_t *item, const char *key)
{
	return json_number_value(json_object_get(item, key));
}

static const char *status_of(const json_t *report, const char *verdict)
{
	const json_t *found = find(report, "verdicts", "name", verdict);
	return found ? json_string_value(json_object_get(found, "status")) : "absent";
}

Test(region_reports, each_region_has_its_own_figures_and_verdicts)
{
	json_t *report = render(1, (const char *const[4]){ NULL });
	const json_t *quiet = find(report, "files", "path", "regions/quiet/mix.wav");
	const json_t *loud = find(report, "files", "path", "regions/loud/mix.wav");
	const json_t *whole = find(report, "files", "path", "mix.wav");
	cr_assert(quiet && loud && whole);
	cr_expect_null(json_object_get(whole, "range"));
	const json_t *range = json_object_get(loud, "range");
	cr_expect_str_eq(json_string_value(json_object_get(range, "region")), "loud");
	cr_expect_eq(figure(range, "from_frame"), 24000.0);
	cr_expect_eq(figure(range, "seconds"), 0.5);
	cr_expect_eq(figure(quiet, "frames"), 24000.0);
	cr_expect_float_eq(figure(quiet, "peak_dbfs"), -23.01, 0.01);
	/* A sine of 997 Hz in both channels has its peak level in LUFS (BS.1770-5, Annex 1). The pan takes 3 dB. */
	cr_expect_float_eq(figure(json_object_get(quiet, "loudness"), "integrated"), -23.0, 0.1);
	cr_expect_gt(figure(loud, "clipped"), 100.0);
	cr_expect_eq(figure(quiet, "clipped"), 0.0);
	cr_expect_str_eq(status_of(report, "clipping regions/quiet/mix"), "pass");
	cr_expect_str_eq(status_of(report, "clipping regions/loud/mix"), "fail");
	cr_expect_str_eq(status_of(report, "null regions/quiet/groups"), "pass");
	cr_expect_str_eq(status_of(report, "integrated regions/quiet/mix"), "absent", "nobody asked for it");
	cr_expect_str_neq(status_of(report, "integrated regions/loud/mix"), "absent");
	cr_expect_eq(json_array_size(json_object_get(report, "null")), 3);
	json_decref(report);
}

Test(region_reports, a_range_is_judged_as_the_file_that_it_is)
{
	json_t *report = render(1, (const char *const[4]){ "--to", "0.5 s" });
	const json_t *mix = find(report, "files", "path", "mix.wav");
	cr_assert_not_null(mix);
	cr_expect(json_is_null(json_object_get(json_object_get(mix, "range"), "region")));
	cr_expect_str_eq(status_of(report, "clipping mix"), "pass", "the range ends before it clips");
	cr_expect_str_eq(status_of(report, "integrated mix"), "fail");
	cr_expect_str_eq(status_of(report, "null groups"), "pass");
	cr_expect_eq(json_array_size(json_object_get(report, "null")), 1);
	/* The meter hears the range alone. */
	const json_t *meter = json_array_get(json_object_get(report, "meters"), 0);
	cr_expect_float_eq(figure(json_object_get(meter, "loudness"), "integrated"), -23.0, 0.1);
	cr_expect_eq(figure(report, "frames"), 48000.0, "the length of the session");
	json_decref(report);
}

/* Each verdict has a name of its own, because programs find it by that. */
Test(region_reports, no_two_verdicts_have_one_name)
{
	json_t *report = render(1, (const char *const[4]){ NULL });
	const json_t *verdicts = json_object_get(report, "verdicts");
	for (size_t i = 0; i < json_array_size(verdicts); i++)
		for (size_t k = 0; k < i; k++)
			cr_expect_str_neq(json_string_value(json_object_get(json_array_get(verdicts, i), "name")),
					  json_string_value(json_object_get(json_array_get(verdicts, k), "name")));
	json_decref(report);
}

Test(region_reports, the_report_for_people_says_which_part_it_is)
{
	char path[512];
	snprintf(path, sizeof path, "%s", scratch_path("song.yaml"));
	scratch_write(path, recipe, strlen(recipe));
	struct program_run run = program_expect(1, PROGRAM_ARGUMENTS("render", path, "--csv", "-", "-q"));
	cr_expect_not_null(strstr(run.out, "regions/loud/mix.wav,from_frame,24000,frames,"), "%s", run.out);
	program_release(&run);
	run = program_expect(1, PROGRAM_ARGUMENTS("render", path, "--from", "0.25 s", "--to", "0.75 s"));
	cr_expect_not_null(strstr(run.out, "range     0.250 s to 0.750 s\n"), "%s", run.out);
	program_release(&run);
	run = program_expect(1, PROGRAM_ARGUMENTS("render", path, "--region", "loud"));
	cr_expect_not_null(strstr(run.out, "region    loud: 0.500 s to 1.000 s\n"), "%s", run.out);
	cr_expect_not_null(strstr(run.out, "regions/loud/mix.wav = 2 stems"), "%s", run.out);
	program_release(&run);
}
