/* Tests loops by the program: ranges, loops without a seam, and renders that end because a loop grows.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/scratch.h"
#include "support/program.h"
#include "support/sound.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

TestSuite(feedback_program, .init = (void (*)(void))scratch_make, .fini = scratch_remove, .timeout = 240);

/* `session` has more keys of the session, `insert` stands in the loop. */
static const char *write_recipe(const char *name, const char *session, const char *insert, const char *level)
{
	static char path[512];
	snprintf(path, sizeof path, "%s", scratch_path(name));
	FILE *file = fopen(path, "w");
	cr_assert_not_null(file);
	fprintf(file,
		"version: 1\nsession: { sample_rate: 48000, seed: 3%s }\n"
		"tracks:\n"
		"  a: { source: { generate: tone, freq: 441 Hz, level: -20 dBFS, length: 1 s }, stem: one, output: "
		"none, sends: [ "
		"{ to: echo } ] }\n"
		"  b: { source: { generate: tone, freq: 100 Hz, level: -40 dBFS, length: 1 s }, stem: two, output: "
		"none, sends: [ "
		"{ to: back } ] }\n"
		"auxes:\n"
		"  echo: { channels: 1, output: master, inserts: [ %s ], sends: [ { to: back, level: %s dB } ] }\n"
		"  back: { channels: 1, output: none, sends: [ { to: echo, feedback: { delay: 1000 samples } } ] }\n"
		"outputs: { master: { channels: 1 } }\n"
		"print: { directory: out-%s, format: { container: wav, encoding: float64 }, mixes: { mix: { of: master "
		"} }, stems: "
		"{ of: master } }\n",
		session, insert, level, name);
	cr_assert_eq(fclose(file), 0);
	return path;
}

static struct sound read_print(const char *name, const char *print)
{
	char path[256];
	snprintf(path, sizeof path, "out-%s/%s.wav", name, print);
	return sound_read(scratch_path(path));
}

/* In the steady state of a loop that plays for ever, echo k is the tone, k times 1000 frames late. */
Test(feedback_program, echoes_have_no_seam)
{
	static const char *const modes[] = { ", tail: wrap", ", tail: loop" };
	for (size_t mode = 0; mode < 2; mode++) {
		struct program_run run = program_expect(
			0, PROGRAM_ARGUMENTS("render", "--anew", "-q", write_recipe("seam", modes[mode], "", "-3")));
		program_release(&run);
		struct sound found = read_print("seam", "stems/one");
		const double turn = 2.0 * acos(-1.0) * 441.0 / 48000.0, gain = pow(10.0, -3.0 / 20.0);
		double most = 0.0;
		cr_assert_eq(found.frames, 48000);
		for (size_t i = 0; i < found.frames; i++) {
			double expected = 0.0, level = 0.1;
			for (int k = 0; k < 200; k++, level *= gain)
				expected += level * sin(turn * ((double)i - 1000.0 * k));
			most = fmax(most, fabs(found.samples[i] - expected));
		}
		cr_expect_lt(most, 4e-6, "%s: %g, where -120 dBFS ends a tail", modes[mode], most);
		sound_release(&found);
		scratch_remove();
		scratch_make();
	}
}

/* A range has the samples that the whole has there, with other blocks and threads. */
Test(feedback_program, a_range_is_a_part_of_the_whole)
{
	static const char insert[] = "saturation: { drive: 9 dB }";
	char path[512];
	snprintf(path, sizeof path, "%s", write_recipe("whole", ", tail: 1 s", insert, "-10"));
	struct program_run run = program_expect(0, PROGRAM_ARGUMENTS("render", "--anew", "-q", path));
	program_release(&run);
	snprintf(path, sizeof path, "%s", write_recipe("part", ", tail: 1 s", insert, "-10"));
	run = program_expect(
		0, PROGRAM_ARGUMENTS("render", "--anew", "-q", path, "--from", "0.3 s", "-j", "2", "--block", "77"));
	program_release(&run);
	static const char *const prints[] = { "mix", "stems/one", "stems/two" };
	for (size_t i = 0; i < 3; i++) {
		struct sound whole = read_print("whole", prints[i]), part = read_print("part", prints[i]);
		cr_assert_eq(part.frames, 96000 - 14400);
		cr_assert_eq(whole.frames, 96000);
		cr_expect_arr_eq(part.samples, whole.samples + 14400, part.frames * sizeof(double), "%s", prints[i]);
		sound_release(&whole);
		sound_release(&part);
	}
}

/* The time is that of the first sample over +120 dBFS, and nothing is left of the print. */
Test(feedback_program, a_loop_that_grows_leaves_no_files)
{
	const char *recipe = write_recipe("grows", ", tail: 20 s", "tremolo: { rate: 1 Hz, depth: 0 % }", "6");
	char fixed[512];
	snprintf(fixed, sizeof fixed, "%s", recipe);
	struct program_run run = program_expect(3, PROGRAM_ARGUMENTS("render", fixed));
	cr_expect_not_null(strstr(run.err, "error: the loop back -> echo -> back grows: after 0."), "%s", run.err);
	cr_expect_not_null(strstr(run.err, "it is over +120 dBFS; lower the `level` of this send [feedback-grows]"),
			   "%s", run.err);
	program_release(&run);
	cr_expect_neq(access(scratch_path("out-grows"), F_OK), 0);
}

/* A loop that limits itself gives every stem the gain of the whole. Stems may then grow against each other, although
   their sum does not; with a label in the loop its sound is one stem. */
Test(feedback_program, stems_that_grow_against_each_other_are_told)
{
	static const char insert[] = "saturation: { drive: 9 dB }";
	char fixed[512];
	snprintf(fixed, sizeof fixed, "%s", write_recipe("apart", ", tail: 5 s", insert, "1"));
	struct program_run run = program_expect(3, PROGRAM_ARGUMENTS("render", fixed));
	cr_expect_not_null(strstr(run.err, "stems grow against each other in the loop back -> echo -> back"), "%s",
			   run.err);
	cr_expect_not_null(strstr(run.err, "give a strip of the loop a `stem` of its own"), "%s", run.err);
	program_release(&run);
	cr_expect_neq(access(scratch_path("out-apart"), F_OK), 0);
	run = program_expect(0, PROGRAM_ARGUMENTS("render", "--anew", "-q", "--no-stems", fixed));
	program_release(&run);
	snprintf(fixed, sizeof fixed, "%s",
		 write_recipe("label", ", tail: 5 s",
			      "saturation: { drive: 9 dB } ], stem: fx, sends: [ { to: back, level: 1 dB } "
			      "] }\n  spare: { output: none, inserts: [",
			      "-90"));
	run = program_expect(0, PROGRAM_ARGUMENTS("render", "--anew", "-q", fixed));
	program_release(&run);
}

/* What comes back by way of a loop waits for the gain that a strip before it wants, as what comes in directly does. */
Test(feedback_program, a_measured_gain_waits_for_one_before_the_loop)
{
	char path[512];
	snprintf(path, sizeof path, "%s", scratch_path("trims"));
	FILE *file = fopen(path, "w");
	cr_assert_not_null(file);
	fputs("version: 1\nsession: { sample_rate: 48000, tail: 1 s }\n"
	      "tracks: { a: { source: { generate: white-noise, level: -20 dBFS, length: 1 s, channels: 2 }, stem: a, "
	      "output: "
	      "none, inserts: [ normalise: { peak: -6 dB } ], sends: [ { to: echo } ] } }\n"
	      "auxes:\n"
	      "  echo: { output: none, sends: [ { to: back, level: -2 dB, feedback: { delay: 20 ms } } ] }\n"
	      "  back: { output: master, inserts: [ normalise: { peak: -9 dB } ] }\n"
	      "outputs: { master: {} }\n"
	      "print: { directory: out-trims, format: { container: wav, encoding: float64 }, taps: { back: "
	      "back.pre-fader }, "
	      "mixes: { mix: { of: master } }, stems: { of: master } }\n",
	      file);
	cr_assert_eq(fclose(file), 0);
	struct program_run run = program_expect(0, PROGRAM_ARGUMENTS("render", "--anew", "-q", path));
	program_release(&run);
	struct sound back = read_print("trims", "taps/back");
	cr_expect_float_eq(20.0 * log10(sound_peak(&back)), -9.0, 1e-6);
	sound_release(&back);
}

/* Before the render the same loop is refused where all of it is known. */
Test(feedback_program, check_finds_growth)
{
	const char *recipe =
		write_recipe("grows", "", "eq: { bands: [ { type: bell, freq: 2 kHz, gain: 7 dB } ] }", "-6");
	char fixed[512];
	snprintf(fixed, sizeof fixed, "%s", recipe);
	struct program_run run = program_expect(3, PROGRAM_ARGUMENTS("check", fixed));
	cr_expect_not_null(strstr(run.err, "the loop back -> echo -> back has a gain of +0.99 dB at 2000"), "%s",
			   run.err);
	program_release(&run);
}

Test(feedback_program, graph_draws_the_loop)
{
	char recipe[512];
	snprintf(recipe, sizeof recipe, "%s", write_recipe("drawn", "", "", "-6"));
	static const struct {
		const char *as, *words;
	} drawings[] = { { "text", "-> echo  send 0.0 dB, post-fader, feedback after 20.8 ms" },
			 { "matrix", "(0.0 dB)" },
			 { "dot", "label=\"0.0 dB post-fader feedback 20.8 ms\", constraint=false" },
			 { "mermaid", "-. \"0.0 dB post-fader feedback 20.8 ms\" .->" } };
	for (size_t i = 0; i < sizeof drawings / sizeof *drawings; i++) {
		struct program_run run = program_expect(0, PROGRAM_ARGUMENTS("graph", recipe, "--as", drawings[i].as));
		cr_expect_not_null(strstr(run.out, drawings[i].words), "%s:\n%s", drawings[i].as, run.out);
		program_release(&run);
	}
	struct program_run run = program_expect(0, PROGRAM_ARGUMENTS("plan", recipe));
	cr_expect_not_null(strstr(run.out, "return   back, 1000 frames after its feed, 3 columns"), "%s", run.out);
	cr_expect_not_null(strstr(run.out, "feed     back into echo, the loop back -> echo -> back"), "%s", run.out);
	program_release(&run);
}
