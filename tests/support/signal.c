/* Makes signals for meters.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/signal.h"

#include <math.h>
#include <stdlib.h>

static uint64_t next(struct noise *noise)
{
	/* splitmix64 (Steele, Lea, Flood 2014) */
	uint64_t mixed = noise->state += UINT64_C(0x9e3779b97f4a7c15);
	mixed = (mixed ^ (mixed >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	mixed = (mixed ^ (mixed >> 27)) * UINT64_C(0x94d049bb133111eb);
	return mixed ^ (mixed >> 31);
}

double noise_uniform(struct noise *noise)
{
	return (double)(next(noise) >> 11) * 0x1p-52 - 1.0;
}

double noise_gauss(struct noise *noise)
{
	double radius = sqrt(-2.0 * log(0.5 * (noise_uniform(noise) + 1.0) + 0x1p-60));
	return radius * cos(M_PI * noise_uniform(noise));
}

double *samples_new(size_t count)
{
	double *samples = calloc(count + 1, sizeof *samples);
	if (!samples)
		abort();
	return samples;
}

double samples_peak(const double *samples, size_t count)
{
	double peak = 0.0;
	for (size_t i = 0; i < count; i++)
		peak = fmax(peak, fabs(samples[i]));
	return peak;
}

double samples_rms(const double *samples, size_t count)
{
	double sum = 0.0;
	for (size_t i = 0; i < count; i++)
		sum += samples[i] * samples[i];
	return sqrt(sum / (double)count);
}

void samples_scale(double *samples, size_t count, double gain)
{
	for (size_t i = 0; i < count; i++)
		samples[i] *= gain;
}

void samples_stretches(double *samples, size_t *position, const struct stretch *stretches, size_t count,
		       double sample_rate)
{
	for (size_t s = 0; s < count; s++) {
		double gain = pow(10.0, stretches[s].dbfs / 20.0);
		size_t end = *position + (size_t)llround(stretches[s].seconds * sample_rate);
		for (size_t i = *position; i < end; i++)
			samples[i] = gain * sin(2.0 * M_PI * 1000.0 * (double)i / sample_rate);
		*position = end;
	}
}

size_t stretches_frames(const struct stretch *stretches, size_t count, double sample_rate)
{
	size_t frames = 0;
	for (size_t s = 0; s < count; s++)
		frames += (size_t)llround(stretches[s].seconds * sample_rate);
	return frames;
}
