/* Computes by which gain a bin must be multiplied so that what is left is the sound and not the noise.
   SPDX-License-Identifier: GPL-3.0-or-later

   Y. Ephraim and D. Malah, "Speech enhancement using a minimum mean-square error log-spectral amplitude estimator",
   IEEE Trans. ASSP 33 (1985): with the ratio xi of sound to noise, expected before the spectrum is seen, and the ratio
   g of its power to that of the noise,

       gain = xi / (1 + xi) exp(E1(v) / 2),  v = g xi / (1 + xi),

   E1 the exponential integral. xi follows the last result ("decision-directed"), which keeps single bins from
   flickering: musical noise. */
#ifndef STEMPRINT_DSP_NOISE_GAIN_H
#define STEMPRINT_DSP_NOISE_GAIN_H

#include "base/arena.h"

#include <stdbool.h>
#include <stddef.h>

/** The table of exp(E1(v) / 2) over octaves of v. It is constant. */
struct noise_gain_table;

/** Makes the table, from the arena. Returns NULL when out of memory. */
const struct noise_gain_table *noise_gain_table_new(struct arena *arena);

/** Returns exp(E1(v) / 2), v of 0 and more, within 0.1 %; the largest value of the table for v under 2^-24. */
double noise_gain_boost(const struct noise_gain_table *table, double v);

/** Computes gains, `least` to 1, of `bins` bins of that power over `louder` times that noise (powers, 0 and more;
    without noise the gain is 1). kept: [bins], the power of the last result, which becomes that of this one; zeros at
   first. smoothing: the share of the last result in what is expected, 0 to 1. */
void noise_gain(const struct noise_gain_table *table, const double *power, const double *noise, double louder,
		double *kept, double *gains, size_t bins, double smoothing, double least);

#endif
