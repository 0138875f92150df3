/* Tests that regions and ranges of converted files have the samples which the full files have there.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "../regions/region_take.h"
#include "io/scratch.h"
#include "rate_take.h"
#include "support/program.h"

#include <criterion/criterion.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>

TestSuite(rate_parts, .init = (void (*)(void))scratch_make, .fini = scratch_remove, .timeout = 240);

/* The session goes on for so long after the regions that a range need not render all of it. */
#define SESSION                                                                                                        \
	"version: 1\nsession: { seed: 5 }\ntracks:\n"                                                                  \
	"  a: { stem: one, source: { generate: white-noise, level: -26 dBFS, length: 12 s, channels: 2 },\n"           \
	"       sends: [ { to: plate, level: -6 dB } ] }\n"                                                            \
	"  b: { stem: two, source: { generate: pink-noise, level: -26 dBFS, length: 12 s, channels: 2 } }\n"           \
	"auxes: { plate: { inserts: [ reverb: { decay: 0.3 s } ] } }\n"                                                \
	"outputs: { master: { inserts: [ compressor: { threshold: -20 dB, ratio: 2 } ] } }\n"                          \
	"print:\n  directory: %s\n  format: { encoding: %s, sample_rate: %u Hz }\n%s"                                  \
	"  mixes: { mix: {}, less: { without: [one], mode: re-rendered } }\n  stems: {}\n"                             \
	"  regions:\n    verse: { from: 123.4 ms, length: 345.6 ms }\n    last: { from: 11.9 s }\n"

struct part_take {
	const char *encoding, *print;
	unsigned rate;
};

static const struct part_take takes[] = { { "pcm24", "", 44100 },
					  { "pcm16, dither: wannamaker-3", "  sum: exact\n", 44100 },
					  { "float64", "", 96000 },
					  { "pcm24", "  sum: exact\n  headroom: { gain: auto, mix: yes }\n", 96000 } };

static const char *const files[] = { "mix", "less", "stems/one", "stems/two" };
enum { FILES = sizeof files / sizeof *files };

static const char *const no_options[7] = { NULL };

static void render(const struct part_take *take, const char *folder, const char *const options[7])
{
	char yaml[4096];
	snprintf(yaml, sizeof yaml, SESSION, folder, take->encoding, take->rate, take->print);
	rate_render(rate_recipe(folder, yaml), options);
}

/* Frame n of the session begins at frame n rate/48000 of the file, rounded with halves up. */
static size_t frame_of(size_t session_frame, unsigned rate)
{
	return (2 * session_frame * rate + 48000) / 96000;
}

static void expect_part(const struct part_take *take, const char *folder, const size_t span[2])
{
	const size_t from = frame_of(span[0], take->rate);
	const size_t frames = span[1] == 0 ? 0 : frame_of(span[1], take->rate) - from;
	for (size_t i = 0; i < FILES; i++) {
		char part[64], path[512], whole[64];
		snprintf(part, sizeof part, "%s/%s.wav", folder, files[i]);
		snprintf(whole, sizeof whole, "full/%s.wav", files[i]);
		snprintf(path, sizeof path, "%s", scratch_path(part));
		region_expect_cut(path, scratch_path(whole), from, frames);
	}
}

static void expect_parts(const struct part_take *take)
{
	static const char *const ranges[][7] = {
		{ "--from", "0.25 s", "--to", "30001 samples", "-j1", "--block=511" },
		{ "--from", "11.7 s" },
		{ "--to", "11.5 s", "--block", "1023" },
	};
	static const size_t spans[][2] = { { 12000, 30001 }, { 561600, 0 }, { 0, 552000 } };
	render(take, "full", no_options);
	expect_part(take, "full/regions/verse", (const size_t[2]){ 5923, 22512 });
	expect_part(take, "full/regions/last", (const size_t[2]){ 571200, 0 });
	for (size_t i = 0; i < 3; i++) {
		render(take, "range", ranges[i]);
		expect_part(take, "range", spans[i]);
	}
}

Test(rate_parts, samples_at_a_lower_rate_are_cut_from_the_full_files)
{
	expect_parts(&takes[0]);
	expect_parts(&takes[1]);
}

Test(rate_parts, samples_at_a_higher_rate_are_cut_from_the_full_files)
{
	expect_parts(&takes[2]);
	expect_parts(&takes[3]);
}

Test(rate_parts, the_report_counts_ranges_in_frames_of_the_session)
{
	render(&takes[0], "full", (const char *const[7]){ "--region", "verse" });
	json_t *report = json_load_file(scratch_path("full/report.json"), 0, NULL);
	const json_t *mix = json_array_get(json_object_get(report, "files"), 0);
	const json_t *range = json_object_get(mix, "range");
	cr_expect_eq(json_integer_value(json_object_get(mix, "rate")), 44100);
	cr_expect_eq(json_integer_value(json_object_get(mix, "frames")), 15241);
	cr_expect_eq(json_integer_value(json_object_get(range, "from_frame")), 5923);
	cr_expect_eq(json_integer_value(json_object_get(range, "frames")), 16589);
	cr_expect_float_eq(json_number_value(json_object_get(range, "seconds")), 16589.0 / 48000.0, 1e-6);
	json_decref(report);
}
