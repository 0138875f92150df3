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
	{ "prints that take longer than the mixing, at another rate", "inserts: [ gain: -3 dB ], stem: ",
	  MASTER "print: { format: { container: flac, sample_rate: 44.1 kHz }, mixes: { mix: { of: master } }, "
		 "stems: { of: master } }\n" },
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

/* Writes a recipe of eight tracks of one file, which begin one after the other, so that each is read by itself. */
static const char *write_recipe_of_files(void)
{
	const char *path = scratch_path("files.yaml");
	FILE *file = fopen(path, "w");
	cr_assert(file);
	fputs("version: 1\nsession: { sample_rate: 44.1 kHz, tail: none }\ntracks:\n", file);
	for (int i = 0; i < TRACKS; i++)
		fprintf(file, "  t%d: { source: { file: noise/mix.flac, start: %d ms }, output: master }\n", i, i);
	fputs(MASTER "print: { mixes: { mix: { of: master } } }\n", file);
	fclose(file);
	return path;
}

static void write_noise(void)
{
	const char *path = scratch_path("noise.yaml");
	FILE *file = fopen(path, "w");
	cr_assert(file);
	fputs("version: 1\ntracks: { t: { " NOISE " } }\n" MASTER
	      "print: { directory: noise, format: { container: flac }, mixes: { mix: { of: master } } }\n",
	      file);
	fclose(file);
	struct program_run run = program_expect(0, PROGRAM_ARGUMENTS("render", "-q", path));
	program_release(&run);
}

/* Files of another rate take longer to read than to mix. */
Test(time_estimate, counts_what_it_takes_to_decode_and_to_convert)
{
	write_noise();
	const char *path = write_recipe_of_files();
	const double told = planned(path), seen = forecast(path), took = rendered(path);
	expect_near("files, by plan", told, took);
	expect_near("files, by the forecast", seen, took);
}

/* The render says the same. */
Test(time_estimate, names_a_source_that_cannot_be_read)
{
	write_noise();
	FILE *file = fopen(scratch_path("noise/mix.flac"), "r+b");
	cr_assert(file && fseek(file, 0, SEEK_END) == 0);
	const long length = ftell(file);
	cr_assert_eq(fseek(file, length / 50, SEEK_SET), 0);
	for (long i = 0; i < length / 3; i++)
		fputc(0x55, file);
	cr_assert_eq(fclose(file), 0);
	const char *path = write_recipe_of_files();
	struct program_run run = program_expect(4, PROGRAM_ARGUMENTS("render", "-q", path));
	program_release(&run);
	run = program_expect(4, PROGRAM_ARGUMENTS("plan", path));
	cr_expect(strstr(run.err, "error: source \"") && strstr(run.err, "mix.flac\": "), "%s", run.err);
	program_release(&run);
}

/* Nobody knows before it runs that a loop grows that has a tremolo. */
Test(time_estimate, names_a_loop_that_grows)
{
	const char *path = scratch_path("loop.yaml");
	FILE *file = fopen(path, "w");
	cr_assert(file);
	fputs("version: 1\nsession: { tail: none }\ntracks: { t: { " NOISE ", sends: [ { to: echo } ] } }\n"
	      "auxes: { echo: { inserts: [ tremolo: { rate: 1 Hz, depth: 0 % } ], output: master, "
	      "sends: [ { to: echo, level: 6 dB, feedback: { delay: 1 ms } } ] } }\n" MASTER
	      "print: { mixes: { mix: { of: master } } }\n",
	      file);
	fclose(file);
	struct program_run run = program_expect(4, PROGRAM_ARGUMENTS("plan", path));
	cr_expect(strstr(run.err, "a loop that grows; `stemprint render` says where"), "%s", run.err);
	program_release(&run);
}
