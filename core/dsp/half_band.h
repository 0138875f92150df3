/* Designs half-band filters, which double and halve a sample rate.
   SPDX-License-Identifier: GPL-3.0-or-later

   A half-band filter of the doubled rate F passes all up to F (1/4 - transition/2) and stops all from F (1/4 +
   transition/2) on. There are two kinds.

   Linear phase: a sinc under a Kaiser window (J. Kaiser, 1974). Every other tap is zero except the middle one, which is
   1/2, so that one of its two phases is only a delay.

   Minimum phase: the elliptic filter of that transition as two branches of allpasses, H(z) = (A0(z^2) + z^-1 A1(z^2)) /
   2 (R. Valenzuela and A. Constantinides, "Digital signal processing schemes for efficient interpolation and
   decimation", IEE Proceedings G 130(6), 1983). Its zeros lie on the unit circle. */
#ifndef STEMPRINT_DSP_HALF_BAND_H
#define STEMPRINT_DSP_HALF_BAND_H

#include "dsp/biquad_design.h"

#include <stddef.h>

enum {
	HALF_BAND_PAIRS = 72, /**< most pairs of taps */
	HALF_BAND_SECTIONS = 4, /**< most sections of a branch */
};

/** Returns how many pairs of taps a linear-phase filter has: 4 pairs - 1 taps in all, of which the middle one and
   `pairs` on each side are not zero. Its delay is 2 pairs - 1 samples of the doubled rate. transition: a share of the
   doubled rate, 0 to 1/2; attenuation_db: that of the stop band, above 0. */
size_t half_band_pairs(double transition, double attenuation_db);

/** Writes taps[i], i < pairs, the outermost first: twice the tap at the distance 2 (pairs - i) - 1 from the middle one,
    which is then 1. Their sum is 1/2, so that both phases pass a constant alike. */
void half_band_taps(double *taps, size_t pairs, double attenuation_db);

/** Designs the branches A0 and A1 of a minimum-phase filter at the lower rate, as biquads. Returns the count of
   sections, the same for both; a shorter branch ends with sections that pass their input. */
size_t half_band_branches(double transition, double attenuation_db, struct biquad branches[2][HALF_BAND_SECTIONS]);

#endif
