/* Tests gains that a first pass finds, through the whole program.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/scratch.h"
#include "support/program.h"
#include "support/sound.h"

#include <criterion/criterion.h>
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

TestSuite(calibration_normalise, .init = (void (*)(void))scratch_make, .fini = scratch_remove);

struct rendered {
	json_t *report;
	char words[4096]; /* the words on standard error */
};

static struct rendered render(const char *name, const char *yaml, const char *option)
{
	struct rendered rendered = { 0 };
	char path[512], report[520];
	snprintf(path, sizeof path, "%s", scratch_path(name));
	scratch_write(path, yaml, strlen(yaml));
	snprintf(report, sizeof report, "%s.json", path);
	struct program_run run = program_expect(0, PROGRAM_ARGUMENTS("render", path, "--json", report, option));
	snprintf(rendered.words, sizeof rendered.words, "%s", run.err);
	program_release(&run);
	rendered.report = json_load_file(report, 0, NULL);
	cr_assert_not_null(rendered.report);
	return rendered;
}

/* Returns the gain of the only trim of that strip. */
static double gain_of(const struct rendered *rendered, const char *strip)
{
	size_t i;
	const json_t *trim;
	json_array_foreach(json_object_get(rendered->report, "trims"), i,
			   trim) if (strcmp(json_string_value(json_object_get(trim, "strip")), strip) ==
				     0) return json_number_value(json_object_get(trim, "gain_db"));
	cr_assert(false, "no trim on %s", strip);
	return 0.0;
}

/* Returns a reading of the meter of that name: "peak_dbfs" or a key of its loudness. */
static double reading(const struct rendered *rendered, const char *name, const char *key)
{
	size_t i;
	const json_t *meter;
	json_array_foreach(json_object_get(rendered->report, "meters"), i, meter)
	{
		if (strcmp(json_string_value(json_object_get(meter, "name")), name) != 0)
			continue;
		const json_t *value = json_object_get(meter, key);
		return json_number_value(value ? value : json_object_get(json_object_get(meter, "loudness"), key));
	}
	cr_assert(false, "no meter %s", name);
	return 0.0;
}

#define HEAD "version: 1\nsession: { tail: auto }\n"
#define NOISE "{ generate: pink-noise, length: 4 s, channels: 2, level: -30 dB }"
#define PRINT(folder) "print: { directory: " folder ", format: { encoding: float64 }, mixes: { mix: {} }, stems: {} }\n"

/* A meter behind it reads each target, and the whole mix reaches its target at the end. */
Test(calibration_normalise, hits_its_target)
{
	struct rendered rendered = render(
		"targets.yaml",
		HEAD "tracks:\n"
		     "  a: { source: " NOISE ", stem: a, inserts: [ normalise: -18 LUFS, meter ] }\n"
		     "  b: { source: " NOISE ", stem: b, inserts: [ normalise: { true_peak: -1 dBTP }, meter ] }\n"
		     "  c: { source: " NOISE ", stem: c, inserts: [ normalise: { peak: -6 dBFS }, meter ] }\n"
		     "outputs:\n  master: { inserts: [ meter: sum, compressor, normalise: -14 LUFS ] }\n" PRINT("out"),
		NULL);
	cr_expect_float_eq(reading(&rendered, "a", "integrated"), -18.0, 0.015);
	cr_expect_float_eq(reading(&rendered, "b", "true_peak"), -1.0, 0.015);
	cr_expect_float_eq(reading(&rendered, "c", "peak_dbfs"), -6.0, 0.006);
	const json_t *mix = json_array_get(json_object_get(rendered.report, "files"), 0);
	const double loudness = json_number_value(json_object_get(json_object_get(mix, "loudness"), "integrated"));
	cr_expect_float_eq(loudness, -14.0, 0.015);
	cr_expect_str_eq(json_string_value(json_object_get(rendered.report, "verdict")), "pass");
	cr_expect_eq(json_array_size(json_object_get(rendered.report, "trims")), 4);
	cr_expect_str_eq(rendered.words, "");
	json_decref(rendered.report);
}

/* The gain is one number, sample by sample, between the tap before and the one after. */
Test(calibration_normalise, is_one_gain)
{
	struct rendered rendered = render(
		"one.yaml",
		HEAD
		"tracks:\n  a: { source: " NOISE ", inserts: [ normalise: { peak: -3 dBFS } ] }\n"
		"outputs:\n  master: {}\nprint: { directory: one, format: { encoding: float64 }, taps: { in: a.input, "
		"out: a.pre-fader } }\n",
		NULL);
	struct sound in = sound_read(scratch_path("one/taps/in.wav")),
		     out = sound_read(scratch_path("one/taps/out.wav"));
	cr_expect_float_eq(sound_peak(&out), pow(10.0, -0.15), 1e-15);
	const double gain = sound_peak(&out) / sound_peak(&in);
	for (size_t i = 0; i < 2 * in.frames; i++)
		cr_assert_float_eq(out.samples[i], gain * in.samples[i], 1e-15);
	cr_expect_float_eq(gain_of(&rendered, "a"), 20.0 * log10(gain), 0.006);
	sound_release(&in);
	sound_release(&out);
	json_decref(rendered.report);
}

/* A gain behind another one in the chain, on the bus or through a key is measured with the earlier ones at work. */
Test(calibration_normalise, waits_for_what_comes_before)
{
	struct rendered rendered =
		render("order.yaml",
		       HEAD "tracks:\n"
			    "  a: { source: " NOISE
			    ", stem: a, output: bus, inserts: [ normalise: -10 LUFS, compressor: { threshold: "
			    "-30 dB, ratio: 8 }, normalise: -20 LUFS, meter: a2 ] }\n"
			    "  b: { source: " NOISE
			    ", stem: b, output: bus, inserts: [ compressor: { key: a.pre-fader, threshold: "
			    "-40 dB, ratio: 8 }, normalise: { peak: -9 dBFS }, meter: b1 ] }\n"
			    "buses:\n  bus: { inserts: [ normalise: { true_peak: -2 dBTP }, meter: bus1 ] }\n"
			    "outputs:\n  master: {}\n" PRINT("order"),
		       NULL);
	cr_expect_float_eq(reading(&rendered, "a2", "integrated"), -20.0, 0.015);
	cr_expect_float_eq(reading(&rendered, "b1", "peak_dbfs"), -9.0, 0.006);
	cr_expect_float_eq(reading(&rendered, "bus1", "true_peak"), -2.0, 0.015);
	cr_expect_str_eq(json_string_value(json_object_get(rendered.report, "verdict")), "pass");
	json_decref(rendered.report);
}

/* A gain works in a chain beside others as in a strip. */
Test(calibration_normalise, works_inside_a_fork)
{
	struct rendered rendered =
		render("fork.yaml",
		       HEAD "tracks:\n"
			    "  a: { source: " NOISE
			    ", stem: a, inserts: [ parallel: { chains: [ { name: dry }, { name: wet, inserts: [ "
			    "compressor: { threshold: -40 dB }, normalise: -25 LUFS, meter: wet ] } ] }, normalise: { "
			    "peak: -6 dBFS }, "
			    "meter: both ] }\n"
			    "outputs:\n  master: {}\n" PRINT("fork"),
		       NULL);
	cr_expect_float_eq(reading(&rendered, "wet", "integrated"), -25.0, 0.015);
	cr_expect_float_eq(reading(&rendered, "both", "peak_dbfs"), -6.0, 0.006);
	cr_expect_str_eq(json_string_value(json_object_get(rendered.report, "verdict")), "pass");
	json_decref(rendered.report);
}

#define SONG(folder)                                                                                                   \
	HEAD "tracks:\n"                                                                                               \
	     "  a: { source: " NOISE ", stem: a, inserts: [ compressor, normalise: -20 LUFS ] }\n"                     \
	     "  b: { source: { generate: tone, length: 2 s }, stem: b }\n"                                             \
	     "buses:\n  idle: { output: none }\n"                                                                      \
	     "outputs:\n  master: { inserts: [ compressor: { threshold: -30 dB }, normalise: { true_peak: -1 dBTP } "  \
	     "] }\n"                                                                                                   \
	     "print: { directory: " folder                                                                             \
	     ", mixes: { mix: {}, less: { without: a, mode: re-rendered } }, stems: {} }\n"

/* The mix is the same with stems or without, in blocks of any length. A mix rendered anew gets the gains of the whole
 * one. */
Test(calibration_normalise, is_the_same_in_every_render)
{
	struct rendered all = render("all.yaml", SONG("all"), NULL);
	struct rendered few = render("few.yaml", SONG("few"), "--no-stems");
	struct rendered odd = render("odd.yaml", SONG("odd"), "--block=333");
	static const char *const files[] = { "mix.wav", "less.wav" };
	for (size_t i = 0; i < 2; i++) {
		char paths[3][32];
		snprintf(paths[0], sizeof paths[0], "all/%s", files[i]);
		snprintf(paths[1], sizeof paths[1], "few/%s", files[i]);
		snprintf(paths[2], sizeof paths[2], "odd/%s", files[i]);
		const uint64_t hash = sound_file_hash(scratch_path(paths[0]));
		cr_expect_eq(hash, sound_file_hash(scratch_path(paths[1])), "%s", files[i]);
		cr_expect_eq(hash, sound_file_hash(scratch_path(paths[2])), "%s", files[i]);
	}
	struct sound less = sound_read(scratch_path("all/less.wav"));
	/* The source is a tone of -18 dBFS, panned to the centre, through a compressor that leaves it over its
	 * threshold. */
	cr_expect_lt(20.0 * log10(sound_peak(&less)), -3.0, "it was not normalised by itself");
	sound_release(&less);
	const char *first = strstr(all.words, "[unfed]");
	cr_expect(first && !strstr(first + 1, "[unfed]"), "warnings are told once:\n%s", all.words);
	json_decref(all.report);
	json_decref(few.report);
	json_decref(odd.report);
}

/* Silence stays as it is, and a gain has its limits. Each of them gives a warning. */
Test(calibration_normalise, has_nothing_to_go_by)
{
	struct rendered rendered =
		render("silent.yaml",
		       HEAD "tracks:\n"
			    "  a: { source: " NOISE ", mute: yes, output: bus }\n"
			    "  b: { source: { generate: tone, length: 300 ms }, inserts: [ normalise: -20 LUFS ] }\n"
			    "  c: { source: { generate: tone, length: 1 s, level: -120 dB }, inserts: [ normalise: { "
			    "peak: -1 dBFS } ] "
			    "}\n"
			    "buses:\n  bus: { inserts: [ normalise: { peak: -1 dBFS } ] }\n"
			    "outputs:\n  master: {}\nprint: { directory: silent }\n",
		       NULL);
	cr_expect_eq(gain_of(&rendered, "c"), 60.0);
	cr_expect_eq(gain_of(&rendered, "bus"), 0.0);
	cr_expect(strstr(rendered.words, "normalise on \"bus\" finds no gain"), "%s", rendered.words);
	cr_expect(strstr(rendered.words, "normalise on \"c\" needs +119.0 dB, but gives 60 at most"), "%s",
		  rendered.words);
	json_decref(rendered.report);
}

/* A check renders nothing. Errors of the graph are reported before anything is measured. */
Test(calibration_normalise, check_does_not_render)
{
	static const char yaml[] = SONG("never");
	scratch_write(scratch_path("check.yaml"), yaml, strlen(yaml));
	struct program_run run = program_expect(0, PROGRAM_ARGUMENTS("check", scratch_path("check.yaml")));
	program_release(&run);
	cr_expect_eq(scratch_count(scratch_path("never")), -1);
}
