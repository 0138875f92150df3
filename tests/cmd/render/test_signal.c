/* Tests a render that gets a signal to stop: it dies of the signal, leaves no temporaries and breaks no file.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/song.h"

#include "io/scratch.h"
#include "io/wave_bytes.h"
#include "support/program.h"
#include "support/sound.h"

#include <criterion/criterion.h>
#include <dirent.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

TestSuite(signal, .init = song_make, .fini = scratch_remove);

/* Two hours of session over two seconds of sound are not done before the signal comes. */
#define LONG "version: 1\nsession: { tail: none, length: 7200 s }\n" SONG_TRACKS SONG_MASTER SONG_PRINT

/* The same with files of two rates, and with stems that wait for their rounding. */
#define LONG_RATES                                                                                                     \
	"version: 1\nsession: { tail: none, length: 7200 s }\n" SONG_TRACKS SONG_MASTER                                \
	"print:\n  directory: out\n  sum: exact\n  mixes:\n    mix: {}\n"                                              \
	"    cd: { format: { sample_rate: 44.1 kHz } }\n  stems: { format: { sample_rate: 44.1 kHz } }\n"

enum { WRITTEN_BYTES = 200000, PATIENCE_MILLISECONDS = 20000 };

/* Returns the size of the largest temporary in the folder. */
static off_t temporary_bytes(const char *folder)
{
	off_t largest = -1;
	DIR *listing = opendir(folder);
	for (struct dirent *entry; listing && (entry = readdir(listing));) {
		char path[1024];
		struct stat facts;
		snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
		if (strncmp(entry->d_name, ".stemprint-", 11) == 0 && stat(path, &facts) == 0 &&
		    facts.st_size > largest)
			largest = facts.st_size;
	}
	if (listing)
		closedir(listing);
	return largest;
}

/* Starts the long render, and stops it while it writes. */
static struct program_run stop(const struct program_call *call, int number)
{
	struct program_child child = program_start(call);
	const struct timespec moment = { .tv_nsec = 1000000 };
	int waited = 0;
	while (temporary_bytes(scratch_path("out")) < WRITTEN_BYTES && waited++ < PATIENCE_MILLISECONDS)
		nanosleep(&moment, NULL);
	cr_assert_lt(waited, PATIENCE_MILLISECONDS, "nothing was written");
	kill(child.process, number);
	return program_finish(&child);
}

static const int numbers[] = { SIGINT, SIGTERM, SIGHUP };

Test(signal, ends_a_render_by_that_signal_without_traces)
{
	const char *const recipes[] = { song_recipe("long.yaml", LONG), song_recipe("rates.yaml", LONG_RATES) };
	for (size_t i = 0; i < 2 * sizeof numbers / sizeof *numbers; i++) {
		const struct program_call call = { .arguments = PROGRAM_ARGUMENTS("render", recipes[i % 2]) };
		struct program_run run = stop(&call, numbers[i / 2]);
		cr_assert_eq(run.signal, numbers[i / 2], "code %d, signal %d: %s", run.code, run.signal, run.err);
		cr_assert_str_empty(run.out);
		cr_assert(!song_has("out"), "signal %d: the folder that was made is still there", numbers[i / 2]);
		program_release(&run);
	}
}

Test(signal, leaves_what_an_earlier_render_printed)
{
	struct program_run run = program_expect(0, PROGRAM_ARGUMENTS("render", scratch_path("song.yaml")));
	program_release(&run);
	static const char *const names[] = { "out/mix.wav", "out/stems/drums.wav", "out/stems/lead.wav",
					     "out/report.json" };
	uint64_t before[4];
	for (size_t i = 0; i < 4; i++)
		before[i] = sound_file_hash(scratch_path(names[i]));
	const struct program_call call = { .arguments = PROGRAM_ARGUMENTS("render", song_recipe("long.yaml", LONG)) };
	run = stop(&call, SIGINT);
	cr_assert_eq(run.signal, SIGINT);
	for (size_t i = 0; i < 4; i++)
		cr_assert_eq(sound_file_hash(scratch_path(names[i])), before[i], "%s", names[i]);
	cr_assert_eq(scratch_count(scratch_path("out")), 4);
	cr_assert_eq(scratch_count(scratch_path("out/stems")), 2);
	program_release(&run);
}

/* Two hours of silence take no room on the disk. */
static const char *silence(void)
{
	static char path[512];
	const struct wave_shape shape = { WAVE_TAG_PCM, 2, 48000, 24, 1800000000 };
	snprintf(path, sizeof path, "%s", scratch_path("silence.wav"));
	wave_write(path, &shape, "", 0);
	cr_assert_eq(truncate(path, WAVE_HEADER_BYTES + (off_t)shape.data_bytes), 0);
	return path;
}

Test(signal, ends_a_null_test_without_traces)
{
	const char *file = silence();
	char residual[512];
	snprintf(residual, sizeof residual, "%s", scratch_path("out/left.wav"));
	const struct program_call call = { .arguments = PROGRAM_ARGUMENTS("null", file, file, "--residual", residual) };
	for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
		struct program_run run = stop(&call, numbers[i]);
		cr_assert_eq(run.signal, numbers[i], "code %d, signal %d: %s", run.code, run.signal, run.err);
		cr_assert_str_empty(run.out);
		cr_assert(!song_has("out"), "signal %d: the folder that was made is still there", numbers[i]);
		program_release(&run);
	}
}

/* The recipes after the one that was stopped are not begun. */
Test(signal, ends_the_whole_run)
{
	const char *recipe = song_recipe("long.yaml", LONG);
	const char *after = song_recipe("after.yaml", SONG_HEAD SONG_TRACKS SONG_MASTER
					"print:\n  directory: after\n  mixes:\n    mix: {}\n");
	const struct program_call call = { .arguments = PROGRAM_ARGUMENTS("render", recipe, after) };
	struct program_run run = stop(&call, SIGTERM);
	cr_assert_eq(run.signal, SIGTERM);
	cr_assert(!song_has("after"));
	program_release(&run);
}

/* The next render sweeps what a kill -9 leaves. */
Test(signal, that_cannot_be_caught_leaves_temporaries_for_the_next_render_to_sweep)
{
	const char *recipe = song_recipe("long.yaml", LONG);
	const struct program_call call = { .arguments = PROGRAM_ARGUMENTS("render", recipe) };
	struct program_run run = stop(&call, SIGKILL);
	cr_assert_eq(run.signal, SIGKILL);
	cr_assert_gt(temporary_bytes(scratch_path("out")), 0);
	cr_assert(!song_has("out/mix.wav"));
	program_release(&run);
	run = program_expect(0, PROGRAM_ARGUMENTS("render", scratch_path("song.yaml")));
	cr_assert_eq(scratch_count(scratch_path("out")), 4);
	cr_assert_eq(scratch_count(scratch_path("out/stems")), 2);
	program_release(&run);
}

/* A reader that goes away makes the output fail, as a full disk does. */
Test(signal, of_a_closed_pipe_is_a_failed_output)
{
	const struct program_call call = { .arguments = PROGRAM_ARGUMENTS("render", scratch_path("song.yaml")) };
	struct program_child child = program_start(&call);
	int silence[2];
	cr_assert_eq(pipe(silence), 0);
	close(child.out);
	child.out = silence[0];
	close(silence[1]);
	struct program_run run = program_finish(&child);
	cr_assert_eq(run.code, 5, "code %d, signal %d", run.code, run.signal);
	program_release(&run);
}
