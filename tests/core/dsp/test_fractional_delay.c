/* Tests fractional delays against a delayed sine.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "dsp/fractional_delay.h"
#include "dsp/kernel/select.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdint.h>
#include <string.h>

enum { FRAMES = 4096, SETTLED = 1200, RUN = 200 };

#define PI 3.14159265358979323846264338327950288

static struct arena *arena;
static const struct fractional_delay_table *table;
static const struct kernel *kernel;

static void set_up(void)
{
	arena = arena_new();
	cr_assert_not_null(arena);
	table = fractional_delay_table_new(arena);
	kernel = kernel_select(NULL);
	cr_assert_not_null(table);
}

static void tear_down(void)
{
	arena_free(arena);
}

TestSuite(fractional_delay, .init = set_up, .fini = tear_down);

static struct fractional_delay line_of(double longest)
{
	struct fractional_delay line;
	cr_assert(fractional_delay_init(&line, arena, longest));
	return line;
}

static void delayed(struct fractional_delay *line, double *out, const double *in, const double *delays, size_t frames)
{
	for (size_t done = 0; done < frames; done += RUN) {
		const size_t run = frames - done < RUN ? frames - done : RUN;
		const struct fractional_delay *lines[1] = { line };
		const double *const voices[1] = { delays + done };
		const struct fractional_delay_reading reading = { table, kernel, voices, 1, 1.0 };
		double *outs[1] = { out + done };
		fractional_delay_push(line, table, kernel, in + done, run);
		fractional_delay_read(lines, outs, 1, &reading, run);
	}
}

static double decibels(double x)
{
	return 20.0 * log10(fmax(x, 1e-20));
}

/* Returns the rms of the error against the delayed sine, over that of the sine, in dB. */
static double error_of(double hertz, double sample_rate, const double *delays)
{
	static double in[FRAMES], out[FRAMES];
	struct fractional_delay line = line_of(1000.0);
	const double turn = 2.0 * PI * hertz / sample_rate;
	for (size_t i = 0; i < FRAMES; i++)
		in[i] = sin(turn * (double)i);
	delayed(&line, out, in, delays, FRAMES);
	double wrong = 0.0;
	for (size_t i = SETTLED; i < FRAMES; i++) {
		const double right = sin(turn * ((double)i - delays[i]));
		wrong += (out[i] - right) * (out[i] - right);
	}
	return decibels(sqrt(2.0 * wrong / (FRAMES - SETTLED)));
}

static void steady(double *delays, double delay)
{
	for (size_t i = 0; i < FRAMES; i++)
		delays[i] = delay;
}

/* Returns the worst of many positions between two frames. */
static double worst_error(double hertz, double sample_rate, size_t whole)
{
	static double delays[FRAMES];
	double worst = -400.0;
	for (size_t k = 1; k <= 40; k++) {
		steady(delays, (double)whole + (double)k / 40.0 + (k < 40 ? 0.00087 : -0.0003));
		worst = fmax(worst, error_of(hertz, sample_rate, delays));
	}
	return worst;
}

/* The sines are near full scale; `whole` is the delay at which the fraction starts, which decides the length of the
   filter. */
Test(fractional_delay, error_against_the_delayed_sine)
{
	static const struct {
		double sample_rate, hertz;
		size_t whole;
		double limit_db;
	} rows[] = {
		{ 44100, 1000, 20, -108 },   { 44100, 5000, 20, -109 },  { 44100, 10000, 20, -112 },
		{ 44100, 15000, 20, -108 },  { 44100, 18000, 20, -108 }, { 48000, 1000, 20, -108 },
		{ 48000, 5000, 20, -117 },   { 48000, 10000, 20, -107 }, { 48000, 15000, 20, -106 },
		{ 48000, 18000, 20, -104 },  { 48000, 20000, 20, -93 },  { 44100, 1000, 700, -108 },
		{ 44100, 18000, 700, -108 }, { 44100, 1000, 12, -86 },   { 44100, 10000, 12, -86 },
		{ 48000, 15000, 12, -88 },   { 44100, 1000, 8, -72 },    { 44100, 15000, 8, -72 },
		{ 44100, 1000, 4, -58 },     { 44100, 10000, 4, -58 },   { 48000, 1000, 40, -108 },
		{ 48000, 5000, 40, -114 },   { 48000, 10000, 40, -107 }, { 48000, 15000, 40, -107 },
		{ 48000, 18000, 40, -107 },  { 48000, 20000, 40, -95 },  { 44100, 18000, 40, -113 },
	};
	for (size_t row = 0; row < sizeof rows / sizeof rows[0]; row++) {
		const double found = worst_error(rows[row].hertz, rows[row].sample_rate, rows[row].whole);
		cr_expect_leq(found, rows[row].limit_db, "%g Hz at %g Hz, %zu frames: %.1f dB", rows[row].hertz,
			      rows[row].sample_rate, rows[row].whole, found);
	}
}

/* Measures all that a moving delay adds to the formula, side bands and noise together: 5 Hz at 2 ms either way, and a
   vibrato of 100 Hz. */
Test(fractional_delay, noise_of_a_moving_delay)
{
	static double delays[FRAMES];
	static const struct {
		double hertz, rate, depth, limit_db;
	} rows[] = {
		{ 100, 5, 96, -110 },   { 1000, 5, 96, -108 },  { 5000, 5, 96, -108 },   { 10000, 5, 96, -107 },
		{ 15000, 5, 96, -106 }, { 18000, 5, 96, -104 }, { 1000, 100, 20, -108 }, { 10000, 100, 20, -107 },
	};
	for (size_t row = 0; row < sizeof rows / sizeof rows[0]; row++) {
		for (size_t i = 0; i < FRAMES; i++)
			delays[i] = 300.0 + rows[row].depth * sin(2.0 * PI * rows[row].rate / 48000.0 * (double)i);
		const double found = error_of(rows[row].hertz, 48000, delays);
		cr_expect_leq(found, rows[row].limit_db, "%g Hz moved at %g Hz: %.1f dB", rows[row].hertz,
			      rows[row].rate, found);
	}
}

static double noise_at(size_t frame)
{
	const uint64_t bits = (frame + 1) * 0x9e3779b97f4a7c15u;
	return (double)((bits ^ (bits >> 29)) * 0xbf58476d1ce4e5b9u >> 11) * 0x1p-52 - 1.0;
}

Test(fractional_delay, whole_frames_pass_every_bit)
{
	static double in[FRAMES], out[FRAMES], delays[FRAMES];
	static const size_t lengths[] = { 4, 5, 7, 8, 9, 11, 12, 13, 19, 20, 21, 100, 1000 };
	for (size_t i = 0; i < FRAMES; i++)
		in[i] = noise_at(i);
	for (size_t row = 0; row < sizeof lengths / sizeof lengths[0]; row++) {
		struct fractional_delay line = line_of(1000.0);
		steady(delays, (double)lengths[row]);
		delayed(&line, out, in, delays, FRAMES);
		for (size_t i = 0; i < FRAMES; i++)
			cr_assert_eq(out[i], i < lengths[row] ? 0.0 : in[i - lengths[row]], "%zu frames, at %zu",
				     lengths[row], i);
	}
}

/* A delay that passes through all lengths of filter makes no jump, not even where they meet. */
Test(fractional_delay, lengths_meet_without_a_step)
{
	static double in[FRAMES], out[FRAMES], delays[FRAMES];
	struct fractional_delay line = line_of(1000.0);
	for (size_t i = 0; i < FRAMES; i++) {
		in[i] = sin(0.01 * (double)i);
		delays[i] = 40.0 - 36.0 * (double)i / FRAMES;
	}
	delayed(&line, out, in, delays, FRAMES);
	for (size_t i = 50; i < FRAMES; i++)
		cr_assert_lt(fabs(out[i] - sin(0.01 * ((double)i - delays[i]))), 2e-3, "at %zu, %g frames", i,
			     delays[i]);
	for (size_t i = 0; i < FRAMES; i++)
		in[i] = 1.0;
	delayed(&line, out, in, delays, FRAMES);
	for (size_t i = 70; i < FRAMES; i++)
		cr_assert_lt(fabs(out[i] - 1.0), 1e-14, "a constant at %zu, %g frames", i, delays[i]);
}

static void sweeping(double *delays)
{
	for (size_t i = 0; i < FRAMES; i++)
		delays[i] = 4.0 + 330.0 * fabs(sin(0.003 * (double)i)) + 3.0 * fabs(noise_at(i));
}

/* Cuts of the frames, peeks ahead of the pushes and every kernel give the same bits. */
Test(fractional_delay, bits_depend_on_the_signal_alone)
{
	static double in[FRAMES], delays[FRAMES], expected[FRAMES], out[FRAMES];
	const struct kernel *kernels[8];
	const size_t count = kernel_list(kernels, 8);
	sweeping(delays);
	for (size_t i = 0; i < FRAMES; i++)
		in[i] = noise_at(i);
	struct fractional_delay line = line_of(400.0);
	delayed(&line, expected, in, delays, FRAMES);
	for (size_t table_number = 0; table_number < count; table_number++)
		for (size_t most = 1; most <= FRACTIONAL_DELAY_RUN; most += 51) {
			kernel = kernels[table_number];
			fractional_delay_reset(&line);
			for (size_t done = 0; done < FRAMES;) {
				const size_t asked = FRAMES - done < most ? FRAMES - done : most;
				const size_t run = fractional_delay_ahead(delays + done, asked);
				cr_assert(run >= 1 && run <= asked);
				const struct fractional_delay *lines[1] = { &line };
				const double *const voices[1] = { delays + done };
				const struct fractional_delay_reading reading = { table, kernel, voices, 1, 1.0 };
				double *outs[1] = { out + done };
				fractional_delay_peek(lines, outs, 1, &reading, run);
				fractional_delay_push(&line, table, kernel, in + done, run);
				done += run;
			}
			cr_expect(memcmp(out, expected, sizeof out) == 0, "%s, runs of %zu", kernel->name, most);
		}
}

/* Reads voices near and far of two lines together: each frame is the gain times the sum of sines. A line that is read
   alone gives the same bits. */
Test(fractional_delay, voices_add_up_on_lines_that_move_alike)
{
	enum { VOICES = 4, COLUMNS = 2 };
	static double delays[VOICES][FRAMES], in[FRAMES], out[COLUMNS][FRAMES], alone[FRAMES];
	struct fractional_delay both[COLUMNS] = { line_of(400.0), line_of(400.0) }, single = line_of(400.0);
	const double turn = 2.0 * PI * 1000.0 / 48000.0;
	for (size_t i = 0; i < FRAMES; i++) {
		in[i] = sin(turn * (double)i);
		for (size_t voice = 0; voice < VOICES; voice++)
			delays[voice][i] =
				21.0 + 90.0 * (double)voice + 20.0 * (1.0 + sin(0.001 * (double)i + (double)voice));
	}
	for (size_t done = 0; done < FRAMES; done += RUN) {
		const size_t run = FRAMES - done < RUN ? FRAMES - done : RUN;
		const double *voices[VOICES];
		for (size_t voice = 0; voice < VOICES; voice++)
			voices[voice] = delays[voice] + done;
		const struct fractional_delay_reading reading = { table, kernel, voices, VOICES, 0.3 };
		const struct fractional_delay *lines[COLUMNS] = { &both[0], &both[1] }, *one[1] = { &single };
		double *outs[COLUMNS] = { out[0] + done, out[1] + done }, *lone[1] = { alone + done };
		fractional_delay_push(&both[0], table, kernel, in + done, run);
		fractional_delay_push(&both[1], table, kernel, in + done, run);
		fractional_delay_push(&single, table, kernel, in + done, run);
		fractional_delay_read(lines, outs, COLUMNS, &reading, run);
		fractional_delay_read(one, lone, 1, &reading, run);
	}
	for (size_t i = SETTLED; i < FRAMES; i++) {
		double expected = 0.0;
		for (size_t voice = 0; voice < VOICES; voice++)
			expected += 0.3 * sin(turn * ((double)i - delays[voice][i]));
		cr_assert_lt(fabs(out[0][i] - expected), 1e-5, "at %zu: %g, not %g", i, out[0][i], expected);
	}
	cr_expect(memcmp(out[0], alone, sizeof alone) == 0 && memcmp(out[1], alone, sizeof alone) == 0);
}

/* A feedback loop may count on these numbers of frames. */
Test(fractional_delay, ahead_by_the_delay)
{
	double delays[FRACTIONAL_DELAY_RUN];
	for (size_t whole = 20; whole < 300; whole += 7) {
		for (size_t i = 0; i < FRACTIONAL_DELAY_RUN; i++)
			delays[i] = (double)whole + 0.5;
		const size_t most = whole < FRACTIONAL_DELAY_FAR ? whole - 19 : whole - 23;
		const size_t expected = most < FRACTIONAL_DELAY_RUN ? most : FRACTIONAL_DELAY_RUN;
		cr_expect_eq(fractional_delay_ahead(delays, FRACTIONAL_DELAY_RUN), expected, "%zu", whole);
	}
	delays[0] = 0.0;
	cr_expect_eq(fractional_delay_ahead(delays, 1), 1);
}
