/* Tests that what would pass a limit is refused before anything is rendered, with a message of its own.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/scratch.h"
#include "support/program.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

static void make_scratch(void)
{
	(void)scratch_make();
}

TestSuite(limits, .init = make_scratch, .fini = scratch_remove);

#define NOISE "source: { generate: pink-noise, level: -40 dBFS, length: 2 s }, output: master"

enum { SECONDS_MOST = 3 };

static const char *write_song(const char *session, size_t tracks, const char *track, const char *rest)
{
	const char *path = scratch_path("song.yaml");
	FILE *file = fopen(path, "w");
	cr_assert(file);
	fprintf(file, "version: 1\nsession: { %s }\ntracks:\n", session);
	for (size_t i = 0; i < tracks; i++)
		fprintf(file, "  t%zu: { " NOISE ", %s }\n", i, track);
	fprintf(file, "outputs: { master: {} }\n%s", rest);
	fclose(file);
	return path;
}

static double seconds_now(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/* Expects the code and the words of the message, soon and in little memory, and that nothing is printed. */
static void expect_refusal(int code, const char *words, const char *const *arguments)
{
	struct rusage usage;
	const double began = seconds_now();
	struct program_run run = program_run(&(struct program_call){ .arguments = arguments });
	cr_expect_eq(run.code, code, "%s: %d (signal %d), %s", arguments[0], run.code, run.signal, run.err);
	cr_expect(strstr(run.err, words), "%s: no \"%s\" in %s", arguments[0], words, run.err);
	cr_expect_leq(seconds_now() - began, SECONDS_MOST);
	cr_assert_eq(getrusage(RUSAGE_CHILDREN, &usage), 0);
	cr_expect_leq(usage.ru_maxrss, 300 * 1024, "%ld KiB", usage.ru_maxrss);
	cr_expect_eq(scratch_count(scratch_path("out")), -1);
	program_release(&run);
}

#define PRINT "print: { directory: out, mixes: { mix: { of: master } } }\n"

Test(limits, the_memory_of_four_thousand_equalisers_is_known_before_they_are_made)
{
	const char *path = write_song(
		"sample_rate: 48000", 4000,
		"inserts: [ linear-phase-eq: { bands: [ { type: highpass, freq: 30 Hz, slope: 48 dB/oct } ] } ]",
		PRINT);
	static const char *const commands[] = { "check", "plan", "render" };
	for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
		expect_refusal(6, "linear-phase-eq take", PROGRAM_ARGUMENTS(commands[i], "--max-memory", "1 GB", path));
}

Test(limits, ten_thousand_long_delays_are_refused_by_the_memory_of_the_machine)
{
	const char *path = write_song("sample_rate: 384000", 4000,
				      "inserts: [ delay: 5 s, delay: 5 s, delay: 5 s, delay: 5 s ]", PRINT);
	expect_refusal(6, "delay take", PROGRAM_ARGUMENTS("check", path));
	expect_refusal(6, "delay take", PROGRAM_ARGUMENTS("render", path));
}

Test(limits, a_day_of_many_channels_is_refused_for_the_room_on_the_disk)
{
	const char *path = scratch_path("song.yaml");
	FILE *file = fopen(path, "w");
	cr_assert(file);
	fputs("version: 1\nsession: { sample_rate: 384000, length: 1440 min }\ntracks: { a: { " NOISE
	      " } }\noutputs: { master: { channels: 16 } }\nprint:\n  directory: out\n"
	      "  format: { encoding: float64 }\n  mixes:\n",
	      file);
	for (int i = 0; i < 60; i++)
		fprintf(file, "    m%d: { of: master }\n", i);
	fclose(file);
	expect_refusal(5, "left; free some", PROGRAM_ARGUMENTS("render", path));
}

Test(limits, a_session_of_more_frames_than_allowed_is_refused)
{
	const char *path = write_song("sample_rate: 48000", 1, "stem: a", PRINT);
	static const char *const commands[] = { "check", "plan", "render" };
	for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
		expect_refusal(6, "song.yaml:4:", PROGRAM_ARGUMENTS(commands[i], "--max-frames", "95999", path));
		expect_refusal(6, "96000 frames long", PROGRAM_ARGUMENTS(commands[i], "--max-frames", "95999", path));
	}
	struct program_run run = program_expect(0, PROGRAM_ARGUMENTS("check", "--max-frames", "96000", path));
	program_release(&run);
}

Test(limits, a_render_ends_when_its_time_is_over)
{
	const char *path = write_song("sample_rate: 48000, length: 1440 min", 20, "inserts: [ reverb: {} ]", PRINT);
	expect_refusal(6, "--max-time",
		       PROGRAM_ARGUMENTS("render", "-q", "--no-loudness", "--max-time", "500 ms", path));
}

Test(limits, an_option_that_says_no_size_and_no_time_is_wrong_usage)
{
	const char *path = write_song("sample_rate: 48000", 1, "stem: a", PRINT);
	static const char *const wrong[][2] = {
		{ "--max-memory", "much" },    { "--max-memory", "0" }, { "--max-memory", "1 XB" },
		{ "--max-time", "10" },        { "--max-time", "0 s" }, { "--max-time", "1 beat" },
		{ "--max-time", "9 samples" }, { "--max-frames", "0" }, { "--max-frames", "-1" },
		{ "--max-frames", "1e3" },
	};
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
		expect_refusal(2, wrong[i][0], PROGRAM_ARGUMENTS("check", wrong[i][0], wrong[i][1], path));
}
