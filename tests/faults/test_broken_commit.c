/* Tests the program on a disk that fails while it closes a print.
   SPDX-License-Identifier: GPL-3.0-or-later

   The exit code is 5, and the files of the render before stay. */
#include "cmd/song.h"
#include "io/scratch.h"
#include "support/program.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { CALLS_MAXIMUM = 100, FILES = 4 };

TestSuite(broken_commit, .init = song_make, .fini = scratch_remove, .timeout = 300);

static const char *const endings[] = { "wav", "flac" };

static const char *recipe_of(const char *container, const char *fader)
{
	char yaml[1024];
	snprintf(yaml, sizeof yaml,
		 SONG_HEAD
		 "tracks:\n  drums: { source: drums.wav, stem: drums, fader: %s }\n"
		 "  lead: { source: lead.wav, stem: lead }\n" SONG_MASTER
		 "print:\n  directory: out\n  format: { container: %s }\n  mixes:\n    mix: {}\n  stems: {}\n",
		 fader, container);
	return song_recipe("song.yaml", yaml);
}

static void name_file(size_t index, const char *ending, char *name, size_t capacity)
{
	static const char *const names[FILES] = { "out/mix", "out/stems/drums", "out/stems/lead", "out/report" };
	snprintf(name, capacity, "%s.%s", names[index], index == FILES - 1 ? "json" : ending);
}

/* Renders while the k-th call during the closing fails. Returns false when there are fewer calls. */
static bool render_with_fault(const char *recipe, int call_number, int *code)
{
	char number[16], mark[512];
	snprintf(number, sizeof number, "%d", call_number);
	snprintf(mark, sizeof mark, "%s", scratch_path("mark"));
	unlink(mark);
	setenv("STEMPRINT_FAULT_CALL", number, 1);
	setenv("STEMPRINT_FAULT_MARK", mark, 1);
	snprintf(number, sizeof number, "%d", call_number & 1 ? ENOSPC : EIO);
	setenv("STEMPRINT_FAULT_ERROR", number, 1);
	const struct program_call call = { .arguments = PROGRAM_ARGUMENTS("render", "--no-loudness", "-j", "1", recipe),
					   .variable = "LD_PRELOAD",
					   .value = STEMPRINT_FAULTS };
	struct program_run run = program_run(&call);
	*code = run.code;
	cr_expect(run.code == 0 || strstr(run.err, "; is the disk full, or failing?") ||
			  strstr(run.err, "it cannot be"),
		  "call %d: %s", call_number, run.err);
	program_release(&run);
	return access(mark, F_OK) == 0;
}

static bool is_kept(const char *ending, size_t index, const unsigned char *bytes, size_t length)
{
	char name[64];
	size_t now;
	name_file(index, ending, name, sizeof name);
	unsigned char *file = scratch_read(scratch_path(name), &now);
	const bool same = now == length && memcmp(file, bytes, length) == 0;
	free(file);
	return same;
}

static void read_all(const char *ending, unsigned char **files, size_t *lengths)
{
	for (size_t i = 0; i < FILES; i++) {
		char name[64];
		name_file(i, ending, name, sizeof name);
		files[i] = scratch_read(scratch_path(name), &lengths[i]);
	}
}

/* A call whose failure changes no byte of a print may pass: the new files are then the right ones. */
static void fail_every_call(const char *ending)
{
	unsigned char *former[FILES], *wanted[FILES];
	size_t former_lengths[FILES], wanted_lengths[FILES], refused = 0;
	struct program_run run =
		program_expect(0, PROGRAM_ARGUMENTS("render", "--no-loudness", "-j", "1", recipe_of(ending, "-3 dB")));
	program_release(&run);
	read_all(ending, wanted, wanted_lengths);
	for (int call = 1; call < CALLS_MAXIMUM; call++) {
		run = program_expect(
			0, PROGRAM_ARGUMENTS("render", "--no-loudness", "-j", "1", recipe_of(ending, "0 dB")));
		program_release(&run);
		read_all(ending, former, former_lengths);
		int code;
		const bool happened = render_with_fault(recipe_of(ending, "-3 dB"), call, &code);
		for (size_t i = 0; i < FILES; i++) {
			if (code == 0 && i < FILES - 1)
				cr_expect(is_kept(ending, i, wanted[i], wanted_lengths[i]), "call %d, file %zu", call,
					  i);
			else if (code != 0)
				cr_expect(is_kept(ending, i, former[i], former_lengths[i]), "call %d, file %zu", call,
					  i);
			free(former[i]);
		}
		cr_expect(code == 0 || code == 5, "call %d: exit code %d", call, code);
		refused += code == 5;
		if (!happened)
			break;
	}
	for (size_t i = 0; i < FILES; i++)
		free(wanted[i]);
	cr_expect_geq(refused, 3, "%s: one header a print at least", ending);
}

Test(broken_commit, no_broken_print_takes_the_place_of_a_good_one)
{
	for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
		fail_every_call(endings[i]);
}
