/* stemprint: from float64 to the integers of a file.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_DSP_QUANTISE_H
#define STEMPRINT_DSP_QUANTISE_H

#include <stddef.h>
#include <stdint.h>

/** How many samples at the start of the column are numbers of at most that magnitude: `frames` when all are. With
   DBL_MAX, the finite ones. */
size_t bounded_prefix(const double *column, size_t frames, double magnitude);

/** out = in * 2^(bits-1) + dither, rounded to the nearest integer (halves to even) and held within -2^(bits-1) to
   2^(bits-1)-1. So a sample that an integer file held comes back as the same integer. `dither` is in LSB, NULL for
   none; `bits` is 2 to 32. Returns how many samples were out of range, and so clipped; +1.0 is one step out of range,
   and so is what is not a number. */
size_t quantise(const double *in, const double *dither, int32_t *out, size_t frames, unsigned bits);

#endif
