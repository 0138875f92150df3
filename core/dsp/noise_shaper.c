/* Rounds with error feedback.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "dsp/noise_shaper.h"

#include "dsp/dither.h"

#include <math.h>

enum { TILE = 256 };

#define ERROR_MOST 2.0 /* steps: 1.5 by TPDF alone, 2 for parts of an exact sum (apportion.h) */
#define VALUE_MOST 0x1p40 /* steps, over any integer of a file: it keeps rounding exact */

const struct noise_weights noise_weights_wannamaker_3 = { 3, { 1.623, -0.982, 0.109 } };

const struct noise_weights noise_weights_wannamaker_9 = {
	9, { 2.412, -3.370, 3.937, -4.174, 3.353, -2.205, 1.281, -0.569, 0.0847 }
};

const struct noise_weights noise_weights_lipshitz_5 = { 5, { 2.033, -2.165, 1.959, -1.590, 0.6149 } };

double noise_weights_power(const struct noise_weights *weights)
{
	double power = 1.0;
	for (size_t k = 0; weights && k < weights->count; k++)
		power += weights->weights[k] * weights->weights[k];
	return power;
}

double noise_weights_peak(const struct noise_weights *weights)
{
	double peak = 1.0;
	for (size_t k = 0; weights && k < weights->count; k++)
		peak += fabs(weights->weights[k]);
	return peak;
}

/* NaN becomes the lower limit. */
static double held(double value, double most)
{
	value = value > -most ? value : -most;
	return value < most ? value : most;
}

double noise_shaper_feedback(const struct noise_shaper *shaper)
{
	double sum = 0.0;
	for (size_t k = shaper->weights->count; k-- > 0;)
		sum += shaper->weights->weights[k] * shaper->errors[k];
	return sum;
}

void noise_shaper_push(struct noise_shaper *shaper, double error)
{
	for (size_t k = NOISE_SHAPER_WEIGHTS - 1; k > 0; k--)
		shaper->errors[k] = shaper->errors[k - 1];
	shaper->errors[0] = held(error, ERROR_MOST);
}

static size_t quantise_tile(struct noise_shaper *shaper, const double *in, const double *dither, int32_t *out,
			    size_t frames, double scale)
{
	size_t clipped = 0;
	for (size_t i = 0; i < frames; i++) {
		const double value = in[i] * scale - noise_shaper_feedback(shaper);
		const double rounded = nearbyint(held(value + dither[i], VALUE_MOST));
		noise_shaper_push(shaper, rounded - value);
		clipped += rounded < -scale || rounded > scale - 1.0;
		out[i] = (int32_t)fmin(fmax(rounded, -scale), scale - 1.0);
	}
	return clipped;
}

size_t noise_shaper_quantise(struct noise_shaper *shaper, const double *in, uint64_t key, uint64_t first_frame,
			     int32_t *out, size_t frames, unsigned bits)
{
	const double scale = (double)(UINT32_C(1) << (bits - 1));
	double dither[TILE];
	size_t clipped = 0;
	for (size_t done = 0; done < frames; done += TILE) {
		const size_t count = frames - done < TILE ? frames - done : TILE;
		dither_tpdf(key, first_frame + done, dither, count);
		clipped += quantise_tile(shaper, in + done, dither, out + done, count, scale);
	}
	return clipped;
}
