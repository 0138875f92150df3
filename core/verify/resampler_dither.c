/* Makes the dither of FFmpeg's resampler.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "verify/resampler_dither.h"

#include <math.h>
#include <stdint.h>

static double draw(uint32_t *seed)
{
	*seed = *seed * UINT32_C(1664525) + UINT32_C(1013904223);
	return (double)*seed / (double)UINT32_MAX;
}

static double triangle(uint32_t *seed)
{
	const double first = draw(seed);
	return first - draw(seed);
}

void resampler_dither_fill(enum resampler_dither kind, size_t channel, double *noise)
{
	uint32_t seed = (uint32_t)((UINT64_C(12345678913579) * channel + UINT64_C(3141592)) % UINT64_C(2718281828));
	double next[2] = { 0.0 };
	if (kind == RESAMPLER_DITHER_TRIANGULAR_HIGHPASS)
		for (size_t i = 0; i < 2; i++)
			next[i] = triangle(&seed);
	for (size_t i = 0; i < RESAMPLER_DITHER_FRAMES; i++) {
		const double drawn = kind == RESAMPLER_DITHER_RECTANGULAR ? draw(&seed) - 0.5 : triangle(&seed);
		noise[i] = drawn;
		if (kind != RESAMPLER_DITHER_TRIANGULAR_HIGHPASS)
			continue;
		noise[i] = (2.0 * next[1] - next[0] - drawn) / sqrt(6.0);
		next[0] = next[1];
		next[1] = drawn;
	}
}

double resampler_dither_power(enum resampler_dither kind)
{
	return kind == RESAMPLER_DITHER_RECTANGULAR ? 1.0 / 12.0 : 1.0 / 6.0;
}

double resampler_dither_peak(enum resampler_dither kind)
{
	if (kind == RESAMPLER_DITHER_RECTANGULAR)
		return 0.5;
	return kind == RESAMPLER_DITHER_TRIANGULAR ? 1.0 : 4.0 / sqrt(6.0);
}
