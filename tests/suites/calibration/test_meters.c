/* Meters between inserts, through the whole program: what they read is what was generated, and no byte changes for
   them. SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/scratch.h"
#include "support/program.h"
#include "support/sound.h"

#include <criterion/criterion.h>
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

TestSuite(calibration_meters, .init = (void (*)(void))scratch_make, .fini = scratch_remove);

/* Renders the text, and returns the report. */
static json_t *render(const char *name, const char *yaml)
{
	char path[512], report[520];
	snprintf(path, sizeof path, "%s", scratch_path(name));
	scratch_write(path, yaml, strlen(yaml));
	snprintf(report, sizeof report, "%s.json", path);
	struct program_run run = program_expect(0, PROGRAM_ARGUMENTS("render", path, "--json", report));
	program_release(&run);
	json_t *json = json_load_file(report, 0, NULL);
	cr_assert_not_null(json);
	return json;
}

static const json_t *meter_of(const json_t *report, const char *name)
{
	size_t i;
	const json_t *meter;
	json_array_foreach(json_object_get(report, "meters"), i,
			   meter) if (strcmp(json_string_value(json_object_get(meter, "name")), name) ==
				      0) return meter;
	cr_assert(false, "no meter %s", name);
	return NULL;
}

static double reading(const json_t *meter, const char *key)
{
	return json_number_value(json_object_get(meter, key));
}

static double loudness(const json_t *meter, const char *key)
{
	return json_number_value(json_object_get(json_object_get(meter, "loudness"), key));
}

static double reduction(const json_t *meter, const char *key)
{
	return json_number_value(json_object_get(json_object_get(meter, "gain_reduction"), key));
}

#define TONE                                                                                                           \
	"  line:\n    source: { generate: tone, freq: 1 kHz, level: -18 dB, length: 4 s, channels: 2 }\n    stem: a\n"

/* A 1 kHz tone of -18 dBFS on two channels has -18 LUFS (EBU Tech 3341, case 1, at -23) and like sides, and 6 dB more
 * after a gain. */
Test(calibration_meters, read_what_is_there)
{
	json_t *report = render("levels.yaml",
				"version: 1\nsession: { tail: none }\ntracks:\n" TONE
				"    inserts: [ meter, gain: 6 dB, { meter: { name: louder } } ]\n"
				"  odd: { source: { generate: tone, length: 4 s }, inserts: [ meter ], stem: b }\n"
				"outputs:\n  master: {}\nprint: { directory: out }\n");
	const json_t *line = meter_of(report, "line"), *louder = meter_of(report, "louder");
	cr_expect_eq(json_array_size(json_object_get(report, "meters")), 3);
	cr_expect_str_eq(json_string_value(json_object_get(louder, "strip")), "line");
	cr_expect_float_eq(reading(line, "peak_dbfs"), -18.0, 0.01);
	cr_expect_float_eq(reading(line, "rms_dbfs"), -18.0, 0.01);
	cr_expect_float_eq(reading(line, "correlation"), 1.0, 1e-9);
	cr_expect_float_eq(loudness(line, "integrated"), -18.0, 0.1);
	cr_expect_float_eq(loudness(line, "true_peak"), -18.0, 0.1);
	cr_expect_float_eq(reading(louder, "rms_dbfs"), -12.0, 0.01);
	cr_expect_float_eq(loudness(louder, "integrated") - loudness(line, "integrated"), 6.0, 0.01);
	cr_expect_float_eq(loudness(louder, "short_term_max") - loudness(line, "momentary_max"), 6.0, 0.02);
	cr_expect(json_is_null(json_object_get(louder, "gain_reduction")), "a gain is no dynamics");
	cr_expect(json_is_null(json_object_get(meter_of(report, "odd"), "correlation")), "one channel has no sides");
	json_decref(report);
}

/* The limiter is late by its lookahead, and the reduction compares the same frames. Two limiters in a row count
 * together. */
Test(calibration_meters, tell_what_dynamics_take_away)
{
	json_t *report = render(
		"dynamics.yaml",
		"version: 1\nsession: { tail: none }\ntracks:\n"
		"  line:\n    source: [ { generate: tone, level: -6 dB, length: 4 s }, { generate: tone, freq: 1 kHz, "
		"level: -40 dB, length: 4 s, start: 4 s } ]\n    stem: a\n"
		"    inserts: [ meter: before, compressor: { threshold: -30 dB, ratio: 4, makeup: 0 dB }, meter: "
		"between, "
		"limiter: { ceiling: -30 dBTP }, meter: late ]\n"
		"  both:\n    source: { generate: tone, level: -6 dB, length: 4 s }\n    stem: b\n"
		"    inserts: [ compressor: { threshold: -30 dB, ratio: 4 }, limiter: { ceiling: -30 dBTP }, meter: "
		"chain ]\n"
		"outputs:\n  master: {}\nprint: { directory: out }\n");
	const json_t *before = meter_of(report, "before"), *between = meter_of(report, "between");
	const json_t *late = meter_of(report, "late"), *chain = meter_of(report, "chain");
	/* The loudest 400 ms of the tone include the attack, so the loudest three seconds are nearer to the final
	 * level. */
	const double compressed = loudness(before, "integrated") - loudness(between, "integrated");
	const double limited = loudness(between, "integrated") - loudness(late, "integrated");
	cr_expect_gt(compressed, 10.0);
	cr_expect_float_eq(reduction(between, "most_db"), compressed, 0.5);
	cr_expect_float_eq(reduction(between, "share"), 0.5, 0.08, "the second tone is under the threshold");
	cr_expect_float_eq(reduction(between, "mean_db"), 0.5 * compressed, 0.5);
	cr_expect_gt(limited, 3.0);
	cr_expect_geq(reduction(late, "most_db"), limited - 0.3);
	cr_expect_float_eq(reduction(chain, "mean_db"), 24.0, 0.5, "from -6 to -30 dBTP");
	json_decref(report);
}

#define SONG(first, second, third, folder)                                                                             \
	"version: 1\nsession: { tail: auto, seed: 3 }\ntracks:\n"                                                      \
	"  a: { source: { generate: pink-noise, length: 1 s, channels: 2 }, stem: a, inserts: [ " first                \
	" compressor ], sends: [ { to: echo } ] }\n"                                                                   \
	"  b: { source: { generate: white-noise, length: 1 s }, stem: b }\n"                                           \
	"auxes:\n  echo: { inserts: [ delay: { time: 100 ms, feedback: 40 % } " second                                 \
	" ] }\n  deaf: { input: [ a ], output: none, inserts: [ delay: { time: 700 ms, feedback: 80 % } " third        \
	" ] }\noutputs:\n  master: { inserts: [ limiter ] }\n"                                                         \
	"print: { directory: " folder ", mixes: { mix: {} }, stems: {} }\n"

/* A meter does not make the render longer, even if it hears a tail that is longer than all prints, or sound that
 * nothing else hears. */
Test(calibration_meters, change_no_byte)
{
	json_t *report =
		render("metered.yaml", SONG("meter: m1,", ", limiter, meter: m2", ", limiter, meter: m3", "metered"));
	json_t *control = render("control.yaml", SONG("", ", limiter", "", "control"));
	static const char *const files[] = { "mix.wav", "stems/a.wav", "stems/b.wav" };
	for (size_t i = 0; i < 3; i++) {
		char metered[64], control_path[64];
		snprintf(metered, sizeof metered, "metered/%s", files[i]);
		snprintf(control_path, sizeof control_path, "control/%s", files[i]);
		cr_expect_eq(sound_file_hash(scratch_path(metered)), sound_file_hash(scratch_path(control_path)), "%s",
			     files[i]);
	}
	cr_expect_float_eq(reading(report, "seconds"), reading(control, "seconds"), 1e-9);
	json_decref(report);
	json_decref(control);
}
