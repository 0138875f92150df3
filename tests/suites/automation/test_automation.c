/* Renders automation of strips, sends and VCAs, and holds it against a reference that shares no code with it.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "suites/automation/automation_reference.h"
#include "suites/automation/automation_rendering.h"

#include "base/text.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

enum { TRACKS = 12, POINTS_MAXIMUM = 24 };

static const char *const shapes[] = { "hold", "linear", "db-linear", "exponential", "s-curve", "bezier" };

static uint64_t state;

static long below(long limit)
{
	state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (long)((state >> 33) % (uint64_t)limit);
}

/* Returns what the tap of a track printed. */
static double *const *track_columns(const struct rendering *rendering, size_t track)
{
	char name[8];
	snprintf(name, sizeof name, "t%zu", track);
	return automation_tap(rendering, name)->columns;
}

/* Draws a curve. Some of its points stand close together, some at one frame. */
static size_t draw(struct reference_point *points, bool decibels, double low, double high)
{
	const size_t count = 1 + (size_t)below(POINTS_MAXIMUM - 1);
	double last = low;
	long frame = below(3) ? 1 + below(2000) : 0;
	for (size_t i = 0; i < count; i++) {
		struct reference_point *point = &points[i];
		*point = (struct reference_point){ .frame = frame, .shape = shapes[below(6)] };
		point->value = low + (high - low) * (double)below(1001) / 1000.0;
		if (decibels && below(8) == 0)
			point->value = -(double)INFINITY;
		if (strcmp(point->shape, "db-linear") == 0 &&
		    (!decibels || isinf(point->value) || (i > 0 && isinf(last))))
			point->shape = "linear";
		if (i == 0 && frame == 0)
			point->shape = "hold";
		for (size_t k = 0; k < 4; k++)
			point->control[k] = (double)below(101) / 100.0;
		last = point->value;
		const bool twice = i > 0 && points[i - 1].frame == frame;
		frame += below(6) == 0 && !twice ? 0 : below(4) ? 1 + below(3000) : 1 + below(40);
	}
	return count;
}

static void write_curve(struct text *yaml, const char *key, const struct reference_point *points, size_t count,
			const char *unit, double scale)
{
	text_append(yaml, "%s: [ ", key);
	for (size_t i = 0; i < count; i++) {
		const struct reference_point *point = &points[i];
		text_append(yaml, "%s{ at: %ld samples, value: ", i == 0 ? "" : ", ", point->frame);
		if (isinf(point->value))
			text_append(yaml, "-inf dB");
		else
			text_append(yaml, "%.12f%s", point->value * scale, unit);
		if (point->frame > 0)
			text_append(yaml, ", shape: %s", point->shape);
		if (strcmp(point->shape, "bezier") == 0)
			text_append(yaml, ", control: [ %.2f, %.2f, %.2f, %.2f ]", point->control[0], point->control[1],
				    point->control[2], point->control[3]);
		text_append(yaml, " }");
	}
	text_append(yaml, " ]");
}

static void begin_tracks(struct text *yaml, uint64_t seed)
{
	state = seed;
	text_append(yaml, "version: 1\nsession: { tail: none }\ntracks:\n");
}

static void write_outputs(struct text *yaml, const char *taps)
{
	text_append(yaml, "outputs: { master: {} }\nprint:\n  taps: {");
	for (size_t i = 0; i < TRACKS; i++)
		text_append(yaml, "%s t%zu: t%zu.%s", i == 0 ? "" : ",", i, i, taps);
	text_append(yaml, " }\n");
}

static void check_faders(uint64_t seed)
{
	struct reference_point points[TRACKS][POINTS_MAXIMUM];
	size_t counts[TRACKS];
	struct text yaml = { 0 };
	begin_tracks(&yaml, seed);
	for (size_t i = 0; i < TRACKS; i++) {
		counts[i] = draw(points[i], true, -60.0, 12.0);
		text_append(&yaml, "  t%zu: { source: dc.wav, fader: %zu dB, automation: { ", i, i);
		write_curve(&yaml, "fader", points[i], counts[i], " dB", 1.0);
		text_append(&yaml, " } }\n");
	}
	write_outputs(&yaml, "post-fader");
	struct rendering rendering = automation_render(yaml.bytes, &automation_plain);
	for (size_t i = 0; i < TRACKS; i++) {
		const double *column = track_columns(&rendering, i)[0];
		for (long frame = 0; frame < AUTOMATION_FRAMES; frame++)
			automation_expect_close(column[frame],
						0.5 * reference_value(points[i], counts[i], true, (double)i, frame),
						"the gain", i, frame);
	}
	rendering_release(&rendering);
	text_release(&yaml);
}

Test(automation, faders_follow_their_curves)
{
	for (uint64_t seed = 1; seed <= 6; seed++)
		check_faders(seed);
}

static const double pi = 3.14159265358979323846;

static double side_gain(const char *law, double nearness)
{
	const double power = sin(nearness * pi / 2.0);
	if (strcmp(law, "-6 dB") == 0)
		return nearness;
	if (strcmp(law, "0 dB") == 0)
		return fmin(1.0, 2.0 * nearness);
	return strcmp(law, "-3 dB") == 0 ? power : sqrt(power * nearness);
}

Test(automation, pans_follow_their_curves)
{
	static const char *const laws[] = { "-3 dB", "-4.5 dB", "-6 dB", "0 dB" };
	struct reference_point points[TRACKS][POINTS_MAXIMUM];
	size_t counts[TRACKS];
	struct text yaml = { 0 };
	begin_tracks(&yaml, 7);
	for (size_t i = 0; i < TRACKS; i++) {
		counts[i] = draw(points[i], false, -1.0, 1.0);
		text_append(&yaml, "  t%zu: { source: dc.wav, pan: %zu R, pan_law: %s, automation: { ", i, i,
			    laws[i % 4]);
		write_curve(&yaml, "pan", points[i], counts[i], "", 100.0);
		text_append(&yaml, " } }\n");
	}
	write_outputs(&yaml, "post-pan");
	struct rendering rendering = automation_render(yaml.bytes, &automation_plain);
	for (size_t i = 0; i < TRACKS; i++) {
		double *const *columns = track_columns(&rendering, i);
		for (long frame = 0; frame < AUTOMATION_FRAMES; frame++) {
			const double p = reference_value(points[i], counts[i], false, (double)i / 100.0, frame);
			/* Where the pan is hard the root of the law -4.5 dB is steep. */
			automation_expect_close(columns[0][frame], 0.5 * side_gain(laws[i % 4], (1.0 - p) / 2.0),
						"left", i, frame);
			automation_expect_close(columns[1][frame], 0.5 * side_gain(laws[i % 4], (1.0 + p) / 2.0),
						"right", i, frame);
		}
	}
	rendering_release(&rendering);
	text_release(&yaml);
}

Test(automation, balances_and_widths_follow_their_curves)
{
	struct reference_point leans[TRACKS][POINTS_MAXIMUM], widths[TRACKS][POINTS_MAXIMUM];
	size_t lean_counts[TRACKS], width_counts[TRACKS];
	struct text yaml = { 0 };
	begin_tracks(&yaml, 8);
	for (size_t i = 0; i < TRACKS; i++) {
		lean_counts[i] = draw(leans[i], false, -1.0, 1.0);
		width_counts[i] = draw(widths[i], false, 0.0, 2.0);
		text_append(&yaml, "  t%zu: { source: dc-stereo.wav, balance: 20 L, width: 50 %%, automation: { ", i);
		write_curve(&yaml, "balance", leans[i], lean_counts[i], "", 100.0);
		text_append(&yaml, ", ");
		write_curve(&yaml, "width", widths[i], width_counts[i], " %", 100.0);
		text_append(&yaml, " } }\n");
	}
	write_outputs(&yaml, "post-pan");
	struct rendering rendering = automation_render(yaml.bytes, &automation_plain);
	for (size_t i = 0; i < TRACKS; i++) {
		double *const *columns = track_columns(&rendering, i);
		for (long frame = 0; frame < AUTOMATION_FRAMES; frame++) {
			const double p = reference_value(leans[i], lean_counts[i], false, -0.2, frame);
			const double w = reference_value(widths[i], width_counts[i], false, 0.5, frame);
			const double mid = (0.5 + 0.2) / 2.0, side = (0.5 - 0.2) / 2.0;
			automation_expect_close(columns[0][frame], fmin(1.0, 1.0 - p) * (mid + w * side), "left", i,
						frame);
			automation_expect_close(columns[1][frame], fmin(1.0, 1.0 + p) * (mid - w * side), "right", i,
						frame);
		}
	}
	rendering_release(&rendering);
	text_release(&yaml);
}

/* A send takes a mono signal into a stereo aux: its level, its pan and its mute move by themselves. */
Test(automation, sends_follow_their_curves)
{
	struct reference_point levels[POINTS_MAXIMUM], places[POINTS_MAXIMUM];
	struct text yaml = { 0 };
	state = 9;
	const size_t level_count = draw(levels, true, -40.0, 6.0), place_count = draw(places, false, -1.0, 1.0);
	text_append(&yaml, "version: 1\nsession: { tail: none }\ntracks:\n  a:\n    source: dc.wav\n    sends:\n"
			   "      - { to: echo, level: -9 dB, pan: 30 L, tap: pre-fader, automation: { ");
	write_curve(&yaml, "level", levels, level_count, " dB", 1.0);
	text_append(&yaml, ", ");
	write_curve(&yaml, "pan", places, place_count, "", 100.0);
	text_append(&yaml,
		    " } }\n      - { to: wide, level: -6 dB, pan: 30 L, automation: { mute: [ { at: 4800 samples, "
		    "value: yes }, { at: 9600 samples, value: no }, { at: 9700 samples, value: yes } ] } }\n"
		    "auxes: { echo: {}, wide: {} }\noutputs: { master: {} }\n"
		    "print: { taps: { echo: echo.input, wide: wide.input } }\n");
	struct rendering rendering = automation_render(yaml.bytes, &automation_plain);
	double *const *echo = automation_tap(&rendering, "echo")->columns, *const *wide =
										   automation_tap(&rendering, "wide")
											   ->columns;
	for (long frame = 0; frame < AUTOMATION_FRAMES; frame++) {
		const double gain = 0.5 * reference_value(levels, level_count, true, -9.0, frame);
		const double p = reference_value(places, place_count, false, -0.3, frame);
		automation_expect_close(echo[0][frame], gain * cos((p + 1.0) * pi / 4.0), "left", 0, frame);
		automation_expect_close(echo[1][frame], gain * sin((p + 1.0) * pi / 4.0), "right", 0, frame);
		/* The fades last 240 frames, and the one at 9600 ends at 9700. */
		static const struct reference_point mutes[] = { { .frame = 4800, .value = 1.0, .shape = "hold" },
								{ .frame = 5040, .value = 0.0, .shape = "s-curve" },
								{ .frame = 9600, .value = 0.0, .shape = "hold" },
								{ .frame = 9700, .value = 1.0, .shape = "s-curve" },
								{ .frame = 9940, .value = 0.0, .shape = "s-curve" } };
		const double open = reference_value(mutes, 5, false, 1.0, frame) * 0.5 * pow(10.0, -6.0 / 20.0);
		automation_expect_close(wide[0][frame], open * cos(0.7 * pi / 4.0), "muted left", 0, frame);
		automation_expect_close(wide[1][frame], open * sin(0.7 * pi / 4.0), "muted right", 0, frame);
	}
	rendering_release(&rendering);
	text_release(&yaml);
}

/* A strip under two VCAs, one of them within the other, whose fader is moved as well. */
Test(automation, vcas_move_their_members_over_any_number_of_others)
{
	struct reference_point curves[3][POINTS_MAXIMUM];
	size_t counts[3];
	struct text yaml = { 0 };
	state = 10;
	for (size_t i = 0; i < 3; i++)
		counts[i] = draw(curves[i], true, -20.0, 3.0);
	text_append(&yaml, "version: 1\nsession: { tail: none }\ntracks:\n  a: { source: dc.wav, automation: { ");
	write_curve(&yaml, "fader", curves[0], counts[0], " dB", 1.0);
	text_append(&yaml, " } }\n  b: { source: dc.wav, fader: -4 dB }\noutputs: { master: {} }\nvcas:\n"
			   "  inner: { members: [ a, b ], fader: 2 dB, automation: { ");
	write_curve(&yaml, "fader", curves[1], counts[1], " dB", 1.0);
	text_append(&yaml, " } }\n  still: { members: a, fader: -1 dB }\n"
			   "  outer: { members: inner, automation: { mute: [ { at: 20000 samples, value: yes } ], ");
	write_curve(&yaml, "fader", curves[2], counts[2], " dB", 1.0);
	text_append(&yaml, " } }\nprint: { taps: { a: a.post-fader, b: b.post-fader } }\n");
	struct rendering rendering = automation_render(yaml.bytes, &automation_plain);
	const double *a = automation_tap(&rendering, "a")->columns[0], *b = automation_tap(&rendering, "b")->columns[0];
	static const struct reference_point mute[] = { { .frame = 20000, .value = 1.0, .shape = "hold" },
						       { .frame = 20240, .value = 0.0, .shape = "s-curve" } };
	for (long frame = 0; frame < AUTOMATION_FRAMES; frame++) {
		const double shared = 0.5 * reference_value(curves[1], counts[1], true, 2.0, frame) *
				      reference_value(curves[2], counts[2], true, 0.0, frame) *
				      reference_value(mute, 2, false, 1.0, frame);
		automation_expect_close(a[frame],
					shared * reference_value(curves[0], counts[0], true, 0.0, frame) *
						pow(10.0, -1.0 / 20.0),
					"a", 0, frame);
		automation_expect_close(b[frame], shared * pow(10.0, -4.0 / 20.0), "b", 0, frame);
	}
	rendering_release(&rendering);
	text_release(&yaml);
}

/* Everything that moves, in front of and behind a limiter, which is late. */
static const char everything[] =
	"version: 1\nsession: { tail: none, tempo: 120 bpm, markers: { verse: 4000 samples } }\ntracks:\n"
	"  a:\n    source: noise-a.wav\n    stem: a\n    automation:\n"
	"      fader: [ { at: 0 s, value: -20 dB }, { at: verse, value: 3 dB, shape: db-linear },\n"
	"        { at: 9001 samples, value: -inf dB, shape: exponential }, { at: 9333 samples, value: 0 dB, shape: "
	"s-curve },\n"
	"        { at: 20000 samples, value: -30 dB, shape: bezier, control: [ 0.9, 0, 0.1, 1 ] } ]\n"
	"      pan: [ { at: 0 s, value: 100 L }, { at: 13000 samples, value: 60 R } ]\n"
	"      mute: [ { at: 15000 samples, value: yes }, { at: 16001 samples, value: no } ]\n"
	"    sends: [ { to: echo, level: -inf dB, automation: { level: { ride: { at: [ verse, 1|2 - 700 samples ],\n"
	"      value: -6 dB, hold: 1/64, release: 33 ms, shape: exponential } }, pan: [ { at: 20000 samples, value: 40 "
	"R,\n"
	"      shape: linear } ] } } ]\n"
	"  b:\n    source: noise-b-stereo.wav\n    stem: b\n    inserts: [ limiter: { ceiling: -3 dBTP } ]\n    "
	"automation:\n"
	"      balance: [ { at: 3 ms, value: 50 L }, { at: 400 ms, value: 100 R } ]\n"
	"      width: [ { at: 0 s, value: 0 % }, { at: 7777 samples, value: 200 %, shape: s-curve } ]\n"
	"auxes: { echo: { inserts: [ delay: 50 ms ], automation: { balance: [ { at: 11111 samples, value: 100 L, "
	"shape: "
	"linear } ] } } }\n"
	"outputs: { master: { inserts: [ limiter: { ceiling: -6 dBTP } ], automation: { fader: [ { at: 10000 samples, "
	"value: 0 dB }, { at: 22222 samples, value: -40 dB, shape: s-curve } ] } } }\n"
	"vcas: { all: { members: [ a, b ], automation: { fader: { relative: no, points: [ { at: 0 s, value: 0 dB }, { "
	"at: "
	"0.4 s, value: -9 dB } ] } } } }\n"
	"print: { mixes: { master: { of: master } }, stems: { of: master }, taps: { a: a.post-pan, b: b.post-pan, "
	"late: "
	"master.post-fader } }\n";

Test(automation, bits_depend_on_neither_blocks_nor_threads_nor_kernels)
{
	automation_expect_same_bits(everything);
}

Test(automation, is_linear_in_the_stems)
{
	automation_expect_stems(everything);
}

/* The limiter is late, and what it puts out is moved at the frame of the session that it belongs to. */
Test(automation, stands_at_frames_of_the_session_behind_what_is_late)
{
	static const char yaml[] =
		"version: 1\nsession: { tail: none }\ntracks:\n"
		"  a: { source: dc.wav, inserts: [ limiter: { ceiling: -3 dBTP } ], automation: { fader: [ "
		"{ at: 5000 samples, value: -6 dB }, { at: 6000 samples, value: -60 dB } ] } }\n"
		"outputs: { master: {} }\nprint: { taps: { a: a.post-fader } }\n";
	static const struct reference_point points[] = { { .frame = 5000, .value = -6.0, .shape = "hold" },
							 { .frame = 6000, .value = -60.0, .shape = "linear" } };
	struct rendering rendering = automation_render(yaml, &automation_plain);
	cr_assert_gt(rendering.graph->latency, 0);
	const double *column = automation_tap(&rendering, "a")->columns[0];
	for (long frame = 1000; frame < AUTOMATION_FRAMES; frame++)
		automation_expect_close(column[frame], 0.5 * reference_value(points, 2, true, 0.0, frame), "the gain",
					0, frame);
	rendering_release(&rendering);
}

#define CURVE_OF(words)                                                                                                \
	"version: 1\nsession: { tail: none, tempo: 120 bpm }\ntracks:\n  a: { source: noise-a.wav, fader: -8 dB, "     \
	"automation: { fader: " words " } }\noutputs: { master: {} }\n"

/* What a recipe writes in another way has the same bits. */
Test(automation, rides_and_relative_curves_are_points_in_other_words)
{
	static const struct {
		const char *one, *other;
	} rows[] = {
		{ CURVE_OF("{ ride: { at: [ 1|1.5, 2000 samples ], value: 2 dB, attack: 100 samples, hold: 1/32, "
			   "release: 300 "
			   "samples, shape: db-linear } }"),
		  CURVE_OF("[ { at: 2000 samples, value: -8 dB }, { at: 2100 samples, value: 2 dB, shape: db-linear }, "
			   "{ at: "
			   "5100 samples, value: 2 dB }, { at: 5400 samples, value: -8 dB, shape: db-linear }, { at: "
			   "12000 "
			   "samples, value: -8 dB }, { at: 12100 samples, value: 2 dB, shape: db-linear }, { at: 15100 "
			   "samples, value: 2 dB }, { at: 15400 samples, value: -8 dB, shape: db-linear } ]") },
		{ CURVE_OF("{ relative: yes, points: [ { at: 1|2, value: 6 dB }, { at: 500 ms + 1/8, value: -12 dB, "
			   "shape: "
			   "s-curve } ] }"),
		  CURVE_OF(
			  "{ points: [ { at: 24000 samples, value: -2 dB }, { at: 36000 samples, value: -20 dB, shape: "
			  "s-curve } ] }") },
		{ CURVE_OF("{ relative: yes, ride: [ { at: 0.1 s, value: 3 dB, hold: 0 s }, { at: 0 s, value: -3 dB, "
			   "hold: 50 "
			   "ms, attack: 0 s, release: 0 s } ] }"),
		  CURVE_OF("[ { at: 0 s, value: -11 dB }, { at: 50 ms, value: -8 dB, shape: hold }, { at: 100 ms, "
			   "value: -8 "
			   "dB, shape: hold }, { at: 110 ms, value: -5 dB }, { at: 120 ms, value: -8 dB } ]") },
	};
	struct rendering_options options = automation_plain;
	options.source_frames = 2 * AUTOMATION_FRAMES;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct rendering one = automation_render(rows[i].one, &options),
				 other = automation_render(rows[i].other, &options);
		automation_expect_equal(&one, &other, rows[i].one);
		rendering_release(&one);
		rendering_release(&other);
	}
}

/* A loop is printed when the session has played before: its curves begin anew each time, at odd frames, behind a
   limiter as well. */
Test(automation, begins_anew_where_a_loop_does)
{
	static const char yaml[] = "version: 1\nsession: { tail: loop, length: 23457 samples }\ntracks:\n"
				   "  a: { source: dc.wav, inserts: [ limiter: { ceiling: -3 dBTP } ], automation: { "
				   "fader: [ { at: 0 s, value: 0 dB "
				   "}, { at: 5000 samples, value: -6 dB }, { at: 20000 samples, value: -60 dB, shape: "
				   "db-linear } ], pan: [ { at: "
				   "0 s, value: 100 L }, { at: 23457 samples, value: 100 R } ] } }\n"
				   "outputs: { master: {} }\nprint: { taps: { a: a.post-pan } }\n";
	static const struct reference_point faders[] = { { .frame = 5000, .value = -6.0, .shape = "linear" },
							 { .frame = 20000, .value = -60.0, .shape = "db-linear" } };
	static const size_t blocks[] = { 0, 1, 100, 4096 };
	for (size_t i = 0; i < sizeof blocks / sizeof *blocks; i++) {
		struct rendering_options options = automation_plain;
		options.block_frames = blocks[i];
		struct rendering rendering = automation_render(yaml, &options);
		const struct memory_printer *found = rendering_print(&rendering, PRINT_TAP, "a");
		cr_assert_not_null(found);
		cr_assert_eq(found->frames, 23457);
		for (long frame = 0; frame < 23457; frame++) {
			const double gain = 0.5 * reference_value(faders, 2, true, 0.0, frame);
			const double angle = (double)frame / 23457.0 * pi / 2.0;
			automation_expect_close(found->columns[0][frame], gain * cos(angle), "left", 0, frame);
			automation_expect_close(found->columns[1][frame], gain * sin(angle), "right", 0, frame);
		}
		rendering_release(&rendering);
	}
}
