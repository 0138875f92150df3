/* Tests sounds that take over the process that decodes them: it spins, crashes, ends, or lies.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/scratch.h"
#include "io/wave_bytes.h"
#include "support/program.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

/* The clock has the last word over headers, after 2.5 s. A decoder has half a second of the processor, which takes
   longer where other tests run. */
enum { SAMPLES = 20000, HEADER_SECONDS = 3, DECODER_SECONDS = 12, PATH_BYTES = 256 };

static char song[PATH_BYTES];

TestSuite(hostile_decoder, .init = (void (*)(void))scratch_make, .fini = scratch_remove, .timeout = 60);

static const char ended[] = "it ended the process that decodes untrusted sounds; the file is damaged";
static const char wrong[] = "the process that decodes untrusted sounds gave a wrong answer; the file is damaged";

/* What the first four samples make the decoder do (hostile_decoder.c), and what the program says then. */
static const struct {
	const char *word, *problem;
} attacks[] = {
	{ "CRSH", ended }, { "EXIT", ended }, { "SOCK", ended }, /* a decoder needs no network */
	{ "JUNK", ended }, { "MANY", wrong }, { "NONE", "it ends early: 20000 of 20000 frames are missing" },
};

static void write_sound(const char *name, const char *word)
{
	static unsigned char data[4 * SAMPLES];
	const struct wave_shape shape = { WAVE_TAG_PCM, 1, 48000, 32, sizeof data };
	memcpy(data, word, 4);
	wave_write(scratch_path(name), &shape, data, sizeof data);
}

static void write_song(size_t tracks)
{
	char text[2048] = "version: 1\noutputs: { master: }\nprint: { directory: out }\ntracks:\n";
	for (size_t i = 0; i < tracks; i++)
		snprintf(text + strlen(text), sizeof text - strlen(text), "  t%zu: { source: %zu.wav }\n", i, i);
	scratch_write(scratch_path("song.yaml"), text, strlen(text));
	snprintf(song, sizeof song, "%s", scratch_path("song.yaml"));
}

static double seconds_now(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/* Runs the program with the hostile library. It must end with code 4 and the words, soon, and leave nothing. */
static void expect_end(double seconds, const char *words, const char *const *arguments)
{
	const double start = seconds_now();
	struct program_run run = program_run(
		&(struct program_call){ .arguments = arguments, .variable = "LD_PRELOAD", .value = HOSTILE_DECODER });
	cr_expect_eq(run.code, 4, "%s: code %d, signal %d: %s", arguments[0], run.code, run.signal, run.err);
	cr_expect_not_null(strstr(run.err, words), "%s: \"%s\" is missing in\n%s", arguments[0], words, run.err);
	cr_expect_lt(seconds_now() - start, seconds, "%s", arguments[0]);
	cr_expect_leq(scratch_count(scratch_path("out")), 0, "%s", arguments[0]);
	program_release(&run);
}

Test(hostile_decoder, ends_the_command_with_words)
{
	write_song(2);
	char good[PATH_BYTES], bad[PATH_BYTES];
	write_sound("0.wav", "good");
	snprintf(good, sizeof good, "%s", scratch_path("0.wav"));
	snprintf(bad, sizeof bad, "%s", scratch_path("1.wav"));
	for (size_t i = 0; i < sizeof attacks / sizeof *attacks; i++) {
		const char *problem = attacks[i].problem;
		write_sound("1.wav", attacks[i].word);
		expect_end(HEADER_SECONDS, problem, PROGRAM_ARGUMENTS("render", "-q", "--untrusted", song));
		expect_end(HEADER_SECONDS, problem, PROGRAM_ARGUMENTS("loudness", "--untrusted", good, bad));
		expect_end(HEADER_SECONDS, problem, PROGRAM_ARGUMENTS("quality", "--untrusted", good, bad));
		expect_end(HEADER_SECONDS, problem, PROGRAM_ARGUMENTS("null", "--untrusted", good, bad));
	}
}

/* Another sound of the recipe is read after the one that ended the process, or at the same time. */
Test(hostile_decoder, names_the_sound_that_spins)
{
	write_song(3);
	write_sound("0.wav", "good");
	write_sound("1.wav", "SPIN");
	write_sound("2.wav", "good");
	expect_end(DECODER_SECONDS, "/1.wav\": decoding it takes too long; the file is damaged",
		   PROGRAM_ARGUMENTS("render", "-q", "--untrusted", song));
}

Test(hostile_decoder, headers_that_spin_share_three_seconds)
{
	enum { TRACKS = 40 };
	write_song(TRACKS);
	for (size_t i = 0; i < TRACKS; i++) {
		char name[32];
		snprintf(name, sizeof name, "%zu.wav", i);
		write_sound(name, "HEAD");
	}
	expect_end(HEADER_SECONDS, "opening it takes too long", PROGRAM_ARGUMENTS("check", "--untrusted", song));
}
