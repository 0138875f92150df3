/* stemprint tests: the report lists what a render was made from, with the hashes that another program finds.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/song.h"

#include "io/scratch.h"
#include "support/program.h"
#include "support/sound.h"

#include <criterion/criterion.h>
#include <jansson.h>
#include <sndfile.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

TestSuite(source_list, .init = song_make, .fini = scratch_remove);

/* The recipe has every kind of source: a file twice and by a link, one channel of it, a generated tone, an impulse
 * response. */
#define EVERY_KIND                                                                                                     \
	SONG_HEAD                                                                                                      \
	"tracks:\n  drums: { source: drums.wav, stem: drums }\n"                                                       \
	"  side: { source: { file: ./drums.wav, channels: [ 2 ], gain: -6 dB }, stem: drums }\n"                       \
	"  again: { source: link.wav, stem: drums }\n"                                                                 \
	"  lead: { source: lead.aiff, stem: lead, inserts: [ convolver: { file: room.flac } ] }\n"                     \
	"  tone: { source: { generate: tone, length: 250 ms, channels: 2 }, stem: tone }\n"                            \
	"outputs: { master: {} }\n" SONG_PRINT

static void make_files(void)
{
	struct sound lead = sound_noise(3, 1, 44100, 0.2), room = sound_noise(4, 2, 480, 0.01);
	lead.rate = 44100;
	sound_write(scratch_path("lead.aiff"), &lead, SF_FORMAT_AIFF | SF_FORMAT_PCM_16);
	sound_write(scratch_path("room.flac"), &room, SF_FORMAT_FLAC | SF_FORMAT_PCM_24);
	sound_release(&lead);
	sound_release(&room);
	cr_assert_eq(symlink("drums.wav", scratch_path("link.wav")), 0);
}

/* Returns the hash by xxh128sum, a program of the authors of XXH3. */
static void hash_by_another_program(const char *name, char *hash)
{
	char command[600];
	snprintf(command, sizeof command, "xxh128sum < '%s'", scratch_path(name));
	FILE *pipe = popen(command, "r");
	cr_assert_not_null(pipe);
	cr_assert_eq(fread(hash, 1, 32, pipe), 32);
	hash[32] = '\0';
	pclose(pipe);
}

static json_t *render(const char *recipe)
{
	struct program_run run =
		program_expect(0, PROGRAM_ARGUMENTS("render", "-q", "--no-null", "--json", "-", recipe));
	json_t *report = json_loads(run.out, JSON_REJECT_DUPLICATES, NULL);
	cr_assert_not_null(report, "%s", run.out);
	program_release(&run);
	return report;
}

static const char *word(const json_t *object, const char *key)
{
	const char *value = json_string_value(json_object_get(object, key));
	return value ? value : "null";
}

static void expect_entry(const json_t *source, const char *expected)
{
	char found[256];
	snprintf(found, sizeof found, "%s %s %s %lld %lld %lld %s %s", word(source, "file"), word(source, "role"),
		 word(source, "generate"), (long long)json_integer_value(json_object_get(source, "frames")),
		 (long long)json_integer_value(json_object_get(source, "rate")),
		 (long long)json_integer_value(json_object_get(source, "channels")), word(source, "container"),
		 word(source, "encoding"));
	cr_expect_str_eq(found, expected);
}

Test(source_list, has_each_file_once_with_its_hash)
{
	make_files();
	static const char *const entries[][2] = {
		{ "drums.wav source null 96000 48000 2 wav pcm24", "drums.wav" },
		{ "lead.aiff source null 44100 44100 1 aiff pcm16", "lead.aiff" },
		{ "null generated tone 12000 48000 2 null null", NULL },
		{ "room.flac impulse-response null 480 48000 2 flac pcm24", "room.flac" },
	};
	json_t *report = render(song_recipe("all.yaml", EVERY_KIND));
	const json_t *sources = json_object_get(report, "sources");
	cr_assert_eq(json_array_size(sources), sizeof entries / sizeof *entries);
	for (size_t i = 0; i < sizeof entries / sizeof *entries; i++) {
		char hash[33] = "null";
		expect_entry(json_array_get(sources, i), entries[i][0]);
		if (entries[i][1])
			hash_by_another_program(entries[i][1], hash);
		cr_expect_str_eq(word(json_array_get(sources, i), "xxh3_128"), hash, "%s", entries[i][0]);
	}
	json_decref(report);
}

Test(source_list, stands_in_the_text_and_on_the_page)
{
	make_files();
	char page[512], hash[33];
	snprintf(page, sizeof page, "%s", scratch_path("page.html"));
	struct program_run run =
		program_expect(0, PROGRAM_ARGUMENTS("render", "--html", page, song_recipe("all.yaml", EVERY_KIND)));
	cr_expect_not_null(strstr(run.out, "sources   2 files, 1 impulse response, 1 generated; hashes"), "%s",
			   run.out);
	program_release(&run);
	size_t length;
	char *html = (char *)scratch_read(page, &length);
	hash_by_another_program("lead.aiff", hash);
	cr_expect_not_null(strstr(html, "<h2>Sources</h2>"));
	cr_expect_not_null(strstr(html, hash));
	free(html);
}

/* The recipe has two files of one rate, one of another, a clip, and an impulse response. */
#define SEVERAL_RATES                                                                                                  \
	SONG_HEAD                                                                                                      \
	"tracks:\n  drums: { source: drums.wav, stem: drums }\n"                                                       \
	"  one: { source: one.wav, stem: drums }\n"                                                                    \
	"  two: { source: two.wav, stem: drums, inserts: [ convolver: { file: room.flac } ] }\n"                       \
	"  high: { source: high.wav, stem: drums }\n"                                                                  \
	"  cut: { clips: [ { file: clip.wav } ], stem: drums }\n"                                                      \
	"outputs: { master: {} }\n" SONG_PRINT

static void make_file_of(const char *name, unsigned rate, int format)
{
	struct sound sound = sound_noise(5, 1, rate / 4, 0.1);
	sound.rate = rate;
	sound_write(scratch_path(name), &sound, format);
	sound_release(&sound);
}

static void make_files_of_several_rates(void)
{
	make_file_of("one.wav", 44100, SF_FORMAT_WAV | SF_FORMAT_PCM_24);
	make_file_of("two.wav", 44100, SF_FORMAT_WAV | SF_FORMAT_PCM_16);
	make_file_of("high.wav", 96000, SF_FORMAT_WAV | SF_FORMAT_PCM_24);
	make_file_of("clip.wav", 44100, SF_FORMAT_WAV | SF_FORMAT_PCM_24);
	make_file_of("room.flac", 32000, SF_FORMAT_FLAC | SF_FORMAT_PCM_24);
}

#define BY_SINC "a sinc filter of 256 taps"

Test(source_list, tells_each_rate_that_was_converted_once)
{
	make_files_of_several_rates();
	static const struct {
		const char *role, *by, *files[3];
		int from;
	} expected[] = { { "source", BY_SINC, { "one.wav", "two.wav" }, 44100 },
			 { "source", BY_SINC, { "high.wav" }, 96000 },
			 { "source", "the sinc filter of clips", { "clip.wav" }, 44100 },
			 { "impulse-response", BY_SINC, { "room.flac" }, 32000 } };
	json_t *report = render(song_recipe("rates.yaml", SEVERAL_RATES));
	const json_t *conversions = json_object_get(report, "conversions");
	cr_assert_eq(json_array_size(conversions), sizeof expected / sizeof *expected);
	for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
		const json_t *one = json_array_get(conversions, i), *files = json_object_get(one, "files");
		cr_expect_str_eq(word(one, "role"), expected[i].role);
		cr_expect_str_eq(word(one, "by"), expected[i].by);
		cr_expect_eq(json_integer_value(json_object_get(one, "from")), expected[i].from);
		cr_expect_eq(json_integer_value(json_object_get(one, "to")), 48000);
		cr_expect_eq(json_array_size(files), expected[i].files[1] ? 2 : 1);
		for (size_t k = 0; k < json_array_size(files); k++)
			cr_expect_str_eq(json_string_value(json_array_get(files, k)), expected[i].files[k]);
	}
	json_decref(report);
}

Test(source_list, says_what_converted_them_in_the_text_and_on_the_page)
{
	make_files_of_several_rates();
	char page[512];
	snprintf(page, sizeof page, "%s", scratch_path("page.html"));
	struct program_run run = program_expect(
		0, PROGRAM_ARGUMENTS("render", "--html", page, song_recipe("rates.yaml", SEVERAL_RATES)));
	cr_expect_not_null(strstr(run.out, "rates     2 sources of 44100 Hz were converted to 48000 Hz by " BY_SINC
					   ": one.wav, two.wav\n"),
			   "%s", run.out);
	cr_expect_not_null(strstr(run.out, "rates     1 impulse response of 32000 Hz was converted to 48000 Hz by"),
			   "%s", run.out);
	program_release(&run);
	size_t length;
	char *html = (char *)scratch_read(page, &length);
	cr_expect_not_null(strstr(html, "<p>2 sources of 44100 Hz were converted to 48000 Hz by " BY_SINC
					": one.wav, two.wav.</p>"));
	free(html);
	run = program_expect(0, PROGRAM_ARGUMENTS("render", scratch_path("song.yaml")));
	cr_expect_null(strstr(run.out, "rates  "), "no source has another rate\n%s", run.out);
	program_release(&run);
}

/* A file with one other bit is another file. */
Test(source_list, tells_files_apart_that_sound_alike)
{
	json_t *first = render(scratch_path("song.yaml"));
	size_t length;
	unsigned char *bytes = scratch_read(scratch_path("lead.wav"), &length);
	bytes[length - 1] ^= 1;
	scratch_write(scratch_path("lead.wav"), bytes, length);
	free(bytes);
	json_t *second = render(scratch_path("song.yaml"));
	for (size_t i = 0; i < 2; i++) {
		const json_t *one = json_array_get(json_object_get(first, "sources"), i);
		const json_t *other = json_array_get(json_object_get(second, "sources"), i);
		cr_expect_eq(strcmp(word(one, "xxh3_128"), word(other, "xxh3_128")) == 0, i == 0);
	}
	json_decref(first);
	json_decref(second);
}
