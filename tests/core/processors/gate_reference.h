/* Computes a gate in long double, one branch after the other, by its description.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_TESTS_GATE_REFERENCE_H
#define STEMPRINT_TESTS_GATE_REFERENCE_H

#include <stdbool.h>
#include <stddef.h>

/** As the processor's parameters; dB, seconds, Hz. */
struct gate_settings {
	double sample_rate;
	double threshold, ratio, knee, range, hysteresis;
	double attack, hold, release, lookahead;
	double rms, rms_time, link;
	double highpass, lowpass; /**< of the key filter; not in the reference */
};

struct gate_settings gate_settings_default(void);

/** The static curve of the closed gate: the gain in dB at a steady level. */
long double gate_reference_curve(const struct gate_settings *settings, long double level_db);

/** The linear gain of each frame for one column of what is detected. */
void gate_reference_gains(const struct gate_settings *settings, const double *heard, size_t frames, long double *gains);

#endif
