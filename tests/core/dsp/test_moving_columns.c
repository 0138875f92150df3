/* Tests the kernels that evaluate gains which move: products, lines, pans and their turns.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "dsp/kernel/column.h"
#include "dsp/kernel/select.h"
#include "dsp/pan_law.h"
#include "noise.h"

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

enum { TABLES = 8, COLUMNS = 4, LENGTH = 72, FRAMES = 70 };

static const double beyond = 77.0;

static uint64_t bits_of(double value)
{
	uint64_t bits;
	memcpy(&bits, &value, sizeof bits);
	return bits;
}

static void expect_bits(const struct kernel *kernel, const double *out, size_t frame, double right)
{
	cr_assert_eq(bits_of(out[frame]), bits_of(right), "%s, frame %zu is %a, not %a", kernel->name, frame,
		     out[frame], right);
}

/* The second gain stays; without a third, it is the last. */
static void expect_product(const struct kernel *kernel, double columns[COLUMNS][LENGTH], size_t count, size_t frames,
			   bool in_place)
{
	const double factors[] = { 0.7, -1.3, 55.0 };
	const double *const gains[] = { columns[1], NULL, columns[2] };
	double own[LENGTH], sound[LENGTH];
	memcpy(sound, columns[0], sizeof sound);
	for (size_t i = 0; i < LENGTH; i++)
		own[i] = beyond;
	double *out = in_place ? sound : own;
	const double after = out[frames];
	kernel->column->multiply_all(out, sound, gains, factors, count, frames);
	for (size_t i = 0; i < frames; i++) {
		double gain = columns[1][i] * 0.7;
		gain = count > 1 ? gain * -1.3 : gain;
		gain = count > 2 ? gain * columns[2][i] : gain;
		expect_bits(kernel, out, i, columns[0][i] * gain);
	}
	expect_bits(kernel, out, frames, after);
}

Test(moving_columns, products_are_multiplied_in_their_order)
{
	const struct kernel *kernels[TABLES];
	const size_t tables = kernel_list(kernels, TABLES);
	double columns[COLUMNS][LENGTH];
	uint64_t seed = 7;
	for (size_t i = 0; i < COLUMNS; i++)
		for (size_t k = 0; k < LENGTH; k++)
			columns[i][k] = noise(&seed);
	for (size_t i = 0; i < tables; i++)
		for (size_t frames = 0; frames <= FRAMES; frames++)
			for (size_t count = 1; count <= 3; count++) {
				expect_product(kernels[i], columns, count, frames, false);
				expect_product(kernels[i], columns, count, frames, true);
			}
}

Test(moving_columns, lines_are_those_of_the_formula)
{
	const struct kernel *kernels[TABLES];
	const size_t tables = kernel_list(kernels, TABLES);
	for (size_t i = 0; i < tables; i++)
		for (size_t frames = 0; frames <= FRAMES; frames++) {
			double out[LENGTH];
			out[frames] = beyond;
			kernels[i]->column->line(out, 0.3, -1.1, 123456789.0, 1.0 / 987654321.0, frames);
			for (size_t k = 0; k < frames; k++)
				expect_bits(kernels[i], out, k,
					    0.3 + -1.1 * ((double)(123456789 + k) * (1.0 / 987654321.0)));
			expect_bits(kernels[i], out, frames, beyond);
		}
}

/* Positions go from one end to the other, and by one rounding beyond. */
static double position(size_t index)
{
	if (index < 2)
		return index == 0 ? -1.0 : -1.0 - 0x1p-52;
	return index < 4 ? (index == 2 ? 1.0 : 1.0 + 0x1p-52) : (double)index / 36.0 - 1.0;
}

static void expect_pan(const struct kernel *kernel, size_t frames)
{
	const double turn = 8.0 * atan(1.0);
	double left[LENGTH], right[LENGTH], turns[LENGTH];
	for (size_t i = 0; i < LENGTH; i++) {
		left[i] = position(i);
		turns[i] = (1.0 + position(i)) / 8.0;
	}
	const double after = left[frames];
	right[frames] = beyond;
	kernel->column->constant_power(left, right, left, frames);
	kernel->column->sines(turns, turns, frames);
	for (size_t i = 0; i < frames; i++) {
		cr_assert_float_eq(left[i], sin(turn * (1.0 - position(i)) / 8.0), 1e-15);
		cr_assert_float_eq(right[i], sin(turn * (1.0 + position(i)) / 8.0), 1e-15);
		expect_bits(kernel, right, i, turns[i]);
	}
	expect_bits(kernel, left, frames, after);
	expect_bits(kernel, right, frames, beyond);
}

/* Turns of either sign, and many of them, against sines of the C library. */
Test(moving_columns, sines_of_any_turns)
{
	enum { COUNT = 8001 };
	static double turns[COUNT], sines[COUNT];
	const struct kernel *kernels[TABLES];
	const size_t tables = kernel_list(kernels, TABLES);
	for (int i = 0; i < COUNT; i++)
		turns[i] = (double)(i - COUNT / 2) * (0.0137 + (double)(i - COUNT / 2) * 1e-3);
	for (size_t i = 0; i < tables; i++) {
		double worst = 0.0;
		kernels[i]->column->sines(sines, turns, COUNT);
		for (size_t k = 0; k < COUNT; k++) {
			const long double rest = (long double)turns[k] - roundl((long double)turns[k]);
			worst = fmax(worst, fabs((double)((long double)sines[k] - sinl(8.0L * atanl(1.0L) * rest))));
		}
		cr_expect_leq(worst, 1e-15, "%s is off by %g", kernels[i]->name, worst);
	}
}

Test(moving_columns, pans_keep_the_power)
{
	const struct kernel *kernels[TABLES];
	const size_t tables = kernel_list(kernels, TABLES);
	for (size_t i = 0; i < tables; i++)
		for (size_t frames = 0; frames <= FRAMES; frames++)
			expect_pan(kernels[i], frames);
}

static void expect_turns(const struct kernel *kernel, double columns[COLUMNS][LENGTH], size_t offset, size_t frames)
{
	const struct column_turn turn = { columns[0], columns[1], columns[2], columns[3], offset };
	double left[LENGTH], right[LENGTH];
	left[frames] = right[frames] = beyond;
	kernel->column->turn(left, right, &turn, frames);
	for (size_t i = 0; i < frames; i++) {
		const double l = columns[0][(offset + i) / 32], r = columns[1][(offset + i) / 32];
		const double sine = columns[2][(offset + i) % 32], cosine = columns[3][(offset + i) % 32];
		expect_bits(kernel, left, i, l * cosine - r * sine);
		expect_bits(kernel, right, i, r * cosine + l * sine);
	}
	expect_bits(kernel, left, frames, beyond);
	expect_bits(kernel, right, frames, beyond);
}

Test(moving_columns, pairs_turn_from_each_32nd_frame)
{
	const struct kernel *kernels[TABLES];
	const size_t tables = kernel_list(kernels, TABLES);
	double columns[COLUMNS][LENGTH];
	uint64_t seed = 8;
	for (size_t i = 0; i < COLUMNS; i++)
		for (size_t k = 0; k < LENGTH; k++)
			columns[i][k] = noise(&seed);
	for (size_t i = 0; i < tables; i++)
		for (size_t frames = 0; frames <= FRAMES; frames++)
			for (size_t offset = 0; offset < 32; offset++)
				expect_turns(kernels[i], columns, offset, frames);
}

enum { LINE = 1500, LINE_START = 1000 };

/* Computes the gains of a line in runs of any length, and returns the worst error. */
static double fill_line(const struct kernel *kernel, double from, double way, double *left, double *right)
{
	const double eighth = atan(1.0), inverse = 1.0 / LINE;
	const struct curve_line line = { LINE_START, LINE_START + LINE, from, way, inverse };
	struct pan_turn turn = { 0 };
	uint64_t seed = 9;
	double worst = 0.0;
	for (size_t i = 0; i < LINE;) {
		const size_t drawn = (size_t)((noise(&seed) + 1.0) * 300.0) + 1,
			     run = LINE - i < drawn ? LINE - i : drawn;
		pan_gains_of_line(&turn, kernel, &line, (int64_t)(LINE_START + i), left + i, right + i, run);
		i += run;
	}
	for (size_t i = 0; i < LINE; i++) {
		const double position = from + way * ((double)i * inverse);
		worst = fmax(worst, fabs(left[i] - sin((1.0 - position) * eighth)));
		worst = fmax(worst, fabs(right[i] - sin((1.0 + position) * eighth)));
	}
	return worst;
}

/* The whole line in one run has the bits of many runs, and those of the plain kernel. The same line on the other side
   changes the sides, to the last bit. */
static void expect_line(const struct kernel *kernel, const struct kernel *plain, double from, double to)
{
	double left[LINE], right[LINE], other_left[LINE], other_right[LINE], whole_left[LINE], whole_right[LINE];
	const struct curve_line line = { LINE_START, LINE_START + LINE, from, to - from, 1.0 / LINE };
	struct pan_turn turn = { 0 };
	const double error = fill_line(kernel, from, to - from, left, right);
	cr_assert(error <= 1e-15, "%s, from %g to %g: %g", kernel->name, from, to, error);
	fill_line(kernel, -from, from - to, other_left, other_right);
	pan_gains_of_line(&turn, plain, &line, LINE_START, whole_left, whole_right, LINE);
	for (size_t i = 0; i < LINE; i++) {
		expect_bits(kernel, left, i, whole_left[i]);
		expect_bits(kernel, right, i, whole_right[i]);
		expect_bits(kernel, other_left, i, right[i]);
		expect_bits(kernel, other_right, i, left[i]);
	}
}

Test(moving_columns, lines_of_a_pan_keep_the_power)
{
	const struct kernel *kernels[TABLES];
	const size_t tables = kernel_list(kernels, TABLES);
	for (size_t i = 0; i < tables; i++) {
		expect_line(kernels[i], kernels[0], -1.0, 1.0);
		expect_line(kernels[i], kernels[0], 0.3, -0.3);
		expect_line(kernels[i], kernels[0], 0.125, 0.1250001);
		expect_line(kernels[i], kernels[0], 1.0, 0.0);
	}
}
