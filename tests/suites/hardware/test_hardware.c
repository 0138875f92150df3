/* Tests loops through hardware that a formula answers: what is told of them, and what is printed.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "suites/hardware/loop.h"

#include "io/scratch.h"
#include "support/program.h"
#include "support/sound.h"

#include <criterion/criterion.h>
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void begin(void)
{
	scratch_make();
	loop_write_dry();
}

TestSuite(hardware, .init = begin, .fini = scratch_remove, .timeout = 120);

static void run(int code, const char *const *arguments)
{
	struct program_run program = program_expect(code, arguments);
	program_release(&program);
}

/* Prints the send, lets the hardware answer, and renders. Returns the one loop of the report, which *report owns. */
static const json_t *render(const struct loop *loop, const char *parameters, json_t **report)
{
	const char *recipe = loop_recipe(parameters);
	run(0, PROGRAM_ARGUMENTS("render", "--sends", recipe));
	loop_answer(loop, "send.wav", "return.wav");
	run(0, PROGRAM_ARGUMENTS("render", "--anew", "-q", recipe));
	*report = json_load_file(scratch_path("out/report.json"), 0, NULL);
	const json_t *list = json_object_get(*report, "hardware");
	cr_assert_eq(json_array_size(list), 1u);
	return json_array_get(list, 0);
}

static double number(const json_t *object, const char *key)
{
	cr_assert(json_is_number(json_object_get(object, key)), "%s", key);
	return json_number_value(json_object_get(object, key));
}

static const char *word(const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));
	return text ? text : "";
}

/* The limits are those that the reference promises. */
static void expect_figures(const json_t *told, const struct loop *loop)
{
	const json_t *trip = json_object_get(told, "round_trip"), *drift = json_object_get(told, "drift");
	const double frames = number(trip, "measured_frames");
	cr_expect_float_eq(frames, loop->late, 0.01, "round trip %g, told %g", loop->late, frames);
	cr_expect_float_eq(number(told, "gain_db"), 20.0 * log10(fabs(loop->gain)), 0.01, "gain told %g",
			   number(told, "gain_db"));
	cr_expect_str_eq(word(told, "polarity"), loop->gain < 0.0 ? "inverted" : "normal");
	cr_expect_float_eq(number(drift, "ppm"), loop->ppm, 1.0, "drift %g, told %g", loop->ppm, number(drift, "ppm"));
}

static void expect_measured(const struct loop *loop, const char *parameters)
{
	json_t *report;
	const json_t *told = render(loop, parameters, &report);
	cr_expect_str_eq(word(told, "strip"), "bus");
	expect_figures(told, loop);
	json_decref(report);
}

Test(hardware, burst_tells_the_round_trip)
{
	expect_measured(&(struct loop){ .late = 613.37, .gain = -0.7, .noise = 3e-4 }, "calibrate: yes");
}

Test(hardware, burst_tells_the_drift)
{
	expect_measured(&(struct loop){ .late = 2048.81, .gain = 1.9, .ppm = 20.0, .noise = 1e-3 }, "calibrate: yes");
}

Test(hardware, burst_of_24_bits)
{
	expect_measured(&(struct loop){ .late = 97.5, .gain = 0.4, .ppm = -35.0 }, "calibrate: yes, encoding: pcm24");
}

Test(hardware, sound_tells_the_round_trip)
{
	expect_measured(&(struct loop){ .late = 1500.25, .gain = -0.5, .noise = 3e-4 }, "latency: measured");
}

Test(hardware, sound_tells_the_drift)
{
	expect_measured(&(struct loop){ .late = 33.125, .gain = 1.0, .ppm = 20.0, .noise = 1e-3 }, "drift: told");
}

/* A converter that takes off its latency by too much answers before it was sent anything. */
Test(hardware, answers_too_early)
{
	expect_measured(&(struct loop){ .late = -211.6, .gain = 0.9 }, "calibrate: yes");
}

static double db(double ratio)
{
	return 20.0 * log10(ratio);
}

Test(hardware, adds_noise_hum_and_direct_current)
{
	const struct loop loop = { .late = 40.0, .gain = 1.0, .noise = 1e-4, .hum = 1e-3, .constant = -0.01 };
	json_t *report;
	const json_t *told = render(&loop, "calibrate: yes", &report), *noise = json_object_get(told, "noise");
	const double power = loop.noise * loop.noise + 0.5 * loop.hum * loop.hum;
	cr_expect_float_eq(number(noise, "rms_dbfs"), db(sqrt(2.0 * power)), 0.1);
	cr_expect_float_eq(number(noise, "constant"), -0.01, 1e-5);
	cr_expect_float_eq(number(json_object_get(noise, "hum"), "hertz"), 50.0, 0.0);
	cr_expect_float_eq(number(json_object_get(noise, "hum"), "level_dbfs"), db(loop.hum), 0.2);
	json_decref(report);
}

/* Returns the rms of a file, or of the difference of two. */
static double rms(const char *one, const char *other)
{
	struct sound a = sound_read(scratch_path(one)), b = sound_read(scratch_path(other ? other : one));
	const size_t frames = a.frames < b.frames ? a.frames : b.frames;
	double sum = 0.0;
	for (size_t i = 0; i < frames; i++) {
		const double value = a.samples[i] - (other ? b.samples[i] : 0.0);
		sum += value * value;
	}
	sound_release(&a);
	sound_release(&b);
	return sqrt(sum / (double)frames);
}

/* What the loop adds is white noise of known power; the interpolation takes off what is next to half the rate. */
Test(hardware, residual_is_the_noise)
{
	const struct loop loop = { .late = 700.5, .gain = 1.0, .noise = 1e-3 };
	json_t *report;
	const json_t *told = render(&loop, "calibrate: yes", &report);
	const double in_band = loop.noise * sqrt(2.0 * 0.48), dry = rms("dry.wav", NULL);
	cr_expect_float_eq(number(told, "residual_db"), db(in_band / dry), 0.5, "told %g, made %g",
			   number(told, "residual_db"), db(in_band / dry));
	json_decref(report);
}

/* With all undone, a clean loop is a wire: the mix is the dry file. */
Test(hardware, is_undone)
{
	const struct loop loop = { .late = 613.37, .gain = -0.7, .ppm = 20.0 };
	json_t *report;
	const json_t *told = render(&loop, "calibrate: yes, match: yes, drift: corrected", &report);
	const double left = db(rms("out/mix.wav", "dry.wav") / rms("dry.wav", NULL));
	cr_expect_lt(left, -60.0, "what is left is at %g dB", left);
	cr_expect(json_is_true(json_object_get(told, "matched")));
	json_decref(report);
}

/* By default only time is undone. */
Test(hardware, keeps_its_gain)
{
	const struct loop loop = { .late = 99.75, .gain = -0.5 };
	json_t *report;
	render(&loop, "calibrate: yes", &report);
	struct sound mix = sound_read(scratch_path("out/mix.wav")), dry = sound_read(scratch_path("dry.wav"));
	double worst = 0.0;
	for (size_t i = 0; i < dry.frames; i++)
		worst = fmax(worst, fabs(mix.samples[i] + 0.5 * dry.samples[i]));
	cr_expect_lt(db(worst), -70.0, "%g", db(worst));
	sound_release(&mix);
	sound_release(&dry);
	json_decref(report);
}

/* A whole number of frames moves samples, and changes none. */
Test(hardware, stated_latency_is_exact)
{
	const struct loop loop = { .late = 480.0, .gain = 1.0 };
	json_t *report;
	const json_t *told = render(&loop, "latency: 10 ms", &report);
	cr_expect(json_is_true(json_object_get(json_object_get(told, "round_trip"), "stated")));
	cr_expect_float_eq(number(json_object_get(told, "round_trip"), "frames"), 480.0, 0.0);
	cr_expect_eq(rms("out/mix.wav", "dry.wav"), 0.0);
	json_decref(report);
}

Test(hardware, same_bytes)
{
	const struct loop loop = { .late = 77.3, .gain = -0.8, .ppm = 12.0, .noise = 1e-4 };
	json_t *report;
	render(&loop, "calibrate: yes, match: yes, drift: corrected", &report);
	const uint64_t hash = sound_file_hash(scratch_path("out/mix.wav"));
	const char *recipe = loop_recipe("calibrate: yes, match: yes, drift: corrected");
	static const char *const options[][2] = {
		{ "--jobs", "1" }, { "--jobs", "3" }, { "--block", "61" }, { "--block", "9000" }, { "--cpu", "plain" }
	};
	for (size_t i = 0; i < sizeof options / sizeof *options; i++) {
		run(0, PROGRAM_ARGUMENTS("render", "--anew", "-q", options[i][0], options[i][1], recipe));
		cr_expect_eq(sound_file_hash(scratch_path("out/mix.wav")), hash, "%s %s", options[i][0], options[i][1]);
	}
	json_decref(report);
}

/* The second insert hears the first one's return, so its send waits for that. */
Test(hardware, in_series)
{
	const char *recipe = scratch_path("series.yaml");
	const char text[] =
		"version: 1\ntracks:\n  dry: { source: dry.wav, output: bus }\nbuses:\n"
		"  bus: { channels: 1, inserts: [ hardware: { send: one.wav, return: one-r.wav, calibrate: yes },"
		" gain: -6 dB, hardware: { send: two.wav, return: two-r.wav } ] }\n"
		"outputs:\n  master: { channels: 1 }\nprint: { directory: out, format: { encoding: float32 } }\n";
	scratch_write(recipe, text, sizeof text - 1);
	struct program_run first = program_expect(0, PROGRAM_ARGUMENTS("render", "--sends", recipe));
	cr_expect_not_null(strstr(first.out, "printed \"one.wav\""), "%s", first.out);
	cr_expect_not_null(strstr(first.out, "not yet \"two.wav\""), "%s", first.out);
	cr_expect_eq(access(scratch_path("two.wav"), F_OK), -1);
	program_release(&first);
	loop_answer(&(struct loop){ .late = 300.5, .gain = 0.9 }, "one.wav", "one-r.wav");
	struct program_run second = program_expect(0, PROGRAM_ARGUMENTS("render", "--sends", recipe));
	cr_expect_not_null(strstr(second.out, "kept \"one.wav\""), "%s", second.out);
	cr_expect_not_null(strstr(second.out, "printed \"two.wav\""), "%s", second.out);
	program_release(&second);
	loop_answer(&(struct loop){ .late = 55.25, .gain = -1.1 }, "two.wav", "two-r.wav");
	run(0, PROGRAM_ARGUMENTS("render", "--anew", "-q", recipe));
	json_t *report = json_load_file(scratch_path("out/report.json"), 0, NULL);
	const json_t *list = json_object_get(report, "hardware");
	cr_assert_eq(json_array_size(list), 2u);
	expect_figures(json_array_get(list, 0), &(struct loop){ .late = 300.5, .gain = 0.9 });
	expect_figures(json_array_get(list, 1), &(struct loop){ .late = 55.25, .gain = -1.1 });
	json_decref(report);
}

static const char stems_text[] =
	"version: 1\nsession: { tail: none }\ntracks:\n  dry: { source: dry.wav, stem: a }\n"
	"  tone: { source: { generate: tone, freq: 440 Hz, length: 3 s }, stem: b }\n"
	"outputs:\n  master: { channels: 1, inserts: [ gain: -3 dB, hardware: { send: send.wav, return: return.wav, "
	"calibrate: yes%s } ] }\n"
	"print: { directory: out, sum: exact, mixes: { mix: {} }, stems: {} }\n";

/* Each stem gets its own sound times the gain of the loop, and the rest is a stem. */
Test(hardware, stems_add_up)
{
	const char *recipe = scratch_path("stems.yaml");
	char text[1024];
	snprintf(text, sizeof text, stems_text, ", stems: residue");
	scratch_write(recipe, text, strlen(text));
	run(0, PROGRAM_ARGUMENTS("render", "--sends", recipe));
	loop_answer(&(struct loop){ .late = 128.4, .gain = -0.75, .noise = 1e-4 }, "send.wav", "return.wav");
	run(0, PROGRAM_ARGUMENTS("render", "--anew", "-q", recipe));
	json_t *report = json_load_file(scratch_path("out/report.json"), 0, NULL);
	const json_t *opaque = json_array_get(json_object_get(report, "opaque"), 0);
	cr_expect_str_eq(word(opaque, "processor"), "hardware");
	cr_expect_lt(number(opaque, "relative_db"), -50.0);
	cr_expect_str_eq(word(json_array_get(json_object_get(report, "null"), 0), "verdict"), "pass");
	cr_expect_eq(access(scratch_path("out/stems/residue.wav"), F_OK), 0);
	const uint64_t hash = sound_file_hash(scratch_path("out/mix.wav"));
	run(0, PROGRAM_ARGUMENTS("render", "--anew", "-q", "--no-stems", recipe));
	cr_expect_eq(sound_file_hash(scratch_path("out/mix.wav")), hash);
	json_decref(report);
}

Test(hardware, stems_that_meet_are_refused)
{
	const char *recipe = scratch_path("stems.yaml");
	char text[1024];
	snprintf(text, sizeof text, stems_text, "");
	scratch_write(recipe, text, strlen(text));
	run(0, PROGRAM_ARGUMENTS("render", "--sends", recipe));
	loop_answer(&(struct loop){ .late = 128.0, .gain = 1.0 }, "send.wav", "return.wav");
	struct program_run refused = program_expect(3, PROGRAM_ARGUMENTS("render", "-q", recipe));
	cr_expect_not_null(strstr(refused.err, "hardware on \"master\": stems \"a\" and \"b\" meet in it"), "%s",
			   refused.err);
	program_release(&refused);
}

/* The recipe of the tree goes its three steps. */
Test(hardware, recipe_of_the_tree)
{
	const struct loop rack = { .late = 1210.6, .gain = 0.8, .ppm = 20.0, .noise = 1e-4 };
	const struct loop plate = { .late = 340.25, .gain = -1.2 };
	size_t length;
	unsigned char *text = scratch_read(STEMPRINT_ROOT "/recipes/hardware-insert.yaml", &length);
	const char *recipe = scratch_path("hardware-insert.yaml");
	scratch_write(recipe, text, length);
	free(text);
	run(0, PROGRAM_ARGUMENTS("render", "--sends", recipe));
	loop_answer(&rack, "hardware/bus-send.wav", "hardware/bus-return.wav");
	loop_answer(&plate, "hardware/voice-send.wav", "hardware/voice-return.wav");
	run(0, PROGRAM_ARGUMENTS("render", "--anew", "-q", recipe));
	json_t *report = json_load_file(scratch_path("build/hardware-insert/report.json"), 0, NULL);
	const json_t *list = json_object_get(report, "hardware");
	cr_assert_eq(json_array_size(list), 2u);
	expect_figures(json_array_get(list, 0), &plate);
	expect_figures(json_array_get(list, 1), &rack);
	cr_expect_str_eq(word(report, "verdict"), "pass");
	json_decref(report);
}

/* Other commands see the insert, too, and every way through it is aligned. */
Test(hardware, of_other_commands)
{
	const char *recipe = scratch_path("stems.yaml");
	char text[1024];
	snprintf(text, sizeof text, stems_text, ", stems: residue");
	scratch_write(recipe, text, strlen(text));
	run(0, PROGRAM_ARGUMENTS("render", "--sends", recipe));
	loop_answer(&(struct loop){ .late = 128.4, .gain = -0.75, .noise = 1e-4 }, "send.wav", "return.wav");
	run(0, PROGRAM_ARGUMENTS("check", recipe));
	run(0, PROGRAM_ARGUMENTS("graph", recipe));
	run(0, PROGRAM_ARGUMENTS("plan", recipe));
	run(0, PROGRAM_ARGUMENTS("plan", "--cost", recipe));
	run(0, PROGRAM_ARGUMENTS("plan", "--measure", recipe));
	run(0, PROGRAM_ARGUMENTS("render", "--anew", "-q", "--bleed", "--profile", recipe));
}
