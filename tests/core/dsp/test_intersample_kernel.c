/* Tests the loops that look for peaks between samples against their definitions, on every kernel.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "noise.h"

#include "dsp/intersample_peak.h"
#include "dsp/kernel/intersample.h"
#include "dsp/kernel/select.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { TABLES = 8, REACH = INTERSAMPLE_REACH, FRAMES = INTERSAMPLE_FRAMES, SEEN = FRAMES + 2 * REACH };

static double column[SEEN];

static void fill(uint64_t seed)
{
	for (size_t i = 0; i < SEEN; i++)
		column[i] = noise_between(&seed, -1.0, 1.0);
}

Test(intersample_kernel, points_half_way_are_the_sums_of_their_taps)
{
	static double phases[INTERSAMPLE_PHASES][INTERSAMPLE_PHASE_LENGTH];
	static const size_t counts[] = { 8, 20, 32, 48, 80, 144, 256 };
	const struct kernel *kernels[TABLES];
	const size_t tables = kernel_list(kernels, TABLES);
	fill(1);
	for (size_t table = 0; table < tables; table++) {
		memset(phases, 0x55, sizeof phases);
		kernels[table]->intersample->spread(phases, column, SEEN - 3);
		for (size_t i = 0; i < (size_t)INTERSAMPLE_PHASES * INTERSAMPLE_PHASE_LENGTH; i++)
			cr_assert_eq(phases[i % INTERSAMPLE_PHASES][i / INTERSAMPLE_PHASES],
				     i < SEEN - 3 ? column[i] : 0.0);
		for (size_t i = 0; i < sizeof counts / sizeof *counts; i++)
			for (size_t at = 0; at < 9; at++) {
				double between[INTERSAMPLE_POINTS], taps[256];
				uint64_t seed = 7 * i + at;
				for (size_t k = 0; k < counts[i]; k++)
					taps[k] = noise_between(&seed, -1.0, 1.0);
				kernels[table]->intersample->half_way(between,
								      (const double(*)[INTERSAMPLE_PHASE_LENGTH])phases,
								      at, taps, counts[i]);
				for (size_t n = 0; n < INTERSAMPLE_POINTS; n++) {
					double sum = 0.0;
					for (size_t k = 0; k < counts[i]; k++)
						sum += column[at + n + k] * taps[k];
					cr_assert_eq(between[n], sum, "%s: %zu taps from %zu: point %zu",
						     kernels[table]->name, counts[i], at, n);
				}
			}
	}
}

/* Returns the smallest of the largest values of all windows that hold frame `at` of the column. */
static double closing_of(const double *at, size_t window)
{
	double least = HUGE_VAL;
	for (size_t first = 0; first < window; first++) {
		double most = 0.0;
		for (size_t k = 0; k < window; k++) {
			const double value = *(at + k - first);
			most = value > most ? value : most;
		}
		least = most < least ? most : least;
	}
	return least;
}

Test(intersample_kernel, closing_is_the_least_peak_of_all_windows)
{
	const struct kernel *kernels[TABLES];
	const size_t tables = kernel_list(kernels, TABLES);
	for (size_t window = 1; window <= REACH + 1; window += window < 20 ? 1 : 19) {
		fill(window);
		for (size_t i = 0; i < SEEN; i++)
			column[i] = i % 50 == 3 ? (double)NAN : i % 7 == 0 ? 0.0 : fabs(column[i]);
		for (size_t frames = 1; frames <= FRAMES; frames += 17)
			for (size_t table = 0; table < tables; table++) {
				double out[FRAMES];
				kernels[table]->intersample->closing(out, column + REACH, window, frames);
				for (size_t i = 0; i < frames; i++)
					cr_assert_eq(out[i], closing_of(column + REACH + i, window),
						     "%s: window %zu, frame %zu of %zu", kernels[table]->name, window,
						     i, frames);
			}
	}
}

static double bend_at(const double *at)
{
	return fabs(*(at - 1) + at[1] - 2.0 * *at);
}

static bool is_open(const struct intersample_survey *survey, size_t reading)
{
	return survey->open[reading / 64] >> reading % 64 & 1;
}

/* Surveys `frames` readings, which differ in their limits: by the bound of the contract, a third lies just under it, a
   third just over it, and a third is far away. */
static void expect_survey(const struct kernel *kernel, const struct intersample_peak *peak, size_t frames)
{
	struct intersample_survey survey;
	double levels[FRAMES], bounds[FRAMES], limits[FRAMES] = { 0.0 };
	kernel->intersample->survey(peak, &survey, levels, column + REACH, limits, 1.0, frames);
	for (size_t i = 0; i < frames; i++) {
		const double *at = column + REACH + i, norm = survey.norms[i / INTERSAMPLE_GROUP];
		double near = 0.0, power = 0.0;
		for (int k = -INTERSAMPLE_NEAR; k <= INTERSAMPLE_NEAR; k++)
			near = fmax(near, bend_at(at + k));
		for (int k = 1 - REACH; k < REACH; k++)
			power += bend_at(at + k) * bend_at(at + k);
		cr_assert(norm > sqrt(power) * (1.0 - 1e-12) && norm < 1.5 * sqrt(power), "%s: norm %g of %g",
			  kernel->name, norm, sqrt(power));
		cr_assert_eq(levels[i], fabs(*at));
		cr_assert(is_open(&survey, i));
		bounds[i] = peak->level * fmax(fabs(at[0]), fabs(at[1])) + peak->curvature_near * near +
			    peak->norm_far * norm;
		limits[i] = bounds[i] * (i % 3 == 0 ? 1.0 - 1e-10 : i % 3 == 1 ? 1.0 + 1e-10 : 2.0);
	}
	kernel->intersample->survey(peak, &survey, levels, column + REACH, limits, 1.0, frames);
	for (size_t i = 0; i < FRAMES; i++)
		cr_assert_eq(is_open(&survey, i), i < frames && i % 3 == 0, "%s: reading %zu of %zu", kernel->name, i,
			     frames);
}

/* No second difference that a reading reaches is left out of its norm, and the bound is that of the contract. */
Test(intersample_kernel, survey_sees_all_second_differences)
{
	const struct kernel *kernels[TABLES];
	const size_t tables = kernel_list(kernels, TABLES);
	struct intersample_peak peak;
	intersample_peak_init(&peak, 48000.0);
	for (size_t frames = 1; frames <= FRAMES; frames += 15)
		for (size_t table = 0; table < tables; table++) {
			fill(frames);
			expect_survey(kernels[table], &peak, frames);
		}
}

Test(intersample_kernel, no_bound_holds_for_what_is_not_a_number)
{
	const struct kernel *kernels[TABLES];
	const size_t tables = kernel_list(kernels, TABLES);
	struct intersample_survey survey;
	struct intersample_peak peak;
	double levels[FRAMES], limits[FRAMES];
	intersample_peak_init(&peak, 48000.0);
	fill(1);
	for (size_t i = 0; i < FRAMES; i++)
		limits[i] = 1000.0;
	for (size_t k = 0; k < SEEN; k++)
		for (size_t table = 0; table < tables; table++) {
			const double kept = column[k];
			column[k] = (double)NAN;
			kernels[table]->intersample->survey(&peak, &survey, levels, column + REACH, limits, 1.0,
							    FRAMES);
			for (size_t i = 0; i < FRAMES; i++)
				cr_assert(is_open(&survey, i) || k < i || k > i + 2 * (size_t)REACH,
					  "%s: NaN at %zu, reading %zu", kernels[table]->name, k, i);
			column[k] = kept;
		}
}
