/* Tests that recipes which ask for far too much are refused soon, each with its own message, trusted or not.
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

TestSuite(hostile_recipes, .init = make_scratch, .fini = scratch_remove);

#define NOISE "source: { generate: pink-noise, length: 2 s }"
#define MASTER "outputs: { master: {} }\nprint: { directory: out }\n"

enum { SECONDS_MOST = 3, MOST_KIB = 600 * 1024 };

static FILE *begin(const char *session)
{
	FILE *file = fopen(scratch_path("song.yaml"), "w");
	cr_assert(file);
	fprintf(file, "version: 1\nsession: { %s }\n", session);
	return file;
}

static double seconds_now(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static void expect_refusal(int code, const char *words)
{
	static const char *const commands[][2] = {
		{ "check", "" }, { "check", "--untrusted" }, { "render", "--untrusted" }, { "plan", "--untrusted" }
	};
	for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
		struct rusage usage;
		const double began = seconds_now();
		const char *const *call =
			i == 0 ? PROGRAM_ARGUMENTS("check", scratch_path("song.yaml"))
			       : PROGRAM_ARGUMENTS(commands[i][0], commands[i][1], scratch_path("song.yaml"));
		struct program_run run = program_run(&(struct program_call){ .arguments = call });
		cr_expect_eq(run.code, code, "%s %s: %d, signal %d: %s", call[0], call[1], run.code, run.signal,
			     run.err);
		cr_expect(strstr(run.err, words), "%s %s: no \"%s\" in %s", call[0], call[1], words, run.err);
		cr_expect_leq(seconds_now() - began, SECONDS_MOST);
		cr_assert_eq(getrusage(RUSAGE_CHILDREN, &usage), 0);
		cr_expect_leq(usage.ru_maxrss, MOST_KIB, "%ld KiB", usage.ru_maxrss);
		cr_expect_eq(scratch_count(scratch_path("out")), -1);
		program_release(&run);
	}
}

Test(hostile_recipes, a_billion_laughs)
{
	FILE *file = begin("sample_rate: 48000");
	fputs("tracks:\n  a0: &a0 [ lol, lol, lol, lol, lol, lol, lol, lol, lol, lol ]\n", file);
	for (int i = 1; i < 10; i++) {
		fprintf(file, "  a%d: &a%d [", i, i);
		for (int k = 0; k < 10; k++)
			fprintf(file, "%s *a%d", k > 0 ? "," : "", i - 1);
		fputs(" ]\n", file);
	}
	fputs(MASTER, file);
	fclose(file);
	expect_refusal(3, "alias");
}

Test(hostile_recipes, a_million_strips)
{
	FILE *file = begin("sample_rate: 48000");
	fputs("tracks:\n", file);
	for (int i = 0; i < 1000000; i++)
		fprintf(file, " %d:\n", i);
	fputs(MASTER, file);
	fclose(file);
	expect_refusal(3, "MiB");
}

Test(hostile_recipes, as_many_strips_as_a_file_may_hold)
{
	FILE *file = begin("sample_rate: 48000");
	fputs("tracks:\n", file);
	for (int i = 0; i < 300000; i++)
		fprintf(file, "  t%d:\n", i);
	fputs(MASTER, file);
	fclose(file);
	expect_refusal(3, "strips, but at most");
}

Test(hostile_recipes, a_billion_hours)
{
	FILE *file = begin("sample_rate: 48000, length: 3600000000000 s");
	fputs("tracks: { a: { " NOISE " } }\n" MASTER, file);
	fclose(file);
	expect_refusal(3, "\"length\"");
}

Test(hostile_recipes, a_hundred_thousand_long_delays)
{
	FILE *file = begin("sample_rate: 48000");
	fputs("tracks:\n", file);
	for (int i = 0; i < 2500; i++) {
		fprintf(file, "  t%d: { " NOISE ", output: master, inserts: [", i);
		for (int k = 0; k < 40; k++)
			fprintf(file, "%s delay: 5 s", k > 0 ? "," : "");
		fputs(" ] }\n", file);
	}
	fputs(MASTER, file);
	fclose(file);
	expect_refusal(6, "delay take");
}

Test(hostile_recipes, three_thousand_stems)
{
	FILE *file = begin("sample_rate: 48000");
	fputs("tracks:\n", file);
	for (int i = 0; i < 3000; i++)
		fprintf(file, "  t%d: { " NOISE ", stem: s%d, output: master }\n", i, i);
	fputs(MASTER, file);
	fclose(file);
	expect_refusal(3, "stems");
}

Test(hostile_recipes, a_chain_of_gains_that_hear_each_other_is_refused_from_strangers)
{
	FILE *file = begin("sample_rate: 48000");
	fputs("tracks: { a: { " NOISE ", output: b0 } }\nbuses:\n", file);
	for (int i = 0; i < 90; i++)
		fprintf(file, "  b%d: { inserts: [ normalise: -23 LUFS ], output: %s%.0d }\n", i,
			i < 89 ? "b" : "master", i < 89 ? i + 1 : 0);
	fputs(MASTER, file);
	fclose(file);
	struct program_run run =
		program_expect(6, PROGRAM_ARGUMENTS("check", "--untrusted", scratch_path("song.yaml")));
	cr_expect(strstr(run.err, "passes over the session"), "%s", run.err);
	program_release(&run);
	run = program_expect(0, PROGRAM_ARGUMENTS("plan", scratch_path("song.yaml")));
	cr_expect(strstr(run.out, "passes   91, 90 of them to find gains"), "%s", run.out);
	program_release(&run);
}
