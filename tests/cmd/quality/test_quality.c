/* stemprint tests: the faults of files from any program.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/scratch.h"
#include "support/program.h"
#include "support/sound.h"

#include <criterion/criterion.h>
#include <jansson.h>
#include <math.h>
#include <sndfile.h>
#include <string.h>

enum { FRAMES = 48000 * 3 };

static void make(void)
{
	scratch_make();
	struct sound good = sound_noise(1, 2, FRAMES, 0.25), short_one = sound_noise(2, 2, FRAMES - 1, 0.25);
	struct sound bad = sound_noise(3, 2, FRAMES, 0.25);
	sound_write(scratch_path("good.wav"), &good, SF_FORMAT_WAV | SF_FORMAT_PCM_24);
	sound_write(scratch_path("short.wav"), &short_one, SF_FORMAT_WAV | SF_FORMAT_PCM_16);
	for (size_t i = 0; i < 2 * 1000; i++)
		bad.samples[2 * 48000 + i] = 0.0;
	for (size_t i = 0; i < 8; i++)
		bad.samples[2 * 72000 + i] = 1.0;
	sound_write(scratch_path("bad.wav"), &bad, SF_FORMAT_WAV | SF_FORMAT_PCM_24);
	sound_release(&good);
	sound_release(&short_one);
	sound_release(&bad);
}

TestSuite(verdicts, .init = make, .fini = scratch_remove);

static void assert_out(const struct program_run *run, const char *words)
{
	cr_expect(strstr(run->out, words), "\"%s\" is missing in:\n%s", words, run->out);
}

Test(verdicts, good_files_pass)
{
	struct program_run run = program_expect(
		0, PROGRAM_ARGUMENTS("quality", "--rate", "48000", "--depth", "24", scratch_path("good.wav")));
	assert_out(&run, " pass, 0 fail");
	cr_expect_str_empty(run.err);
	program_release(&run);
}

Test(verdicts, faults_are_told_with_their_place)
{
	struct program_run run = program_expect(1, PROGRAM_ARGUMENTS("quality", scratch_path("bad.wav")));
	assert_out(&run, "2 stretches of zeros within sound");
	assert_out(&run, "20.8 ms, the first at 0:01.000 in channel 1");
	assert_out(&run, "of 4, the first at 0:01.500 in channel 1");
	program_release(&run);
	run = program_expect(1, PROGRAM_ARGUMENTS("quality", "--json", "-", scratch_path("bad.wav")));
	json_t *json = json_loads(run.out, 0, NULL);
	json_t *quality = json_object_get(json_array_get(json_object_get(json, "files"), 0), "quality");
	json_t *dropouts = json_object_get(quality, "dropouts");
	cr_expect(json_number_value(json_object_get(dropouts, "seconds")) == 1.0);
	cr_expect(json_number_value(json_object_get(json_object_get(quality, "clipping"), "seconds")) == 1.5);
	json_decref(json);
	program_release(&run);
}

Test(verdicts, what_is_asked_for)
{
	const char *good = scratch_path("good.wav"), *other = scratch_path("short.wav");
	struct program_run run = program_expect(1, PROGRAM_ARGUMENTS("quality", "--rate", "44.1 kHz", good));
	assert_out(&run, "48000 Hz; 44100 Hz asked for");
	program_release(&run);
	run = program_expect(1, PROGRAM_ARGUMENTS("quality", "--depth", "24", other));
	assert_out(&run, "16 bits; 24 asked for");
	program_release(&run);
	run = program_expect(0, PROGRAM_ARGUMENTS("quality", good, other));
	program_release(&run);
	run = program_expect(1, PROGRAM_ARGUMENTS("quality", "--set", good, other));
	assert_out(&run, "FAIL    lengths:");
	assert_out(&run, "FAIL    depths:");
	program_release(&run);
	run = program_expect(2, PROGRAM_ARGUMENTS("quality", "--depth", "20", good));
	program_release(&run);
	run = program_expect(2, PROGRAM_ARGUMENTS("quality", "--rate", "loud", good));
	program_release(&run);
	run = program_expect(2, PROGRAM_ARGUMENTS("quality"));
	program_release(&run);
	run = program_expect(4, PROGRAM_ARGUMENTS("quality", scratch_path("none.wav")));
	program_release(&run);
}

/* Real drums, cymbals and pianos have no faults. The sides of loops/mika.flac differ by no more than dither. */
Test(quality_of_fixtures, real_sounds_raise_no_alarm)
{
	static const char *const files[] = { "big-band/cymbals.flac",     "big-band/kick.flac",
					     "big-band/pad.flac",         "big-band/piano-left.flac",
					     "big-band/piano-right.flac", "big-band/snare.flac",
					     "loops/garzul.flac",         "loops/safari.flac" };
	enum { COUNT = sizeof files / sizeof *files };
	char paths[COUNT][512];
	const char *arguments[COUNT + 2] = { "quality" };
	for (size_t i = 0; i < COUNT; i++) {
		snprintf(paths[i], sizeof paths[i], "%s/fixtures/%s", STEMPRINT_ROOT, files[i]);
		arguments[1 + i] = paths[i];
	}
	struct program_run run = program_expect(0, arguments);
	program_release(&run);
}

/* A recipe asks for the same checks of its mixes. */
Test(verdicts, of_renders)
{
	static const char recipe[] =
		"version: 1\nsession: { tail: none }\ntracks:\n  a: { source: good.wav, stem: a%s }\noutputs: { "
		"master: }\n"
		"print: { directory: out }\nverify: { quality: yes, loudness: { profile: youtube } }\n";
	char text[512];
	snprintf(text, sizeof text, recipe, "");
	scratch_write(scratch_path("song.yaml"), text, strlen(text));
	struct program_run run =
		program_expect(0, PROGRAM_ARGUMENTS("render", "--json", "-", scratch_path("song.yaml")));
	json_t *json = json_loads(run.out, 0, NULL), *verdicts = json_object_get(json, "verdicts");
	size_t found = 0;
	for (size_t i = 0; i < json_array_size(verdicts); i++) {
		const char *name = json_string_value(json_object_get(json_array_get(verdicts, i), "name"));
		found += strcmp(name, "clicks master") == 0 || strcmp(name, "clipping master") == 0;
	}
	cr_expect(found == 2, "each once");
	cr_expect(json_array_size(json_object_get(json, "notes")) > 0, "advice of the profile");
	json_decref(json);
	program_release(&run);
	/* All of the sound is on the left. */
	snprintf(text, sizeof text, recipe, ", balance: 100 L");
	scratch_write(scratch_path("song.yaml"), text, strlen(text));
	run = program_expect(1, PROGRAM_ARGUMENTS("render", scratch_path("song.yaml")));
	assert_out(&run, "FAIL    balance master: the right side is silent");
	program_release(&run);
}
