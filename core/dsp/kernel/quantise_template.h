/* Rounds samples to integers, with dither, for template.h alone.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "dsp/split_mix.h"

static inline double dither_sample(uint64_t state)
{
	const uint64_t bits = split_mix(state);
	return (double)((int32_t)(bits >> 33) - (int32_t)(bits & 0x7fffffff)) * 0x1p-31;
}

/* Adding and subtracting this, 1.5 * 2^52, rounds a double of magnitude under 2^51 to an integer, halves to even. Every
   CPU vectorises the two additions, whereas rint() is a call. */
#define ROUNDING 6755399441055744.0

/* Clips a value; NaN becomes the lower limit. */
static inline double held(double value, double low, double high)
{
	value = value > low ? value : low;
	return value > high ? high : value;
}

/* Rounds and clips a sample. The value is first clipped one step outside the range, so that the rounding is exact and a
   clipped sample still shows. */
static inline int32_t quantise_sample(double value, double low, double high, int32_t *clipped)
{
	double rounded = (held(value, low - 1.0, high + 1.0) + ROUNDING) - ROUNDING;
	*clipped += (rounded < low) | (rounded > high);
	return (int32_t)held(rounded, low, high);
}

/* Counts in 32 bits, so that all lanes of the loop have one width; frames is under 2^31. */
static size_t quantise_column(const double *in, const double *dither, int32_t *out, size_t frames, unsigned bits)
{
	const double scale = (double)(UINT32_C(1) << (bits - 1));
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
