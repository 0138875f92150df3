/* stemprint: finds out whether a spectrum is mirrored at a frequency.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "measure/mirror_sum.h"

#include <math.h>

enum {
	REACH = 200, /* bins: 2 kHz, within which the images of every poor filter are */
	NEAREST = 2, /* the bins of a nearer pair are one peak of the window */
	BESIDE = 3 /* bins from one control to the next: the window spreads images over fewer */
};

struct mirror_sum mirror_sum_of(size_t twice, size_t bin_count)
{
	const size_t above = bin_count > twice / 2 + 2 ? bin_count - twice / 2 - 2 : 0;
	struct mirror_sum sum = { .twice = twice, .reach = above < REACH ? above : REACH };
	if (sum.reach <= NEAREST || twice / 2 < REACH + BESIDE * MIRROR_CONTROLS)
		sum.reach = 0;
	return sum;
}

/* Sums the products of the pairs whose bins add up to `twice`, and returns the power of their sum. */
static double sum_pairs(const struct mirror_sum *sum, double (*unit)[2], size_t twice, double *real, double *imaginary)
{
	const size_t low = (twice - 1) / 2, high = twice - low;
	double real_sum = 0.0, imaginary_sum = 0.0;
	for (size_t d = NEAREST; d < sum->reach; d++) {
		const double *below = unit[low - d], *above = unit[high + d];
		real_sum += below[0] * above[0] - below[1] * above[1];
		imaginary_sum += below[0] * above[1] + below[1] * above[0];
	}
	*real += real_sum;
	*imaginary += imaginary_sum;
	return real_sum * real_sum + imaginary_sum * imaginary_sum;
}

void mirror_sum_add(struct mirror_sum *sum, double (*unit)[2])
{
	double real = 0.0, imaginary = 0.0;
	if (sum->reach == 0)
		return;
	sum->frames++;
	sum->power += sum_pairs(sum, unit, sum->twice, &sum->sum[0], &sum->sum[1]);
	for (size_t i = 0; i < MIRROR_CONTROLS; i++)
		sum->beside[i] += sum_pairs(sum, unit, sum->twice - BESIDE * (i + 1), &real, &imaginary);
}

struct mirror_findings mirror_sum_read(const struct mirror_sum *sum)
{
	struct mirror_findings findings = { 0 };
	if (sum->frames == 0)
		return findings;
	const double count = (double)sum->frames * (double)(sum->reach - NEAREST);
	const double magnitude = hypot(sum->sum[0], sum->sum[1]);
	findings.coherence = magnitude / count;
	findings.certainty = magnitude / sqrt(count);
	findings.power = sum->power / count;
	for (size_t i = 0; i < MIRROR_CONTROLS; i++)
		findings.beside = fmax(findings.beside, sum->beside[i] / count);
	return findings;
}
