/* Tests a commit over an earlier render, with a fault at every single rename, link, removal and sync.
   SPDX-License-Identifier: GPL-3.0-or-later

   Afterwards the folder is all old, all new, or has no manifest. */
#include "io/scratch.h"
#include "support/program.h"
#include "support/sound.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <signal.h>
#include <sndfile.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PARTS                                                                                                          \
	"version: 1\nsession: { tail: none }\n"                                                                        \
	"tracks:\n  drums: { source: drums.wav, stem: drums }\n  lead: { source: lead.wav, stem: lead }\n"             \
	"outputs:\n  master: {}\n"
#define OLD_RECIPE PARTS "print:\n  directory: out\n  mixes:\n    mix: {}\n  stems: {}\n"
#define NEW_RECIPE                                                                                                     \
	PARTS "print:\n  directory: out\n  format: { encoding: pcm16 }\n  mixes:\n    mix: {}\n    more: {}\n  "       \
	      "stems: {}\n"

static const char *const names[] = { "mix.wav",        "more.wav",    "stems/drums.wav",
				     "stems/lead.wav", "report.json", "manifest.json" };
enum { NAMES = sizeof names / sizeof *names, MANIFEST = NAMES - 1, REPORT = NAMES - 2 };

struct bytes {
	unsigned char *at; /* NULL: the file does not exist */
	size_t length;
};

/* The files that a render leaves in the folder. */
struct prints {
	struct bytes files[NAMES];
};

static struct prints old_prints, new_prints;
static const char *recipe;

static const char *print_path(size_t index)
{
	char name[64];
	snprintf(name, sizeof name, "out/%s", names[index]);
	return scratch_path(name);
}

static struct bytes read_print(size_t index)
{
	struct bytes bytes = { 0 };
	if (access(print_path(index), F_OK) == 0)
		bytes.at = scratch_read(print_path(index), &bytes.length);
	return bytes;
}

static bool are_equal(const struct bytes *a, const struct bytes *b)
{
	if (!a->at || !b->at)
		return !a->at && !b->at;
	return a->length == b->length && memcmp(a->at, b->at, a->length) == 0;
}

static void remove_prints(void)
{
	char command[600];
	snprintf(command, sizeof command, "rm -rf '%s'", scratch_path("out"));
	cr_assert_eq(system(command), 0);
}

/* Writes the files of an earlier render. The same bytes give the same record. */
static void restore(const struct prints *prints)
{
	remove_prints();
	cr_assert(mkdir(scratch_path("out"), 0777) == 0 && mkdir(scratch_path("out/stems"), 0777) == 0);
	for (size_t i = 0; i < NAMES; i++)
		if (prints->files[i].at)
			scratch_write(print_path(i), prints->files[i].at, prints->files[i].length);
}

static struct program_run render(const char *library)
{
	const struct program_call call = { .arguments = PROGRAM_ARGUMENTS("render", "-q", "-j", "1", recipe),
					   .variable = library ? "LD_PRELOAD" : NULL,
					   .value = library };
	return program_run(&call);
}

static void render_well(void)
{
	struct program_run run = render(NULL);
	cr_assert_eq(run.code, 0, "code %d, signal %d: %s", run.code, run.signal, run.err);
	program_release(&run);
}

static struct prints print_afresh(const char *yaml)
{
	struct prints prints;
	scratch_write(recipe, yaml, strlen(yaml));
	remove_prints();
	render_well();
	for (size_t i = 0; i < NAMES; i++)
		prints.files[i] = read_print(i);
	return prints;
}

static void make(void)
{
	static char path[512];
	scratch_make();
	const char *const sources[] = { "drums.wav", "lead.wav" };
	for (unsigned i = 0; i < 2; i++) {
		struct sound sound = sound_noise(i + 1, 1, 4800, 0.25);
		sound_write(scratch_path(sources[i]), &sound, SF_FORMAT_WAV | SF_FORMAT_PCM_24);
		sound_release(&sound);
	}
	snprintf(path, sizeof path, "%s", scratch_path("song.yaml"));
	recipe = path;
	old_prints = print_afresh(OLD_RECIPE);
	new_prints = print_afresh(NEW_RECIPE);
	cr_assert(!are_equal(&old_prints.files[0], &new_prints.files[0]));
}

static void release(void)
{
	for (size_t i = 0; i < NAMES; i++) {
		free(old_prints.files[i].at);
		free(new_prints.files[i].at);
	}
	scratch_remove();
}

TestSuite(commit, .init = make, .fini = release, .timeout = 600);

/* Checks that every file belongs to one render, and that all of them belong together if there is a manifest, or a
 * report. */
static void expect_order(bool may_be_unfinished, const char *what)
{
	struct bytes manifest = read_print(MANIFEST), report = read_print(REPORT);
	const bool has_old = are_equal(&manifest, &old_prints.files[MANIFEST]);
	const bool has_new = are_equal(&manifest, &new_prints.files[MANIFEST]);
	const bool is_old = has_old || are_equal(&report, &old_prints.files[REPORT]);
	const bool is_new = has_new || are_equal(&report, &new_prints.files[REPORT]);
	cr_assert(has_old || has_new || (!manifest.at && may_be_unfinished), "%s: no manifest, or a strange one", what);
	cr_assert(is_old || is_new || !report.at, "%s: a strange report", what);
	for (size_t i = 0; i < MANIFEST; i++) {
		struct bytes file = read_print(i);
		const bool old_file = are_equal(&file, &old_prints.files[i]);
		const bool new_file = are_equal(&file, &new_prints.files[i]);
		if (is_old || is_new)
			cr_assert(is_old ? old_file : new_file, "%s: \"%s\" is not of the render of the manifest", what,
				  names[i]);
		else
			cr_assert(old_file || new_file || !file.at, "%s: \"%s\" is broken", what, names[i]);
		free(file.at);
	}
	free(manifest.at);
	free(report.at);
}

static void expect_new(const char *what)
{
	for (size_t i = 0; i < NAMES; i++) {
		struct bytes file = read_print(i);
		cr_assert(are_equal(&file, &new_prints.files[i]), "%s: then \"%s\" is wrong", what, names[i]);
		free(file.at);
	}
	cr_assert_eq(scratch_count(scratch_path("out")), 5, "%s: something is left over", what);
	cr_assert_eq(scratch_count(scratch_path("out/stems")), 2, "%s: something is left over", what);
}

/* Renders once with a fault. Returns false when the render ended before the fault. */
static bool strike(long at, const char *fault, bool may_be_unfinished)
{
	char plan[32], what[64];
	snprintf(plan, sizeof plan, "%ld %s", at, fault);
	snprintf(what, sizeof what, "call %ld, %s", at, fault);
	unlink(scratch_path("mark"));
	setenv("STEMPRINT_FAULT", plan, 1);
	setenv("STEMPRINT_FAULT_MARK", scratch_path("mark"), 1);
	restore(&old_prints);
	struct program_run run = render(FILE_FAULTS);
	cr_assert(run.code == 0 || run.code == 5 || run.signal == SIGKILL || run.signal == SIGTERM,
		  "%s: code %d, signal %d: %s", what, run.code, run.signal, run.err);
	program_release(&run);
	expect_order(may_be_unfinished, what);
	render_well();
	expect_new(what);
	return access(scratch_path("mark"), F_OK) == 0;
}

static void strike_everywhere(const char *fault, bool may_be_unfinished)
{
	long at = 1;
	while (strike(at, fault, may_be_unfinished))
		at++;
	cr_assert_gt(at, 20, "only %ld calls were counted", at - 1);
}

static void strike_by_errno(int error)
{
	char fault[16];
	snprintf(fault, sizeof fault, "%d", error);
	strike_everywhere(fault, false);
}

Test(commit, input_output_error_at_every_call)
{
	strike_by_errno(EIO);
}

Test(commit, full_disk_at_every_call)
{
	strike_by_errno(ENOSPC);
}

Test(commit, death_before_every_call)
{
	strike_everywhere("kill", true);
}

Test(commit, death_after_every_call)
{
	strike_everywhere("killed", true);
}

/* The second signal ends the render at once, but not in the middle of a commit, which keeps the old files in its
 * temporaries. */
Test(commit, two_signals_at_every_call)
{
	strike_everywhere("term", false);
}

Test(commit, a_disk_that_dies_at_every_call)
{
	strike_everywhere("dead", true);
}

Test(commit, input_output_error_where_renames_know_no_flags)
{
	setenv("STEMPRINT_FAULT_PLAIN", "1", 1);
	strike_by_errno(EIO);
}

Test(commit, death_where_renames_know_no_flags)
{
	setenv("STEMPRINT_FAULT_PLAIN", "1", 1);
	strike_everywhere("kill", true);
}

/* Renders two recipes in one command. The second prints into the folder "out", as all others here. */
static struct program_run render_both(const char *library)
{
	static char first[512];
	snprintf(first, sizeof first, "%s", scratch_path("first.yaml"));
	const struct program_call call = { .arguments = PROGRAM_ARGUMENTS("render", "-j", "1", first, recipe),
					   .variable = library ? "LD_PRELOAD" : NULL,
					   .value = library };
	return program_run(&call);
}

static bool is_complete(const char *folder)
{
	char manifest[64];
	snprintf(manifest, sizeof manifest, "%s/manifest.json", folder);
	return access(scratch_path(manifest), F_OK) == 0;
}

static void expect_proven(const char *folder, const char *what)
{
	const struct program_call call = { .arguments =
						   PROGRAM_ARGUMENTS("verify", "-q", "--null", scratch_path(folder)) };
	struct program_run run = program_run(&call);
	cr_assert_eq(run.code, 0, "%s, %s: code %d: %s", what, folder, run.code, run.err);
	program_release(&run);
}

/* The command is killed at one call, and run again. Returns false when it ended before that call. */
static bool kill_both(long at)
{
	char plan[32];
	snprintf(plan, sizeof plan, "%ld killed", at);
	unlink(scratch_path("mark"));
	setenv("STEMPRINT_FAULT", plan, 1);
	setenv("STEMPRINT_FAULT_MARK", scratch_path("mark"), 1);
	remove_prints();
	char command[600];
	snprintf(command, sizeof command, "rm -rf '%s'", scratch_path("first"));
	cr_assert_eq(system(command), 0);
	struct program_run run = render_both(FILE_FAULTS);
	const bool killed = run.signal == SIGKILL;
	cr_assert(killed || run.code == 0, "%s: code %d: %s", plan, run.code, run.err);
	program_release(&run);
	const bool first = is_complete("first"), second = is_complete("out");
	cr_assert(killed || (first && second), "%s", plan);
	run = render_both(NULL);
	cr_assert_eq(run.code, 0, "%s: then code %d: %s", plan, run.code, run.err);
	cr_assert_eq(!!strstr(run.out, "first.yaml: up to date"), first, "%s: %s", plan, run.out);
	cr_assert_eq(!!strstr(run.out, "song.yaml: up to date"), second, "%s: %s", plan, run.out);
	program_release(&run);
	expect_new(plan);
	expect_proven("first", plan);
	expect_proven("out", plan);
	return killed;
}

/* What is complete stays as it is, also where the kill comes between two names of the other one. */
Test(commit, the_same_command_finishes_what_a_kill_left)
{
	static const char first[] = PARTS "print:\n  directory: first\n  mixes:\n    mix: {}\n  stems: {}\n";
	scratch_write(scratch_path("first.yaml"), first, sizeof first - 1);
	scratch_write(recipe, NEW_RECIPE, sizeof NEW_RECIPE - 1);
	long at = 1;
	while (kill_both(at))
		at += 5;
	cr_assert_gt(at, 40, "only %ld calls were counted", at);
}
