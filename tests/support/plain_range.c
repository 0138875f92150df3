/* stemprint tests: the loudness range of short-term readings of libebur128.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/plain_range.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

void plain_range_add(struct plain_range *range, ebur128_state *state, const double *samples, size_t frames)
{
	const size_t hop = (size_t)state->samplerate / 10;
	for (size_t done = 0, hops = 1; done + hop <= frames; done += hop, hops++) {
		double lufs;
		cr_assert(ebur128_add_frames_double(state, samples + done * state->channels, hop) == EBUR128_SUCCESS);
		if (hops < 30)
			continue;
		cr_assert(ebur128_loudness_shortterm(state, &lufs) == EBUR128_SUCCESS);
		cr_assert_lt(range->count, (size_t)PLAIN_RANGE_READINGS);
		range->energies[range->count++] = isfinite(lufs) ? pow(10.0, lufs / 10.0) : 0.0;
	}
}

static int compare(const void *a, const void *b)
{
	const double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

/* Keeps what is not under the gate, in place. */
static size_t gate(double *energies, size_t count, double least)
{
	size_t kept = 0;
	for (size_t i = 0; i < count; i++)
		if (energies[i] >= least)
			energies[kept++] = energies[i];
	return kept;
}

double plain_range_read(const struct plain_range *range)
{
	static double energies[PLAIN_RANGE_READINGS];
	double mean = 0.0;
	memcpy(energies, range->energies, sizeof energies);
	size_t count = gate(energies, range->count, pow(10.0, -7.0));
	for (size_t i = 0; i < count; i++)
		mean += energies[i] / (double)count;
	count = gate(energies, count, mean / 100.0);
	cr_assert_gt(count, (size_t)0);
	qsort(energies, count, sizeof energies[0], compare);
	const double last = (double)(count - 1);
	return 10.0 * log10(energies[(size_t)(last * 0.95 + 0.5)] / energies[(size_t)(last * 0.1 + 0.5)]);
}
