/* stemprint: half-band filters, which double and halve a sample rate.
   SPDX-License-Identifier: GPL-3.0-or-later

   A half-band filter of the doubled rate F passes up to F (1/4 - transition/2) and stops from F (1/4 + transition/2)
   on. Two kinds:

   Linear phase: a sinc under a Kaiser window (J. Kaiser, 1974). Every other tap is zero but the middle one, which is
   1/2, so one of its two phases is a mere delay.

   Minimum phase: the elliptic filter of that transition as two branches of allpasses, H(z) = (A0(z^2) + z^-1 A1(z^2)) /
   2 (R. Valenzuela and A. Constantinides, "Digital signal processing schemes for efficient interpolation and
   decimation", IEE Proceedings G 130(6), 1983). Its zeros lie on the unit circle. */
#ifndef STEMPRINT_DSP_HALF_BAND_H
#define STEMPRINT_DSP_HALF_BAND_H

#include "dsp/biquad_design.h"

#include <stddef.h>

enum {
	HALF_BAND_PAIRS = 72, /**< most */
	HALF_BAND_SECTIONS = 4, /**< most of a branch */
};

/** Pairs of taps of a linear-phase filter: 4 pairs - 1 taps in all, of which the middle one and `pairs` on each side
   are not zero; its delay is 2 pairs - 1 samples of the doubled rate. */
size_t half_band_pairs(double transition, double attenuation_db);

/** taps[i], i < pairs, outermost first: twice the tap at the distance 2 (pairs - i) - 1 from the middle one, which is
   then 1. Their sum is 1/2: both phases pass a constant alike. */
void half_band_taps(double *taps, size_t pairs, double attenuation_db);

/** The branches A0 and A1 at the lower rate, as biquads. Returns the count of sections, alike for both: what one needs
   less passes as it is. */
size_t half_band_branches(double transition, double attenuation_db, struct biquad branches[2][HALF_BAND_SECTIONS]);

#endif
