/* Tests what --dry-run says of files against what the render then does to them.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/song.h"

#include "io/scratch.h"
#include "support/program.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

TestSuite(dry_run, .init = song_make, .fini = scratch_remove);

/* Returns how many lines of the text begin with these words, or begin with the fate and end with the name. */
static size_t count_lines(const char *text, const char *fate, const char *name)
{
	char line[600];
	size_t count = 0;
	snprintf(line, sizeof line, "  %-12s%s", fate, name ? name : "");
	for (const char *at = text; *at; at += strcspn(at, "\n") + (at[strcspn(at, "\n")] == '\n'))
		count += name ? strncmp(at, line, strlen(line)) == 0 && at[strlen(line)] == '\n'
			      : strncmp(at, line, strlen(line)) == 0;
	return count;
}

static void expect_line(const struct program_run *run, const char *fate, const char *name)
{
	cr_expect_eq(count_lines(run->out, fate, name), 1, "%s %s: %s", fate, name, run->out);
}

Test(dry_run, makes_nothing_and_lists_what_the_render_makes)
{
	static const char *const names[] = { "mix.wav", "stems/drums.wav", "stems/lead.wav", "report.json",
					     "manifest.json" };
	char folder[512], page[512], stamp[512], rule[512];
	snprintf(folder, sizeof folder, "%s", scratch_path("new/deep/out"));
	snprintf(page, sizeof page, "%s", scratch_path("pages/page.html"));
	snprintf(stamp, sizeof stamp, "%s", scratch_path("stamp"));
	snprintf(rule, sizeof rule, "%s", scratch_path("rule.d"));
	const int before = scratch_count(scratch_path(""));
	struct program_run run =
		program_expect(0, PROGRAM_ARGUMENTS("render", "--dry-run", scratch_path("song.yaml"), "-d", folder,
						    "--html", page, "--stamp", stamp, "--depfile", rule));
	cr_expect_eq(scratch_count(scratch_path("")), before);
	cr_expect_eq(count_lines(run.out, "new", NULL), 8, "%s", run.out);
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		expect_line(&run, "new", names[i]);
	expect_line(&run, "new", page);
	expect_line(&run, "new", stamp);
	expect_line(&run, "new", rule);
	program_release(&run);
	run = program_expect(0, PROGRAM_ARGUMENTS("render", scratch_path("song.yaml"), "-d", folder));
	char words[700];
	snprintf(words, sizeof words, "written   5 files to \"%s\"\n", folder);
	cr_expect(strstr(run.out, words), "%s", run.out);
	program_release(&run);
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		char name[64];
		snprintf(name, sizeof name, "new/deep/out/%s", names[i]);
		cr_expect(song_has(name), "%s", name);
	}
	cr_expect_eq(scratch_count(folder), 4, "three files and a folder");
	run = program_expect(0, PROGRAM_ARGUMENTS("render", scratch_path("song.yaml"), "-d", folder));
	snprintf(words, sizeof words, ": up to date: 5 files in \"%s\"; ", folder);
	cr_expect(strstr(run.out, words), "%s", run.out);
	program_release(&run);
}

Test(dry_run, tells_what_is_there_already)
{
	const char *song = scratch_path("song.yaml");
	struct program_run run = program_expect(0, PROGRAM_ARGUMENTS("render", song));
	program_release(&run);
	run = program_expect(0, PROGRAM_ARGUMENTS("render", "--dry-run", song));
	cr_expect_eq(count_lines(run.out, "up to date", NULL), 5, "%s", run.out);
	program_release(&run);
	run = program_expect(0, PROGRAM_ARGUMENTS("render", "--dry-run", "--anew", song));
	cr_expect_eq(count_lines(run.out, "replaces", NULL), 5, "%s", run.out);
	program_release(&run);
	run = program_expect(0, PROGRAM_ARGUMENTS("render", "--dry-run", "--no-stems", song));
	expect_line(&run, "left over", "stems/drums.wav");
	expect_line(&run, "left over", "stems/lead.wav");
	program_release(&run);
	run = program_expect(0, PROGRAM_ARGUMENTS("render", "--dry-run", "--prune", "--no-stems", song));
	expect_line(&run, "removes", "stems/drums.wav");
	expect_line(&run, "removes", "stems/lead.wav");
	expect_line(&run, "replaces", "mix.wav");
	program_release(&run);
	cr_expect(song_has("out/stems/drums.wav"), "nothing was removed");
}

/* The exit code and the message are those of the render that would be refused. */
Test(dry_run, tells_what_would_be_refused)
{
	const char *song = scratch_path("song.yaml");
	char json[512];
	snprintf(json, sizeof json, "%s", scratch_path("notes.json"));
	mkdir(scratch_path("out"), 0777);
	scratch_write(scratch_path("out/mix.wav"), "mine", 4);
	scratch_write(json, "{}", 2);
	struct program_run run = program_expect(5, PROGRAM_ARGUMENTS("render", "--dry-run", song, "--json", json));
	expect_line(&run, "refused", "mix.wav");
	expect_line(&run, "refused", json);
	expect_line(&run, "new", "stems/drums.wav");
	struct program_run real = program_expect(5, PROGRAM_ARGUMENTS("render", song, "--json", json));
	cr_expect_str_eq(run.err, real.err);
	program_release(&real);
	program_release(&run);
	run = program_expect(0, PROGRAM_ARGUMENTS("render", "--dry-run", "--force", song, "--json", json));
	expect_line(&run, "overwrites", "mix.wav");
	expect_line(&run, "overwrites", json);
	program_release(&run);
	cr_expect_eq(scratch_count(scratch_path("out")), 1, "nothing was printed");
}

/* A file stands where a folder is needed. */
Test(dry_run, refuses_a_folder_that_cannot_be_made)
{
	char folder[512];
	snprintf(folder, sizeof folder, "%s", scratch_path("drums.wav/out"));
	struct program_run run =
		program_expect(5, PROGRAM_ARGUMENTS("render", "--dry-run", scratch_path("song.yaml"), "-d", folder));
	cr_expect_eq(count_lines(run.out, "refused", NULL), 5, "%s", run.out);
	struct program_run real =
		program_expect(5, PROGRAM_ARGUMENTS("render", scratch_path("song.yaml"), "-d", folder));
	cr_expect_str_eq(run.err, real.err);
	program_release(&real);
	program_release(&run);
}

/* A verdict that failed stays failed. */
Test(dry_run, keeps_a_failed_verdict_red)
{
	const char *song = song_recipe("loud.yaml", SONG "verify: { loudness: { integrated: -5 LUFS } }\n");
	struct program_run run = program_expect(1, PROGRAM_ARGUMENTS("render", song));
	program_release(&run);
	run = program_expect(1, PROGRAM_ARGUMENTS("render", "--dry-run", song));
	cr_expect_eq(count_lines(run.out, "up to date", NULL), 5, "%s", run.out);
	program_release(&run);
}

Test(dry_run, lists_the_sends)
{
	const char *song = song_recipe(
		"loop.yaml", "version: 1\nsession: { tail: none }\n"
			     "tracks:\n  lead: { source: lead.wav, inserts: [ hardware: { send: out/send.wav, return: "
			     "return.wav, latency: 0 samples } ] }\n"
			     "outputs: { master: }\nprint: { directory: mixes, mixes: { mix: {} } }\n");
	char name[512];
	snprintf(name, sizeof name, "%s", scratch_path("out/send.wav"));
	struct program_run run = program_expect(0, PROGRAM_ARGUMENTS("render", "--sends", "--dry-run", song));
	expect_line(&run, "new", name);
	program_release(&run);
	cr_expect(!song_has("out"));
	run = program_expect(0, PROGRAM_ARGUMENTS("render", "--sends", song));
	program_release(&run);
	cr_expect(song_has("out/send.wav"));
	run = program_expect(0, PROGRAM_ARGUMENTS("render", "--sends", "--dry-run", song));
	expect_line(&run, "replaces", name);
	program_release(&run);
}
