/* Tests the limits of report: each one ends with exit code 6.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/song.h"

#include "io/scratch.h"
#include "support/program.h"
#include "support/sound.h"

#include <criterion/criterion.h>
#include <sndfile.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { FRAMES = 96000 };

static const char late[] = "stemprint: the time that --max-time allows is over; allow more, or split the work\n";

/* The prints of a song are in out/, and a report that must stay is in old.json. */
static void make(void)
{
	song_make();
	cr_assert_eq(chdir(scratch_path(".")), 0);
	struct program_run run = program_expect(0, PROGRAM_ARGUMENTS("render", "-q", "song.yaml"));
	program_release(&run);
	scratch_write("old.json", (const unsigned char *)"kept", 4);
}

static void leave(void)
{
	cr_assert_eq(chdir("/"), 0);
	scratch_remove();
}

TestSuite(report_limits, .init = make, .fini = leave, .timeout = 60);

/* Returns what the program says on standard error. */
static char *expect(int code, const char *words, const char *const *arguments)
{
	struct program_run run = program_expect(code, arguments);
	cr_expect(strstr(run.err, words), "no \"%s\" in %s", words, run.err);
	char *said = strdup(run.err);
	program_release(&run);
	return said;
}

static void expect_limit(const char *words, const char *const *arguments)
{
	free(expect(6, words, arguments));
}

static void expect_kept(void)
{
	size_t length;
	unsigned char *bytes = scratch_read("old.json", &length);
	cr_expect(length == 4 && memcmp(bytes, "kept", 4) == 0, "it wrote a report");
	free(bytes);
}

/* The song whose prints are too long is told, and the other song is compared all the same. */
Test(report_limits, frames_of_prints_are_counted)
{
	song_recipe("other.yaml", SONG_HEAD "tracks:\n  hum: { source: { generate: tone, length: 1 s } }\n" SONG_MASTER
					    "print: { directory: other, mixes: { mix: {} } }\n");
	struct program_run run = program_expect(0, PROGRAM_ARGUMENTS("render", "-q", "other.yaml"));
	program_release(&run);
	run = program_expect(
		6, PROGRAM_ARGUMENTS("report", "--verify", "--max-frames", "95999", "song.yaml", "other.yaml"));
	cr_expect(strstr(run.err, "out/mix.wav\" has 96000 frames, and at most 95999 are allowed"), "%s", run.err);
	cr_expect(strstr(run.out, "2 songs: 1 pass, 1 error\n"), "%s", run.out);
	program_release(&run);
	free(expect(0, "", PROGRAM_ARGUMENTS("report", "--verify", "--max-frames", "96000", "song.yaml", "out")));
}

/* The source has become longer than the prints, so only its own sound passes the limit. */
Test(report_limits, frames_of_an_input_whose_sound_is_compared_are_counted)
{
	struct sound sound = sound_noise(3, 2, FRAMES + 1, 0.25);
	sound_write("drums.wav", &sound, SF_FORMAT_WAV | SF_FORMAT_PCM_24);
	sound_release(&sound);
	expect_limit("drums.wav\" has 96001 frames",
		     PROGRAM_ARGUMENTS("report", "--verify", "--max-frames", "96000", "song.yaml"));
	free(expect(0, "", PROGRAM_ARGUMENTS("report", "--verify", "song.yaml")));
}

Test(report_limits, frames_go_with_verify)
{
	free(expect(2, "only --verify reads sounds", PROGRAM_ARGUMENTS("report", "--max-frames", "1", "song.yaml")));
}

/* The first is over in a microsecond, before any song is read. */
Test(report_limits, time_ends_it_with_one_message_and_no_report)
{
	char *said = expect(6, late,
			    PROGRAM_ARGUMENTS("report", "--verify", "--max-time", "0.001 ms", "--force", "--json",
					      "old.json", "song.yaml", "out", "song.yaml"));
	cr_expect_str_eq(said, late);
	free(said);
	expect_kept();
	free(expect(0, "", PROGRAM_ARGUMENTS("report", "--max-time", "10 min", "song.yaml")));
}

/* Nothing is guarded where the shadow of a sanitizer counts as memory, too. */
#ifndef STEMPRINT_SANITIZED
Test(report_limits, memory_of_the_process_is_guarded)
{
	expect_limit("allow more with --max-memory", PROGRAM_ARGUMENTS("report", "--verify", "--max-memory", "1 MB",
								       "--force", "--json", "old.json", "out"));
	expect_kept();
	free(expect(0, "", PROGRAM_ARGUMENTS("report", "--verify", "--max-memory", "100 MB", "out")));
}
#endif
