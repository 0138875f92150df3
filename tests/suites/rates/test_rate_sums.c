/* Tests that stems add up to their mix at every rate, in floats as the formats allow, and bit for bit on request.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/scratch.h"
#include "rate_take.h"
#include "support/program.h"

#include <criterion/criterion.h>
#include <jansson.h>
#include <math.h>
#include <sndfile.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

TestSuite(rate_sums, .init = (void (*)(void))scratch_make, .fini = scratch_remove, .timeout = 120);

static const char *const no_options[7] = { NULL };

/* Three stems through one compressor. `gain` is that of the master. */
#define SONG                                                                                                           \
	"version: 1\nsession: { tail: none, sample_rate: %u Hz, seed: 9 }\ntracks:\n"                                  \
	"  a: { stem: s1, source: { generate: white-noise, level: -24 dBFS, length: 0.7 s, channels: 2 } }\n"          \
	"  b: { stem: s2, source: { generate: pink-noise, level: -24 dBFS, length: 0.7 s, channels: 2 } }\n"           \
	"  c: { stem: s3, source: { generate: tone, freq: 60 Hz, level: -9 dBFS, length: 0.7 s } }\n"                  \
	"outputs: { master: { inserts: [ compressor: { threshold: -30 dB, ratio: 3 }, gain: %s ] } }\n"                \
	"print:\n  directory: out\n"

/* Reads the integers of a file, at the top of 32 bits. The caller frees them. */
static int *read_integers(const char *name, size_t *count)
{
	SF_INFO info = { 0 };
	SNDFILE *file = sf_open(scratch_path(name), SFM_READ, &info);
	cr_assert_not_null(file, "%s", name);
	*count = (size_t)(info.frames * info.channels);
	int *samples = malloc((*count + 1) * sizeof *samples);
	cr_assert_not_null(samples);
	cr_assert_eq(sf_readf_int(file, samples, info.frames), info.frames);
	sf_close(file);
	return samples;
}

/* Returns the largest difference between a mix and the sum of its three stems. */
static int64_t integer_difference(const char *mix, const char *set, const char *ending)
{
	char name[128];
	size_t count, stem_count;
	snprintf(name, sizeof name, "out/%s.%s", mix, ending);
	int *whole = read_integers(name, &count);
	int64_t *rest = calloc(count + 1, sizeof *rest), largest = 0;
	cr_assert_gt(count, 10000);
	for (size_t i = 0; i < count; i++)
		rest[i] = whole[i];
	for (int stem = 1; stem <= 3; stem++) {
		snprintf(name, sizeof name, "out/stems/%s/s%d.%s", set, stem, ending);
		int *part = read_integers(name, &stem_count);
		cr_assert_eq(stem_count, count);
		for (size_t i = 0; i < count; i++)
			rest[i] -= part[i];
		free(part);
	}
	for (size_t i = 0; i < count; i++)
		largest = llabs(rest[i]) > largest ? llabs(rest[i]) : largest;
	free(whole);
	free(rest);
	return largest;
}

static json_t *read_report(void)
{
	json_t *report = json_load_file(scratch_path("out/report.json"), 0, NULL);
	cr_assert_not_null(report);
	return report;
}

#define SETS                                                                                                           \
	"  mixes:\n    mix: { format: { encoding: pcm24 } }\n"                                                         \
	"    cd: { format: { encoding: pcm16, sample_rate: 44.1 kHz%s } }\n"                                           \
	"    high: { format: { encoding: pcm24, container: flac, sample_rate: 96 kHz } }\n"                            \
	"  stems:\n    mix: { format: { encoding: pcm24 } }\n"                                                         \
	"    cd: { format: { encoding: pcm16, sample_rate: 44.1 kHz%s } }\n"                                           \
	"    high: { format: { encoding: pcm24, container: flac, sample_rate: 96 kHz } }\n"

static void render_sets(unsigned session, const char *gain, const char *print, const char *dither,
			const char *const options[7])
{
	char yaml[4096];
	int length = snprintf(yaml, sizeof yaml, SONG, session, gain);
	length += snprintf(yaml + length, sizeof yaml - (size_t)length, "%s", print);
	snprintf(yaml + length, sizeof yaml - (size_t)length, SETS, dither, dither);
	rate_render(rate_recipe("sets", yaml), options);
}

static void expect_exact_sums(const char *what)
{
	cr_expect_eq(integer_difference("mix", "mix", "wav"), 0, "%s: session", what);
	cr_expect_eq(integer_difference("cd", "cd", "wav"), 0, "%s: 44.1 kHz", what);
	cr_expect_eq(integer_difference("high", "high", "flac"), 0, "%s: 96 kHz", what);
}

Test(rate_sums, integers_add_up_bit_for_bit_at_every_rate)
{
	static const char *const dithers[] = { "", ", dither: none", ", dither: wannamaker-9" };
	for (size_t i = 0; i < 3; i++) {
		render_sets(48000, "0 dB", "  sum: exact\n", dithers[i], no_options);
		expect_exact_sums(dithers[i]);
	}
	render_sets(88200, "0 dB", "  sum: exact\n", "", no_options);
	expect_exact_sums("from 88.2 kHz");
	json_t *report = read_report();
	for (size_t i = 0; i < 3; i++) {
		static const int rates[] = { 88200, 44100, 96000 };
		const json_t *null = json_array_get(json_object_get(report, "null"), i);
		cr_expect_eq(json_integer_value(json_object_get(null, "rate")), rates[i]);
		cr_expect(json_is_true(json_object_get(null, "exact")));
		cr_expect_str_eq(json_string_value(json_object_get(null, "verdict")), "pass");
	}
	json_decref(report);
}

/* Shows that the test above would find a difference. */
Test(rate_sums, files_that_are_rounded_one_by_one_do_not)
{
	render_sets(48000, "0 dB", "", "", no_options);
	cr_expect_gt(integer_difference("cd", "cd", "wav"), 0);
	cr_expect_gt(integer_difference("high", "high", "flac"), 0);
}

/* The mix is the same, whether its stems are rounded with it, or alone, or not printed at all. */
Test(rate_sums, the_mix_does_not_know_of_it)
{
	static const char *const mixes[] = { "out/mix.wav", "out/cd.wav", "out/high.flac" };
	uint64_t hashes[3];
	render_sets(48000, "0 dB", "  sum: exact\n", "", no_options);
	for (size_t i = 0; i < 3; i++)
		hashes[i] = sound_file_hash(scratch_path(mixes[i]));
	render_sets(48000, "0 dB", "", "", (const char *const[7]){ "--no-stems" });
	for (size_t i = 0; i < 3; i++)
		cr_expect_eq(sound_file_hash(scratch_path(mixes[i])), hashes[i], "%s", mixes[i]);
	render_sets(48000, "0 dB", "  sum: exact\n", "", (const char *const[7]){ "-j", "1", "--block", "333" });
	for (size_t i = 0; i < 3; i++)
		cr_expect_eq(sound_file_hash(scratch_path(mixes[i])), hashes[i], "%s", mixes[i]);
}

static double largest_sample(const char *name)
{
	struct sound sound = sound_read(scratch_path(name));
	const double peak = sound_peak(&sound);
	sound_release(&sound);
	return peak;
}

/* The stems are over full scale, more so at another rate: the headroom is that of the loudest of all files. */
Test(rate_sums, headroom_is_found_from_the_peaks_of_all_rates)
{
	render_sets(48000, "24 dB", "  sum: exact\n  headroom: { gain: auto, mix: yes }\n", "", no_options);
	expect_exact_sums("headroom");
	json_t *report = read_report();
	const json_t *files = json_object_get(report, "files");
	const double first = json_number_value(json_object_get(json_array_get(files, 0), "headroom_db"));
	cr_expect_gt(first, 0.0);
	double loudest = 0.0;
	for (size_t i = 0; i < json_array_size(files); i++) {
		const json_t *file = json_array_get(files, i);
		char name[256];
		snprintf(name, sizeof name, "out/%s", json_string_value(json_object_get(file, "path")));
		cr_expect_eq(json_number_value(json_object_get(file, "headroom_db")), first, "%s", name);
		cr_expect_eq(json_integer_value(json_object_get(file, "clipped")), 0, "%s", name);
		loudest = fmax(loudest, largest_sample(name));
	}
	cr_expect(loudest > 0.92 && loudest < 1.0, "the loudest file has %g, in steps of 0.5 dB", loudest);
	json_decref(report);
}

/* A fixed headroom lowers stems of every rate, and not the mix. */
Test(rate_sums, stems_that_are_lower_still_prove_their_mix)
{
	render_sets(48000, "0 dB", "  headroom: 3 dB\n", "", no_options);
	json_t *report = read_report();
	cr_expect_str_eq(json_string_value(json_object_get(report, "verdict")), "pass");
	cr_expect_eq(json_array_size(json_object_get(report, "null")), 3);
	json_decref(report);
}

/* The floor counts what the formats leave, and what the conversion rounds in float64. */
Test(rate_sums, floats_meet_their_floor_at_every_rate)
{
	static const struct {
		unsigned session, print;
		const char *encoding;
		double most_dbfs;
	} rows[] = { { 48000, 44100, "float32", -150.0 },  { 44100, 96000, "float32", -150.0 },
		     { 48000, 44100, "float64", -300.0 },  { 44100, 48000, "float64", -300.0 },
		     { 48000, 96000, "float64", -300.0 },  { 96000, 44100, "float64", -300.0 },
		     { 44100, 192000, "float64", -300.0 }, { 384000, 8000, "float64", -300.0 },
		     { 8000, 384000, "float64", -300.0 },  { 47952, 48000, "float64", -300.0 } };
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		char yaml[2048];
		int length = snprintf(yaml, sizeof yaml, SONG, rows[i].session, "0 dB");
		snprintf(yaml + length, sizeof yaml - (size_t)length,
			 "  format: { encoding: %s, sample_rate: %u Hz }\n  mixes: { mix: {} }\n  stems: {}\n",
			 rows[i].encoding, rows[i].print);
		rate_render(rate_recipe("floats", yaml), (const char *const[7]){ "--no-loudness" });
		json_t *report = read_report();
		const json_t *null = json_array_get(json_object_get(report, "null"), 0);
		const double peak = json_number_value(json_object_get(null, "residual_peak_dbfs"));
		const double rms = json_number_value(json_object_get(null, "residual_rms_dbfs"));
		const double floor = json_number_value(json_object_get(null, "floor_dbfs"));
		cr_expect_lt(peak, rows[i].most_dbfs, "%u to %u: %g dBFS", rows[i].session, rows[i].print, peak);
		cr_expect(rms <= floor + 1.0 && rms > floor - 15.0, "%u to %u: %g over %g dBFS", rows[i].session,
			  rows[i].print, rms, floor);
		cr_expect_str_eq(json_string_value(json_object_get(null, "verdict")), "pass");
		json_decref(report);
	}
}

/* What waits for its stems has no name, and nothing is left of it. */
Test(rate_sums, a_full_disk_leaves_nothing)
{
	char yaml[4096];
	int length = snprintf(yaml, sizeof yaml, SONG "  sum: exact\n", 48000u, "0 dB");
	snprintf(yaml + length, sizeof yaml - (size_t)length, SETS, "", "");
	const char *recipe = rate_recipe("full", yaml);
	static const unsigned long limits[] = { 100, 100000, 300000, 400000 };
	for (size_t i = 0; i < sizeof limits / sizeof *limits; i++) {
		struct program_run run = program_run(&(struct program_call){
			.arguments = PROGRAM_ARGUMENTS("render", recipe), .file_bytes = limits[i] });
		cr_expect_eq(run.code, 5, "%lu bytes: %s", limits[i], run.err);
		cr_expect_not_null(strstr(run.err, "file too large"), "%s", run.err);
		program_release(&run);
		cr_expect_eq(scratch_count(scratch_path("out")), -1, "the folder that was made is still there");
	}
}
