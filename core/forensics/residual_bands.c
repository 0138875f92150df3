/* stemprint: measures whether the residual of a proof is steady, band by band, and which file holds it.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "forensics/residual_bands.h"

#include <math.h>

enum { NARROW = 4, WIDE = 16, NARROW_BELOW = 64 };

#define HANN_ENERGY 0.375 /* mean square of the window */
#define SLOPE_FROM_HZ 50.0
#define SLOPE_TO 0.8 /* of half the rate */

static size_t width_at(size_t bin)
{
	return bin < NARROW_BELOW ? NARROW : WIDE;
}

bool residual_bands_init(struct residual_bands *bands, const struct cross_spectra *spectra, const struct proof *proof,
			 double floor, struct arena *arena)
{
	*bands = (struct residual_bands){ .stem_count = spectra->stem_count,
					  .bins = spectra->bin_count,
					  .floor = HANN_ENERGY * (double)spectra->size * floor };
	for (size_t from = 1; from + width_at(from) <= bands->bins; from += width_at(from))
		bands->band_count++;
	bands->energy = ARENA_ARRAY(arena, double, bands->band_count);
	bands->square = ARENA_ARRAY(arena, double, bands->band_count);
	bands->power = ARENA_ARRAY(arena, double, bands->bins);
	return bands->energy && bands->square && bands->power &&
	       blame_init(&bands->blame, proof->stem_count - proof->candidate_count + 1, arena);
}

void residual_bands_add(struct residual_bands *bands, const double *parts)
{
	const double *real = parts + bands->stem_count * 2 * bands->bins, *imaginary = real + bands->bins;
	size_t bin = 1;
	double all = 0.0;
	for (size_t band = 0; band < bands->band_count; band++) {
		const size_t end = bin + width_at(bin);
		double energy = 0.0;
		for (; bin < end; bin++) {
			const double power = real[bin] * real[bin] + imaginary[bin] * imaginary[bin];
			bands->power[bin] += power;
			energy += power;
		}
		bands->energy[band] += energy;
		bands->square[band] += energy * energy;
		all += energy;
	}
	bands->all_windows += 1.0;
	if (!(all > 0.0))
		return;
	bands->windows += 1.0;
	blame_add(&bands->blame, parts, bands->stem_count, bands->bins, bands->floor);
}

double residual_bands_unrest(const struct residual_bands *bands)
{
	double unrest = 0.0, all = 0.0;
	for (size_t i = 0; i < bands->band_count; i++) {
		const double energy = bands->energy[i];
		all += energy;
		if (energy > 0.0)
			unrest += energy * (bands->square[i] * bands->windows / (energy * energy) - 1.0);
	}
	return all > 0.0 ? unrest / all : HUGE_VAL;
}

double residual_bands_smoothness(const struct residual_bands *bands)
{
	double smooth = 0.0, all = 0.0;
	size_t bin = 1;
	for (size_t band = 0; band < bands->band_count; band++) {
		const size_t width = width_at(bin);
		double logarithms = 0.0, sum = 0.0;
		for (size_t end = bin + width; bin < end; bin++) {
			logarithms += log(fmax(bands->power[bin], 1e-300));
			sum += bands->power[bin];
		}
		all += sum;
		smooth += (double)width * exp(logarithms / (double)width);
	}
	return all > 0.0 ? smooth / all : 0.0;
}

double residual_bands_slope(const struct residual_bands *bands, double sample_rate)
{
	const double bin_hz = 0.5 * sample_rate / (double)(bands->bins - 1);
	double count = 0.0, x = 0.0, y = 0.0, xx = 0.0, xy = 0.0;
	for (double from = SLOPE_FROM_HZ / bin_hz; 2.0 * from < SLOPE_TO * (double)(bands->bins - 1); from *= 2.0) {
		double sum = 0.0, bins = 0.0;
		for (size_t k = (size_t)ceil(from); (double)k < 2.0 * from; k++, bins += 1.0)
			sum += bands->power[k];
		if (!(bins > 0.0) || !(sum > 0.0))
			continue;
		const double octave = log2(from), level = 10.0 * log10(sum / bins);
		count += 1.0;
		x += octave;
		y += level;
		xx += octave * octave;
		xy += octave * level;
	}
	const double spread = count * xx - x * x;
	return spread > 0.0 ? (count * xy - x * y) / spread : 0.0;
}
