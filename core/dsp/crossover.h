/* stemprint: Linkwitz-Riley crossovers of several bands that add up to an allpass.
   SPDX-License-Identifier: GPL-3.0-or-later

   S. Linkwitz (JAES 1976): the square of a Butterworth low-pass and the square of the high-pass of the same order n,
   even, are both 6.02 dB down at the crossover, in phase everywhere, and add up to the allpass D(-s)/D(s) of the
   Butterworth polynomial D. Of several crossovers each band passes through all, from the lowest up: as a high-pass
   where it lies above, a low-pass where it lies below, and through the allpass of those above it that it has left
   already. So the bands add up to the product of all allpasses: flat to rounding (d'Appolito, JAES 1987). By the
   bilinear transform, prewarped to the crossover, which keeps that identity. */
#ifndef STEMPRINT_DSP_CROSSOVER_H
#define STEMPRINT_DSP_CROSSOVER_H

#include "dsp/biquad_design.h"

#include <stddef.h>

enum {
	CROSSOVERS_MAXIMUM = 4,
	CROSSOVER_ORDER_MAXIMUM = 4,
	CROSSOVER_SECTIONS_MAXIMUM = CROSSOVERS_MAXIMUM * CROSSOVER_ORDER_MAXIMUM,
};

/** How a signal is split. */
struct crossover {
	double sample_rate;
	const double *frequencies; /**< Hz, rising, above 0 and under half the sample rate */
	size_t count; /**< 1 to CROSSOVERS_MAXIMUM */
	size_t order; /**< of the Butterworth filter that is squared: 2 (24 dB/oct) or 4 (48 dB/oct) */
};

/** Band `band` (0 is the lowest, `count` the highest) as a cascade of at most CROSSOVER_SECTIONS_MAXIMUM sections.
   Returns how many. */
size_t crossover_band(const struct crossover *crossover, size_t band, struct biquad *sections);

#endif
