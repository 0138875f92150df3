/* Tests that `report` makes of manifests what one render of all songs would have made.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/song.h"

#include "io/scratch.h"
#include "support/attribute.h"
#include "support/program.h"

#include <criterion/criterion.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Its loudness is not what it asks for. */
#define LOUD                                                                                                           \
	SONG_HEAD SONG_TRACKS SONG_MASTER "print:\n  directory: loud\n  mixes:\n    mix: {}\n  stems: {}\n"            \
					  "verify: { loudness: { integrated: -40 LUFS } }\n"
/* The strip that nothing feeds is a warning. */
#define WARNED                                                                                                         \
	SONG_HEAD "tracks:\n  hum: { source: { generate: tone, length: 1 s } }\nauxes: { idle: }\n"                    \
		  "outputs: { master: }\nprint:\n  directory: warned\n  mixes: { mix: {} }\n"                          \
		  "verify: { loudness: { true_peak: -1 dBTP } }\n"

enum { SONGS = 4 };

static char songs[SONGS][512];

static void make_songs(void)
{
	song_make();
	snprintf(songs[0], sizeof songs[0], "%s", scratch_path("song.yaml"));
	snprintf(songs[1], sizeof songs[1], "%s", song_recipe("loud.yaml", LOUD));
	snprintf(songs[2], sizeof songs[2], "%s", song_recipe("warned.yaml", WARNED));
	snprintf(songs[3], sizeof songs[3], "%s", song_recipe("wrong.yaml", SONG_WRONG));
}

TestSuite(catalogue, .init = make_songs, .fini = scratch_remove);

static char *read_text(const char *name)
{
	size_t length;
	unsigned char *bytes = scratch_read(scratch_path(name), &length);
	char *text = strndup((const char *)bytes, length);
	free(bytes);
	return text;
}

static void render(int code, const char *song)
{
	struct program_run run = program_expect(code, PROGRAM_ARGUMENTS("render", "-q", song));
	program_release(&run);
}

static void expect_same(const char *one, const char *other)
{
	char *first = read_text(one), *second = read_text(other);
	/* A render takes longer than a look at what it has left. */
	cr_expect_eq(attribute_leave_out(first, "time"), attribute_leave_out(second, "time"));
	cr_expect_str_eq(first, second, "%s and %s", one, other);
	free(first);
	free(second);
}

/* Renders all in one command, and merges what was left of each in another: the reports have the same bytes. */
Test(catalogue, has_the_bytes_of_one_render)
{
	static const char *const names[] = { "json", "csv", "xml", "sarif" };
	char all[4][512], merged[4][512];
	for (int i = 0; i < 4; i++) {
		char name[32];
		snprintf(name, sizeof name, "all.%s", names[i]);
		snprintf(all[i], sizeof all[i], "%s", scratch_path(name));
		snprintf(name, sizeof name, "merged.%s", names[i]);
		snprintf(merged[i], sizeof merged[i], "%s", scratch_path(name));
	}
	struct program_run run =
		program_expect(3, PROGRAM_ARGUMENTS("render", "-q", "--json", all[0], "--csv", all[1], "--junit",
						    all[2], "--sarif", all[3], songs[0], songs[1], songs[2], songs[3]));
	program_release(&run);
	run = program_expect(3,
			     PROGRAM_ARGUMENTS("report", "--json", merged[0], "--csv", merged[1], "--junit", merged[2],
					       "--sarif", merged[3], songs[0], songs[1], songs[2], songs[3]));
	cr_expect(strstr(run.out, "4 songs: 2 pass, 1 fail, 1 error\n"), "%s", run.out);
	cr_expect(strstr(run.err, "loud.yaml: FAIL integrated mix"), "%s", run.err);
	program_release(&run);
	expect_same("all.json", "merged.json");
	expect_same("all.csv", "merged.csv");
	expect_same("all.xml", "merged.xml");
	expect_same("all.sarif", "merged.sarif");
}

static double figure_of(const json_t *file, const char *key)
{
	return json_number_value(json_object_get(json_object_get(file, "loudness"), key));
}

/* The row of a song has the figures of its report and the hash of its manifest. */
Test(catalogue, has_a_row_for_each_song)
{
	char row[256], hash[16];
	render(0, songs[0]);
	char *report = read_text("out/report.json"), *manifest = read_text("out/manifest.json");
	json_t *document = json_loads(report, 0, NULL), *record = json_loads(manifest, 0, NULL);
	const json_t *file = json_array_get(json_object_get(document, "files"), 0);
	const json_t *entry = json_array_get(json_object_get(record, "files"), 0);
	cr_expect_str_eq(json_string_value(json_object_get(entry, "path")), "mix.wav");
	snprintf(hash, sizeof hash, "%.12s", json_string_value(json_object_get(entry, "xxh3_128")));
	snprintf(row, sizeof row, "  pass %10.1f%7.2f%8.1f%8s  %s\n", figure_of(file, "integrated"),
		 figure_of(file, "true_peak"),
		 json_number_value(
			 json_object_get(json_array_get(json_object_get(document, "null"), 0), "residual_peak_dbfs")),
		 "2 s", hash);
	const char *const arguments[] = { songs[0], scratch_path("out"), NULL };
	for (int i = 0; arguments[i]; i++) {
		struct program_run run = program_expect(0, PROGRAM_ARGUMENTS("report", arguments[i]));
		cr_expect(strstr(run.out, row), "no \"%s\" in %s", row, run.out);
		program_release(&run);
	}
	json_decref(document);
	json_decref(record);
	free(report);
	free(manifest);
}

static void expect(int code, const char *words, const char *option, const char *song)
{
	struct program_run run = program_expect(code, option ? PROGRAM_ARGUMENTS("report", option, song)
							     : PROGRAM_ARGUMENTS("report", song));
	cr_expect(strstr(run.err, words), "no \"%s\" in %s", words, run.err);
	program_release(&run);
}

Test(catalogue, lists_what_must_be_rendered_again)
{
	char list[2100];
	render(0, songs[0]);
	render(1, songs[1]);
	struct program_run run =
		program_expect(3, PROGRAM_ARGUMENTS("report", "--again", songs[0], songs[1], songs[2], songs[3]));
	snprintf(list, sizeof list, "%s\n%s\n%s\n", songs[1], songs[2], songs[3]);
	cr_expect_str_eq(run.out, list);
	program_release(&run);
	render(0, songs[2]);
	/* A comment asks for nothing, and a tone at another level does. */
	song_recipe("song.yaml", SONG "# a comment\n");
	song_recipe("warned.yaml", WARNED "title: Other\n");
	run = program_expect(0, PROGRAM_ARGUMENTS("report", "--again", songs[0], songs[2]));
	snprintf(list, sizeof list, "%s\n", songs[2]);
	cr_expect_str_eq(run.out, list);
	cr_expect(strstr(run.err, "the recipe asks for something else than what was rendered"), "%s", run.err);
	program_release(&run);
}

Test(catalogue, compares_files_when_it_is_asked)
{
	render(0, songs[0]);
	cr_assert_eq(truncate(scratch_path("out/stems/lead.wav"), 1000), 0);
	expect(0, "", NULL, songs[0]);
	expect(1, "FAIL file", "--verify", songs[0]);
	cr_assert_eq(unlink(scratch_path("out/stems/lead.wav")), 0);
	expect(1, "it is missing", "--verify", songs[0]);
}

/* The text replaces the record that is whole. */
static void expect_damaged(const char *name, const char *text, const char *words)
{
	char *whole = read_text(name);
	scratch_write(scratch_path(name), text, strlen(text));
	expect(4, words, NULL, songs[0]);
	scratch_write(scratch_path(name), whole, strlen(whole));
	free(whole);
}

Test(catalogue, refuses_records_that_are_not_whole)
{
	char other[600];
	render(0, songs[0]);
	expect_damaged("out/manifest.json", "", "it is no manifest of stemprint");
	expect_damaged("out/manifest.json", "{\"schema\":\"stemprint.manifest.1\"}", "is missing in it");
	expect_damaged("out/report.json", "{}", "its report.json has changed since it was rendered");
	expect(0, "", NULL, songs[0]);
	cr_assert_eq(unlink(scratch_path("out/report.json")), 0);
	expect(4, "report.json\": ", NULL, songs[0]);
	cr_assert_eq(unlink(scratch_path("out/manifest.json")), 0);
	expect(4, "it was not rendered: there is no", NULL, songs[0]);
	expect(4, "it was not rendered: there is no", NULL, scratch_path("nowhere"));
	/* Another recipe has printed into the folder. */
	snprintf(other, sizeof other, "%s", song_recipe("other.yaml", SONG));
	struct program_run run = program_expect(0, PROGRAM_ARGUMENTS("render", "-q", "--force", other));
	program_release(&run);
	expect(4, "is that of \"other.yaml\"; give each recipe a directory of its own", NULL, songs[0]);
}

Test(catalogue, writes_over_no_record)
{
	char record[512];
	render(0, songs[0]);
	snprintf(record, sizeof record, "%s", scratch_path("out/report.json"));
	struct program_run run = program_expect(3, PROGRAM_ARGUMENTS("report", "--json", record, songs[0]));
	cr_expect(strstr(run.err, "would overwrite the record"), "%s", run.err);
	program_release(&run);
	run = program_expect(2, PROGRAM_ARGUMENTS("report", "--again", "--json", "-", songs[0]));
	program_release(&run);
	run = program_expect(2, PROGRAM_ARGUMENTS("report", "--plots", scratch_path("plots"), songs[0]));
	program_release(&run);
	run = program_expect(2, PROGRAM_ARGUMENTS("report"));
	program_release(&run);
}
