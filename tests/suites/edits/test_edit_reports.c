/* Tests what the reports and the plan say of edited regions.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "edit_take.h"
#include "io/scratch.h"
#include "support/program.h"

#include <criterion/criterion.h>
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

TestSuite(edit_reports, .init = (void (*)(void))scratch_make, .fini = scratch_remove, .timeout = 120);

static const struct edit_take take = { .rate = 48000, .format = "encoding: pcm16", .print = "  sum: exact\n" };

static json_t *region_of(json_t *report, const char *name)
{
	size_t index;
	json_t *range;
	json_array_foreach(json_object_get(report, "regions"), index,
			   range) if (strcmp(json_string_value(json_object_get(range, "region")), name) ==
				      0) return range;
	cr_assert_fail("the report has no region %s", name);
	return NULL;
}

/* Compares the edit with the text of the same object. */
static void expect_edit(json_t *report, const char *name, const char *text)
{
	json_t *edit = json_object_get(region_of(report, name), "edit"), *wanted = json_loads(text, 0, NULL);
	cr_assert_not_null(wanted);
	char *said = json_dumps(edit, JSON_SORT_KEYS);
	cr_expect(json_equal(edit, wanted), "%s: %s", name, said);
	free(said);
	json_decref(wanted);
}

static double cut_of(json_t *report, const char *path)
{
	size_t index;
	json_t *file;
	json_array_foreach(json_object_get(report, "files"), index,
			   file) if (strcmp(json_string_value(json_object_get(file, "path")), path) == 0)
	{
		json_t *cut = json_object_get(json_object_get(json_object_get(file, "range"), "edit"), "cut_dbfs");
		cr_assert_not_null(cut, "%s has no cut", path);
		return json_is_null(cut) ? -(double)INFINITY : json_number_value(cut);
	}
	cr_assert_fail("no file %s", path);
	return 0.0;
}

static void expect_verdict(json_t *report, const char *name, const char *detail)
{
	size_t index;
	json_t *verdict;
	json_array_foreach(json_object_get(report, "verdicts"), index,
			   verdict) if (strcmp(json_string_value(json_object_get(verdict, "name")), name) == 0)
	{
		cr_expect_str_eq(json_string_value(json_object_get(verdict, "status")), "pass");
		cr_expect_str_eq(json_string_value(json_object_get(verdict, "detail")), detail);
		return;
	}
	cr_assert_fail("no verdict %s", name);
}

Test(edit_reports, have_every_edit_in_frames)
{
	edit_render(&take, "out");
	json_t *report = json_load_file(scratch_path("out/report.json"), 0, NULL);
	cr_assert_not_null(report);
	expect_edit(report, "cut",
		    "{\"parts\": [{\"from_frame\": 0, \"frames\": 19200, \"crossfade\": null},"
		    " {\"from_frame\": 43200, \"frames\": 24000, \"crossfade\": {\"frames\": 2400, \"shape\": "
		    "\"equal-power\"}},"
		    " {\"from_frame\": 9600, \"frames\": 28800, \"crossfade\": {\"frames\": 480, \"shape\": "
		    "\"linear\"}}], \"cut_dbfs\": null,"
		    " \"fade_in\": {\"frames\": 1440, \"shape\": \"slow-start\"},"
		    " \"fade_out\": {\"frames\": 9600, \"shape\": \"s-curve\"}}");
	expect_edit(report, "faded",
		    "{\"parts\": [{\"from_frame\": 333, \"frames\": 24000, \"crossfade\": null}], \"fade_in\": null, "
		    "\"cut_dbfs\": null,"
		    " \"fade_out\": {\"frames\": 480, \"shape\": \"linear\"}}");
	cr_expect_eq(json_integer_value(json_object_get(region_of(report, "cut"), "frames")), 72000);
	expect_verdict(report, "null regions/cut/mix", "exact: the stems add up to the mix bit for bit");
	expect_verdict(report, "null regions/open/mix", "exact: the stems add up to the mix bit for bit");
	/* The fade ends the first, silence the second. */
	cr_expect(isinf(cut_of(report, "regions/cut/mix.wav")));
	cr_expect(isinf(cut_of(report, "regions/ring/mix.wav")));
	json_decref(report);
}

/* A version that ends in the middle of the sound says how loud it is there: as loud as the file's last 4096 frames. */
Test(edit_reports, tell_what_is_cut_off)
{
	static const char yaml[] =
		"version: 1\nsession: { length: 2 s, tail: none }\n"
		"tracks: { a: { source: { generate: sweep, level: -6 dBFS, from: 30 Hz, to: 1 kHz, length: 2 s } } }\n"
		"outputs: { master: { channels: 1 } }\n"
		"print:\n  directory: cut\n  format: { encoding: float64 }\n  mixes: { mix: {} }\n"
		"  regions: { short: { length: 1 s, fade_in: 1 s }, parts: { parts: [ { to: 1 s }, { from: 0 s, to: "
		"0.25 s } "
		"] } }\n";
	char path[512], line[128];
	snprintf(path, sizeof path, "%s", scratch_path("cut.yaml"));
	scratch_write(path, yaml, strlen(yaml));
	struct program_run run = program_expect(0, PROGRAM_ARGUMENTS("render", path));
	json_t *report = json_load_file(scratch_path("cut/report.json"), 0, NULL);
	cr_assert_not_null(report);
	struct sound sound = edit_read("cut", "parts", "mix");
	double peak = 0.0;
	for (size_t i = sound.frames - 4096; i < sound.frames; i++)
		peak = fmax(peak, fabs(sound.samples[i]));
	const double told = cut_of(report, "regions/parts/mix.wav");
	cr_expect_float_eq(told, 20.0 * log10(peak), 0.006, "%g dBFS", told);
	snprintf(line, sizeof line,
		 "region    parts: 1.250 s of 0.000 s to 1.000 s, then 0.000 s to 0.250 s; cut off at %.1f dBFS\n",
		 20.0 * log10(peak));
	cr_expect_not_null(strstr(run.out, line), "no \"%s\" in\n%s", line, run.out);
	program_release(&run);
	sound_release(&sound);
	json_decref(report);
}

Test(edit_reports, and_the_plan_say_it_in_words)
{
	edit_render(&take, "out");
	struct program_run run = program_expect(0, PROGRAM_ARGUMENTS("plan", scratch_path("out.yaml")));
	cr_expect_not_null(strstr(run.out, "region   cut: 1.500 s of 0.000 s to 0.400 s, crossfade of 0.050 s "
					   "(equal-power) into 0.900 s to 1.400 s, crossfade of 0.010 s (linear) into "
					   "0.200 s to 0.800 s, fade-in of 0.030 s (slow-start), fade-out of 0.200 s "
					   "(s-curve)\n"),
			   "%s", run.out);
	program_release(&run);
}

/* A file that is joined from parts has no place in the session's time; the pictures and tables still come. */
Test(edit_reports, draw_pictures)
{
	edit_render(&take, "out");
	char recipe[512], page[512];
	snprintf(recipe, sizeof recipe, "%s", scratch_path("out.yaml"));
	snprintf(page, sizeof page, "%s", scratch_path("page.html"));
	struct program_run run = program_expect(0, PROGRAM_ARGUMENTS("render", recipe, "-q", "--html", page));
	program_release(&run);
	run = program_expect(0, PROGRAM_ARGUMENTS("render", recipe, "-q", "--html", page, "--region", "cut"));
	program_release(&run);
}
