/* stemprint tests: a manifest knows the whole sound of its sources, whatever of them the render reads.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/song.h"

#include "io/scratch.h"
#include "support/program.h"
#include "support/sound_digest.h"

#include <criterion/criterion.h>
#include <jansson.h>
#include <math.h>
#include <sndfile.h>
#include <stdio.h>
#include <string.h>

static void make(void)
{
	song_make();
	struct sound lead = sound_noise(3, 1, 44100, 0.2), room = sound_noise(4, 2, 480, 0.01);
	lead.rate = 44100;
	sound_write(scratch_path("lead.flac"), &lead, SF_FORMAT_FLAC | SF_FORMAT_PCM_16);
	sound_write(scratch_path("room.flac"), &room, SF_FORMAT_FLAC | SF_FORMAT_PCM_24);
	sound_release(&lead);
	sound_release(&room);
}

TestSuite(sound_hashes, .init = make, .fini = scratch_remove, .timeout = 60);

#define OUTPUT "outputs: { master: {} }\nprint: { directory: out, mixes: { mix: {} } }\n"

static const struct {
	const char *what, *yaml;
	size_t sounds;
} songs[] = {
	{ "files and a response, at their rate and another",
	  SONG_HEAD "tracks:\n  a: { source: drums.wav, inserts: [ convolver: { file: room.flac } ] }\n"
		    "  b: { source: lead.flac }\n  c: { source: lead.wav }\n" OUTPUT,
	  4 },
	{ "parts of files",
	  SONG_HEAD "tracks:\n  a: { clips: [ { file: drums.wav, from: 0.5 s, to: 0.7 s } ] }\n"
		    "  b: { clips: [ { file: lead.flac }, { file: lead.wav, reverse: yes } ] }\n" OUTPUT,
	  3 },
	{ "one channel, and a channel twice",
	  SONG_HEAD "tracks:\n  a: { source: { file: drums.wav, channels: [ 2 ] } }\n"
		    "  b: { source: { file: lead.wav, channels: [ 1, 1 ] } }\n" OUTPUT,
	  2 },
	{ "a session that is shorter than its sources",
	  "version: 1\nsession: { tail: none, length: 0.1 s }\ntracks:\n  a: { source: drums.wav }\n"
	  "  b: { source: { file: lead.flac, start: 0.05 s } }\n" OUTPUT,
	  2 },
	{ "a pair, and passes that read twice",
	  SONG_HEAD "tracks:\n  a: { source: { pair: [ lead.wav, other.wav ] } }\n"
		    "outputs: { master: { inserts: [ normalise: -20 LUFS ] } }\n"
		    "print: { directory: out, mixes: { mix: {} } }\n",
	  2 },
};
enum { SONGS = sizeof songs / sizeof *songs };

static json_t *inputs_of(const char *recipe, const char *option, const char *value)
{
	struct program_run run = program_expect(0, PROGRAM_ARGUMENTS("render", "-q", "--anew", recipe, option, value));
	program_release(&run);
	json_t *manifest = json_load_file(scratch_path("out/manifest.json"), JSON_REJECT_DUPLICATES, NULL);
	cr_assert_not_null(manifest);
	json_t *inputs = json_incref(json_object_get(manifest, "inputs"));
	json_decref(manifest);
	return inputs;
}

/* Compares each hash with that of the whole file, and returns how many there are. */
static size_t count_sounds(json_t *inputs, const char *what)
{
	size_t index, count = 0;
	json_t *input;
	json_array_foreach(inputs, index, input)
	{
		const char *file = json_string_value(json_object_get(input, "file"));
		const json_t *found = json_object_get(input, "sound");
		if (strcmp(json_string_value(json_object_get(input, "role")), "recipe") == 0) {
			cr_expect(json_is_null(found), "%s", what);
			continue;
		}
		struct sound sound = sound_read(scratch_path(file));
		char digits[SOUND_DIGEST_ROOM];
		sound_digest(&sound, digits);
		sound_release(&sound);
		cr_assert(json_is_string(found), "%s: %s", what, file);
		cr_expect_str_eq(json_string_value(found), digits, "%s: %s", what, file);
		count++;
	}
	return count;
}

Test(sound_hashes, are_those_of_whole_files)
{
	static const char *const options[][2] = {
		{ NULL, NULL }, { "-j", "1" }, { "--block", "64" }, { "--block", "65536" }, { "--cpu", "plain" }
	};
	struct sound other = sound_noise(5, 1, 96000, 0.1);
	sound_write(scratch_path("other.wav"), &other, SF_FORMAT_WAV | SF_FORMAT_DOUBLE);
	sound_release(&other);
	for (size_t i = 0; i < SONGS; i++)
		for (size_t k = 0; k < sizeof options / sizeof *options; k++) {
			json_t *inputs =
				inputs_of(song_recipe("song.yaml", songs[i].yaml), options[k][0], options[k][1]);
			cr_expect_eq(count_sounds(inputs, songs[i].what), songs[i].sounds, "%s", songs[i].what);
			json_decref(inputs);
		}
}

static void expect_no_sounds(const char *what, const char *option, const char *value)
{
	size_t index;
	json_t *inputs = inputs_of(scratch_path("song.yaml"), option, value), *input;
	json_array_foreach(inputs, index, input)
	{
		cr_expect(json_is_null(json_object_get(input, "sound")), "%s", what);
	}
	json_decref(inputs);
}

Test(sound_hashes, are_unknown_where_a_part_is_rendered)
{
	expect_no_sounds("from", "--from", "1.9 s");
	expect_no_sounds("to", "--to", "0.1 s");
	expect_no_sounds("all of it, as a part", "--from", "0 s");
}

/* A render need not hear the end of a file, and does not fail for it. */
Test(sound_hashes, are_unknown_where_the_end_is_damaged)
{
	struct sound lead = sound_noise(2, 1, 96000, 0.25);
	lead.samples[95999] = (double)INFINITY;
	sound_write(scratch_path("lead.wav"), &lead, SF_FORMAT_WAV | SF_FORMAT_FLOAT);
	sound_release(&lead);
	song_recipe("song.yaml", "version: 1\nsession: { tail: none, length: 0.1 s }\ntracks:\n"
				 "  lead: { source: lead.wav }\n" OUTPUT);
	expect_no_sounds("not finite", NULL, NULL);
}
