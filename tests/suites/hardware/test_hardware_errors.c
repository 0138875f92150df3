/* Tests what is refused of loops through hardware: every error has its place, its exit code and its remedy.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "suites/hardware/loop.h"

#include "io/scratch.h"
#include "support/program.h"
#include "support/sound.h"

#include <criterion/criterion.h>
#include <math.h>
#include <sndfile.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void begin(void)
{
	scratch_make();
	loop_write_dry();
}

TestSuite(hardware_errors, .init = begin, .fini = scratch_remove, .timeout = 120);

static void run(int code, const char *const *arguments)
{
	struct program_run program = program_expect(code, arguments);
	program_release(&program);
}

/* The render fails with these words, and prints nothing. */
static void expect(int code, const char *recipe, const char *words)
{
	struct program_run failed = program_expect(code, PROGRAM_ARGUMENTS("render", "-q", recipe));
	cr_expect_not_null(strstr(failed.err, words), "\"%s\" is missing in:\n%s", words, failed.err);
	cr_expect_eq(access(scratch_path("out/mix.wav"), F_OK), -1, "%s", words);
	program_release(&failed);
}

static const char *sent(const char *parameters)
{
	const char *recipe = loop_recipe(parameters);
	run(0, PROGRAM_ARGUMENTS("render", "--sends", recipe));
	return recipe;
}

static void write_return(struct sound sound)
{
	sound_write(scratch_path("return.wav"), &sound, SF_FORMAT_WAV | SF_FORMAT_FLOAT);
	sound_release(&sound);
}

Test(hardware_errors, missing_return)
{
	expect(4, loop_recipe("calibrate: yes"),
	       "loop.yaml:5:70: error: return \"return.wav\": it is missing; print the send with `stemprint render "
	       "--sends`");
}

Test(hardware_errors, missing_send)
{
	write_return(sound_noise(1, 1, 48000, 0.1));
	expect(4, loop_recipe("calibrate: yes"),
	       "loop.yaml:5:52: error: send \"send.wav\": it is missing, so nobody can say what \"return.wav\" "
	       "answers");
}

Test(hardware_errors, silent_return)
{
	const char *recipe = sent("calibrate: yes");
	write_return(sound_noise(1, 1, 480000, 0.0));
	expect(4, recipe, "return \"return.wav\": no answer of the loop is found, because it is silent");
}

Test(hardware_errors, return_of_something_else)
{
	const char *recipe = sent("calibrate: yes");
	write_return(sound_noise(77, 1, 480000, 0.3));
	expect(4, recipe, "return \"return.wav\": no answer of the loop is found: nothing in it follows the send");
	recipe = loop_recipe("latency: measured");
	unlink(scratch_path("return.wav"));
	run(0, PROGRAM_ARGUMENTS("render", "--sends", recipe));
	write_return(sound_noise(77, 1, 480000, 0.3));
	expect(4, recipe, "return \"return.wav\": no answer of the loop is found: nothing in it follows the send");
}

/* Half a second is long over before the burst ends. */
Test(hardware_errors, short_return)
{
	const char *recipe = sent("calibrate: yes");
	write_return(sound_noise(77, 1, 20000, 0.001));
	expect(4, recipe, "no answer of the loop is found");
}

Test(hardware_errors, return_that_is_not_finite)
{
	const char *recipe = sent("calibrate: yes");
	struct sound sound = sound_noise(1, 1, 480000, 0.1);
	sound.samples[1234] = (double)NAN;
	write_return(sound);
	expect(4, recipe, "return \"return.wav\": ");
}

Test(hardware_errors, return_of_another_rate)
{
	const char *recipe = sent("calibrate: yes");
	struct sound sound = sound_noise(1, 1, 480000, 0.1);
	sound.rate = 44100;
	write_return(sound);
	expect(4, recipe,
	       "return \"return.wav\" has 44100 Hz, and the session 48000; record at the rate of the session");
}

Test(hardware_errors, return_of_other_channels)
{
	const char *recipe = sent("calibrate: yes");
	write_return(sound_noise(1, 2, 480000, 0.1));
	expect(4, recipe, "return \"return.wav\": it has other channels than the send; record as many as the send has");
}

Test(hardware_errors, return_that_is_no_sound)
{
	const char *recipe = sent("calibrate: yes");
	scratch_write(scratch_path("return.wav"), "RIFF", 4);
	expect(4, recipe, "return \"return.wav\": ");
}

/* The return belongs to a send that the recipe no longer makes. */
Test(hardware_errors, stale_return)
{
	const char *recipe = sent("calibrate: yes");
	loop_answer(&(struct loop){ .late = 100.0, .gain = 1.0 }, "send.wav", "return.wav");
	struct sound dry = sound_read(scratch_path("dry.wav"));
	dry.samples[100000] += 1e-3;
	sound_write(scratch_path("dry.wav"), &dry, SF_FORMAT_WAV | SF_FORMAT_FLOAT);
	sound_release(&dry);
	expect(4, recipe,
	       "return \"return.wav\" answers \"send.wav\", but what comes in here differs from that by up to -60.0 "
	       "dBFS, from "
	       "frame 100000 on; move the return away, print the send again");
	struct program_run refused = program_expect(4, PROGRAM_ARGUMENTS("render", "--sends", recipe));
	cr_expect_not_null(strstr(refused.err, "move the return away"), "%s", refused.err);
	program_release(&refused);
}

Test(hardware_errors, calibration_that_was_not_sent)
{
	sent("latency: measured");
	loop_answer(&(struct loop){ .late = 100.0, .gain = 1.0 }, "send.wav", "return.wav");
	expect(4, loop_recipe("calibrate: yes"), "[hardware]");
}

Test(hardware_errors, wrong_recipes)
{
	static const struct {
		const char *parameters, *words;
	} cases[] = {
		{ "stems: per-lane", "hardware gives back one signal, not one for each stem; use `stems: residue`" },
		{ "latency: soon", "\"latency\" cannot be \"soon\"" },
		{ "latency: 6 s", "\"latency\" is 6 s, but must lie between -1 s and 5 s" },
		{ "encoding: pcm16", "\"pcm16\"" },
		{ "level: 3 dB", "unknown parameter \"level\" in hardware" },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		expect(3, loop_recipe(cases[i].parameters), cases[i].words);
}

static const char *written(const char *inserts, const char *rest)
{
	static char path[512];
	char text[1024];
	snprintf(path, sizeof path, "%s", scratch_path("other.yaml"));
	snprintf(text, sizeof text,
		 "version: 1\n%stracks:\n  dry: { source: dry.wav, inserts: [ %s ] }\noutputs:\n  master: { channels: "
		 "1 }\n"
		 "print: { directory: out, mixes: { mix: {} } }\n",
		 rest, inserts);
	scratch_write(path, text, strlen(text));
	return path;
}

Test(hardware_errors, files_that_meet)
{
	expect(3, written("hardware: { send: x.wav, return: x.wav }", ""),
	       "\"x.wav\" is the send and the return of one insert; give the return another name");
	expect(3, written("hardware: { send: x.flac, return: y.wav }", ""), "let its name end in .wav");
	expect(3, written("hardware: { send: x.wav, return: y.wav }, hardware: { send: x.wav, return: z.wav }", ""),
	       "error: ");
	expect(3, written("hardware: { send: x.wav, return: y.wav }, { hardware: { send: x.wav, return: z.wav } }", ""),
	       "\"x.wav\" is the send of another insert, too; give each a file of its own");
	expect(3, written("hardware: { send: dry.wav, return: y.wav }", ""), "output-over-input");
	expect(3, written("hardware: { send: out/mix.wav, return: y.wav }", ""), "file-claimed-twice");
	expect(3, written("hardware: { send: x.wav, return: y.wav }", "session: { tail: loop }\n"), "use `tail: wrap`");
}

/* A send is a file like a print: stemprint replaces none that it did not write. */
Test(hardware_errors, send_over_a_file_of_somebody_else)
{
	scratch_write(scratch_path("send.wav"), "mine", 4);
	struct program_run refused =
		program_expect(5, PROGRAM_ARGUMENTS("render", "--sends", loop_recipe("calibrate: yes")));
	cr_expect_not_null(strstr(refused.err, "send.wav"), "%s", refused.err);
	program_release(&refused);
}

Test(hardware_errors, sends_and_reports)
{
	run(2, PROGRAM_ARGUMENTS("render", "--sends", "--json", "-", loop_recipe("calibrate: yes")));
	run(2, PROGRAM_ARGUMENTS("render", "--sends", "--from", "1 s", loop_recipe("calibrate: yes")));
}
