/* Tests the files of devices that `render` prints: bytes, headers, report and verdicts.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/song.h"

#include "io/scratch.h"
#include "io/wave_bytes.h"
#include "support/program.h"
#include "support/sound.h"

#include <criterion/criterion.h>
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

TestSuite(devices, .init = song_make, .fini = scratch_remove);

/* One interface has five channels: front of house left and right, phones with the sides swapped, and click. No output
 * takes channel 5. */
#define RIG                                                                                                            \
	SONG_HEAD "tracks:\n"                                                                                          \
		  "  drums: { source: drums.wav, stem: drums, output: [ front, phones ] }\n"                           \
		  "  lead: { source: lead.wav, stem: lead, pan: 20 L, output: [ front, phones ] }\n"                   \
		  "  click: { source: { generate: impulse, every: 200 ms, length: 2 s, level: -6 dB }, stem: click, "  \
		  "output: [ metronome, phones ] }\n"                                                                  \
		  "outputs:\n"                                                                                         \
		  "  front: { device: interface, channels: [ 1, 2 ], inserts: [ limiter: { ceiling: -9 dBTP } ] }\n"   \
		  "  phones: { device: interface, channels: [ 4, 3 ], fader: -4 dB }\n"                                \
		  "  metronome: { device: interface, channels: [ 6 ] }\n"

#define PRINT(format)                                                                                                  \
	"print:\n  directory: out\n  format: { " format " }\n"                                                         \
	"  mixes: { front: { of: front }, phones: { of: phones }, metronome: { of: metronome } }\n"                    \
	"  stems: { of: front }\n  devices: yes\n"

enum { CHANNELS = 6 };

/* This table says which mix and which channel of it each channel of the interface carries. */
static const struct {
	const char *mix;
	unsigned channel, channels;
} places[CHANNELS] = { { "front", 1, 2 },  { "front", 2, 2 }, { "phones", 2, 2 },
		       { "phones", 1, 2 }, { NULL, 0, 0 },    { "metronome", 1, 1 } };

static void render(int code, const char *yaml)
{
	struct program_run run = program_expect(code, PROGRAM_ARGUMENTS("render", song_recipe("rig.yaml", yaml)));
	program_release(&run);
}

/* Returns the largest difference between a channel of the interface and its channel in a mix. */
static double distance(const char *ending, unsigned channel)
{
	char path[64];
	snprintf(path, sizeof path, "out/interface.%s", ending);
	struct sound device = sound_read(scratch_path(path)), mix = { 0 };
	cr_assert_eq(device.channels, CHANNELS);
	if (places[channel].mix) {
		snprintf(path, sizeof path, "out/%s.%s", places[channel].mix, ending);
		mix = sound_read(scratch_path(path));
		cr_assert(mix.frames == device.frames && mix.channels == places[channel].channels);
	}
	double most = 0.0;
	for (size_t i = 0; i < device.frames; i++) {
		const double own = mix.samples ? mix.samples[i * mix.channels + places[channel].channel - 1] : 0.0;
		most = fmax(most, fabs(device.samples[i * CHANNELS + channel] - own));
	}
	if (mix.samples)
		sound_release(&mix);
	sound_release(&device);
	return most;
}

/* libsndfile is the second reader: every channel equals that of the mix, bit for bit, in every format. Channels that no
 * output takes are zero. */
Test(devices, hold_what_files_of_their_own_hold)
{
	static const char *const yaml[] = {
		RIG PRINT("encoding: pcm16, dither: none"),
		RIG PRINT("dither: none"),
		RIG PRINT("encoding: pcm32, dither: none"),
		RIG PRINT("encoding: float32"),
		RIG PRINT("encoding: float64"),
		RIG PRINT("container: flac, dither: none"),
	};
	for (size_t i = 0; i < sizeof yaml / sizeof *yaml; i++) {
		render(0, yaml[i]);
		for (unsigned channel = 0; channel < CHANNELS; channel++)
			cr_assert_eq(distance(i == 5 ? "flac" : "wav", channel), 0.0, "%s: channel %u", yaml[i],
				     channel + 1);
	}
}

/* Dither belongs to a file and a channel, so the difference is two steps of triangular dither and one of rounding.
 * Channels that no output takes have none. */
Test(devices, are_dithered_as_files_of_their_own)
{
	static const struct {
		const char *yaml;
		double scale;
	} rows[] = { { RIG PRINT("encoding: pcm16, dither: tpdf"), 0x1p15 }, { RIG PRINT("encoding: pcm24"), 0x1p23 } };
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		render(0, rows[i].yaml);
		for (unsigned channel = 0; channel < CHANNELS; channel++) {
			const double steps = distance("wav", channel) * rows[i].scale;
			cr_assert(places[channel].mix ? steps >= 1.0 && steps <= 3.0 : steps == 0.0, "channel %u: %g",
				  channel + 1, steps);
		}
	}
	/* This file has two channels, one of which no output takes. */
	render(0, SONG_HEAD SONG_TRACKS "outputs:\n  master: { channels: [ 2 ], device: interface }\n"
					"print: { directory: out, devices: yes }\n");
	struct sound device = sound_read(scratch_path("out/interface.wav"));
	cr_assert_eq(device.channels, 2);
	double first = 0.0, second = 0.0;
	for (size_t i = 0; i < device.frames; i++) {
		first = fmax(first, fabs(device.samples[2 * i]));
		second = fmax(second, fabs(device.samples[2 * i + 1]));
	}
	cr_assert(first == 0.0 && second > 0.1);
	sound_release(&device);
}

/* SoX splits the channels. */
Test(devices, hold_the_same_in_sox)
{
	if (system("command -v sox >/dev/null 2>&1") != 0)
		cr_skip_test("'sox' is not installed: nothing to compare with");
	render(0, RIG PRINT("dither: none"));
	for (unsigned channel = 0; channel < CHANNELS; channel++) {
		char command[1024], folder[512];
		if (!places[channel].mix)
			continue;
		snprintf(folder, sizeof folder, "%s", scratch_path("out"));
		snprintf(command, sizeof command,
			 "cd '%s' && sox -D interface.wav one.wav remix %u && sox -D %s.wav two.wav remix %u && cmp "
			 "one.wav "
			 "two.wav",
			 folder, channel + 1, places[channel].mix, places[channel].channel);
		cr_assert_eq(system(command), 0, "channel %u", channel + 1);
	}
}

/* dwChannelMask of WAVE_FORMAT_EXTENSIBLE is 0 for the channels of an interface, which belong to no loudspeakers. It is
 * set for a surround mix. */
static uint32_t speakers_of(const char *path)
{
	size_t size;
	uint32_t length;
	unsigned char *bytes = scratch_read(scratch_path(path), &size);
	const unsigned char *format = wave_chunk(bytes, size, "fmt ", &length);
	cr_assert_not_null(format);
	cr_assert_eq(length, 40);
	cr_assert_eq((uint32_t)wave_integer(format, 2) & 0xffffu, 0xfffeu);
	const uint32_t mask = (uint32_t)wave_integer(format + 20, 4);
	free(bytes);
	return mask;
}

Test(devices, name_no_loudspeakers)
{
	render(0, SONG_HEAD SONG_TRACKS "outputs:\n  master: { device: interface, channels: [ 1, 2, 3, 4, 5, 6 ] }\n"
					"print: { directory: out, mixes: { mix: {} }, devices: yes, stems: {} }\n");
	cr_assert_eq(speakers_of("out/mix.wav"), 0x3f);
	cr_assert_eq(speakers_of("out/interface.wav"), 0);
}

static json_t *report(void)
{
	json_t *json = json_load_file(scratch_path("out/report.json"), 0, NULL);
	cr_assert_not_null(json);
	return json;
}

static const json_t *file_of(const json_t *json, const char *path)
{
	size_t index;
	json_t *file;
	json_array_foreach(json_object_get(json, "files"), index, file)
	{
		if (strcmp(json_string_value(json_object_get(file, "path")), path) == 0)
			return file;
	}
	return NULL;
}

Test(devices, are_reported_with_their_outputs)
{
	render(0, RIG PRINT("dither: none"));
	json_t *json = report();
	const json_t *file = file_of(json, "interface.wav"), *list = json_object_get(file, "places");
	cr_assert_str_eq(json_string_value(json_object_get(file, "role")), "device");
	cr_assert(json_is_null(json_object_get(file, "of")) && json_is_null(json_object_get(file, "loudness")));
	cr_assert_eq(json_integer_value(json_object_get(file, "channels")), CHANNELS);
	cr_assert_eq(json_array_size(list), CHANNELS - 1, "one is silent");
	for (unsigned channel = 0, i = 0; channel < CHANNELS; channel++) {
		if (!places[channel].mix)
			continue;
		const json_t *place = json_array_get(list, i++);
		cr_assert_eq(json_integer_value(json_object_get(place, "channel")), channel + 1);
		cr_assert_str_eq(json_string_value(json_object_get(place, "output")), places[channel].mix);
		cr_assert_eq(json_integer_value(json_object_get(place, "output_channel")), places[channel].channel);
	}
	json_decref(json);
}

static bool has_verdict(const json_t *json, const char *name, const char *status)
{
	size_t index;
	json_t *verdict;
	json_array_foreach(json_object_get(json, "verdicts"), index, verdict)
	{
		if (strcmp(json_string_value(json_object_get(verdict, "name")), name) == 0)
			return !status || strcmp(json_string_value(json_object_get(verdict, "status")), status) == 0;
	}
	return false;
}

/* Limits apply to mixes. A device is judged by its clipping alone, which the mixes, in float, do not have. */
Test(devices, are_judged_by_clipping_alone)
{
#define LOUD                                                                                                           \
	SONG_HEAD SONG_TRACKS "outputs:\n  master: { fader: %s dB, device: interface, channels: [ 1, 2 ] }\n"          \
			      "print:\n  directory: out\n  mixes: { mix: { format: { encoding: float32 } } }\n"        \
			      "  devices: yes\nverify: { loudness: { true_peak: 20 dBTP }, quality: no }\n"
	static const char *const faders[] = { "0", "14" };
	for (int i = 0; i < 2; i++) {
		char yaml[2048];
		snprintf(yaml, sizeof yaml, LOUD, faders[i]);
		render(i, yaml);
		json_t *json = report();
		cr_assert(has_verdict(json, "clipping interface", i == 0 ? "pass" : "fail"));
		cr_assert(has_verdict(json, "true_peak mix", "pass"));
		cr_assert_not(has_verdict(json, "true_peak interface", NULL));
		cr_assert_not(has_verdict(json, "clipping mix", NULL));
		json_decref(json);
	}
}

Test(devices, are_told_by_every_report_for_people)
{
	const char *recipe = song_recipe("rig.yaml", RIG PRINT("dither: none"));
	struct program_run run = program_expect(
		0, PROGRAM_ARGUMENTS("render", "--html", scratch_path("rig.html"), "--csv", "-", "-q", recipe));
	cr_assert_not_null(strstr(run.out, "interface.wav,channels,6,,\n"));
	program_release(&run);
	size_t length;
	char *page = (char *)scratch_read(scratch_path("rig.html"), &length);
	cr_assert_not_null(strstr(page, "interface.wav: front on 1, 2; phones on 4, 3; metronome on 6"));
	free(page);
	run = program_expect(0, PROGRAM_ARGUMENTS("render", "--anew", recipe));
	cr_assert_not_null(strstr(run.out, "\ndevice    interface: front on 1, 2; phones on 4, 3; metronome on 6\n"));
	program_release(&run);
	run = program_expect(0, PROGRAM_ARGUMENTS("graph", recipe));
	cr_assert_not_null(strstr(run.out, "phones  output on interface 4, 3, stems "));
	program_release(&run);
	run = program_expect(0, PROGRAM_ARGUMENTS("graph", "--as", "dot", recipe));
	cr_assert_not_null(strstr(run.out, "\\ninterface 1, 2\\n"));
	program_release(&run);
	run = program_expect(0, PROGRAM_ARGUMENTS("plan", recipe));
	cr_assert_not_null(strstr(run.out, "print    device interface\n"));
	program_release(&run);
}

/* A recipe that says nothing about prints gets a file for each output, as before. */
Test(devices, are_printed_when_asked_for)
{
	render(0, RIG "print: { directory: out }\n");
	cr_assert(song_has("out/front.wav") && song_has("out/phones.wav") && song_has("out/metronome.wav"));
	cr_assert_not(song_has("out/interface.wav"));
	render(0, RIG "print: { directory: only, devices: [ interface ] }\n");
	cr_assert(song_has("only/interface.wav") && !song_has("only/front.wav"));
	render(0, RIG "print: { directory: none, devices: no }\n");
	cr_assert(song_has("none/front.wav") && !song_has("none/interface.wav"));
}
