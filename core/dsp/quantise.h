/* Turns doubles into the integers of a file.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_DSP_QUANTISE_H
#define STEMPRINT_DSP_QUANTISE_H

#include <stddef.h>
#include <stdint.h>

/** Returns how many samples at the start of the column are at most `magnitude` in size, `frames` when all are. NaN is
   not. With DBL_MAX it counts the finite ones. */
size_t bounded_prefix(const double *column, size_t frames, double magnitude);

/** Writes in * 2^(bits-1) + dither, rounded to the nearest integer (halves to even) and clipped to -2^(bits-1) to
    2^(bits-1)-1. So a sample that came from an integer file becomes the same integer again. dither: in LSB, NULL for
    none; bits: 2 to 32. Returns how many samples were out of range, and so clipped: +1.0 is one step out of range, and
    NaN counts too, which becomes the lowest integer. */
size_t quantise(const double *in, const double *dither, int32_t *out, size_t frames, unsigned bits);

#endif
