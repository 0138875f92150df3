/* Tests the way of impulse responses from the file into a render.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/song.h"

#include "io/scratch.h"
#include "support/program.h"
#include "support/sound.h"

#include <criterion/criterion.h>
#include <sndfile.h>
#include <stdio.h>
#include <string.h>

TestSuite(recordings, .init = song_make, .fini = scratch_remove);

#define AUX                                                                                                            \
	SONG_HEAD "tracks:\n"                                                                                          \
		  "  drums: { source: drums.wav, stem: drums, sends: [ { to: hall } ] }\n"                             \
		  "  lead: { source: lead.wav, stem: lead, sends: [ { to: hall } ] }\n"                                \
		  "auxes:\n  hall: { inserts: [ convolver: "

#define REST " ] }\noutputs:\n  master: {}\n" SONG_PRINT

static const char *const commands[] = { "check", "plan", "render" };

enum { COMMANDS = sizeof commands / sizeof *commands };

/* The response has another rate than the session, whose rate comes from the first source. */
static void write_response(const char *name, size_t frames)
{
	struct sound sound = sound_noise(9, 2, frames, 0.1);
	sound.rate = 44100;
	sound_write(scratch_path(name), &sound, SF_FORMAT_WAV | SF_FORMAT_FLOAT);
	sound_release(&sound);
}

Test(recordings, are_heard_by_every_command)
{
	write_response("hall.wav", 30000);
	const char *recipe = song_recipe("aux.yaml", AUX "{ file: hall.wav, normalise: energy, gain: -12 dB }" REST);
	for (size_t i = 0; i < COMMANDS; i++) {
		struct program_run run = program_expect(0, PROGRAM_ARGUMENTS(commands[i], recipe));
		cr_expect_str_empty(run.err, "%s", run.err);
		if (strcmp(commands[i], "plan") == 0)
			cr_expect_not_null(strstr(run.out, "convolver"));
		program_release(&run);
	}
	cr_assert(song_has("out/mix.wav") && song_has("out/stems/drums.wav") && song_has("out/stems/lead.wav"));
}

static void expect_failure(const char *recipe, const char *words)
{
	for (size_t i = 0; i < COMMANDS; i++) {
		struct program_run run = program_expect(4, PROGRAM_ARGUMENTS(commands[i], recipe));
		cr_expect_not_null(strstr(run.err, words), "%s: \"%s\" is missing in:\n%s", commands[i], words,
				   run.err);
		program_release(&run);
	}
	cr_expect_not(song_has("out/mix.wav"));
}

Test(recordings, that_cannot_be_read_end_with_4_and_their_place)
{
	const char *recipe = song_recipe("aux.yaml", AUX "{ file: hall.wav, normalise: energy, gain: -12 dB }" REST);
	expect_failure(recipe, "aux.yaml:7:41: error: impulse response \"hall.wav\": ");
	scratch_write(scratch_path("hall.wav"), "RIFF", 4);
	expect_failure(recipe, "aux.yaml:7:41: error: impulse response \"hall.wav\": ");
	write_response("hall.wav", 61 * 44100);
	expect_failure(recipe, "it lasts 61.0 s, and a response at most 60 s; trim the file [recording]");
}

static void write_channels(const char *name, unsigned channels)
{
	struct sound sound = sound_noise(channels, channels, 20000, 0.004);
	sound_write(scratch_path(name), &sound, SF_FORMAT_WAV | SF_FORMAT_FLOAT);
	sound_release(&sound);
}

static uint64_t render_hash(const char *recipe, const char *jobs)
{
	static const char *const files[] = { "mix.wav", "stems/drums.wav", "stems/lead.wav" };
	uint64_t hash = 0;
	char path[64];
	struct program_run run =
		program_expect(0, PROGRAM_ARGUMENTS("render", "-q", "-j", jobs, "-d", scratch_path("jobs"), recipe));
	program_release(&run);
	for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
		snprintf(path, sizeof path, "jobs/%s", files[i]);
		hash = hash * 3 + sound_file_hash(scratch_path(path));
	}
	return hash;
}

/* Channels stay apart (stereo, stereo by mono) or meet (true stereo), or one channel becomes two. */
Test(recordings, sound_the_same_on_any_number_of_threads)
{
	static const char *const halls[] = {
		"inserts: [ convolver: two.wav ]",
		"inserts: [ convolver: one.wav ]",
		"inserts: [ convolver: four.wav ]",
		"channels: 1, inserts: [ convolver: two.wav ]",
		"inserts: [ convolver: two.wav, linear-phase-eq: { bands: [ { type: highpass, freq: 90 Hz } ] } ]",
	};
	write_channels("one.wav", 1);
	write_channels("two.wav", 2);
	write_channels("four.wav", 4);
	for (size_t i = 0; i < sizeof halls / sizeof *halls; i++) {
		char yaml[1024];
		snprintf(yaml, sizeof yaml,
			 SONG_HEAD
			 "tracks:\n  drums: { source: drums.wav, stem: drums, sends: [ { to: hall } ] }\n"
			 "  lead: { source: lead.wav, stem: lead, sends: [ { to: hall } ] }\nauxes:\n  hall: { %s }\n"
			 "outputs:\n  master: {}\n" SONG_PRINT,
			 halls[i]);
		const char *recipe = song_recipe("threads.yaml", yaml);
		const uint64_t hash = render_hash(recipe, "1");
		cr_expect_eq(render_hash(recipe, "2"), hash, "%s", halls[i]);
		cr_expect_eq(render_hash(recipe, "3"), hash, "%s", halls[i]);
	}
}

/* A source and a response are wrong, and both are reported in one go. */
Test(recordings, are_told_beside_sources)
{
	const char *recipe = song_recipe("both.yaml", "version: 1\ntracks:\n  lead: { source: nowhere.wav, inserts: [ "
						      "convolver: nothing.wav ] }\noutputs:\n  master: {}\n");
	expect_failure(recipe, "source \"nowhere.wav\": ");
	expect_failure(recipe, "impulse response \"nothing.wav\": ");
}
