/* Tests two prints into one folder: by two recipes of one command, and by two processes side by side.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/song.h"

#include "io/scratch.h"
#include "support/program.h"
#include "support/sound.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

TestSuite(one_folder, .init = song_make, .fini = scratch_remove);

#define RECIPE(directory)                                                                                              \
	SONG_HEAD SONG_TRACKS SONG_MASTER "print:\n  directory: " directory "\n  mixes:\n    other: {}\n"

static const struct {
	const char *what, *yaml;
} meeting[] = {
	{ "the same name", RECIPE("out") },
	{ "another spelling", RECIPE("./new/../out//.") },
	{ "a folder that is made on the way", RECIPE("new/deep/../../out") },
	{ "another letter case, where nothing is there yet", RECIPE("OUT") },
};

static void expect_refusal(const char *other, const char *what)
{
	const char *const names[] = { "render", "check" };
	char words[1200], place[600], song[512];
	snprintf(song, sizeof song, "%s", scratch_path("song.yaml"));
	snprintf(words, sizeof words, "recipes \"%s\" and \"%s\" print into one folder", song, other);
	snprintf(place, sizeof place, "%s:9:14: error: ", other);
	for (size_t i = 0; i < 2; i++) {
		struct program_run run = program_expect(3, PROGRAM_ARGUMENTS(names[i], song, other));
		cr_expect(strstr(run.err, words), "%s, %s: %s", names[i], what, run.err);
		cr_expect(strstr(run.err, place), "%s, %s: %s", names[i], what, run.err);
		program_release(&run);
	}
}

Test(one_folder, two_recipes_of_one_command_are_refused_before_anything_renders)
{
	for (size_t i = 0; i < sizeof meeting / sizeof *meeting; i++) {
		expect_refusal(song_recipe("other.yaml", meeting[i].yaml), meeting[i].what);
		cr_expect(!song_has("out") && !song_has("OUT") && !song_has("new"), "%s", meeting[i].what);
	}
}

Test(one_folder, two_recipes_meet_by_a_link)
{
	cr_assert(mkdir(scratch_path("out"), 0777) == 0 && symlink("out", scratch_path("link")) == 0);
	expect_refusal(song_recipe("other.yaml", RECIPE("link")), "a link");
	expect_refusal(song_recipe("other.yaml", RECIPE("link/../link")), "a link, and back");
	cr_expect_eq(scratch_count(scratch_path("out")), 0);
}

Test(one_folder, a_recipe_that_is_given_twice_is_refused)
{
	const char *song = scratch_path("song.yaml");
	struct program_run run = program_expect(3, PROGRAM_ARGUMENTS("render", song, song));
	program_release(&run);
	cr_expect(!song_has("out"));
}

Test(one_folder, two_recipes_of_two_folders_are_rendered)
{
	mkdir(scratch_path("OUT"), 0777); /* these differ where letter case counts */
	const char *const good[] = { RECIPE("out/inner"), RECIPE("other"), RECIPE("OUT") };
	for (size_t i = 0; i < 3; i++) {
		const char *other = song_recipe("other.yaml", good[i]);
		struct program_run run =
			program_expect(0, PROGRAM_ARGUMENTS("render", "--force", scratch_path("song.yaml"), other));
		program_release(&run);
		cr_expect(song_has("out/mix.wav"));
	}
}

/* Another stemprint would lock the folder like this; there is no lock file. */
static int lock(const char *name)
{
	const int folder = open(scratch_path(name), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	cr_assert(folder >= 0 && flock(folder, LOCK_EX | LOCK_NB) == 0);
	return folder;
}

static void expect_busy(const char *const *arguments)
{
	struct program_run run = program_expect(5, arguments);
	cr_expect(strstr(run.err, "another stemprint prints into this folder; wait for it, or name another folder"),
		  "%s: %s", arguments[0], run.err);
	const char *first = strstr(run.err, "another stemprint");
	cr_expect(first && !strstr(first + 1, "another stemprint"), "it is told once: %s", run.err);
	program_release(&run);
}

Test(one_folder, that_is_locked_refuses_every_print)
{
	char drums[512], residual[512], copy[512], plots[512], html[512];
	mkdir(scratch_path("out"), 0777);
	mkdir(scratch_path("out/stems"), 0777);
	snprintf(drums, sizeof drums, "%s", scratch_path("drums.wav"));
	snprintf(residual, sizeof residual, "%s", scratch_path("out/left.wav"));
	snprintf(copy, sizeof copy, "%s", scratch_path("out/copy.wav"));
	snprintf(plots, sizeof plots, "%s", scratch_path("out"));
	snprintf(html, sizeof html, "%s", scratch_path("out/page.html"));
	int folder = lock("out");
	expect_busy(PROGRAM_ARGUMENTS("render", scratch_path("song.yaml")));
	expect_busy(PROGRAM_ARGUMENTS("null", drums, drums, "--residual", residual));
	expect_busy(PROGRAM_ARGUMENTS("loudness", drums, "--target", "-30", "--output", copy));
	cr_expect_eq(scratch_count(scratch_path("out")), 1, "nothing was printed");
	struct program_run run = program_expect(0, PROGRAM_ARGUMENTS("null", drums, drums, "--html", html));
	program_release(&run);
	close(folder);
	folder = lock("out/stems");
	expect_busy(PROGRAM_ARGUMENTS("render", scratch_path("song.yaml")));
	close(folder);
	run = program_expect(0, PROGRAM_ARGUMENTS("render", scratch_path("song.yaml")));
	program_release(&run);
}

/* A render prints into the folder of the recipe, with all of its reports beside its files. */
Test(one_folder, takes_all_outputs_of_one_command)
{
	char html[512], json[512], plots[512], folder[512];
	snprintf(folder, sizeof folder, "%s", scratch_path(""));
	snprintf(html, sizeof html, "%s", scratch_path("page.html"));
	snprintf(json, sizeof json, "%s", scratch_path("report.json"));
	snprintf(plots, sizeof plots, "%s", scratch_path(""));
	for (int i = 0; i < 2; i++) {
		struct program_run run =
			program_expect(0, PROGRAM_ARGUMENTS("render", scratch_path("song.yaml"), "-d", folder, "--html",
							    html, "--json", json, "--plots", plots));
		program_release(&run);
	}
}

/* Two hours of session over two seconds of sound take longer than the other process needs to come. */
#define LONG "version: 1\nsession: { tail: none, length: 7200 s }\n" SONG_TRACKS SONG_MASTER SONG_PRINT

Test(one_folder, of_two_processes_side_by_side_takes_the_first)
{
	const struct program_call call = { .arguments = PROGRAM_ARGUMENTS("render", song_recipe("long.yaml", LONG)) };
	struct program_child child = program_start(&call);
	const struct timespec moment = { .tv_nsec = 1000000 };
	for (int i = 0; i < 20000 && scratch_count(scratch_path("out/stems")) < 2; i++)
		nanosleep(&moment, NULL);
	expect_busy(PROGRAM_ARGUMENTS("render", scratch_path("song.yaml")));
	cr_expect(!song_has("out/mix.wav"));
	kill(child.process, SIGKILL);
	struct program_run run = program_finish(&child);
	cr_expect_eq(run.signal, SIGKILL, "the first went on: %s", run.err);
	program_release(&run);
	run = program_expect(0, PROGRAM_ARGUMENTS("render", scratch_path("song.yaml")));
	cr_expect_eq(scratch_count(scratch_path("out")), 4, "the lock and the temporaries of the dead are gone");
	program_release(&run);
}

/* Many processes print at once: each file comes from one of them, and the report describes that file. */
Test(one_folder, is_never_mixed_by_many_at_once)
{
	enum { MANY = 6 };
	const char *recipes[2] = { scratch_path("song.yaml"),
				   song_recipe("other.yaml", SONG_HEAD SONG_TRACKS SONG_MASTER
					       "print:\n  directory: out\n  format: { encoding: pcm16 }\n"
					       "  mixes:\n    mix: {}\n  stems: {}\n") };
	uint64_t hashes[2][3];
	static const char *const names[] = { "out/mix.wav", "out/stems/drums.wav", "out/stems/lead.wav" };
	for (size_t i = 0; i < 2; i++) {
		struct program_run run = program_expect(0, PROGRAM_ARGUMENTS("render", recipes[i]));
		program_release(&run);
		for (size_t k = 0; k < 3; k++)
			hashes[i][k] = sound_file_hash(scratch_path(names[k]));
	}
	struct program_child children[MANY];
	int done = 0;
	for (int i = 0; i < MANY; i++) {
		const struct program_call call = { .arguments = PROGRAM_ARGUMENTS("render", "-q", recipes[i % 2]) };
		children[i] = program_start(&call);
	}
	for (int i = 0; i < MANY; i++) {
		struct program_run run = program_finish(&children[i]);
		cr_expect(run.code == 0 || (run.code == 5 && strstr(run.err, "another stemprint")), "code %d: %s",
			  run.code, run.err);
		done += run.code == 0;
		program_release(&run);
	}
	cr_expect_geq(done, 1);
	const size_t which = sound_file_hash(scratch_path(names[0])) == hashes[0][0] ? 0 : 1;
	for (size_t k = 0; k < 3; k++)
		cr_expect_eq(sound_file_hash(scratch_path(names[k])), hashes[which][k], "%s", names[k]);
}
