/* Tests the way of impulse responses from the file into a render.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/song.h"

#include "io/scratch.h"
#include "support/program.h"
#include "support/sound.h"

#include <criterion/criterion.h>
#include <math.h>
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
	struct program_run run = program_expect(
		0, PROGRAM_ARGUMENTS("render", "--anew", "-q", "-j", jobs, "-d", scratch_path("jobs"), recipe));
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

/* Writes a noise of 2 s whose parts, all below 9 kHz, are the same at every rate. */
static void write_hum(const char *name, unsigned rate)
{
	enum { PARTS = 300 };
	struct sound sound = sound_noise(1, 1, (size_t)rate * 2, 0.1);
	sound.rate = rate;
	for (size_t i = 0; i < sound.frames; i++) {
		double sum = 0.0;
		for (int k = 0; k < PARTS; k++)
			sum += sin(2.0 * M_PI * ((30.0 * k + 41.0) * (double)i / rate + 0.618034 * k * k));
		sound.samples[i] = 0.002 * sum;
	}
	sound_write(scratch_path(name), &sound, SF_FORMAT_WAV | SF_FORMAT_FLOAT);
	sound_release(&sound);
}

static struct sound render_with_profile(const char *profile)
{
	char yaml[1024];
	snprintf(yaml, sizeof yaml,
		 "version: 1\nsession: { tail: none }\n"
		 "tracks: { a: { source: hum-48.wav, inserts: [ de-noise: { profile: %s, reduction: 20 dB } ] } }\n"
		 "outputs: { master: {} }\nprint: { directory: quiet, format: { encoding: float64 } }\n",
		 profile);
	struct program_run run =
		program_expect(0, PROGRAM_ARGUMENTS("render", "--anew", "-q", song_recipe("hum.yaml", yaml)));
	program_release(&run);
	return sound_read(scratch_path("quiet/master.wav"));
}

/* The noise is as loud in a file of another rate. A profile at half the level would leave much more of it. */
Test(recordings, of_noise_have_their_level_at_every_rate)
{
	static const struct {
		const char *name;
		unsigned rate;
	} files[] = { { "hum-96.wav", 96000 }, { "hum-24.wav", 24000 }, { "hum-44.wav", 44100 } };
	write_hum("hum-48.wav", 48000);
	struct sound own = render_with_profile("hum-48.wav");
	for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
		write_hum(files[i].name, files[i].rate);
		struct sound other = render_with_profile(files[i].name);
		double level = 0.0, difference = 0.0;
		cr_assert(other.frames == own.frames && other.channels == own.channels);
		for (size_t k = 0; k < own.frames * own.channels; k++) {
			level += own.samples[k] * own.samples[k];
			difference += pow(own.samples[k] - other.samples[k], 2.0);
		}
		cr_expect_lt(10.0 * log10(difference / level), -40.0, "%s: %g dB", files[i].name,
			     10.0 * log10(difference / level));
		sound_release(&other);
	}
	sound_release(&own);
}

/* A click plays its sample; a convolver has a response. */
Test(recordings, are_called_by_what_they_are)
{
	write_response("tick.wav", 300);
	write_response("hall.wav", 3000);
	const char *recipe = song_recipe(
		"facts.yaml", "version: 1\nsession: { tempo: 120 bpm, tail: none }\n"
			      "tracks: { a: { source: { generate: click, length: 1 s, sample: tick.wav }, inserts: [ "
			      "convolver: hall.wav ] } }\noutputs: { master: {} }\nprint: { directory: facts }\n");
	struct program_run run = program_expect(0, PROGRAM_ARGUMENTS("render", "--anew", "--verbose", recipe));
	cr_expect_not_null(strstr(run.err, "\nsample    tick.wav: /"), "%s", run.err);
	cr_expect_not_null(strstr(run.err, "\nresponse  hall.wav: /"), "%s", run.err);
	program_release(&run);
}

/* A source and a response are wrong, and both are reported in one go. */
Test(recordings, are_told_beside_sources)
{
	const char *recipe = song_recipe("both.yaml", "version: 1\ntracks:\n  lead: { source: nowhere.wav, inserts: [ "
						      "convolver: nothing.wav ] }\noutputs:\n  master: {}\n");
	expect_failure(recipe, "source \"nowhere.wav\": ");
	expect_failure(recipe, "impulse response \"nothing.wav\": ");
}
