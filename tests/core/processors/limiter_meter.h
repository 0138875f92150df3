/* Reads the peaks between the samples as other meters do.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_TESTS_LIMITER_METER_H
#define STEMPRINT_TESTS_LIMITER_METER_H

#include <stddef.h>

/** The true peak of one column as libebur128 reads it, linear. */
double meter_ebur128(const double *column, size_t frames, double sample_rate);

/** The largest magnitude on a grid of 32 points a sample: the sum x[n] sinc(t - n) over `half` samples on each side,
    under a Blackman window. The column counts as silent beyond its ends. */
double meter_sinc_32x(const double *column, size_t frames, int half);

#endif
