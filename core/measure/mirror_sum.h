/* stemprint: whether the spectrum of a file is mirrored at a frequency, which a poor converter of rates leaves.
   SPDX-License-Identifier: GPL-3.0-or-later

   A signal of the rate r that was raised to a higher rate by linear interpolation, by repeated samples or by a short
   filter has images: what was at r / 2 - d stands at r / 2 + d again, weaker, with the opposite phase. So the product
   of both bins has the same phase in every frame when frames are whole periods of r long. In other sound, that phase is
   by chance. The sum takes each product with a magnitude of 1: a loud tone counts no more than the noise of rounding.
   A. C. Gallagher, 2005, and A. C. Popescu and H. Farid, 2005, find raised pictures by the same periodicity.

   In a click, and among the harmonics of one tone, pairs of bins have equal phases too, but so have the pairs around
   many other frequencies. So the power of the sum of each frame is compared with those around lower frequencies, where
   no image is. */
#ifndef STEMPRINT_MEASURE_MIRROR_SUM_H
#define STEMPRINT_MEASURE_MIRROR_SUM_H

#include <stddef.h>
#include <stdint.h>

/** Sums around lower frequencies. */
enum { MIRROR_CONTROLS = 66 };

/** It has heard nothing when all but `twice` and `reach` are zero. */
struct mirror_sum {
	size_t twice; /**< the rate of the source in bins: twice the bin of the mirror */
	size_t reach; /**< bins on either side; 0: there is no room for any */
	double sum[2]; /**< of all products, real and imaginary */
	double power; /**< sum of the powers of the sums of the frames */
	double beside[MIRROR_CONTROLS]; /**< the same around lower frequencies */
	uint64_t frames;
};

/** All zero without a frame. */
struct mirror_findings {
	double coherence; /**< magnitude of the mean product, 0 to 1 */
	double certainty; /**< the same in standard errors of independent phases */
	double power; /**< mean power of a frame's sum; independent phases have 1 */
	double beside; /**< the largest one around a lower frequency */
};

/** Makes the sum for a source whose rate is `twice` bins, in spectra of `bin_count` bins. */
struct mirror_sum mirror_sum_of(size_t twice, size_t bin_count);

/** Takes one frame. `unit` holds its bins with a magnitude of 1, or 0 where there is nothing. */
void mirror_sum_add(struct mirror_sum *sum, double (*unit)[2]);

/** Returns the findings of all frames so far. */
struct mirror_findings mirror_sum_read(const struct mirror_sum *sum);

#endif
