/* Tests the inserts of a mix.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "big_band.h"
#include "io/scratch.h"
#include "support/sound.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

TestSuite(versions_inserts, .init = (void (*)(void))scratch_make, .fini = scratch_remove);

#define PRINT(folder)                                                                                                  \
	"print:\n  directory: " folder "\n  format: { encoding: float64 }\n  mixes:\n    mix: { of: master }\n"
#define INSTRUMENTAL "of: master, without: [horns]"
#define STEMS "  stems: { of: master }\n"

static uint64_t hash(const char *file)
{
	return sound_file_hash(scratch_path(file));
}

static void render(const char *name, const char *yaml)
{
	json_decref(big_band_render(0, name, yaml, NULL, NULL));
}

static double figure(json_t *report, const char *mix, const char *key)
{
	json_t *loudness = json_object_get(big_band_find(report, "files", "name", mix), "loudness");
	return json_number_value(json_object_get(loudness, key));
}

/* The inserts of a mix do what the same inserts do at the end of the master: with keys, latency, forks and a preset. */
#define CHAIN                                                                                                          \
	"compressor: { key: kick.pre-fader, threshold: -30 dB, ratio: 6 }, limiter: { ceiling: -6 dBTP, lookahead: 9 " \
	"ms }, "                                                                                                       \
	"parallel: { chains: [{ name: dry }, { name: low, level: -6 dB, inserts: [eq: { bands: [{ type: lowpass, "     \
	"freq: 400 Hz }] }] }] }, "                                                                                    \
	"use: drum-bus-glue"

Test(versions_inserts, do_what_they_do_at_the_end_of_the_master)
{
	render("own", BIG_BAND_TRACKS BIG_BAND_OUTPUTS("gain: 3 dB")
			      PRINT("own") "    version: { of: master, inserts: [" CHAIN "] }\n"
					   "    anew: { " INSTRUMENTAL ", mode: re-rendered, inserts: [" CHAIN "] }\n");
	render("master", BIG_BAND_TRACKS BIG_BAND_OUTPUTS("gain: 3 dB, " CHAIN)
				 PRINT("master") "    anew: { " INSTRUMENTAL ", mode: re-rendered }\n");
	cr_expect_eq(hash("own/version.wav"), hash("master/mix.wav"));
	cr_expect_eq(hash("own/anew.wav"), hash("master/anew.wav"));
	cr_expect_neq(hash("own/mix.wav"), hash("own/version.wav"));
}

/* A tail that only one mix has is in every file, so that all files have the same length. */
Test(versions_inserts, their_tails_count)
{
	static const char *const kinds[] = { "of: master", INSTRUMENTAL, INSTRUMENTAL ", mode: re-rendered" };
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		char yaml[8192];
		snprintf(yaml, sizeof yaml,
			 "%s%s    version: { %s, inserts: [delay: { time: 900 ms, feedback: 70 %% }] }\n",
			 BIG_BAND_TRACKS BIG_BAND_OUTPUTS(""), PRINT("out"), kinds[i]);
		json_t *report = big_band_render(0, "tail", yaml, NULL, NULL);
		struct sound mix = sound_read(scratch_path("out/mix.wav"));
		struct sound version = sound_read(scratch_path("out/version.wav"));
		const double tail = json_number_value(json_object_get(json_object_get(report, "tail"), "seconds"));
		cr_expect_eq(mix.frames, version.frames, "%s", kinds[i]);
		cr_expect_gt(tail, 20.0, "%s: 70 %% every 0.9 s takes 33 s to fall by 120 dB: %g s", kinds[i], tail);
		sound_release(&mix);
		sound_release(&version);
		json_decref(report);
	}
}

/* The mix and the stems keep every byte, also where the integers of the stems add up. */
Test(versions_inserts, change_no_other_file)
{
	static const char *const files[] = { "mix.wav", "plain.wav", "stems/drums.wav", "stems/bass.wav",
					     "stems/horns.wav" };
	static const char *const formats[] = { "float64", "pcm24 }, sum: exact, stems: { of: master" };
	for (size_t k = 0; k < sizeof formats / sizeof *formats; k++) {
		for (size_t with = 0; with < 2; with++) {
			char yaml[8192];
			snprintf(yaml, sizeof yaml,
				 "%sprint: { directory: %s, format: { encoding: %s }%s, mixes: { mix: { of: master }, "
				 "plain: { " INSTRUMENTAL " }, version: { " INSTRUMENTAL "%s } } }\n",
				 BIG_BAND_TRACKS BIG_BAND_OUTPUTS("compressor: { threshold: -30 dB, ratio: 3 }"),
				 with ? "with" : "without", formats[k], k ? "" : ", stems: { of: master }",
				 with ? ", inserts: [limiter: { ceiling: -20 dBTP, lookahead: 20 ms }, chorus]" : "");
			json_t *report = big_band_render(0, with ? "with" : "without", yaml, NULL, NULL);
			json_decref(report);
		}
		for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
			char with[64], without[64];
			snprintf(with, sizeof with, "with/%s", files[i]);
			snprintf(without, sizeof without, "without/%s", files[i]);
			cr_expect_eq(hash(with), hash(without), "%s in %s", files[i], formats[k]);
		}
		cr_expect_neq(hash("with/version.wav"), hash("without/version.wav"));
	}
}

static size_t highest_frame(const char *file)
{
	struct sound sound = sound_read(scratch_path(file));
	size_t highest = 0;
	for (size_t i = 0; i < sound.frames * sound.channels; i++)
		if (fabs(sound.samples[i]) > fabs(sound.samples[highest]))
			highest = i;
	highest /= sound.channels;
	sound_release(&sound);
	return highest;
}

/* An impulse is at the same frame in every print, whatever inserts it passes. */
Test(versions_inserts, are_aligned)
{
	render("impulse",
	       "version: 1\nsession: { tail: 1 s }\ntracks:\n"
	       "  a: { source: { generate: impulse, length: 1 s, level: -6 dB, start: 12345 samples }, stem: a, "
	       "output: master }\n"
	       "  b: { source: { generate: tone, length: 1 s, level: -80 dB }, stem: b, output: master }\n"
	       "outputs: { master: { inserts: [limiter: { lookahead: 3 ms }] } }\n"
	       "print:\n  directory: out\n  stems: {}\n  mixes:\n    mix: {}\n    plain: { without: [b] }\n"
	       "    late: { without: [b], inserts: [limiter: { ceiling: -12 dBTP, lookahead: 20 ms }] }\n"
	       "    anew: { without: [b], mode: re-rendered, inserts: [limiter: { lookahead: 17 ms }] }\n"
	       "    whole: { inserts: [linear-phase-eq: { bands: [{ type: bell, gain: 1 dB, freq: 1 kHz }] }] }\n");
	static const char *const files[] = { "out/mix.wav",  "out/plain.wav", "out/late.wav",
					     "out/anew.wav", "out/whole.wav", "out/stems/a.wav" };
	for (size_t i = 0; i < sizeof files / sizeof *files; i++)
		cr_expect_eq(highest_frame(files[i]), 12345, "%s: %zu", files[i], highest_frame(files[i]));
}

/* A `normalise` reaches its target in the print, for a sum of lanes and for a mix rendered anew. The report shows both
 * gains. */
Test(versions_inserts, normalise_hits_its_target)
{
	json_t *report = big_band_render(
		0, "song",
		BIG_BAND_TRACKS BIG_BAND_OUTPUTS("normalise: -20 LUFS, compressor: { threshold: -30 dB, ratio: 3 }")
			PRINT("out") "    loud: { of: master, inserts: [normalise: -27 LUFS] }\n"
				     "    heard: { " INSTRUMENTAL ", inserts: [normalise: -16 LUFS] }\n"
				     "    anew: { " INSTRUMENTAL ", mode: re-rendered,\n"
				     "      inserts: [normalise: -23 LUFS, eq, normalise: { true_peak: -9 dBTP }, "
				     "meter: end] }\n" STEMS,
		NULL, NULL);
	cr_expect_float_eq(figure(report, "loud", "integrated"), -27.0, 0.011);
	cr_expect_float_eq(figure(report, "heard", "integrated"), -16.0, 0.011);
	cr_expect_float_eq(figure(report, "anew", "true_peak"), -9.0, 0.011);
	json_t *trim = big_band_find(report, "trims", "mix", "heard");
	cr_expect_str_eq(json_string_value(json_object_get(trim, "strip")), "master");
	cr_expect_str_eq(json_string_value(json_object_get(trim, "processor")), "normalise");
	json_t *before = json_object_get(json_object_get(trim, "loudness"), "integrated");
	cr_expect_float_eq(json_number_value(before) + json_number_value(json_object_get(trim, "gain_db")), -16.0,
			   0.011);
	cr_expect_eq(json_array_size(json_object_get(report, "trims")), 5, "one of the master, two of `anew`");
	json_t *meter = big_band_find(report, "meters", "mix", "anew");
	cr_expect_float_eq(json_number_value(json_object_get(json_object_get(meter, "loudness"), "true_peak")), -9.0,
			   0.011);
	json_decref(report);
}

/* The inserts include every one that draws random numbers, looks ahead or depends on time. */
Test(versions_inserts, the_same_bytes_over_threads_and_block_sizes)
{
	static const char yaml[] = BIG_BAND_TRACKS BIG_BAND_OUTPUTS("limiter: -3 dBTP")
		PRINT("out") "    heard: { " INSTRUMENTAL
			     ", inserts: [tape, chorus, limiter: -6 dBTP, normalise: -16 LUFS] }\n"
			     "    anew: { " INSTRUMENTAL
			     ", mode: re-rendered, inserts: [reverb, normalise: -20 LUFS] }\n" STEMS;
	static const char *const options[][2] = { { "--block", "7" }, { "--block", "1000" }, { "--block", "65536" },
						  { "--jobs", "1" },  { "--jobs", "3" },     { "--cpu", "plain" } };
	static const char *const files[] = { "out/mix.wav", "out/heard.wav", "out/anew.wav", "out/stems/bass.wav" };
	enum { FILES = sizeof files / sizeof *files };
	uint64_t expected[FILES];
	json_decref(big_band_render(1, "song", yaml, NULL, NULL));
	for (size_t i = 0; i < FILES; i++)
		expected[i] = hash(files[i]);
	for (size_t k = 0; k < sizeof options / sizeof *options; k++) {
		json_decref(big_band_render(1, "song", yaml, options[k][0], options[k][1]));
		for (size_t i = 0; i < FILES; i++)
			cr_expect_eq(hash(files[i]), expected[i], "%s with %s %s", files[i], options[k][0],
				     options[k][1]);
	}
}
