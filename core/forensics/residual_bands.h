/* stemprint: whether the residual of a proof is steady, band by band, and which file holds it.
   SPDX-License-Identifier: GPL-3.0-or-later

   Noise and hum do not follow the music. The energy of a steady noise in a band of many bins hardly changes from window
   to window, that of music changes by several times itself. */
#ifndef STEMPRINT_FORENSICS_RESIDUAL_BANDS_H
#define STEMPRINT_FORENSICS_RESIDUAL_BANDS_H

#include "forensics/blame.h"
#include "forensics/cross_spectra.h"

/** Sums over the windows of a pass over cross-spectra. */
struct residual_bands {
	size_t stem_count;
	size_t bins;
	size_t band_count;
	double floor; /**< the power that the formats leave in a bin */
	double *energy, *square; /**< [band] sums of the energy of the residual, and of its square */
	double *power; /**< [bin] sum of the residual's power */
	double windows; /**< those with residual */
	double all_windows; /**< with those in which some file sounds and the residual does not */
	struct blame blame; /**< which file holds the residual */
};

/** Makes empty sums. `floor` is the mean square that the formats leave. Returns false when out of memory. */
bool residual_bands_init(struct residual_bands *bands, const struct cross_spectra *spectra, const struct proof *proof,
			 double floor, struct arena *arena);

/** Adds a window, as a listener of cross_spectra_run() gets it. */
void residual_bands_add(struct residual_bands *bands, const double *parts);

/** Returns by how much the energy of a band changes around its mean: the variance over the square of the mean, averaged
    over bands by their energy. Steady noise has about 0.1, music more than 1. It is HUGE_VAL for no residual. */
double residual_bands_unrest(const struct residual_bands *bands);

/** Returns how smooth the spectrum is: the geometric mean over the arithmetic mean of the power of neighbouring bins,
    averaged over bands by their energy. Noise of any colour has nearly 1, tones nearly 0. */
double residual_bands_smoothness(const struct residual_bands *bands);

/** Returns the slope of the spectrum in dB per octave, from 50 Hz to 0.8 of half the rate, fitted over octaves. */
double residual_bands_slope(const struct residual_bands *bands, double sample_rate);

#endif
