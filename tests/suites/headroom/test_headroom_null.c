/* Tests printed stems with a headroom with `stemprint null` and with SoX.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/scratch.h"
#include "loud_mix.h"
#include "support/program.h"
#include "support/sound.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

TestSuite(headroom_null, .init = (void (*)(void))scratch_make, .fini = scratch_remove, .timeout = 240);

enum { WORDS = 16, PATH = 512 };

/* Returns the output of `stemprint null` for the files of a render. */
struct null_call {
	char paths[1 + LOUD_STEMS_MAXIMUM][PATH];
	const char *words[WORDS];
	size_t count;
};

static void null_call_init(struct null_call *call, const struct loud_print *print, const char *folder)
{
	call->count = 0;
	call->words[call->count++] = "null";
	for (size_t i = 0; i <= loud_stem_count(print->mix); i++) {
		snprintf(call->paths[i], PATH, "%s", loud_file(print, folder, i));
		call->words[call->count++] = call->paths[i];
	}
	call->words[call->count] = NULL;
}

static void null_call_add(struct null_call *call, const char *word)
{
	call->words[call->count++] = word;
	call->words[call->count] = NULL;
}

static const struct loud_print prints[] = {
	{ .mix = 1, .container = "wav", .encoding = "pcm16", .sum = "rounded", .headroom = "auto" },
	{ .mix = 1, .container = "flac", .encoding = "pcm24", .sum = "rounded", .headroom = "3.25 dB" },
	{ .mix = 0, .container = "flac", .encoding = "pcm16", .sum = "exact", .headroom = "{ gain: auto, mix: yes }" },
	{ .mix = 1, .container = "wav", .encoding = "pcm24", .sum = "exact", .headroom = "{ gain: 7 dB, mix: yes }" },
};

Test(headroom_null, files_that_tell_it_null)
{
	for (size_t i = 0; i < sizeof prints / sizeof *prints; i++) {
		struct null_call call;
		loud_render(&prints[i], "out");
		null_call_init(&call, &prints[i], "out");
		struct program_run run = program_expect(0, call.words);
		cr_expect_not_null(strstr(run.out, "the null test raises them again"), "%s", run.out);
		cr_expect_eq(!!strstr(run.out, "residual exact"), strcmp(prints[i].sum, "exact") == 0, "%s", run.out);
		program_release(&run);
	}
}

/* Without the headroom, only files that are all lowered by the same amount add up. */
Test(headroom_null, as_they_are_they_do_not)
{
	struct null_call call;
	loud_render(&prints[0], "out");
	null_call_init(&call, &prints[0], "out");
	null_call_add(&call, "--ignore-headroom");
	struct program_run run = program_expect(1, call.words);
	cr_expect_not_null(strstr(run.out, "louder than the files"), "%s", run.out);
	program_release(&run);
	loud_render(&prints[3], "out");
	null_call_init(&call, &prints[3], "out");
	null_call_add(&call, "--ignore-headroom");
	run = program_expect(0, call.words);
	program_release(&run);
}

/* Stems of two renders are each raised by the headroom that they state. */
Test(headroom_null, files_may_differ)
{
	struct loud_print one = prints[1], other = prints[1];
	one.headroom = "3 dB";
	other.headroom = "9.5 dB";
	loud_render(&one, "one");
	loud_render(&other, "other");
	struct null_call call;
	null_call_init(&call, &one, "one");
	snprintf(call.paths[2], PATH, "%s", loud_file(&other, "other", 2));
	struct program_run run = program_expect(0, call.words);
	cr_expect_not_null(strstr(run.out, "each by the headroom that it states"), "%s", run.out);
	program_release(&run);
}

/* Offsets and causes are found in the raised files: nothing says that a stem has another gain. */
Test(headroom_null, causes_are_of_the_raised_files)
{
	struct null_call call;
	loud_render(&prints[1], "out");
	null_call_init(&call, &prints[1], "out");
	char missing[PATH];
	snprintf(missing, sizeof missing, "%s", call.paths[--call.count - 1]);
	call.words[call.count] = NULL;
	null_call_add(&call, "--candidate");
	null_call_add(&call, missing);
	null_call_add(&call, "--align");
	struct program_run run = program_expect(1, call.words);
	cr_expect_not_null(strstr(run.out, "bed"), "%s", run.out);
	cr_expect_null(strstr(run.out, "dB louder"), "%s", run.out);
	cr_expect_null(strstr(run.out, "dB quieter"), "%s", run.out);
	program_release(&run);
}

/* SoX adds up the stems and subtracts the mix, at the level of the stems. The result is the rms of N stems with an LSB
 * of error each, and of the lowered mix. */
Test(headroom_null, sox_finds_what_the_formula_says)
{
	if (system("command -v sox >/dev/null 2>&1") != 0)
		cr_skip_test("'sox' is not installed: nothing to compare with");
	const double headroom_db = 6.0, gain = pow(10.0, -headroom_db / 20.0);
	const struct loud_print print = {
		.mix = 1, .container = "wav", .encoding = "pcm16", .sum = "rounded", .headroom = "6 dB"
	};
	loud_render(&print, "out");
	char command[4096], rest[PATH];
	snprintf(rest, sizeof rest, "%s", scratch_path("rest.wav"));
	int length =
		snprintf(command, sizeof command, "sox -D -m -v %.17g '%s'", -0.25 * gain, loud_file(&print, "out", 0));
	for (size_t i = 1; i <= loud_stem_count(print.mix); i++)
		length += snprintf(command + length, sizeof command - (size_t)length, " -v 0.25 '%s'",
				   loud_file(&print, "out", i));
	snprintf(command + length, sizeof command - (size_t)length, " -b 32 -e signed '%s'", rest);
	cr_assert_eq(system(command), 0);
	struct sound found = sound_read(rest);
	double squares = 0.0;
	for (size_t i = 0; i < found.frames * found.channels; i++)
		squares += 16.0 * found.samples[i] * found.samples[i];
	const double rms = sqrt(squares / (double)(found.frames * found.channels));
	const double error = sqrt(3.0 / 12.0) * 0x1p-15; /* the error of one file with TPDF */
	const double expected = error * sqrt((double)loud_stem_count(print.mix) + gain * gain);
	cr_expect_float_eq(20.0 * log10(rms), 20.0 * log10(expected), 0.05);
	sound_release(&found);
}
