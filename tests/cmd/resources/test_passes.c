/* Tests that many passes take no more memory than few.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/scratch.h"
#include "support/program.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <sys/resource.h>

static void make_scratch(void)
{
	(void)scratch_make();
}

TestSuite(passes, .init = make_scratch, .fini = scratch_remove);

/* Every pass of these recipes took some MB before: each kept its graph and its engine. */
enum { MOST_KIB = 48 * 1024 };

/* Returns the most memory that a child of this test had. */
static long most_kib(void)
{
	struct rusage usage;
	cr_assert_eq(getrusage(RUSAGE_CHILDREN, &usage), 0);
	return usage.ru_maxrss;
}

static FILE *begin(void)
{
	FILE *file = fopen(scratch_path("song.yaml"), "w");
	cr_assert(file);
	fputs("version: 1\nsession: { sample_rate: 48000 }\n", file);
	return file;
}

static void write_mixes(size_t mixes)
{
	FILE *file = begin();
	fputs("tracks:\n", file);
	for (int i = 0; i < 20; i++)
		fprintf(file,
			"  t%d: { source: { generate: pink-noise, length: 50 ms }, stem: s%d, output: master,\n"
			"    inserts: [ compressor: { threshold: -30 dB } ] }\n",
			i, i);
	fputs("outputs: { master: {} }\nprint:\n  mixes:\n    mix: { of: master }\n", file);
	for (size_t i = 0; i < mixes; i++)
		fprintf(file, "    m%zu: { of: master, without: [ s%zu ], mode: re-rendered }\n", i, i % 20);
	fclose(file);
}

Test(passes, many_mixes_that_are_rendered_anew_are_checked_in_little_memory)
{
	write_mixes(900);
	struct program_run run = program_expect(0, PROGRAM_ARGUMENTS("check", scratch_path("song.yaml")));
	cr_expect_leq(most_kib(), MOST_KIB, "%ld KiB", most_kib());
	program_release(&run);
}

Test(passes, many_mixes_that_are_rendered_anew_are_rendered_in_little_memory)
{
	write_mixes(60);
	struct program_run run =
		program_expect(0, PROGRAM_ARGUMENTS("render", "-q", "--no-loudness", scratch_path("song.yaml")));
	cr_expect_leq(most_kib(), MOST_KIB, "%ld KiB", most_kib());
	program_release(&run);
}

Test(passes, gains_that_hear_each_other_are_found_in_little_memory)
{
	FILE *file = begin();
	fputs("tracks: { a: { source: { generate: pink-noise, length: 1 s }, output: b0 } }\nbuses:\n", file);
	for (int i = 0; i < 90; i++)
		fprintf(file, "  b%d: { inserts: [ normalise: { loudness: %d LUFS } ], output: %s%.0d }\n", i,
			-30 + i % 9, i < 89 ? "b" : "master", i < 89 ? i + 1 : 0);
	fputs("outputs: { master: {} }\nprint: { mixes: { mix: { of: master } } }\n", file);
	fclose(file);
	struct program_run run = program_expect(0, PROGRAM_ARGUMENTS("render", "-q", scratch_path("song.yaml")));
	cr_expect_leq(most_kib(), MOST_KIB, "%ld KiB", most_kib());
	program_release(&run);
}
