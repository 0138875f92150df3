/* stemprint: how well the coefficients of a frame of Opus lie on whole numbers of pulses.
   SPDX-License-Identifier: GPL-3.0-or-later

   CELT, the coder of music in Opus, writes a piece of a band as a vector of integers, whose length the band's level
   sets (RFC 6716, 4.3.4). The decoded coefficients of a piece are multiples of one number then, which may be any. Bands
   are halved until a vector fits into 32 bits; at high bit rates, a piece of twelve coefficients is never divided by
   more. Two channels are coded as such, or as the sum and the difference of both when each has the length 1. */
#ifndef STEMPRINT_MEASURE_PULSES_H
#define STEMPRINT_MEASURE_PULSES_H

enum { PULSE_LINES = 960 };

/** Returns the sum over all pieces of the square of the best agreement, in standard deviations of what coefficients of
    any sound reach with one number. The samples had 16 bits, and the transform keeps the noise as it is. */
double pulses_score(const double *coefficients);

/** The same for two channels: each by itself, their sums and their differences. */
double pulses_score_pair(const double *left, const double *right);

#endif
