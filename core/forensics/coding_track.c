/* stemprint: measures how the residual of a proof follows each file in time, band by band.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "forensics/coding_track.h"

#include <math.h>
#include <string.h>

enum { BAND = 48, WINDOWS_LEAST = 24 };

#define HANN_ENERGY 0.375 /* mean square of the window */
#define OVER_FLOOR 4.0
#define UNDER_DB (-6.0) /* the residual counts as under the file */
#define LOW_HZ 6000.0
#define HIGH_HZ 8000.0

bool coding_track_init(struct coding_track *track, const struct cross_spectra *spectra, const struct proof *proof,
		       double floor, struct arena *arena)
{
	*track = (struct coding_track){ .file_count = proof->stem_count - proof->candidate_count + 1,
					.stem_count = spectra->stem_count,
					.bins = spectra->bin_count,
					.band_count = (spectra->bin_count - 1) / BAND };
	track->floor = OVER_FLOOR * HANN_ENERGY * (double)spectra->size * floor * BAND;
	track->bands = ARENA_ARRAY(arena, struct coding_band, track->file_count * track->band_count);
	track->real = ARENA_ARRAY(arena, double, track->bins);
	track->imaginary = ARENA_ARRAY(arena, double, track->bins);
	return track->bands && track->real && track->imaginary;
}

/* Makes the spectrum of a file: of the sum of the stems, or of a stem with the residual. */
static void make_file(struct coding_track *track, const double *parts, size_t file)
{
	const size_t bytes = track->bins * sizeof(double);
	const double *first = parts + (file == 0 ? 0 : track->stem_count) * 2 * track->bins;
	memset(track->real, 0, bytes);
	memset(track->imaginary, 0, bytes);
	for (size_t i = 1; i < track->file_count; i++) {
		const double *stem = parts + (i - 1) * 2 * track->bins;
		if (file != 0 && file != i)
			continue;
		for (size_t k = 0; k < track->bins; k++) {
			track->real[k] += stem[k];
			track->imaginary[k] += stem[track->bins + k];
		}
	}
	for (size_t k = 0; k < track->bins && file != 0; k++) {
		track->real[k] += first[k];
		track->imaginary[k] += first[track->bins + k];
	}
}

static double energy_of(const double *real, const double *imaginary, size_t from)
{
	double energy = 0.0;
	for (size_t k = from; k < from + BAND; k++)
		energy += real[k] * real[k] + imaginary[k] * imaginary[k];
	return energy;
}

void coding_track_add(struct coding_track *track, const double *parts)
{
	const double *residual = parts + track->stem_count * 2 * track->bins;
	for (size_t file = 0; file < track->file_count; file++) {
		make_file(track, parts, file);
		for (size_t i = 0; i < track->band_count; i++) {
			struct coding_band *band = &track->bands[file * track->band_count + i];
			const double one = energy_of(track->real, track->imaginary, 1 + i * BAND);
			const double other = energy_of(residual, residual + track->bins, 1 + i * BAND);
			if (!(other > track->floor) || !(one > track->floor))
				continue;
			const double x = 10.0 * log10(one + 1e-30), y = 10.0 * log10(other + 1e-30);
			band->count += 1.0;
			band->file += x;
			band->residual += y;
			band->file_square += x * x;
			band->residual_square += y * y;
			band->product += x * y;
		}
	}
}

static double correlation(const struct coding_band *band)
{
	const double n = band->count, product = n * band->product - band->file * band->residual;
	const double file = n * band->file_square - band->file * band->file;
	const double residual = n * band->residual_square - band->residual * band->residual;
	return file > 0.0 && residual > 0.0 ? product / sqrt(file * residual) : 0.0;
}

struct coding_figures coding_track_read(const struct coding_track *track, size_t file, double sample_rate)
{
	const double band_hz = 0.5 * sample_rate * BAND / (double)(track->bins - 1);
	struct coding_figures figures = { .high_db = -(double)INFINITY };
	double low = 0.0;
	for (size_t i = 0; i < track->band_count; i++) {
		const struct coding_band *band = &track->bands[file * track->band_count + i];
		const double hertz = ((double)i + 0.5) * band_hz;
		if (band->count < WINDOWS_LEAST)
			continue;
		const double over = (band->residual - band->file) / band->count;
		if (hertz > HIGH_HZ)
			figures.high_db = fmax(figures.high_db, over);
		if (hertz < LOW_HZ) {
			low += 1.0;
			figures.low_db += over;
		}
		if (over > UNDER_DB)
			continue;
		figures.bands++;
		figures.follow += correlation(band);
	}
	figures.low_db = low > 0.0 ? figures.low_db / low : 0.0;
	figures.follow /= figures.bands > 0 ? (double)figures.bands : 1.0;
	return figures;
}
