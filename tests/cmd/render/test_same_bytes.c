/* stemprint tests: reports have the same bytes, however the recipe was named, and on whatever machine it was rendered.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/song.h"

#include "io/scratch.h"
#include "support/attribute.h"
#include "support/program.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

TestSuite(same_bytes, .init = song_make, .fini = scratch_remove);

/* Its verdicts fail, and one of them names a location of the recipe: the lead reaches the stem "drums" through the
 * plate. */
#define WRONG                                                                                                          \
	SONG_HEAD "title: Wrong\ntracks:\n  drums: { source: drums.wav, output: kit }\n"                               \
		  "  lead: { source: lead.wav, stem: lead, sends: [ { to: plate } ], output: master }\n"               \
		  "buses: { kit: { stem: drums, output: master } }\n"                                                  \
		  "auxes: { plate: { inserts: [ delay: { time: 10 ms } ], output: kit } }\n" SONG_MASTER SONG_PRINT    \
		  "verify: { bleed: { max: -90 dB }, proof: { max_residual: -190 dBFS } }\n"

static const char *const reports[] = { "report.json", "report.html", "report.csv", "report.xml" };

enum { REPORT_COUNT = sizeof reports / sizeof *reports };

/* The program runs in this folder, and its path is typed there like this; NULL means the absolute path. */
static const struct spelling {
	const char *folder, *path;
} spellings[] = {
	{ ".", "song.yaml" }, { ".", "./song.yaml" }, { ".", "below/../song.yaml" }, { "below", "../song.yaml" },
	{ "below", NULL },    { ".", "link.yaml" },   { ".", "mirror/song.yaml" },
};

/* These are kernels, threads and frames per block. */
static const char *const ways[][3] = { { "sse2", "1", "4096" }, { "plain", "2", "777" }, { "avx2", "2", "512" } };

static bool has_kernels(const char *name)
{
	return strcmp(name, "avx2") != 0 || __builtin_cpu_supports("avx2");
}

static void prepare(void)
{
	char target[512];
	song_recipe("song.yaml", WRONG);
	snprintf(target, sizeof target, "%s", scratch_path(""));
	cr_assert_eq(mkdir(scratch_path("below"), 0777), 0);
	cr_assert_eq(symlink("song.yaml", scratch_path("link.yaml")), 0);
	cr_assert_eq(symlink(target, scratch_path("mirror")), 0);
}

/* Renders, and moves the reports to "NAME-report.json" and so on. Without its record, stemprint takes an earlier print
 * for a file of somebody else. */
static void render(const char *name, const struct spelling *spelling, const char *const way[3])
{
	char recipe[512], html[512], csv[512], junit[512], sarif[512];
	snprintf(recipe, sizeof recipe, "%s", spelling->path ? spelling->path : scratch_path("song.yaml"));
	snprintf(html, sizeof html, "%s", scratch_path("out/report.html"));
	snprintf(csv, sizeof csv, "%s", scratch_path("out/report.csv"));
	snprintf(junit, sizeof junit, "%s", scratch_path("out/report.xml"));
	snprintf(sarif, sizeof sarif, "%s", scratch_path("out/report.sarif"));
	cr_assert_eq(chdir(scratch_path(spelling->folder)), 0);
	struct program_run run = program_expect(1, PROGRAM_ARGUMENTS("render", "-q", "--force", "--html", html, "--csv",
								     csv, "--junit", junit, "--sarif", sarif, "--cpu",
								     way[0], "-j", way[1], "--block", way[2], recipe));
	program_release(&run);
	for (size_t i = 0; i < REPORT_COUNT; i++) {
		char from[64], to[64], old[512];
		snprintf(from, sizeof from, "out/%s", reports[i]);
		snprintf(to, sizeof to, "%s-%s", name, reports[i]);
		snprintf(old, sizeof old, "%s", scratch_path(from));
		cr_assert_eq(rename(old, scratch_path(to)), 0, "%s", reports[i]);
	}
}

/* JUnit has the path as it was typed, which leads a viewer to the file, and the time that the run took. */
static size_t leave_out(unsigned char *bytes)
{
	char *text = (char *)bytes;
	cr_expect(attribute_leave_out(text, "file") > 0);
	cr_expect(attribute_leave_out(text, "time") > 0);
	return strlen(text);
}

static void expect_alike(const char *one, const char *other, const char *what)
{
	for (size_t i = 0; i < REPORT_COUNT; i++) {
		char name[64];
		size_t lengths[2];
		snprintf(name, sizeof name, "%s-%s", one, reports[i]);
		unsigned char *first = scratch_read(scratch_path(name), &lengths[0]);
		snprintf(name, sizeof name, "%s-%s", other, reports[i]);
		unsigned char *second = scratch_read(scratch_path(name), &lengths[1]);
		if (strcmp(reports[i], "report.xml") == 0) {
			lengths[0] = leave_out(first);
			lengths[1] = leave_out(second);
		}
		cr_expect(lengths[0] == lengths[1] && memcmp(first, second, lengths[0]) == 0, "%s of %s differs",
			  reports[i], what);
		free(first);
		free(second);
	}
}

Test(same_bytes, however_the_path_is_typed)
{
	prepare();
	render("first", &spellings[0], ways[0]);
	for (size_t i = 1; i < sizeof spellings / sizeof *spellings; i++) {
		render("other", &spellings[i], ways[0]);
		expect_alike("first", "other", spellings[i].path ? spellings[i].path : "the absolute path");
	}
}

Test(same_bytes, whatever_renders_them)
{
	prepare();
	render("first", &spellings[0], ways[0]);
	for (size_t i = 1; i < sizeof ways / sizeof *ways; i++)
		if (has_kernels(ways[i][0])) {
			render("other", &spellings[4], ways[i]);
			expect_alike("first", "other", ways[i][0]);
		}
}

/* An annotation is useful only if its path leads to the file. */
Test(same_bytes, but_annotations_name_the_path_as_it_was_typed)
{
	prepare();
	render("first", &spellings[1], ways[0]);
	size_t length;
	char *sarif = (char *)scratch_read(scratch_path("out/report.sarif"), &length);
	cr_expect_not_null(strstr(sarif, "\"uri\": \"./song.yaml\""), "%s", sarif);
	free(sarif);
	char *suites = (char *)scratch_read(scratch_path("first-report.xml"), &length);
	cr_expect_not_null(strstr(suites, " file=\"./song.yaml\""), "%s", suites);
	free(suites);
}

Test(same_bytes, two_recipes_of_one_name_are_two_suites)
{
	prepare();
	char other[512], junit[512];
	cr_assert_eq(mkdir(scratch_path("again"), 0777), 0);
	snprintf(other, sizeof other, "%s", song_recipe("again/song.yaml", "version: 1\n"));
	snprintf(junit, sizeof junit, "%s", scratch_path("both.xml"));
	cr_assert_eq(chdir(scratch_path(".")), 0);
	struct program_run run =
		program_expect(3, PROGRAM_ARGUMENTS("render", "-q", "--junit", junit, "./song.yaml", other));
	program_release(&run);
	size_t length;
	char *suites = (char *)scratch_read(junit, &length);
	cr_expect_not_null(strstr(suites, "<testsuite name=\"./song.yaml\""), "%s", suites);
	free(suites);
}

/* --verbose prints what reports leave out. */
Test(same_bytes, verbose_and_profile_tell_kernels_threads_and_paths)
{
	prepare();
	cr_assert_eq(chdir(scratch_path(".")), 0);
	char *folder = realpath(".", NULL), place[600];
	struct program_run run = program_expect(1, PROGRAM_ARGUMENTS("render", "--verbose", "--profile", "--cpu",
								     "sse2", "-j", "2", "below/../song.yaml"));
	static const char line[] = "run       sse2 kernels, 2 threads, recipe below/../song.yaml\n";
	cr_expect_not_null(strstr(run.err, line), "%s", run.err);
	cr_expect_not_null(strstr(run.out, line), "%s", run.out);
	snprintf(place, sizeof place, "source    lead.wav: %s/lead.wav\n", folder);
	cr_expect_not_null(strstr(run.err, place), "%s", run.err);
	snprintf(place, sizeof place, "recipe    %s/song.yaml\n", folder);
	cr_expect_not_null(strstr(run.err, place), "%s", run.err);
	snprintf(place, sizeof place, "prints    %s/", folder);
	cr_expect_not_null(strstr(run.err, place), "%s", run.err);
	free(folder);
	program_release(&run);
}
