/* Tests oscillators against the formulas of their shapes, in long double.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "dsp/kernel/select.h"
#include "dsp/oscillator.h"

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

enum { FRAMES = 20000 };

#define RATE 48000.0
#define PI 3.14159265358979323846264338327950288L

static struct oscillator oscillator_of(enum oscillator_shape shape, double rate, double start, double edge)
{
	struct oscillator oscillator;
	const struct oscillator_design design = { shape, rate, RATE, start, edge, 77 };
	oscillator_init(&oscillator, &design);
	return oscillator;
}

/* Returns the turns since the last whole one. */
static long double phase_at(double rate, double start, uint64_t frame)
{
	const long double turns = (long double)start + (long double)frame * (rate / RATE);
	return turns - floorl(turns);
}

static long double triangle(long double phase)
{
	return phase < 0.25L ? 4.0L * phase : phase < 0.75L ? 2.0L - 4.0L * phase : 4.0L * phase - 4.0L;
}

static long double ramp_up(long double phase, long double edge)
{
	const long double around = phase < 0.5L ? phase : phase - 1.0L;
	if (fabsl(around) <= (1.0L - edge) / 2.0L)
		return 2.0L * around / (1.0L - edge);
	/* The edge is a cosine down through the half turn. */
	const long double past = (phase - 0.5L) / edge;
	return -sinl(PI * past);
}

static long double expected(enum oscillator_shape shape, long double phase, long double edge)
{
	switch (shape) {
	case OSCILLATOR_SINE:
		return sinl(2.0L * PI * phase);
	case OSCILLATOR_TRIANGLE:
		return triangle(phase);
	case OSCILLATOR_SQUARE:
		return sinl(PI / 2.0L * fmaxl(-1.0L, fminl(1.0L, triangle(phase) / (2.0L * edge))));
	case OSCILLATOR_RAMP_UP:
		return ramp_up(phase, edge);
	case OSCILLATOR_RAMP_DOWN:
		return ramp_up(1.0L - phase, edge);
	case OSCILLATOR_RANDOM:
	default:
		return 0.0L;
	}
}

/* Late frames are right too: eleven hours into a session the phase has lost only the rounding of the rate itself. */
Test(oscillator, shapes_follow_their_formulas)
{
	static const struct {
		double rate, start, edge;
		uint64_t frame;
		double limit;
	} rows[] = {
		{ 5.0, 0.0, 0.02, 0, 1e-12 },    { 0.013, 0.3, 0.1, 0, 1e-13 },     { 97.3, -0.7, 0.5, 0, 1e-11 },
		{ 20.0, 12.25, 0.25, 0, 1e-12 }, { 3.0, 0.0, 0.3, 1u << 31, 1e-9 },
	};
	static double out[FRAMES];
	for (size_t row = 0; row < sizeof rows / sizeof rows[0]; row++)
		for (int shape = OSCILLATOR_SINE; shape <= OSCILLATOR_RAMP_DOWN; shape++) {
			const struct oscillator oscillator = oscillator_of((enum oscillator_shape)shape, rows[row].rate,
									   rows[row].start, rows[row].edge);
			oscillator_fill(&oscillator, kernel_select(NULL), rows[row].frame, out, FRAMES);
			double worst = 0.0;
			for (size_t i = 0; i < FRAMES; i++) {
				const long double phase =
					phase_at(rows[row].rate, rows[row].start, rows[row].frame + i);
				worst = fmax(worst,
					     fabs((double)((long double)out[i] - expected((enum oscillator_shape)shape,
											  phase, rows[row].edge))));
			}
			cr_expect_leq(worst, rows[row].limit, "row %zu, shape %d: off by %g", row, shape, worst);
		}
}

/* Any cut of the frames, and frames in any order, give the same values. */
Test(oscillator, is_a_function_of_the_frame_alone)
{
	static double whole[FRAMES], part[FRAMES];
	for (int shape = OSCILLATOR_SINE; shape <= OSCILLATOR_RANDOM; shape++) {
		const struct oscillator oscillator = oscillator_of((enum oscillator_shape)shape, 31.7, 0.1, 0.05);
		const uint64_t before = (uint64_t)0 - 5000; /* the session starts in the middle */
		oscillator_fill(&oscillator, kernel_select(NULL), before, whole, FRAMES);
		for (size_t from = FRAMES; from-- > 0;) {
			const size_t length = 1 + from % 300;
			if (from % 17 != 0 || from + length > FRAMES)
				continue;
			oscillator_fill(&oscillator, kernel_select(NULL), before + from, part, length);
			cr_assert(memcmp(part, whole + from, length * sizeof *part) == 0, "shape %d, frame %zu", shape,
				  from);
		}
	}
}

/* A turn has exactly 1000 frames: the curve passes the knots with its slopes, and stays within its bounds. */
Test(oscillator, random_goes_smoothly_from_value_to_value)
{
	enum { TURN = 1024, TURNS = 3000 };
	static double out[TURN * TURNS];
	const struct oscillator oscillator = oscillator_of(OSCILLATOR_RANDOM, RATE / TURN, 0.0, 0.1);
	oscillator_fill(&oscillator, kernel_select(NULL), 0, out, TURN * TURNS);
	double sum = 0.0, square = 0.0;
	for (size_t turn = 0; turn + 1 < TURNS; turn++) {
		const double value = out[turn * TURN] / 0.8;
		sum += value;
		square += value * value;
		cr_expect(fabs(value) <= 1.0);
		if (turn < 2)
			continue;
		/* The slope at a knot is that of the line between its neighbours. */
		const size_t at = (turn - 1) * TURN;
		const double slope = (out[at + 1] - out[at - 1]) / 2.0;
		const double chord = (out[at + TURN] - out[at - TURN]) / 2.0 / TURN;
		cr_expect(fabs(slope - chord) < 1e-5, "turn %zu: slope %g, chord %g", turn, slope, chord);
	}
	cr_expect(fabs(sum / TURNS) < 0.04, "mean %g", sum / TURNS);
	cr_expect(fabs(square / TURNS - 1.0 / 3.0) < 0.03, "mean square %g", square / TURNS);
	for (size_t i = 1; i < TURN * TURNS; i++) {
		cr_assert(fabs(out[i]) <= 1.0);
		cr_assert(fabs(out[i] - out[i - 1]) < 4.0 / TURN, "a jump at %zu", i);
	}
}

Test(oscillator, seeds_tell_random_curves_apart)
{
	static double one[FRAMES], other[FRAMES];
	struct oscillator oscillator = oscillator_of(OSCILLATOR_RANDOM, 200.0, 0.0, 0.1);
	oscillator_fill(&oscillator, kernel_select(NULL), 0, one, FRAMES);
	oscillator.key++;
	oscillator_fill(&oscillator, kernel_select(NULL), 0, other, FRAMES);
	double product = 0.0, square = 0.0;
	for (size_t i = 0; i < FRAMES; i++) {
		product += one[i] * other[i];
		square += one[i] * one[i];
	}
	cr_expect(fabs(product) < 0.4 * square, "correlation %g", product / square);
}

/* The lengths leave each number of frames that fills no vector, and cross anchors. */
Test(oscillator, every_kernel_gives_the_same_bits)
{
	enum { LENGTHS = 300 };
	const struct kernel *kernels[8];
	const size_t count = kernel_list(kernels, 8);
	const struct oscillator_design design = { .shape = OSCILLATOR_SINE, .rate = 317.0, .sample_rate = 48000.0 };
	struct oscillator oscillator;
	oscillator_init(&oscillator, &design);
	for (size_t length = 1; length <= LENGTHS; length++) {
		double plain[LENGTHS], out[LENGTHS];
		oscillator_fill(&oscillator, kernels[0], 77, plain, length);
		for (size_t i = 1; i < count; i++) {
			memset(out, 0xff, sizeof out);
			oscillator_fill(&oscillator, kernels[i], 77, out, length);
			cr_assert_eq(memcmp(plain, out, length * sizeof *out), 0, "%s, %zu frames", kernels[i]->name,
				     length);
		}
	}
}
