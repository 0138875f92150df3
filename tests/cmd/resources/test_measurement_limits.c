/* Tests that loudness and quality refuse what takes more memory than is allowed, and how much they say it takes.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/scratch.h"
#include "support/program.h"
#include "support/sound.h"

#include <criterion/criterion.h>
#include <sndfile.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

enum { WAV24 = SF_FORMAT_WAV | SF_FORMAT_PCM_24, MANY = 40, WAITING = 17 };

/* A sanitizer takes memory of its own. */
#ifdef STEMPRINT_SANITIZED
enum { IS_SANITIZED = 1 };
#else
enum { IS_SANITIZED = 0 };
#endif

static void write_noise(const char *path, unsigned channels, unsigned rate, double seconds)
{
	struct sound sound = sound_noise(channels, channels, (size_t)(rate * seconds), 0.25);
	sound.rate = rate;
	sound_write(path, &sound, WAV24);
	sound_release(&sound);
}

static void make(void)
{
	(void)scratch_make();
	cr_assert_eq(chdir(scratch_path(".")), 0);
	/* The excerpts that coders are looked for in are full after 6 s, and take the most memory from then on. */
	write_noise("two.wav", 2, 48000, 6.0);
	write_noise("many.wav", 16, 96000, 6.0);
	write_noise("short.wav", 2, 48000, 0.4);
	write_noise("mono.wav", 1, 48000, 0.5);
	scratch_write("old.json", (const unsigned char *)"kept", 4);
}

static void leave(void)
{
	cr_assert_eq(chdir("/"), 0);
	scratch_remove();
}

TestSuite(measurement_limits, .init = make, .fini = leave, .timeout = 300);

/* The words stand before the estimate, which is returned in megabytes. */
static double refused(const char *words, const char *const *arguments)
{
	size_t length;
	struct program_run run = program_expect(6, arguments);
	const char *line = strstr(run.err, words);
	cr_assert(line, "no \"%s\" in %s", words, run.err);
	char *unit;
	const double size = strtod(line + strlen(words), &unit);
	cr_expect(strncmp(unit, " MB of memory or more, and ", 27) == 0, "%s", line);
	cr_expect_str_eq(run.out, "");
	program_release(&run);
	unsigned char *bytes = scratch_read("old.json", &length);
	cr_expect(length == 4 && memcmp(bytes, "kept", 4) == 0, "it wrote a report");
	free(bytes);
	return size;
}

/* Returns the megabytes that the program takes. Each test has a process of its own, because the most memory of children
   never becomes less. */
static double taken(const char *const *arguments)
{
	struct rusage usage;
	struct program_run run = program_run(&(struct program_call){ .arguments = arguments });
	cr_assert(run.code == 0 || run.code == 1, "%d: %s", run.code, run.err);
	program_release(&run);
	cr_assert_eq(getrusage(RUSAGE_CHILDREN, &usage), 0);
	return (double)usage.ru_maxrss * 1.024e-3;
}

static void expect_close(double told, const char *const *arguments)
{
	const double took = taken(arguments);
	cr_expect(IS_SANITIZED || (told <= 1.3 * took && told >= took - 3.0), "told %.1f MB, took %.1f MB", told, took);
}

#define REPORT "--force", "--json", "old.json"

Test(measurement_limits, quality_of_a_pair)
{
	const double told = refused("measuring 1 file on 1 thread takes ",
				    PROGRAM_ARGUMENTS("quality", "-j1", "--max-memory", "12 MB", REPORT, "two.wav"));
	expect_close(told, PROGRAM_ARGUMENTS("quality", "-q", "-j1", "two.wav"));
}

Test(measurement_limits, quality_of_many_channels)
{
	const double told = refused("measuring 1 file on 1 thread takes ",
				    PROGRAM_ARGUMENTS("quality", "-j1", "--max-memory", "12 MB", REPORT, "many.wav"));
	expect_close(told, PROGRAM_ARGUMENTS("quality", "-q", "-j1", "many.wav"));
}

Test(measurement_limits, quality_on_two_threads)
{
	const double told =
		refused("measuring 2 files on 2 threads takes ",
			PROGRAM_ARGUMENTS("quality", "-j2", "--max-memory", "30 MB", REPORT, "two.wav", "many.wav"));
	expect_close(told, PROGRAM_ARGUMENTS("quality", "-q", "-j2", "two.wav", "many.wav"));
}

Test(measurement_limits, loudness_of_many_channels)
{
	const double told = refused("measuring 1 file on 1 thread takes ",
				    PROGRAM_ARGUMENTS("loudness", "-j1", "--max-memory", "9 MB", REPORT, "many.wav"));
	expect_close(told, PROGRAM_ARGUMENTS("loudness", "-q", "-j1", "many.wav"));
}

/* What stays of each file counts, too. */
Test(measurement_limits, loudness_of_many_files)
{
	const char *arguments[MANY + 8] = { "loudness", "-j1", "--max-memory", "9 MB", REPORT };
	for (size_t i = 0; i < MANY; i++)
		arguments[7 + i] = "two.wav";
	const double told = refused("measuring 40 files on 1 thread takes ", arguments);
	arguments[3] = "100 MB";
	expect_close(told, arguments);
}

/* The short files are done long before the long one, which comes before them in the report. */
Test(measurement_limits, files_that_wait_keep_no_meters)
{
	const char *arguments[WAITING + 4] = { "quality", "-q", "-j2", "long.wav" };
	write_noise("long.wav", 2, 48000, 120.0);
	write_noise("brief.wav", 2, 48000, 0.1);
	for (size_t i = 0; i + 1 < WAITING; i++)
		arguments[4 + i] = "brief.wav";
	const double took = taken(arguments);
	cr_expect(IS_SANITIZED || took < 60.0, "took %.1f MB", took);
}

/* The remedies are the right ones: with fewer threads it fits. */
Test(measurement_limits, fewer_threads_need_less)
{
	struct program_run run = program_expect(
		6, PROGRAM_ARGUMENTS("quality", "-j2", "--max-memory", "30 MB", "short.wav", "short.wav"));
	cr_expect(strstr(run.err, "give fewer files or threads, or allow more with --max-memory"), "%s", run.err);
	program_release(&run);
	run = program_run(&(struct program_call){
		.arguments = PROGRAM_ARGUMENTS("quality", "-j1", "--max-memory", "30 MB", "short.wav", "short.wav") });
	cr_expect(run.code == 0 || run.code == 1, "%d: %s", run.code, run.err);
	program_release(&run);
}

/* The faults of several files are looked for side by side, and told in their order. */
Test(measurement_limits, threads_change_nothing_that_is_found)
{
	struct program_run runs[2];
	for (size_t i = 0; i < 2; i++)
		runs[i] = program_run(&(struct program_call){
			.arguments = PROGRAM_ARGUMENTS("quality", i == 0 ? "-j1" : "-j3", "--json", "-", "mono.wav",
						       "short.wav", "short.wav") });
	cr_expect_eq(runs[0].code, runs[1].code);
	cr_expect_str_eq(runs[0].out, runs[1].out);
	cr_expect_str_eq(runs[0].err, runs[1].err);
	program_release(&runs[0]);
	program_release(&runs[1]);
}
