/* stemprint: how well the coefficients of a frame lie on the steps of a quantiser.
   SPDX-License-Identifier: GPL-3.0-or-later

   MP3 and AAC round the power 3/4 of a coefficient, divided by a step, to an integer. In each band of frequencies the
   step is some power of the fourth root of 2 (ISO/IEC 11172-3, 2.4.3.4.7; ISO/IEC 14496-3, 4.6.2). The powers 3/4 of
   the decoded coefficients are then multiples of one number in each band, but for the rounding of the samples. That
   shows at any bit rate at which the steps are wider than this rounding, also where no coefficient is 0. */
#ifndef STEMPRINT_MEASURE_QUANTISER_H
#define STEMPRINT_MEASURE_QUANTISER_H

#include <stddef.h>

enum { QUANTISER_STEPS = 112 };

struct quantiser {
	const short *edges; /**< the first coefficient of each band, and the end of the last one */
	size_t edge_count;
	float inverses[QUANTISER_STEPS]; /**< 1 over the numbers of which the powers 3/4 may be multiples; the smallest
					    number comes first */
};

/** Sets the bands of MP3 (hop 576) or AAC (hop 1024), which depend on the sample rate in Hz, and the steps. */
void quantiser_init(struct quantiser *quantiser, size_t hop, double sample_rate);

/** Returns the sum over all bands of the square of the best agreement with a step, in standard deviations of what
    coefficients of any sound reach with one step. A power of the fourth root of 2 has scaled the coefficients, and the
    rounding of 16 bits leaves 2^-17 of noise in each. */
double quantiser_score(const struct quantiser *quantiser, const double *coefficients);

#endif
