/* Tests the question whether deviations are usually small against the median itself.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "dsp/linear_prediction.h"

#include "noise.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>

enum { MOST = 700, ROUNDS = 20000 };

static int compare(const void *a, const void *b)
{
	const double one = *(const double *)a, other = *(const double *)b;
	return (one > other) - (one < other);
}

/* Returns the median of the magnitudes by sorting. */
static double sorted_median(const double *deviation, size_t frames)
{
	double sorted[MOST];
	for (size_t i = 0; i < frames; i++)
		sorted[i] = fabs(deviation[i]);
	qsort(sorted, frames, sizeof *sorted, compare);
	return sorted[frames / 2];
}

/* The sizes lie at, just under and just over the usual deviation by the ratio, and far away from it. */
Test(linear_prediction, what_is_usually_less_is_what_the_median_says)
{
	uint64_t seed = 1;
	size_t less = 0;
	for (size_t round = 0; round < ROUNDS; round++) {
		double deviation[MOST], work[MOST];
		const size_t frames = 1 + noise_bits(&seed) % MOST;
		const double steps = round % 3 == 0 ? 4.0 : 1e9; /* few steps make many equal magnitudes */
		for (size_t i = 0; i < frames; i++)
			deviation[i] =
				floor(steps * noise_between(&seed, -1.0, 1.0)) * exp2(noise_between(&seed, -6.0, 0.0));
		const double ratio = noise_between(&seed, 0.0, 40.0), usual = prediction_usual(deviation, frames, work);
		cr_assert_eq(usual, 1.0 / 0.6745 * sorted_median(deviation, frames));
		const double edge = ratio * usual;
		const double sizes[] = { edge, nextafter(edge, INFINITY), nextafter(edge, 0.0), 2.0 * edge, 0.5 * edge,
					 0.0 };
		for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
			const bool found = prediction_usual_is_less(deviation, frames, ratio, sizes[i]);
			cr_assert_eq(found, edge < sizes[i], "round %zu, size %zu: %g and %g", round, i, edge,
				     sizes[i]);
			less += found;
		}
	}
	cr_expect(less > ROUNDS && less < 3 * ROUNDS, "both answers occur: %zu", less);
}
