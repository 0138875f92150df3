/* stemprint tests: prediction and interpolation of samples against formulas and a plain second implementation.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "dsp/linear_prediction.h"
#include "dsp/rank.h"
#include "dsp/sample_interpolation.h"
#include "support/processor_harness.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { FRAMES = 8192, MIDDLE = 4000, RANGE = 60, UNKNOWNS_MAXIMUM = 60 };

static const double resonance[] = { -1.6, 0.9 };

/* Noise through a resonance: x[n] = 1.6 x[n - 1] - 0.9 x[n - 2] + noise. */
static void fill(double *samples, uint64_t seed)
{
	double before = 0.0, last = 0.0;
	for (size_t i = 0; i < FRAMES; i++) {
		const double now = 0.1 * harness_noise(&seed) - resonance[0] * last - resonance[1] * before;
		samples[i] = now;
		before = last;
		last = now;
	}
}

static struct linear_prediction fitted_to(const double *samples)
{
	static double piece[FRAMES], work[FRAMES], spare[FRAMES];
	double *const pieces[] = { piece };
	struct linear_prediction prediction;
	memcpy(piece, samples, sizeof piece);
	cr_assert(linear_prediction_fit(&prediction, pieces, 1, FRAMES, work, spare));
	return prediction;
}

/* Coefficients of a fit to n samples scatter by about 1 / sqrt(n). */
Test(linear_prediction, finds_the_resonance)
{
	static double samples[FRAMES];
	fill(samples, 3);
	const struct linear_prediction prediction = fitted_to(samples);
	cr_expect_eq(prediction.filter[0], 1.0);
	for (size_t i = 1; i <= PREDICTION_ORDER; i++)
		cr_expect_float_eq(prediction.filter[i], i <= 2 ? resonance[i - 1] : 0.0, 0.06, "%zu: %g", i,
				   prediction.filter[i]);
}

Test(linear_prediction, of_silence_predicts_nothing)
{
	static double piece[FRAMES], work[FRAMES], spare[FRAMES];
	double *const pieces[] = { piece };
	struct linear_prediction prediction;
	cr_expect_not(linear_prediction_fit(&prediction, pieces, 1, FRAMES, work, spare));
	cr_expect_eq(prediction.filter[0], 1.0);
	cr_expect_eq(prediction.power, 1.0);
}

/* A click of one sample changes the deviation there by its height. */
Test(linear_prediction, deviation_is_the_height_of_a_click)
{
	static double samples[FRAMES], error[FRAMES];
	double before[RANGE], after[RANGE];
	fill(samples, 4);
	const struct linear_prediction prediction = fitted_to(samples);
	linear_prediction_deviation(&prediction, samples + MIDDLE, RANGE, error, before);
	samples[MIDDLE + 20] += 0.7;
	linear_prediction_deviation(&prediction, samples + MIDDLE, RANGE, error, after);
	cr_expect_float_eq(after[20] - before[20], 0.7, 1e-12);
}

/* The second implementation: Gauss elimination of A^T A x = -A^T b in long double, with the rows of A written out. */
static void solve_plainly(const struct linear_prediction *prediction, const bool *damaged, double *samples)
{
	static long double rows[RANGE + PREDICTION_ORDER][UNKNOWNS_MAXIMUM + 1];
	static long double equations[UNKNOWNS_MAXIMUM][UNKNOWNS_MAXIMUM + 1];
	size_t places[UNKNOWNS_MAXIMUM], count = 0;
	for (size_t i = 0; i < RANGE; i++)
		if (damaged[i])
			places[count++] = i;
	memset(rows, 0, sizeof rows);
	for (size_t row = 0; row < RANGE + PREDICTION_ORDER; row++)
		for (size_t i = 0; i <= PREDICTION_ORDER; i++) {
			const ptrdiff_t place = (ptrdiff_t)row - (ptrdiff_t)i;
			size_t unknown = 0;
			while (unknown < count && (ptrdiff_t)places[unknown] != place)
				unknown++;
			if (unknown < count)
				rows[row][unknown] += prediction->filter[i];
			else
				rows[row][UNKNOWNS_MAXIMUM] -= (long double)prediction->filter[i] * samples[place];
		}
	for (size_t i = 0; i < count; i++)
		for (size_t k = 0; k <= count; k++) {
			equations[i][k] = 0.0L;
			for (size_t row = 0; row < RANGE + PREDICTION_ORDER; row++)
				equations[i][k] += rows[row][i] * rows[row][k < count ? k : UNKNOWNS_MAXIMUM];
		}
	for (size_t i = 0; i < count; i++)
		for (size_t other = 0; other < count; other++) {
			const long double factor = equations[other][i] / equations[i][i];
			for (size_t k = i; other != i && k <= count; k++)
				equations[other][k] -= factor * equations[i][k];
		}
	for (size_t i = 0; i < count; i++)
		samples[places[i]] = (double)(equations[i][count] / equations[i][i]);
}

static size_t damage(bool *damaged, uint64_t *seed)
{
	size_t count = 0;
	memset(damaged, 0, RANGE);
	for (size_t i = 5; i < 25; i++)
		damaged[i] = harness_noise(seed) > -0.5;
	damaged[40] = damaged[59] = true;
	for (size_t i = 0; i < RANGE; i++)
		count += damaged[i];
	return count;
}

Test(sample_interpolation, against_the_plain_solution)
{
	static double whole[FRAMES], lanes[2][FRAMES], plain[FRAMES];
	struct arena *arena = arena_new();
	struct sample_interpolation interpolation;
	cr_assert(arena && sample_interpolation_init(&interpolation, arena, RANGE, 3));
	uint64_t seed = 9;
	for (int round = 0; round < 10; round++) {
		bool damaged[RANGE];
		fill(lanes[0], seed + 1);
		fill(lanes[1], seed + 2);
		for (size_t i = 0; i < FRAMES; i++)
			whole[i] = lanes[0][i] + lanes[1][i];
		const struct linear_prediction prediction = fitted_to(whole);
		cr_assert_gt(damage(damaged, &seed), 5);
		memcpy(plain, whole, sizeof plain);
		solve_plainly(&prediction, damaged, plain + MIDDLE);
		double *const columns[] = { whole + MIDDLE, lanes[0] + MIDDLE, lanes[1] + MIDDLE };
		cr_assert(sample_interpolation_apply(&interpolation, &prediction, damaged, RANGE, columns));
		for (size_t i = 0; i < FRAMES; i++) {
			cr_expect_float_eq(whole[i], plain[i], 1e-9, "sample %zu", i);
			cr_expect_float_eq(lanes[0][i] + lanes[1][i], whole[i], 1e-13, "sample %zu", i);
		}
	}
	arena_free(arena);
}

static int compare(const void *a, const void *b)
{
	const double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

Test(rank, against_a_sort)
{
	uint64_t seed = 5;
	for (size_t count = 1; count < 60; count++)
		for (size_t rank = 0; rank < count; rank++) {
			double values[60], sorted[60];
			for (size_t i = 0; i < count; i++)
				values[i] = floor(8.0 * harness_noise(&seed));
			memcpy(sorted, values, count * sizeof *values);
			qsort(sorted, count, sizeof *sorted, compare);
			cr_expect_eq(rank_value(values, count, rank), sorted[rank], "%zu of %zu", rank, count);
		}
}
