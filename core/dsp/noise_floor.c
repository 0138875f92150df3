/* Keeps the minima of smoothed spectra.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "dsp/noise_floor.h"

#include <math.h>
#include <string.h>

/* The share of the smoothed power that stays with each spectrum. */
static const double staying = 0.85;

/* The mean power of noise, divided by the mean of what smooth_over_bins() makes of its minima: of 5300 spectra of white
   noise in sine windows that overlap by three quarters. */
static const double mean_to_least = 2.33;

/* The bins on each side whose harmonic mean is the most that a bin's noise can be. */
static const size_t reach = 16;

/* No power is less in a harmonic mean: some 300 dB under full scale. */
static const double least_power = 1e-27;

bool noise_floor_init(struct noise_floor *floor, struct arena *arena, size_t bins)
{
	*floor = (struct noise_floor){
		.bins = bins,
		.smooth = ARENA_ARRAY(arena, double, bins),
		.least = ARENA_ARRAY(arena, double, bins),
		.parts = ARENA_ARRAY(arena, double, NOISE_FLOOR_PARTS *bins),
		.sums = ARENA_ARRAY(arena, double, bins + 1),
	};
	if (!floor->smooth || !floor->least || !floor->parts || !floor->sums)
		return false;
	noise_floor_reset(floor);
	return true;
}

void noise_floor_reset(struct noise_floor *floor)
{
	floor->seen = 0;
	for (size_t i = 0; i < NOISE_FLOOR_PARTS * floor->bins; i++)
		floor->parts[i] = (double)INFINITY;
	for (size_t i = 0; i < floor->bins; i++)
		floor->least[i] = (double)INFINITY;
}

/* The next part replaces the oldest one. */
static void begin_part(struct noise_floor *floor)
{
	const size_t part = floor->seen / NOISE_FLOOR_PART % NOISE_FLOOR_PARTS;
	memcpy(floor->parts + part * floor->bins, floor->least, floor->bins * sizeof *floor->least);
	for (size_t i = 0; i < floor->bins; i++)
		floor->least[i] = (double)INFINITY;
}

void noise_floor_hear(struct noise_floor *floor, const double *power)
{
	const size_t bins = floor->bins;
	if (floor->seen > 0 && floor->seen % NOISE_FLOOR_PART == 0)
		begin_part(floor);
	const double weight = floor->seen == 0 ? 1.0 : 1.0 - staying;
	for (size_t i = 0; i < bins; i++) {
		const double low = power[i > 0 ? i - 1 : 0], high = power[i + 1 < bins ? i + 1 : i];
		const double local = 0.25 * (low + high) + 0.5 * power[i];
		floor->smooth[i] = floor->seen == 0 ? local : floor->smooth[i] + weight * (local - floor->smooth[i]);
		if (floor->smooth[i] < floor->least[i])
			floor->least[i] = floor->smooth[i];
	}
	floor->seen++;
}

static double least_of(const struct noise_floor *floor, size_t bin)
{
	double least = floor->least[bin];
	for (size_t part = 0; part < NOISE_FLOOR_PARTS; part++)
		if (floor->parts[part * floor->bins + bin] < least)
			least = floor->parts[part * floor->bins + bin];
	return least;
}

/* Lowers each bin to the harmonic mean of the bins around it, where that is less: it goes by the small ones, and lines
   that stand out of the noise hardly raise it. The sum over each range is a difference of two running sums. */
static void smooth_over_bins(struct noise_floor *floor, double *noise)
{
	const size_t bins = floor->bins;
	double *sums = floor->sums;
	sums[0] = 0.0;
	for (size_t i = 0; i < bins; i++)
		sums[i + 1] = sums[i] + 1.0 / (noise[i] + least_power);
	for (size_t i = 0; i < bins; i++) {
		const size_t first = i > reach ? i - reach : 0, end = i + reach + 1 < bins ? i + reach + 1 : bins;
		const double mean = (double)(end - first) / (sums[end] - sums[first]);
		if (mean < noise[i])
			noise[i] = mean;
	}
}

void noise_floor_read(struct noise_floor *floor, double *noise)
{
	if (floor->seen == 0) {
		memset(noise, 0, floor->bins * sizeof *noise);
		return;
	}
	for (size_t i = 0; i < floor->bins; i++)
		noise[i] = mean_to_least * least_of(floor, i);
	smooth_over_bins(floor, noise);
}
