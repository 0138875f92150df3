/* Renders automation of the parameters of inserts, and holds it against references that share no code with it.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "suites/automation/automation_reference.h"
#include "suites/automation/automation_rendering.h"

#include <complex.h>
#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { GRID = 32 };

static const double pi = 3.14159265358979323846;

#define TRACK_OF(session, inserts)                                                                                     \
	"version: 1\nsession: { " session " }\ntracks:\n  a: { source: dc.wav, inserts: [ " inserts " ] }\n"           \
	"outputs: { master: {} }\nprint: { taps: { a: a.pre-fader } }\n"

/* Returns what the parameter is at a frame: the curve at the points of the grid, and straight lines between them. */
static double on_grid(const struct reference_point *points, size_t count, double own, long frame)
{
	const long before = frame / GRID * GRID;
	const double from = reference_value(points, count, false, own, before);
	const double to = reference_value(points, count, false, own, before + GRID);
	return from + (to - from) * (double)(frame - before) / GRID;
}

static const char gain_curve[] =
	"gain: { gain: -3 dB, automation: { gain: [ { at: 1000 samples, value: -9 dB, shape: linear },"
	" { at: 4003 samples, value: 6 dB, shape: s-curve }, { at: 9001 samples, value: -20 dB },"
	" { at: 9001 samples, value: 0 dB, shape: hold }, { at: 12000 samples, value: -30 dB, shape: db-linear },"
	" { at: 15999 samples, value: 3 dB, shape: bezier, control: [ 0.4, 0, 0.6, 1 ] } ] } }";

/* Between levels in dB, db-linear is a straight line. */
static const struct reference_point gain_points[] = {
	{ .frame = 1000, .value = -9.0, .shape = "linear" },
	{ .frame = 4003, .value = 6.0, .shape = "s-curve" },
	{ .frame = 9001, .value = -20.0, .shape = "linear" },
	{ .frame = 9001, .value = 0.0, .shape = "hold" },
	{ .frame = 12000, .value = -30.0, .shape = "linear" },
	{ .frame = 15999, .value = 3.0, .shape = "bezier", .control = { 0.4, 0.0, 0.6, 1.0 } },
};

enum { GAIN_POINTS = sizeof gain_points / sizeof *gain_points };

static void expect_gain(const double *column, long frames, const char *what)
{
	for (long frame = 0; frame < frames; frame++) {
		const double level = on_grid(gain_points, GAIN_POINTS, -3.0, frame);
		automation_expect_close(column[frame], 0.5 * pow(10.0, level / 20.0), what, 0, frame);
	}
}

Test(automation_inserts, a_gain_follows_its_curve_on_the_grid)
{
	char yaml[2048];
	snprintf(yaml, sizeof yaml, TRACK_OF("tail: none", "%s"), gain_curve);
	struct rendering rendering = automation_render(yaml, &automation_plain);
	expect_gain(automation_tap(&rendering, "a")->columns[0], AUTOMATION_FRAMES, "the gain");
	rendering_release(&rendering);
}

/* A limiter that never limits is late all the same, by a number of frames that is no multiple of the grid. */
Test(automation_inserts, stands_at_frames_of_the_session_behind_what_is_late)
{
	char yaml[2048];
	snprintf(yaml, sizeof yaml, TRACK_OF("tail: none, sample_rate: 48 kHz", "limiter: { ceiling: 0 dBTP }, %s"),
		 gain_curve);
	struct rendering rendering = automation_render(yaml, &automation_plain);
	const double *column = automation_tap(&rendering, "a")->columns[0];
	cr_assert_gt(rendering.graph->latency, 0);
	for (long frame = 500; frame < AUTOMATION_FRAMES - 500; frame++) {
		const double level = on_grid(gain_points, GAIN_POINTS, -3.0, frame);
		cr_assert_float_eq(column[frame], 0.5 * pow(10.0, level / 20.0), 1e-9, "frame %ld", frame);
	}
	rendering_release(&rendering);
}

/* The grid and the curves begin anew with each turn of a loop. Where a turn ends between two points of the grid, the
   value of the last one stays until there, and goes from there to the second point of the next turn. */
Test(automation_inserts, begins_anew_where_a_loop_does)
{
	static const long lengths[] = { 16384, 16395 };
	for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
		const long length = lengths[i], last = length / GRID * GRID;
		char yaml[2048];
		snprintf(yaml, sizeof yaml, TRACK_OF("tail: loop, length: %ld samples", "%s"), length, gain_curve);
		struct rendering_options options = automation_plain;
		options.source_frames = (size_t)length;
		struct rendering rendering = automation_render(yaml, &options);
		const double *column = rendering_print(&rendering, PRINT_TAP, "a")->columns[0];
		for (long frame = 0; frame < length; frame++) {
			double level = on_grid(gain_points, GAIN_POINTS, -3.0, frame);
			const double end = on_grid(gain_points, GAIN_POINTS, -3.0, last);
			const double second = on_grid(gain_points, GAIN_POINTS, -3.0, GRID);
			if (last < length && frame < GRID)
				level = end + (second - end) * (double)frame / GRID;
			else if (last < length && frame >= last)
				level = end;
			else if (last == length && frame >= length - GRID) /* on the way to the start */
				level = 3.0 + (-3.0 - 3.0) * (double)(frame - length + GRID) / GRID;
			automation_expect_close(column[frame], 0.5 * pow(10.0, level / 20.0), "the gain", i, frame);
		}
		rendering_release(&rendering);
	}
}

/* A gain that holds silence falls and rises within one step of the grid, in a straight line. */
Test(automation_inserts, silence_is_reached_by_hold)
{
	static const char yaml[] = TRACK_OF(
		"tail: none", "gain: { automation: { gain: [ { at: 3200 samples, value: -inf dB, shape: hold },"
			      " { at: 6400 samples, value: 0 dB, shape: hold } ] } }");
	struct rendering rendering = automation_render(yaml, &automation_plain);
	const double *column = automation_tap(&rendering, "a")->columns[0];
	for (long frame = 0; frame < AUTOMATION_FRAMES; frame++) {
		double gain = frame < 3200 || frame >= 6400 ? 1.0 : 0.0;
		if (frame >= 3200 - GRID && frame < 3200)
			gain = (double)(3200 - frame) / GRID;
		if (frame >= 6400 - GRID && frame < 6400)
			gain = 1.0 - (double)(6400 - frame) / GRID;
		automation_expect_close(column[frame], 0.5 * gain, "the gain", 0, frame);
	}
	rendering_release(&rendering);
}

/* What does not move has the bits of a parameter without automation. */
Test(automation_inserts, a_curve_that_stays_is_a_value)
{
	static const char still[] =
		TRACK_OF("tail: none",
			 "eq: { bands: [ { type: bell, freq: 1 kHz, gain: 4 dB } ] }, compressor: { threshold: -20 "
			 "dB }");
	static const char constant[] = TRACK_OF(
		"tail: none", "eq: { bands: [ { type: bell, freq: 1 kHz, automation: { gain: [ { at: 0 s, value: 4 dB "
			      "} ] } } ] }, compressor: { automation: { threshold: [ { at: 0 s, value: -20 dB } ] } }");
	struct rendering one = automation_render(still, &automation_plain);
	struct rendering other = automation_render(constant, &automation_plain);
	automation_expect_equal(&one, &other, "a constant");
	rendering_release(&one);
	rendering_release(&other);
}

/* -- A bell that moves by 10 dB in 100 ms --------------------------------------------------------------------- */

static const double tone_hz = 997.0, rate = 48000.0;

static void fill_tone(const char *name, double *const *columns, size_t channels, size_t frames)
{
	(void)name;
	for (size_t channel = 0; channel < channels; channel++)
		for (size_t i = 0; i < frames; i++)
			columns[channel][i] = sin(2.0 * pi * tone_hz * (double)i / rate);
}

enum { WINDOW = 4096 };

/* Returns the level of one frequency in dB against a tone of full scale, through a window whose side lobes are under
   -125 dB (Nuttall 1981, four terms). */
static double level_at(const double *samples, double hz)
{
	double complex sum = 0.0;
	double weight = 0.0;
	for (int i = 0; i < WINDOW; i++) {
		const double x = 2.0 * pi * ((double)i + 0.5) / WINDOW;
		const double w = 0.338946 - 0.481973 * cos(x) + 0.161054 * cos(2.0 * x) - 0.018027 * cos(3.0 * x);
		const double angle = 2.0 * pi * hz * (double)i / rate;
		sum += w * samples[i] * (cos(angle) - sin(angle) * (double complex)I);
		weight += w;
	}
	return 20.0 * log10(2.0 * cabs(sum) / weight + 1e-300);
}

/* Returns the loudest that the grid adds: the tone shifted by multiples of 1500 Hz, and all that is more than 400 Hz
   from the tone. */
static double zipper(const double *samples)
{
	double loudest = -300.0;
	for (double hz = 20.0; hz < rate / 2.0; hz += 9.0)
		if (fabs(hz - tone_hz) > 400.0)
			loudest = fmax(loudest, level_at(samples, hz));
	for (int k = -15; k < 16; k++)
		if (k != 0 && fabs(tone_hz + 1500.0 * k) < rate / 2.0)
			loudest = fmax(loudest, level_at(samples, fabs(tone_hz + 1500.0 * k)));
	return loudest;
}

/* Returns the gain of the analog bell (Bristow-Johnson), linear. */
static double bell_gain(double gain_db, double q)
{
	const double a = pow(10.0, gain_db / 40.0), x = tone_hz / 1000.0;
	const double complex s = (double complex)I * x;
	return cabs((s * s + s * (a / q) + 1.0) / (s * s + s / (a * q) + 1.0));
}

static double peak(const double *samples, size_t from, size_t to)
{
	double highest = 0.0;
	for (size_t i = from; i < to; i++)
		highest = fmax(highest, fabs(samples[i]));
	return highest;
}

Test(automation_inserts, a_bell_sweeps_without_zipper_noise)
{
	static const char yaml[] = TRACK_OF(
		"tail: none",
		"eq: { bands: [ { type: bell, freq: 1 kHz, gain: -10 dB, q: 2, automation: { gain: [ { at: 9600 "
		"samples, value: -10 dB }, { at: 14400 samples, value: 0 dB, shape: linear } ] } } ] }");
	struct rendering_options options = automation_plain;
	options.fill = fill_tone;
	struct rendering rendering = automation_render(yaml, &options);
	const double *column = automation_tap(&rendering, "a")->columns[0];
	const double before = peak(column, 4800, 9600), behind = peak(column, 19200, 24000);
	cr_expect_float_eq(20.0 * log10(before / bell_gain(-10.0, 2.0)), 0.0, 0.1);
	cr_expect_float_eq(20.0 * log10(behind), 0.0, 0.01);
	const double added = zipper(column + 9952);
	cr_expect_lt(added, -100.0, "the grid is heard at %.1f dBFS", added);
	rendering_release(&rendering);
}

static double moving_tone(int frame, int step)
{
	const double level = -10.0 + 10.0 * (double)step / 4800.0;
	return pow(10.0, level / 20.0) * sin(2.0 * pi * tone_hz * (double)frame / rate);
}

/* The measurement hears steps of the grid. */
Test(automation_inserts, steps_would_be_heard)
{
	double samples[WINDOW];
	for (int i = 0; i < WINDOW; i++)
		samples[i] = moving_tone(i, i - i % GRID);
	cr_expect_gt(zipper(samples), -80.0);
	for (int i = 0; i < WINDOW; i++)
		samples[i] = moving_tone(i, i);
	cr_expect_lt(zipper(samples), -110.0);
}

/* -- What must not change a bit -------------------------------------------------------------------------------- */

/* Every kind of insert that moves: linear ones and those with one gain for all lanes, with a key, in a chain, where
   mono becomes stereo, on a bus where stems meet, behind a limiter, on a print alone. */
static const char everything[] =
	"version: 1\nsession: { tail: none, tempo: 120 bpm, markers: { verse: 4000 samples } }\ntracks:\n"
	"  a:\n    source: noise-a.wav\n    stem: a\n    inserts:\n"
	"      - eq: { bands: [ { type: highpass, freq: 50 Hz }, { type: bell, freq: 500 Hz, gain: 3 dB, q: 1, "
	"automation: { freq: [ { at: verse, value: 2 kHz, shape: db-linear } ], gain: { ride: { at: 9001 samples, "
	"value: -9 dB, hold: 1/16, attack: 3 ms } }, q: [ { at: 12000 samples, value: 4, shape: s-curve } ] } } ] }\n"
	"      - compressor: { key: b, threshold: -30 dB, ratio: 4, automation: { threshold: [ { at: 5555 samples, "
	"value: -10 dB, shape: linear } ], attack: [ { at: 8000 samples, value: 50 ms, shape: linear } ] } }\n"
	"      - tremolo: { rate: 5 Hz, automation: { depth: [ { at: 20000 samples, value: 0 %, shape: linear } ] } }\n"
	"      - delay: { time: 20 ms, feedback: 30 %, automation: { feedback: [ { at: 10000 samples, value: 80 % } ], "
	"mix: [ { at: 10000 samples, value: 10 %, shape: linear } ] } }\n"
	"      - parallel: { chains: [ { name: dry }, { name: wet, inserts: [ gain: { automation: { gain: [ { at: 1000 "
	"samples, value: -20 dB, shape: linear } ] } } ] } ] }\n"
	"      - auto-pan: { rate: 3 Hz, automation: { centre: [ { at: 3333 samples, value: 50 L, shape: linear } ] } "
	"}\n"
	"  b:\n    source: noise-b-stereo.wav\n    stem: b\n    inserts:\n"
	"      - limiter: { ceiling: -6 dBTP }\n"
	"      - gain: { automation: { gain: [ { at: 7777 samples, value: -8 dB, shape: linear } ] } }\n"
	"      - gate: { threshold: -60 dB, automation: { threshold: [ { at: 12345 samples, value: -20 dB } ] } }\n"
	"      - width: { width: 100 %, automation: { width: [ { at: 4444 samples, value: 20 %, shape: linear } ] } }\n"
	"      - saturation: { drive: 0 dB, automation: { drive: [ { at: 4444 samples, value: 12 dB, shape: linear } ] "
	"} "
	"}\n"
	"outputs:\n  master:\n    inserts:\n"
	"      - eq: { bands: [ { type: lowshelf, freq: 100 Hz, gain: 0 dB, automation: { gain: [ { at: 13001 samples, "
	"value: 6 dB, shape: linear } ] } } ] }\n"
	"      - compressor: { threshold: -20 dB, makeup: 0 dB, automation: { makeup: [ { at: 6000 samples, value: 4 "
	"dB, shape: linear } ], mix: [ { at: 9000 samples, value: 50 %, shape: linear } ] } }\n"
	"      - limiter: { ceiling: -3 dBTP }\n"
	"      - phaser: { rate: 1 Hz, automation: { mix: [ { at: 16000 samples, value: 0 %, shape: linear } ] } }\n"
	"print: { mixes: { master: { of: master }, part: { of: master, inserts: [ gain: { automation: { gain: [ { at: "
	"10 ms, value: -6 dB, shape: linear } ] } } ] } }, stems: { of: master }, taps: { a: a.post-pan, b: b.post-pan "
	"} }\n";

Test(automation_inserts, bits_depend_on_neither_blocks_nor_threads_nor_kernels)
{
	automation_expect_same_bits(everything);
}

Test(automation_inserts, stems_add_up_to_the_mix)
{
	automation_expect_stems(everything);
}
