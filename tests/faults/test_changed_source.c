/* Tests sources that change in the middle of a render.
   SPDX-License-Identifier: GPL-3.0-or-later

   A mixture of old and new sound is never printed. */
#include "cmd/song.h"
#include "io/scratch.h"
#include "support/program.h"
#include "support/sound.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <sndfile.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { FRAMES = 96000, CHANGE_AT = 300000 };

TestSuite(changed_source, .init = song_make, .fini = scratch_remove, .timeout = 120);

/* Writes the drums of the song, with a date of last year, and as many other bytes to put over them. */
static void lay_out(const char *change, const char *source)
{
	static const struct timespec last_year[] = { { .tv_sec = 1700000000 }, { .tv_sec = 1700000000 } };
	struct sound sound = sound_noise(1, 2, FRAMES, 0.25), other = sound_noise(9, 2, FRAMES, 0.25);
	sound_write(scratch_path("drums.wav"), &sound, SF_FORMAT_WAV | SF_FORMAT_PCM_24);
	sound_write(scratch_path("other.wav"), &other, SF_FORMAT_WAV | SF_FORMAT_PCM_24);
	sound_release(&sound);
	sound_release(&other);
	cr_assert_eq(utimensat(AT_FDCWD, scratch_path("drums.wav"), last_year, 0), 0);
	setenv("STEMPRINT_FAULT_SOURCE", source, 1);
	setenv("STEMPRINT_FAULT_WITH", scratch_path("other.wav"), 1);
	setenv("STEMPRINT_FAULT_CHANGE", change, 1);
	char at[32];
	snprintf(at, sizeof at, "%d", CHANGE_AT);
	setenv("STEMPRINT_FAULT_AT", at, 1);
}

static void expect_refused(const char *const *arguments, const char *change, const char *words)
{
	char drums[512];
	snprintf(drums, sizeof drums, "%s", scratch_path("drums.wav"));
	lay_out(change, drums);
	const struct program_call call = { .arguments = arguments,
					   .variable = "LD_PRELOAD",
					   .value = STEMPRINT_FAULTS };
	struct program_run run = program_run(&call);
	cr_expect_eq(run.code, 4, "%s, %s: exit code %d\n%s%s", arguments[0], change, run.code, run.out, run.err);
	cr_expect(strstr(run.err, "drums.wav\": ") && strstr(run.err, words), "%s, %s: %s", arguments[0], change,
		  run.err);
	cr_expect(!song_has("out/mix.wav") && !song_has("out/report.json") && !song_has("residual.wav"), "%s, %s",
		  arguments[0], change);
	program_release(&run);
}

static const struct {
	const char *change, *words;
} changes[] = {
	{ "overwrite", "it changed while it was read; run again" },
	{ "cut", "it changed while it was read; run again" },
	{ "replace", "it was replaced by another file while it was read; run again" },
	{ "delete", "it was moved or deleted while it was read; put it back, and run again" },
};

Test(changed_source, of_every_command_that_reads_sound)
{
	/* The change comes in the first of two seconds: what the session takes has changed, and no end of the file is
	 * ever read. */
	char song[512], part[512], drums[512], lead[512], residual[512];
	snprintf(song, sizeof song, "%s", scratch_path("song.yaml"));
	snprintf(
		part, sizeof part, "%s",
		song_recipe("part.yaml",
			    "version: 1\nsession: { tail: none, length: 1.5 s }\n" SONG_TRACKS SONG_MASTER SONG_PRINT));
	snprintf(drums, sizeof drums, "%s", scratch_path("drums.wav"));
	snprintf(lead, sizeof lead, "%s", scratch_path("lead.wav"));
	snprintf(residual, sizeof residual, "%s", scratch_path("residual.wav"));
	for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
		const char *change = changes[i].change, *words = changes[i].words;
		expect_refused(PROGRAM_ARGUMENTS("render", song), change, words);
		expect_refused(PROGRAM_ARGUMENTS("render", part), change, words);
		expect_refused(PROGRAM_ARGUMENTS("null", "--residual", residual, drums, lead), change, words);
		expect_refused(PROGRAM_ARGUMENTS("loudness", drums), change, words);
		expect_refused(PROGRAM_ARGUMENTS("quality", drums), change, words);
	}
}

/* The preloaded library alone does no harm. */
Test(changed_source, unchanged_files_render)
{
	setenv("STEMPRINT_FAULT_SOURCE", scratch_path("drums.wav"), 1);
	const struct program_call call = { .arguments = PROGRAM_ARGUMENTS("render", scratch_path("song.yaml")),
					   .variable = "LD_PRELOAD",
					   .value = STEMPRINT_FAULTS };
	struct program_run run = program_run(&call);
	cr_expect_eq(run.code, 0, "%s", run.err);
	program_release(&run);
}
