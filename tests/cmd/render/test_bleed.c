/* Tests `render --bleed` and `verify: bleed`: the figures, the verdicts, and every form of the report.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/song.h"

#include "io/scratch.h"
#include "support/program.h"

#include <criterion/criterion.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

TestSuite(bleed, .init = song_make, .fini = scratch_remove);

/* The plate returns what the lead sends it into the bus of the drums, 12 dB lower, as line 9 says. The compressor of
 * the master reduces both alike. */
#define HEAD                                                                                                           \
	SONG_HEAD "tracks:\n  drums: { source: drums.wav, output: kit }\n  lead: { source: lead.wav, stem: lead, "     \
		  "sends: [ { to: plate, "                                                                             \
		  "level: -12 dB } ] }\nbuses:\n  kit: { stem: drums }\nauxes:\n"
#define TAIL "outputs:\n  master: {}\n" SONG_PRINT
#define PLATE HEAD "  plate: { output: kit }\n" TAIL

static json_t *report_of(const char *yaml, int code)
{
	const char *recipe = song_recipe("bleed.yaml", yaml);
	struct program_run run = program_expect(code, PROGRAM_ARGUMENTS("render", "--bleed", "--json", "-", recipe));
	json_error_t error;
	json_t *json = json_loads(run.out, 0, &error);
	cr_assert_not_null(json, "%s\n%s", error.text, run.out);
	program_release(&run);
	return json;
}

static const json_t *cell(const json_t *report, const char *track, const char *stem)
{
	size_t index;
	json_t *item;
	json_array_foreach(json_object_get(json_object_get(report, "bleed"), "cells"), index, item)
	{
		if (strcmp(json_string_value(json_object_get(item, "track")), track) == 0 &&
		    strcmp(json_string_value(json_object_get(item, "stem")), stem) == 0)
			return item;
	}
	return NULL;
}

static void expect_cell(const json_t *report, const char *track, const char *stem, const char *kind, double relative_db)
{
	const json_t *found = cell(report, track, stem);
	cr_assert_not_null(found, "%s in %s", track, stem);
	cr_assert_str_eq(json_string_value(json_object_get(found, "kind")), kind);
	cr_assert_float_eq(json_number_value(json_object_get(found, "relative_db")), relative_db, 0.011, "%s in %s",
			   track, stem);
}

static const char *verdict(const json_t *report, const char *name, const char *key)
{
	size_t index;
	json_t *item;
	json_array_foreach(json_object_get(report, "verdicts"), index, item)
	{
		if (strcmp(json_string_value(json_object_get(item, "name")), name) == 0)
			return json_string_value(json_object_get(item, key));
	}
	return NULL;
}

/* A mono track in the centre is 3 dB lower on each side, and so is what it sends. */
Test(bleed, is_as_loud_as_the_send)
{
	json_t *report = report_of(PLATE, 0);
	expect_cell(report, "drums", "drums", "own", 0.0);
	expect_cell(report, "lead", "lead", "own", 0.0);
	expect_cell(report, "lead", "drums", "bleed", -12.0);
	cr_expect_null(cell(report, "drums", "lead"));
	/* The rms of noise between -0.25 and 0.25 is 0.25 / sqrt 3. AES17 dBFS adds 3.01 dB, and the centre takes 3.01
	 * dB away. */
	const double level = json_number_value(json_object_get(cell(report, "lead", "lead"), "level_dbfs"));
	cr_expect_float_eq(level, -16.81, 0.1, "%g", level);
	const json_t *way = json_array_get(json_object_get(cell(report, "lead", "drums"), "ways"), 0);
	cr_assert_eq(json_array_size(way), 4);
	cr_expect_str_eq(json_string_value(json_array_get(way, 1)), "plate");
	cr_expect_null(verdict(report, "bleed lead in drums", "status"));
	json_decref(report);
}

Test(bleed, moves_with_dynamics_of_the_whole)
{
	json_t *report = report_of(HEAD "  plate: { output: kit }\noutputs:\n  master: { inserts: [ limiter: { "
					"ceiling: -20 dBTP } ] }\n" SONG_PRINT,
				   0);
	expect_cell(report, "lead", "drums", "bleed", -12.0);
	json_decref(report);
}

Test(bleed, over_the_limit_fails_and_names_the_way_and_the_line)
{
	json_t *report = report_of(PLATE "verify: { bleed: { max: -12.5 dB } }\n", 1);
	cr_assert_str_eq(verdict(report, "bleed lead in drums", "status"), "fail");
	const char *detail = verdict(report, "bleed lead in drums", "detail");
	cr_expect_not_null(strstr(detail, "-12.0 dB against its own stem; at most -12.5 dB"), "%s", detail);
	cr_expect_not_null(strstr(detail, "lead -> plate -> kit -> master"), "%s", detail);
	cr_expect_not_null(strstr(detail, "bleed.yaml:9:"), "%s", detail);
	json_decref(report);
	report = report_of(PLATE "verify: { bleed: { max: -11.5 dB } }\n", 0);
	cr_expect_str_eq(verdict(report, "bleed lead in drums", "status"), "pass");
	json_decref(report);
}

Test(bleed, into_a_labelled_plate_is_meant)
{
	json_t *report = report_of(HEAD "  plate: { stem: fx }\n" TAIL "verify: { bleed: { max: -90 dB } }\n", 0);
	expect_cell(report, "lead", "fx", "meant", -12.0);
	cr_expect_str_eq(verdict(report, "bleed", "status"), "pass");
	json_decref(report);
}

Test(bleed, of_a_track_that_is_heard_nowhere_else_fails)
{
	json_t *report = report_of(
		SONG_HEAD
		"tracks:\n  drums: { source: drums.wav, output: kit }\n  lead: { source: lead.wav, stem: lead, mute: "
		"yes, sends: [ { to: plate, tap: pre-fader } ] }\nbuses:\n  kit: { stem: drums }\nauxes:\n  plate: { "
		"output: kit }\n" TAIL "verify: { bleed: { max: -90 dB } }\n",
		1);
	cr_expect_not_null(strstr(verdict(report, "bleed lead in drums", "detail"), "silent in its own stem"));
	json_decref(report);
}

Test(bleed, stands_in_every_report)
{
	const char *recipe = song_recipe("bleed.yaml", PLATE "verify: { bleed: { max: -90 dB } }\n");
	struct program_run run = program_expect(1, PROGRAM_ARGUMENTS("render", "--csv", scratch_path("bleed.csv"),
								     "--plots", scratch_path("plots"), recipe));
	cr_expect_not_null(strstr(run.out, "lead      -16.8   0.0   -12.0!"), "%s", run.out);
	cr_expect_not_null(strstr(run.out, "lead in drums: lead -> plate -> kit -> master"), "%s", run.out);
	program_release(&run);
	size_t length;
	char *csv = (char *)scratch_read(scratch_path("bleed.csv"), &length);
	cr_expect_not_null(strstr(csv, "lead in drums,bleed,-12.00,dB,fail\n"), "%s", csv);
	free(csv);
	cr_expect(song_has("plots/bleed.svg"));
}

Test(bleed, is_not_measured_unasked_nor_without_stems)
{
	struct program_run run = program_expect(0, PROGRAM_ARGUMENTS("render", song_recipe("bleed.yaml", PLATE)));
	cr_expect_null(strstr(run.out, "bleed  "));
	program_release(&run);
	run = program_expect(0, PROGRAM_ARGUMENTS("render", "--bleed", "--no-stems", song_recipe("bleed.yaml", PLATE)));
	cr_expect_null(strstr(run.out, "bleed  "));
	program_release(&run);
	run = program_expect(0, PROGRAM_ARGUMENTS("render", "--bleed",
						  song_recipe("bleed.yaml", SONG_HEAD SONG_TRACKS SONG_MASTER
							      "print:\n  directory: out\n  mixes:\n    mix: {}\n")));
	cr_expect_not_null(strstr(run.err, "nothing that could bleed"), "%s", run.err);
	program_release(&run);
}
