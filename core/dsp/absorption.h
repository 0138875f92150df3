/* stemprint: how a room takes sound away, as a curve over frequency and as the filter of one delay.
   SPDX-License-Identifier: GPL-3.0-or-later

   In a network of delays all modes decay alike when each delay of m frames has the gain 10^(-3 m / (fs RT)) (Jot and
   Chaigne, AES 90, 1991). With an RT that depends on the frequency the gain becomes a filter, whose decibels are m / fs
   times the decay in decibels a second. First-order shelves of few decibels are proportional to their gain, so the
   filter follows the curve for every m. */
#ifndef STEMPRINT_DSP_ABSORPTION_H
#define STEMPRINT_DSP_ABSORPTION_H

#include "dsp/biquad_design.h"

#include <stddef.h>

/** Decay rate in dB/s at f: r = 60 / seconds; r + r (1 / low - 1) / (1 + (f / low_frequency)^2) + r (1 / high - 1) / (1
   + (high_frequency / f)^2). At the two frequencies the rate is halfway. low_frequency is at most high_frequency, so
   that it stays above 0. */
struct absorption {
	double seconds; /**< RT60 in the middle, above 0 */
	double low, high; /**< RT60 at 0 Hz and far up, as multiples of `seconds`, above 0 */
	double low_frequency, high_frequency; /**< Hz, above 0 */
};

enum { ABSORPTION_SECTIONS = 2 };

/** dB/s, above 0. */
double absorption_rate(const struct absorption *absorption, double frequency);

/** The longest RT60 over all frequencies, in seconds. */
double absorption_longest(const struct absorption *absorption);

/** The filter of a delay of that many frames. high_frequency is under half the sample rate. Off by at most 2 % of the
   rate up to 11.3 kHz and 16 dB a pass (8 % for a `high` of 0.05 at 10 kHz, at 44.1 kHz); more than 120 dB of either
   shelf and 300 dB in all are not asked for. |H| stays below 1. */
void absorption_design(const struct absorption *absorption, double frames, double sample_rate,
		       struct biquad sections[ABSORPTION_SECTIONS]);

#endif
