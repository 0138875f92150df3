/* Computes a transient shaper in long double, by the description of `transient-shaper`.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_TESTS_TRANSIENT_REFERENCE_H
#define STEMPRINT_TESTS_TRANSIENT_REFERENCE_H

#include <stddef.h>

/** As the processor's parameters; dB, seconds. */
struct transient_settings {
	double sample_rate;
	double attack, sustain, attack_time, sustain_time;
	double output, mix;
};

/** L(a, b) of the description: how far a is above b, 0 to 1. */
long double transient_lead(long double a, long double b);

/** The linear gain of each frame for one column of what is detected. */
void transient_reference_gains(const struct transient_settings *settings, const double *heard, size_t frames,
			       long double *gains);

#endif
