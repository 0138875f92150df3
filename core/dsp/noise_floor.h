/* Follows the power of the noise under a sound, bin by bin, by its minima.
   SPDX-License-Identifier: GPL-3.0-or-later

   R. Martin, "Noise power spectral density estimation based on optimal smoothing and minimum statistics", IEEE Trans.
   SAP 9 (2001), with one smoothing constant: the power of each bin, smoothed over its neighbours and over time, comes
   down to the noise in every pause. The least value of the last three seconds, times the ratio by which the least
   value of noise lies under its mean, is the power of the noise. The spectrum of noise is smooth: a bin counts at most
   what the harmonic mean of the bins around it is, so that tones that are held are no noise. */
#ifndef STEMPRINT_DSP_NOISE_FLOOR_H
#define STEMPRINT_DSP_NOISE_FLOOR_H

#include "base/arena.h"

#include <stdbool.h>
#include <stddef.h>

/** The minima are kept for NOISE_FLOOR_PARTS parts of NOISE_FLOOR_PART spectra each: 280 spectra, a quarter of a window
    apart, are 3 s of windows of 43 ms. */
enum { NOISE_FLOOR_PARTS = 8, NOISE_FLOOR_PART = 35 };

struct noise_floor {
	size_t bins;
	double *smooth; /**< [bins] */
	double *least; /**< [bins]: of the current part */
	double *parts; /**< [NOISE_FLOOR_PARTS][bins]: of those before */
	double *sums; /**< [bins + 1]: scratch */
	size_t seen; /**< spectra so far */
};

/** Makes a follower at rest, from the arena. Returns false when out of memory. */
bool noise_floor_init(struct noise_floor *floor, struct arena *arena, size_t bins);

/** Hears the power of one more spectrum, in the order of frequency. */
void noise_floor_hear(struct noise_floor *floor, const double *power);

/** Writes the power of the noise; zeros before anything was heard. */
void noise_floor_read(struct noise_floor *floor, double *noise);

/** Forgets everything. */
void noise_floor_reset(struct noise_floor *floor);

#endif
