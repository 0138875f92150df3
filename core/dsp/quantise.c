/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dsp/quantise.h"

#include <math.h>

/* Adding and taking away 1.5 * 2^52 leaves a double of magnitude under 2^51 rounded to an integer, halves to even:
   two additions that every processor runs side by side, where rint() is a call. */
#define ROUNDING 6755399441055744.0

size_t bounded_prefix(const double *column, size_t frames, double magnitude)
{
	int bounded = 1;
	for (size_t i = 0; i < frames; i++)
		bounded &= fabs(column[i]) <= magnitude;
	if (bounded)
		return frames;
	size_t first = 0;
	while (fabs(column[first]) <= magnitude)
		first++;
	return first;
}

double column_peak(const double *column, size_t frames)
{
	double peak = 0.0;
	for (size_t i = 0; i < frames; i++) {
		double magnitude = fabs(column[i]);
		peak = magnitude > peak ? magnitude : peak;
	}
	return peak;
}

static inline double held(double value, double low, double high)
{
	value = value < low ? low : value;
	return value > high ? high : value;
}

/* Held twice: first one step outside the range, so that the rounding is exact and what is out of range still shows. */
static inline int32_t quantise_sample(double value, double low, double high, int32_t *clipped)
{
	double rounded = (held(value, low - 1.0, high + 1.0) + ROUNDING) - ROUNDING;
	*clipped += (rounded < low) | (rounded > high);
	return (int32_t)held(rounded, low, high);
}

/* Counts in 32 bits, so that the loop runs in lanes of one width; frames is under 2^31. */
static size_t quantise_run(const double *in, const double *dither, int32_t *out, size_t frames, unsigned bits)
{
	const double scale = (double)(INT32_C(1) << (bits - 1));
	const double low = -scale, high = scale - 1.0;
	int32_t clipped = 0;
	if (dither)
		for (size_t i = 0; i < frames; i++)
			out[i] = quantise_sample(in[i] * scale + dither[i], low, high, &clipped);
	else
		for (size_t i = 0; i < frames; i++)
			out[i] = quantise_sample(in[i] * scale, low, high, &clipped);
	return (size_t)clipped;
}

size_t quantise(const double *in, const double *dither, int32_t *out, size_t frames, unsigned bits)
{
	enum { RUN_FRAMES = 1 << 30 };
	size_t clipped = 0;
	for (size_t start = 0; start < frames; start += RUN_FRAMES) {
		size_t run = frames - start < RUN_FRAMES ? frames - start : RUN_FRAMES;
		clipped += quantise_run(in + start, dither ? dither + start : NULL, out + start, run, bits);
	}
	return clipped;
}
