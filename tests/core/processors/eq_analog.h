/* Computes an equaliser's bands as the analog prototypes have them.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_TESTS_EQ_ANALOG_H
#define STEMPRINT_TESTS_EQ_ANALOG_H

#include "core/processors/eq_take.h"

/** Magnitude in dB of the analog prototype at `frequency` Hz, in long double, straight from the formulas of the
    cookbook (RBJ, 1998) and Butterworth's 1 / sqrt(1 + x^2n). */
double analog_decibels(const struct eq_band *band, double frequency);

/** Magnitude in dB of an impulse response at any `frequency`, by its Fourier sum in long double. */
double measured_decibels(const double *response, size_t frames, double sample_rate, double frequency);

#endif
