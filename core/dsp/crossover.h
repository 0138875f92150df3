/* Designs Linkwitz-Riley crossovers of several bands that add up to an allpass.
   SPDX-License-Identifier: GPL-3.0-or-later

   S. Linkwitz (JAES 1976): the square of a Butterworth low-pass and the square of the high-pass of the same even order
   n are both 6.02 dB down at the crossover and in phase everywhere, and add up to the allpass D(-s)/D(s) of the
   Butterworth polynomial D. With several crossovers each band passes them all, from the lowest up: a high-pass where
   the band lies above, a low-pass where it lies below, and the allpass of the crossovers further up. So the bands add
   up to the product of all allpasses, flat to rounding (d'Appolito, JAES 1987). The bilinear transform, prewarped to
   the crossover, keeps that identity. */
#ifndef STEMPRINT_DSP_CROSSOVER_H
#define STEMPRINT_DSP_CROSSOVER_H

#include "dsp/biquad_design.h"

#include <stddef.h>

enum {
	CROSSOVERS_MAXIMUM = 4, /**< five bands */
	CROSSOVER_ORDER_MAXIMUM = 4, /**< 48 dB/oct */
	CROSSOVER_SECTIONS_MAXIMUM = CROSSOVERS_MAXIMUM * CROSSOVER_ORDER_MAXIMUM, /**< of one band */
};

/** How a signal is split. */
struct crossover {
	double sample_rate; /**< Hz */
	const double *frequencies; /**< [count], Hz, rising, above 0 and under half the sample rate */
	size_t count; /**< 1 to CROSSOVERS_MAXIMUM */
	size_t order; /**< of the Butterworth filter that is squared: 2 (24 dB/oct) or 4 (48 dB/oct) */
};

/** Designs band `band` (0 is the lowest, `count` the highest) as a cascade. sections: room for
    CROSSOVER_SECTIONS_MAXIMUM. Returns how many of them it takes. */
size_t crossover_band(const struct crossover *crossover, size_t band, struct biquad *sections);

#endif
