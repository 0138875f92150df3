/* Tests that the time which `plan` tells is close to what a render takes.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/scratch.h"
#include "support/program.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

TestSuite(time_estimate, .init = (void (*)(void))scratch_make, .fini = scratch_remove, .timeout = 300);

#define NOISE "source: { generate: pink-noise, level: -40 dBFS, length: 20 s, channels: 2 }, output: master"
#define MASTER "outputs: { master: {} }\n"

/* One kind of recipe: eight tracks like `track`. The last one takes several passes. */
static const struct {
	const char *name, *track, *rest;
} kinds[] = {
	{ "stems with dynamics",
	  "inserts: [ eq: { bands: [ { type: bell, freq: 1 kHz, gain: 3 dB } ] }, compressor: {} ], stem: ",
	  MASTER "print: { mixes: { mix: { of: master } }, stems: { of: master } }\n" },
	{ "a costly insert", "inserts: [ reverb: { decay: 2 s }, saturation: { drive: 6 dB } ], stem: ",
	  MASTER "print: { mixes: { mix: { of: master } } }\n" },
	{ "several passes", "inserts: [ compressor: {} ], stem: ",
	  MASTER "print: { mixes: { mix: { of: master }, a: { of: master, without: [ s1 ], mode: re-rendered }, "
		 "b: { of: master, without: [ s2 ], mode: re-rendered } } }\n" },
};

enum { KINDS = sizeof kinds / sizeof *kinds, TRACKS = 8 };

static const char *write_recipe(size_t kind)
{
	const char *path = scratch_path("song.yaml");
	FILE *file = fopen(path, "w");
	cr_assert(file);
	fputs("version: 1\nsession: { tail: none }\ntracks:\n", file);
	for (int i = 0; i < TRACKS; i++)
		fprintf(file, "  t%d: { " NOISE ", %ss%d }\n", i, kinds[kind].track, i);
	fputs(kinds[kind].rest, file);
	fclose(file);
	return path;
}

/* Returns the seconds of the processor that children of this process have used. */
static double seconds_so_far(void)
{
	struct rusage usage;
	cr_assert_eq(getrusage(RUSAGE_CHILDREN, &usage), 0);
	return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
	       1e-6 * (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec);
}

/* Returns the number behind some words of what `plan` prints. */
static double told_by(const struct program_run *run, const char *words)
{
	const char *line = strstr(run->out, words);
	cr_assert(line, "%s", run->out);
	return strtod(line + strlen(words), NULL);
}

static double planned(const char *path)
{
	struct program_run run = program_expect(0, PROGRAM_ARGUMENTS("plan", path));
	const double told = told_by(&run, "\ntime     about ");
	program_release(&run);
	return told;
}

/* Returns the seconds of the forecast for one processor. */
static double forecast(const char *path)
{
	struct program_run run = program_expect(0, PROGRAM_ARGUMENTS("plan", "--cost", "--workers", "2", path));
	const double told = told_by(&run, "\n1 processor ");
	program_release(&run);
	return told;
}

static double rendered(const char *path)
{
	const double before = seconds_so_far();
	struct program_run run = program_expect(0, PROGRAM_ARGUMENTS("render", "-q", "-j1", "--anew", path));
	program_release(&run);
	return seconds_so_far() - before;
}

static void expect_near(const char *name, double told, double took)
{
	cr_expect(told < 2.0 * took && took < 2.0 * told, "%s: told %.2g s, took %.2g s", name, told, took);
}

Test(time_estimate, is_within_a_factor_of_two)
{
	for (size_t i = 0; i < KINDS; i++) {
		const char *path = write_recipe(i);
		const double told = planned(path);
		expect_near(kinds[i].name, told, rendered(path));
	}
}

/* The forecast counts one pass. */
Test(time_estimate, of_the_forecast_is_within_a_factor_of_two)
{
	for (size_t i = 0; i < KINDS - 1; i++) {
		const char *path = write_recipe(i);
		const double told = forecast(path);
		expect_near(kinds[i].name, told, rendered(path));
	}
}
