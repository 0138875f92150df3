/* Tests standard input, output and error: closed, full, both outputs in one log, and silent on request.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/song.h"

#include "io/scratch.h"
#include "support/program.h"
#include "support/sound.h"

#include <criterion/criterion.h>
#include <sndfile.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

TestSuite(standard_streams, .init = song_make, .fini = scratch_remove);

enum { INPUT = 1, OUTPUT = 2, ERROR = 4, EVERY_CLOSED = 8 };

static const char *const audio_files[] = { "out/mix.wav", "out/stems/drums.wav", "out/stems/lead.wav" };

enum { AUDIO_FILES = sizeof audio_files / sizeof *audio_files };

/* These paths last longer than the eight of scratch_path(). */
static const char *keep(const char *name)
{
	static char paths[8][512];
	static unsigned next;
	char *path = paths[next++ % 8];
	snprintf(path, sizeof paths[0], "%s", scratch_path(name));
	return path;
}

static struct program_run run_closed(unsigned closed, const char *const *arguments)
{
	const struct program_call call = { .arguments = arguments, .closed = closed };
	return program_run(&call);
}

static void assert_code(const struct program_run *run, unsigned closed, int code)
{
	cr_assert_eq(run->code, code, "closed %u: exit code %d, signal %d instead of %d\n%s", closed, run->code,
		     run->signal, code, run->err);
}

/* A report that cannot be printed is an error, as on a full disk. Without a report there is no error. */
Test(standard_streams, that_are_closed_put_no_text_into_audio_files)
{
	const char *song = keep("song.yaml");
	uint64_t expected[AUDIO_FILES];
	struct program_run run = program_expect(0, PROGRAM_ARGUMENTS("render", song));
	program_release(&run);
	for (size_t i = 0; i < AUDIO_FILES; i++)
		expected[i] = sound_file_hash(scratch_path(audio_files[i]));
	for (unsigned closed = 0; closed < 2 * EVERY_CLOSED; closed++) {
		const bool quiet = closed >= EVERY_CLOSED;
		const char *const arguments[] = { "render", "--anew", song, quiet ? "-q" : NULL, NULL };
		run = run_closed(closed % EVERY_CLOSED, arguments);
		assert_code(&run, closed, !quiet && (closed & OUTPUT) ? 5 : 0);
		cr_assert_eq(!!strstr(run.err, "standard output cannot be written"),
			     !quiet && (closed & OUTPUT) && !(closed & ERROR), "closed %u: %s", closed, run.err);
		for (size_t i = 0; i < AUDIO_FILES; i++)
			cr_assert_eq(sound_file_hash(scratch_path(audio_files[i])), expected[i], "closed %u: %s",
				     closed, audio_files[i]);
		program_release(&run);
	}
}

Test(standard_streams, that_are_closed_put_no_text_into_a_residual)
{
	struct program_run run = program_expect(0, PROGRAM_ARGUMENTS("render", scratch_path("song.yaml")));
	program_release(&run);
	const char *const arguments[] = { "null",
					  "--residual",
					  keep("left.wav"),
					  keep(audio_files[0]),
					  keep(audio_files[1]),
					  keep(audio_files[2]),
					  NULL };
	run = program_expect(0, arguments);
	program_release(&run);
	uint64_t expected = sound_file_hash(scratch_path("left.wav"));
	for (unsigned closed = 0; closed < EVERY_CLOSED; closed++) {
		run = run_closed(closed, arguments);
		assert_code(&run, closed, closed & OUTPUT ? 5 : 0);
		cr_assert_eq(sound_file_hash(scratch_path("left.wav")), expected, "closed %u", closed);
		program_release(&run);
	}
}

/* The sound files are read through descriptors of their own, not through the free standard ones. */
Test(standard_streams, that_are_closed_do_not_damage_what_is_read)
{
	const char *lead = keep("lead.wav"), *song = keep("song.yaml");
	const char *const *const calls[] = {
		PROGRAM_ARGUMENTS("loudness", lead), PROGRAM_ARGUMENTS("quality", lead),
		PROGRAM_ARGUMENTS("check", song),    PROGRAM_ARGUMENTS("graph", song),
		PROGRAM_ARGUMENTS("plan", song),     PROGRAM_ARGUMENTS("schema"),
		PROGRAM_ARGUMENTS("presets"),        PROGRAM_ARGUMENTS("processors"),
		PROGRAM_ARGUMENTS("--version"),      PROGRAM_ARGUMENTS("--help"),
		PROGRAM_ARGUMENTS("null", "--help"),
	};
	uint64_t expected = sound_file_hash(lead);
	for (size_t i = 0; i < sizeof calls / sizeof *calls; i++)
		for (unsigned closed = 0; closed < EVERY_CLOSED; closed++) {
			struct program_run run = run_closed(closed, calls[i]);
			cr_assert_eq(run.code, closed & OUTPUT ? 5 : 0, "%s, closed %u: code %d\n%s", calls[i][0],
				     closed, run.code, run.err);
			cr_assert_eq(sound_file_hash(lead), expected);
			program_release(&run);
		}
}

Test(standard_streams, that_are_closed_leave_errors_their_code)
{
	const char *wrong = song_recipe("wrong.yaml", "version: 1\nfrobnicate: yes\n");
	for (unsigned closed = 0; closed < EVERY_CLOSED; closed++) {
		struct program_run run = run_closed(closed, PROGRAM_ARGUMENTS("render", wrong));
		assert_code(&run, closed, 3);
		program_release(&run);
		run = run_closed(closed, PROGRAM_ARGUMENTS("render", "--frobnicate"));
		assert_code(&run, closed, 2);
		program_release(&run);
	}
}

/* One of sixty stems is silent: the report is longer than one buffer, and a warning follows it. */
static const char *long_song(void)
{
	char yaml[8192] = SONG_HEAD "tracks:\n";
	for (int i = 0; i < 60; i++) {
		size_t length = strlen(yaml);
		snprintf(yaml + length, sizeof yaml - length,
			 "  t%02d: { source: lead.wav, stem: s%02d, fader: -40 dB%s }\n", i, i,
			 i == 0 ? ", mute: yes" : "");
	}
	size_t length = strlen(yaml);
	snprintf(yaml + length, sizeof yaml - length, "%s", SONG_MASTER SONG_PRINT);
	return song_recipe("long.yaml", yaml);
}

Test(standard_streams, as_one_log_keep_their_lines_whole)
{
	const struct program_call call = { .arguments = PROGRAM_ARGUMENTS("render", long_song()), .merged = true };
	struct program_run run = program_run(&call);
	cr_assert_eq(run.code, 0, "%s", run.out);
	const char *warning = strstr(run.out, "warning: stem \"s00\" is silent"),
		   *verdicts = strstr(run.out, "\nverdicts ");
	cr_assert(warning && verdicts, "%s", run.out);
	cr_assert_gt(verdicts - run.out, 4096, "the report is longer than a buffer");
	cr_assert_lt(verdicts, warning, "the warning comes behind the report:\n%s", run.out);
	while (warning[-1] != '\n')
		warning--;
	cr_assert_not_null(strstr(warning, "long.yaml:"));
	cr_assert_eq(strncmp(warning, scratch_path("long.yaml"), strlen(scratch_path("long.yaml"))), 0,
		     "the warning begins a line:\n%s", run.out);
	program_release(&run);
}

struct quiet_row {
	const char *what;
	const char *const *arguments;
	int code;
	const char *words; /* NULL means that it says nothing */
};

/* Each verdict that fails is printed in a line; a verdict that passes is not. */
Test(standard_streams, of_a_quiet_run_tell_the_verdicts_that_fail)
{
	const char *song = keep("song.yaml"), *mix = keep(audio_files[0]);
	const char *drums = keep(audio_files[1]), *lead = keep(audio_files[2]);
	const char *loud =
		song_recipe("loud.yaml", SONG "verify: { loudness: { integrated: -50 LUFS, true_peak: -40 dBTP } }\n");
	const struct quiet_row rows[] = {
		{ "a render that passes", PROGRAM_ARGUMENTS("render", "-q", song), 0, NULL },
		{ "a render", PROGRAM_ARGUMENTS("render", "-q", loud), 1, "loud.yaml: FAIL integrated mix: " },
		{ "its other verdict", PROGRAM_ARGUMENTS("render", "--anew", "--quiet", loud), 1,
		  "loud.yaml: FAIL true_peak mix: " },
		{ "a null that passes", PROGRAM_ARGUMENTS("null", "-q", mix, drums, lead), 0, NULL },
		{ "a null", PROGRAM_ARGUMENTS("null", "-q", mix, drums), 1, "stemprint: FAIL null mix: " },
		{ "a loudness without limits", PROGRAM_ARGUMENTS("loudness", "-q", mix), 0, NULL },
		{ "a loudness", PROGRAM_ARGUMENTS("loudness", "-q", "--profile", "ebu-r128", mix), 1,
		  "stemprint: FAIL integrated " },
		{ "a quality that passes", PROGRAM_ARGUMENTS("quality", "-q", "--rate", "48 kHz", mix), 0, NULL },
		{ "a quality", PROGRAM_ARGUMENTS("quality", "-q", "--rate", "96 kHz", mix), 1, "stemprint: FAIL " },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct program_run run = program_expect(rows[i].code, rows[i].arguments);
		cr_assert_str_empty(run.out, "%s: %s", rows[i].what, run.out);
		if (rows[i].words)
			cr_assert_not_null(strstr(run.err, rows[i].words), "%s: \"%s\" is missing in:\n%s",
					   rows[i].what, rows[i].words, run.err);
		else
			cr_assert_str_empty(run.err, "%s: %s", rows[i].what, run.err);
		program_release(&run);
	}
}
