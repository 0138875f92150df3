/* Tests that all that prints looks at the room on the disk before it prints.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/scratch.h"
#include "io/wave_bytes.h"
#include "support/program.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

/* Two sounds of two seconds: the disk that small_disk.c shows has room for half a second of them. */
enum { SAMPLES = 96000, PATH_BYTES = 256 };

static char song[PATH_BYTES], first[PATH_BYTES], second[PATH_BYTES], out[PATH_BYTES];

static void make(void)
{
	static unsigned char data[2 * SAMPLES];
	const struct wave_shape shape = { WAVE_TAG_PCM, 1, 48000, 16, sizeof data };
	static const char text[] =
		"version: 1\nsession: { tail: none }\ntracks: { a: { source: a.wav } }\noutputs: { master: }\n"
		"print:\n  directory: out\n  format: { encoding: pcm16 }\n"
		"  regions: { short: { from: 0 s, to: 0.4 s }, long: { from: 0 s, to: 0.7 s } }\n";
	scratch_make();
	for (size_t i = 0; i < sizeof data; i++)
		data[i] = (unsigned char)(i * 31 % 251);
	wave_write(scratch_path("a.wav"), &shape, data, sizeof data);
	wave_write(scratch_path("b.wav"), &shape, data, sizeof data);
	scratch_write(scratch_path("song.yaml"), text, strlen(text));
	snprintf(song, sizeof song, "%s", scratch_path("song.yaml"));
	snprintf(first, sizeof first, "%s", scratch_path("a.wav"));
	snprintf(second, sizeof second, "%s", scratch_path("b.wav"));
	snprintf(out, sizeof out, "%s", scratch_path("out/"));
}

TestSuite(room, .init = make, .fini = scratch_remove, .timeout = 60);

static struct program_run run_on_small_disk(const char *const *arguments)
{
	return program_run(
		&(struct program_call){ .arguments = arguments, .variable = "LD_PRELOAD", .value = SMALL_DISK });
}

static void expect_refusal(const char *words, const char *const *arguments)
{
	struct program_run run = run_on_small_disk(arguments);
	cr_expect_eq(run.code, 5, "%s: code %d: %s", words, run.code, run.err);
	cr_expect(strstr(run.err, words), "no \"%s\" in %s", words, run.err);
	cr_expect_leq(scratch_count(scratch_path("out")), 0, "%s: nothing is left over", words);
	program_release(&run);
}

Test(room, of_copies_and_residuals_is_looked_at)
{
	expect_refusal("the residual needs 384 kB",
		       PROGRAM_ARGUMENTS("null", first, second, "--residual", scratch_path("out/residual.wav")));
	expect_refusal("the copies need 384 kB",
		       PROGRAM_ARGUMENTS("loudness", "--target", "-30", "--output", out, first, second));
}

Test(room, of_sends_is_looked_at)
{
	static const char text[] =
		"version: 1\nsession: { tail: none }\noutputs: { master: }\n"
		"tracks: { a: { source: a.wav, inserts: [ hardware: { send: out/s.wav, return: r.wav } ] } }\n";
	scratch_write(song, text, strlen(text));
	expect_refusal("the sends need 384 kB", PROGRAM_ARGUMENTS("render", "--sends", song));
}

/* A second of the mix takes 192 kB. */
Test(room, of_parts_is_looked_at)
{
	expect_refusal("disk of", PROGRAM_ARGUMENTS("render", "-q", song));
	expect_refusal("need 134 kB", PROGRAM_ARGUMENTS("render", "-q", "--region", "long", song));
	expect_refusal("need 115 kB", PROGRAM_ARGUMENTS("render", "-q", "--from", "0.1 s", "--to", "0.7 s", song));
	struct program_run run = run_on_small_disk(PROGRAM_ARGUMENTS("render", "-q", "--region", "short", song));
	cr_expect_eq(run.code, 0, "%s", run.err);
	program_release(&run);
}
