/* Makes pink noise of white noise.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "dsp/pink_filter.h"

#include "dsp/elementary.h"

#include <math.h>
#include <string.h>

/* The octaves next to half the sample rate, where z = e^(s/fs) alone would curve the slope. */
static const struct {
	double pole, zero;
} fitted[] = {
	{ -0.298568795756, -0.395393029187 },
	{ 0.349622039779, 0.165953675929 },
	{ 0.621442471960, 0.457706979522 },
	{ 0.794735125808, 0.753238192359 },
};

enum { FITTED = sizeof fitted / sizeof fitted[0] };

static const double ladder = 0.7; /* pole k of the ladder is at this / 2^k of half the sample rate */
static const double lowest = 2.5; /* Hz: the lowest pole */

static size_t place_poles(double sample_rate, double *poles, double *zeros)
{
	size_t count = 0;
	for (; count < FITTED; count++) {
		poles[count] = fitted[count].pole;
		zeros[count] = fitted[count].zero;
	}
	double share = ladder / (1 << FITTED);
	for (; share * 0.5 * sample_rate >= lowest && count < PINK_FILTER_POLES_MAXIMUM; count++, share *= 0.5) {
		poles[count] = elementary_exp(-ELEMENTARY_PI * share);
		zeros[count] = elementary_exp(-ELEMENTARY_PI * share * sqrt(2.0));
	}
	return count;
}

/* Expands the product of (1 - zero/z) over the product of (1 - pole/z) to direct + sum of residues[k] / (1 -
   poles[k]/z). */
static void expand(struct pink_filter *filter, const double *zeros)
{
	filter->direct = 1.0;
	for (size_t k = 0; k < filter->count; k++) {
		const double pole = filter->poles[k];
		double residue = 1.0 - zeros[k] / pole;
		for (size_t j = 0; j < filter->count; j++)
			if (j != k)
				residue *= (pole - zeros[j]) / (pole - filter->poles[j]);
		filter->residues[k] = residue;
		filter->direct *= zeros[k] / pole;
	}
}

/* Returns the sum of the squared impulse response. */
static double power(const struct pink_filter *filter)
{
	double first = filter->direct, rest = 0.0;
	for (size_t i = 0; i < filter->count; i++) {
		first += filter->residues[i];
		for (size_t j = 0; j < filter->count; j++) {
			const double product = filter->poles[i] * filter->poles[j];
			rest += filter->residues[i] * filter->residues[j] * product / (1.0 - product);
		}
	}
	return first * first + rest;
}

void pink_filter_init(struct pink_filter *filter, double sample_rate)
{
	double zeros[PINK_FILTER_POLES_MAXIMUM];
	*filter = (struct pink_filter){ 0 };
	filter->count = place_poles(sample_rate, filter->poles, zeros);
	expand(filter, zeros);
	const double gain = 1.0 / sqrt(power(filter));
	filter->direct *= gain;
	for (size_t i = 0; i < filter->count; i++)
		filter->residues[i] *= gain;
	filter->count = (filter->count + 3) / 4 * 4; /* poles with a residue of 0 add nothing */
}

void pink_filter_process(struct pink_filter *filter, double *column, size_t frames)
{
	double *state = filter->state;
	for (size_t frame = 0; frame < frames; frame++) {
		const double in = column[frame];
		double sums[4] = { 0.0 };
		for (size_t k = 0; k < filter->count; k += 4)
			for (size_t i = 0; i < 4; i++) {
				state[k + i] = filter->poles[k + i] * state[k + i] + filter->residues[k + i] * in;
				sums[i] += state[k + i];
			}
		column[frame] = filter->direct * in + ((sums[0] + sums[1]) + (sums[2] + sums[3]));
	}
}

void pink_filter_reset(struct pink_filter *filter)
{
	memset(filter->state, 0, sizeof filter->state);
}
