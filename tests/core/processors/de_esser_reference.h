/* Computes a de-esser in long double, by the description of `de-esser`.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_TESTS_DE_ESSER_REFERENCE_H
#define STEMPRINT_TESTS_DE_ESSER_REFERENCE_H

#include <stdbool.h>
#include <stddef.h>

/** As the processor's parameters; dB, Hz, seconds. */
struct de_esser_settings {
	double sample_rate;
	bool split, bandpass, relative;
	double freq, q;
	double threshold, ratio, knee, range;
	double attack, release, rms_time;
};

struct de_esser_settings de_esser_settings_default(void);

/** The gain in dB at a steady level x: the static curve. */
double de_esser_reference_curve(const struct de_esser_settings *settings, double x);

/** Power of the detector's filter at a frequency: analog, on the bent axis of the bilinear transform. */
double de_esser_reference_detector_power(const struct de_esser_settings *settings, double hertz);

/** Power of the split at a frequency and a gain that stands, on the same axis. */
double de_esser_reference_split_power(const struct de_esser_settings *settings, double gain_db, double hertz);

/** One channel through all of it. */
void de_esser_reference(const struct de_esser_settings *settings, const double *in, size_t frames, long double *out);

#endif
