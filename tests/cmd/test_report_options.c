/* Tests where reports go beside the terminal: each is written whole or not at all, and to a path of its own.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/song.h"

#include "io/scratch.h"
#include "support/program.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

TestSuite(report_options, .init = song_make, .fini = scratch_remove);

Test(report_options, write_each_report_to_its_file)
{
	struct program_run run =
		program_expect(0, PROGRAM_ARGUMENTS("render", "--json", scratch_path("reports/a.json"), "--csv",
						    scratch_path("reports/a.csv"), scratch_path("song.yaml")));
	cr_assert(song_has("reports/a.json") && song_has("reports/a.csv"));
	cr_assert_eq(scratch_count(scratch_path("reports")), 2);
	cr_assert_not_null(strstr(run.out, "mix.wav"), "the table is still for people: %s", run.out);
	program_release(&run);
}

Test(report_options, leave_standard_output_to_one)
{
	struct program_run run =
		program_expect(0, PROGRAM_ARGUMENTS("render", "--csv", "-", scratch_path("song.yaml")));
	cr_assert_eq(strncmp(run.out, "subject,quantity,", 17), 0, "%s", run.out);
	cr_assert_not_null(strstr(run.err, "mix.wav"));
	program_release(&run);
	run = program_expect(2, PROGRAM_ARGUMENTS("render", "--csv", "-", "--json", "-", scratch_path("song.yaml")));
	cr_assert_not_null(strstr(run.err, "--json and --csv both go to \"-\""), "%s", run.err);
	program_release(&run);
}

Test(report_options, do_not_put_two_reports_into_one_file)
{
	const char *file = scratch_path("report");
	struct program_run run = program_expect(
		2, PROGRAM_ARGUMENTS("render", "--csv", file, "--json", file, scratch_path("song.yaml")));
	cr_assert(!song_has("report") && !song_has("out"), "wrong usage renders nothing");
	program_release(&run);
}

/* A report that cannot be written keeps the others from appearing. */
Test(report_options, are_written_all_or_none)
{
	scratch_write(scratch_path("a.json"), "old\n", 4);
	struct program_run run =
		program_expect(5, PROGRAM_ARGUMENTS("render", "--json", scratch_path("a.json"), "--csv",
						    scratch_path("lead.wav/a.csv"), scratch_path("song.yaml")));
	cr_assert_not_null(strstr(run.err, "lead.wav"), "%s", run.err);
	size_t length;
	unsigned char *bytes = scratch_read(scratch_path("a.json"), &length);
	cr_assert(length == 4 && memcmp(bytes, "old\n", 4) == 0, "what stood there stays");
	free(bytes);
	program_release(&run);
}

/* A recipe that is right and one that is wrong have a suite each. */
Test(report_options, tell_of_several_recipes)
{
	const char *wrong = song_recipe("wrong.yaml", SONG_WRONG), *file = scratch_path("all.xml");
	struct program_run run = program_expect(3, PROGRAM_ARGUMENTS("render", "-q", "--junit", file,
								     scratch_path("song.yaml"), wrong, "--sarif", "-"));
	size_t length;
	unsigned char *bytes = scratch_read(file, &length);
	char *text = strndup((const char *)bytes, length);
	cr_assert_not_null(strstr(text, "song.yaml\" tests="), "%s", text);
	cr_assert_not_null(strstr(text, "wrong.yaml\" tests=\"1\" failures=\"0\" errors=\"1\""));
	cr_assert_not_null(strstr(text, "wrong.yaml:2:1: error: unknown"), "the line is quoted: %s", text);
	cr_assert_not_null(strstr(text, "    2 | frobnicate: yes"));
	cr_assert_not_null(strstr(run.out, "\"ruleId\": \"unknown-key\""), "%s", run.out);
	free(text);
	free(bytes);
	program_release(&run);
}
