/* Tests the reports over several recipes against those of each recipe alone.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/song.h"

#include "io/scratch.h"
#include "support/attribute.h"
#include "support/program.h"

#include <criterion/criterion.h>
#include <jansson.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#define OTHER SONG_HEAD SONG_TRACKS SONG_MASTER "print:\n  directory: other\n  mixes:\n    mix: {}\n  stems: {}\n"

static char song[512], other[512], wrong[512];

static void make_songs(void)
{
	song_make();
	snprintf(song, sizeof song, "%s", scratch_path("song.yaml"));
	snprintf(other, sizeof other, "%s", song_recipe("other.song.yaml", OTHER));
	snprintf(wrong, sizeof wrong, "%s", song_recipe("wrong.yaml", SONG_WRONG));
}

TestSuite(several_recipes, .init = make_songs, .fini = scratch_remove);

static char *read_text(const char *name)
{
	size_t length;
	unsigned char *bytes = scratch_read(scratch_path(name), &length);
	char *text = strndup((const char *)bytes, length);
	free(bytes);
	return text;
}

static void expect_same(const char *one, const char *two)
{
	char *first = read_text(one), *second = read_text(two);
	cr_expect_str_eq(first, second, "%s and %s", one, two);
	free(first);
	free(second);
}

static json_t *alone(const char *recipe)
{
	struct program_run run = program_expect(0, PROGRAM_ARGUMENTS("render", "-q", "--json", "-", recipe));
	json_t *report = json_loads(run.out, 0, NULL);
	cr_assert_not_null(report);
	program_release(&run);
	return report;
}

static void expect_json(const json_t *document)
{
	const json_t *recipes = json_object_get(document, "recipes");
	const char *const files[] = { song, wrong, other };
	json_t *reports[] = { alone(song), json_null(), alone(other) };
	cr_expect_str_eq(json_string_value(json_object_get(document, "verdict")), "error");
	cr_assert_eq(json_array_size(recipes), 3);
	for (size_t i = 0; i < 3; i++) {
		const json_t *recipe = json_array_get(recipes, i);
		cr_expect_str_eq(json_string_value(json_object_get(recipe, "file")), files[i]);
		cr_expect_str_eq(json_string_value(json_object_get(recipe, "verdict")), i == 1 ? "error" : "pass");
		cr_expect(json_equal(json_object_get(recipe, "report"), reports[i]), "recipe %zu", i);
		cr_expect_eq(json_array_size(json_object_get(recipe, "diagnostics")), i == 1 ? 1u : 0u);
		json_decref(reports[i]);
	}
}

/* Once where all is rendered, and once where all is up to date. */
Test(several_recipes, json_holds_the_report_of_each)
{
	for (int i = 0; i < 2; i++) {
		struct program_run run =
			program_expect(3, PROGRAM_ARGUMENTS("render", "-q", "--json", "-", song, wrong, other));
		json_t *document = json_loads(run.out, 0, NULL);
		cr_assert_not_null(document, "%s", run.out);
		expect_json(document);
		json_decref(document);
		program_release(&run);
	}
}

/* The rows of a recipe are those that it has alone, behind its path. */
static void expect_rows(const char *all, const char *recipe, const char *csv)
{
	char *rows = read_text(csv), *at = strchr(rows, '\n') + 1;
	while (*at != '\0') {
		const size_t length = strcspn(at, "\n");
		char row[1200];
		snprintf(row, sizeof row, "\n%s,%.*s\n", recipe, (int)length, at);
		cr_expect(strstr(all, row), "%s", row);
		at += length + (at[length] == '\n');
	}
	free(rows);
}

Test(several_recipes, csv_and_pages_are_those_of_each)
{
	char csv[512], html[512], row[600];
	snprintf(csv, sizeof csv, "%s", scratch_path("all/rows.csv"));
	snprintf(html, sizeof html, "%s", scratch_path("all/index.html"));
	struct program_run run =
		program_expect(3, PROGRAM_ARGUMENTS("render", "-q", "--csv", csv, "--html", html, song, wrong, other));
	program_release(&run);
	char *all = read_text("all/rows.csv"), *index = read_text("all/index.html");
	run = program_expect(0, PROGRAM_ARGUMENTS("render", "-q", "--csv", scratch_path("song.csv"), "--html",
						  scratch_path("one/song.html"), song));
	program_release(&run);
	run = program_expect(0, PROGRAM_ARGUMENTS("render", "-q", "--csv", scratch_path("other.csv"), "--html",
						  scratch_path("one/other.html"), other));
	program_release(&run);
	cr_expect(strncmp(all, "recipe,subject,quantity,value,unit,verdict\n", 43) == 0);
	expect_rows(all, song, "song.csv");
	expect_rows(all, other, "other.csv");
	snprintf(row, sizeof row, "\n%s,recipe,rendered,,,error\n", wrong);
	cr_expect(strstr(all, row), "%s", all);
	/* Links lead from the page to its files: the pages stand as deep as each other. */
	expect_same("all/index-song.html", "one/song.html");
	expect_same("all/index-other.song.html", "one/other.html");
	const char *link = strstr(index, "href=\"index-song.html\"");
	link = link ? strstr(link, "href=\"index-wrong.html\"") : NULL;
	cr_expect(link && strstr(link, "href=\"index-other.song.html\""), "%s", index);
	char *failure = read_text("all/index-wrong.html");
	cr_expect(strstr(failure, "unknown key &quot;frobnicate&quot;"), "%s", failure);
	cr_expect_eq(scratch_count(scratch_path("all")), 5);
	free(failure);
	free(index);
	free(all);
}

/* The reports have the same bytes with one thread and with several. They may be replaced. */
Test(several_recipes, reports_do_not_depend_on_threads)
{
	const char *const names[] = { "a/1.json", "a/1.csv", "a/1.xml", "a/1.html" };
	char *before[4] = { 0 };
	for (int i = 0; i < 3; i++) {
		const char *const jobs[] = { "-j1", "-j2", "-j5" };
		struct program_run run = program_expect(
			3, PROGRAM_ARGUMENTS("render", "--anew", "-q", jobs[i], "--json", scratch_path(names[0]),
					     "--csv", scratch_path(names[1]), "--junit", scratch_path(names[2]),
					     "--html", scratch_path(names[3]), song, wrong, other));
		program_release(&run);
		for (size_t k = 0; k < 4; k++) {
			char *now = read_text(names[k]);
			attribute_leave_out(now, "time");
			if (i > 0)
				cr_expect_str_eq(now, before[k], "%s with %s", names[k], jobs[i]);
			free(before[k]);
			before[k] = now;
		}
	}
	for (size_t k = 0; k < 4; k++)
		free(before[k]);
}

/* Both recipes are called song.yaml. */
Test(several_recipes, of_one_name_have_pages_of_their_own)
{
	mkdir(scratch_path("two"), 0777);
	const char *second =
		song_recipe("two/Song.yml", SONG_HEAD "tracks: { hum: { source: { generate: tone, length: 1 s } } }\n"
						      "outputs: { master: }\nprint: { directory: out }\n");
	struct program_run run =
		program_expect(0, PROGRAM_ARGUMENTS("render", "-q", "--html", scratch_path("all.html"), song, second));
	program_release(&run);
	cr_expect(song_has("all-song.html") && song_has("all-Song-2.html"));
}

/* What somebody else wrote is not replaced, and is found before anything is rendered. */
Test(several_recipes, do_not_replace_the_page_of_another)
{
	scratch_write(scratch_path("all-song.html"), "mine", 4);
	struct program_run run =
		program_expect(5, PROGRAM_ARGUMENTS("render", "-q", "--html", scratch_path("all.html"), song, other));
	cr_expect(strstr(run.err, "\"all-song.html\": stemprint did not write this file"), "%s", run.err);
	cr_expect(!song_has("out") && !song_has("other"));
	program_release(&run);
}

Test(several_recipes, have_no_pictures_and_no_folder_in_common)
{
	const struct {
		const char *option, *value, *says;
	} rows[] = {
		{ "--plots", "plots", "--plots goes with one recipe" },
		{ "--directory", "out", "--directory goes with one recipe" },
		{ "--html", "-", "--html of several recipes makes a page for each; name a file" },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct program_run run =
			program_expect(2, PROGRAM_ARGUMENTS("render", rows[i].option, rows[i].value, song, other));
		cr_expect(strstr(run.err, rows[i].says), "%s", run.err);
		program_release(&run);
	}
}

/* Each of these songs has a folder of its own. The third cannot be rendered. */
static void make_many(const char *paths[4])
{
	static char names[4][512];
	for (int i = 0; i < 4; i++) {
		char name[32], yaml[600];
		snprintf(name, sizeof name, "many%d.yaml", i);
		snprintf(yaml, sizeof yaml, "%s%s%sprint:\n  directory: many%d\n  mixes:\n    mix%d: {}\n  stems: {}\n",
			 SONG_HEAD, SONG_TRACKS, SONG_MASTER, i, i);
		snprintf(names[i], sizeof names[i], "%s", song_recipe(name, i == 2 ? SONG_WRONG : yaml));
		paths[i] = names[i];
	}
}

/* Four songs run side by side where there are two threads, and one after the other where there is one. What is said and
   what is written is the same, in the order of the command line. */
Test(several_recipes, side_by_side_say_and_make_the_same)
{
	const char *paths[4], *const jobs[] = { "-j1", "-j2", "-j8" };
	struct program_run first = { 0 };
	char *before = NULL;
	make_many(paths);
	for (size_t i = 0; i < sizeof jobs / sizeof *jobs; i++) {
		struct program_run run = program_expect(3, PROGRAM_ARGUMENTS("render", "--anew", jobs[i], "--json",
									     scratch_path("many.json"), paths[3],
									     paths[2], paths[1], paths[0]));
		char *now = read_text("many.json");
		if (i > 0) {
			cr_expect_str_eq(run.out, first.out, "%s", jobs[i]);
			cr_expect_str_eq(run.err, first.err, "%s", jobs[i]);
			cr_expect_str_eq(now, before, "%s", jobs[i]);
			program_release(&run);
			free(now);
		} else {
			first = run;
			before = now;
		}
	}
	/* One of the four is wrong. */
	cr_expect_not_null(strstr(first.out, "\n4 songs: 3 pass, 1 error\n  error    "), "%s", first.out);
	const char *third = strstr(first.out, "mix3.wav"), *second = third ? strstr(third, "mix1.wav") : NULL;
	cr_expect(second && strstr(second, "mix0.wav"), "%s", first.out);
	program_release(&first);
	free(before);
}

/* Each song takes several megabytes, so that 20 MB hold one or two at once, and never all four. */
Test(several_recipes, side_by_side_share_the_memory)
{
	const char *paths[4];
	make_many(paths);
	struct program_run run = program_expect(0, PROGRAM_ARGUMENTS("render", "-q", "-j8", "--max-memory", "20 MB",
								     paths[0], paths[1], paths[3], song));
	cr_expect_str_empty(run.err);
	program_release(&run);
}

/* The songs that run leave nothing, and the others do not begin. */
Test(several_recipes, side_by_side_end_by_a_signal)
{
	const char *paths[4];
	char yaml[600], names[4][512];
	const struct timespec moment = { .tv_nsec = 1000000 };
	for (int i = 0; i < 4; i++) {
		char name[32];
		snprintf(name, sizeof name, "long%d.yaml", i);
		snprintf(yaml, sizeof yaml,
			 "version: 1\nsession: { tail: none, length: 7200 s }\n%s%sprint:\n  directory: long%d\n  "
			 "mixes:\n    mix: {}\n",
			 SONG_TRACKS, SONG_MASTER, i);
		snprintf(names[i], sizeof names[i], "%s", song_recipe(name, yaml));
		paths[i] = names[i];
	}
	const struct program_call call = { .arguments = PROGRAM_ARGUMENTS("render", "-q", "-j2", paths[0], paths[1],
									  paths[2], paths[3]) };
	struct program_child child = program_start(&call);
	for (int i = 0; i < 20000 && !(song_has("long0") && song_has("long1")); i++)
		nanosleep(&moment, NULL);
	cr_assert(song_has("long0") && song_has("long1"), "both run");
	kill(child.process, SIGTERM);
	struct program_run run = program_finish(&child);
	cr_expect_eq(run.signal, SIGTERM, "%d: %s", run.code, run.err);
	for (int i = 0; i < 4; i++) {
		char name[16];
		snprintf(name, sizeof name, "long%d", i);
		cr_expect(!song_has(name), "%s", name);
	}
	program_release(&run);
}
