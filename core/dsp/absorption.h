/* Describes how a room absorbs sound, as a curve over frequency and as the filter of one delay.
   SPDX-License-Identifier: GPL-3.0-or-later

   In a network of delays all modes decay alike when each delay of m frames has the gain 10^(-3 m / (fs RT)) (Jot and
   Chaigne, AES 90, 1991). When RT depends on the frequency, the gain becomes a filter: its decibels are m / fs times
   the decay in decibels a second. The decibels of a first-order shelf grow in proportion to its gain while they are
   few, so one design follows the curve for every m. */
#ifndef STEMPRINT_DSP_ABSORPTION_H
#define STEMPRINT_DSP_ABSORPTION_H

#include "dsp/biquad_design.h"

#include <stddef.h>

/** The decay of a room over the frequency f. With r = 60 / seconds the rate in dB/s is r + r (1 / low - 1) / (1 + (f /
    low_frequency)^2) + r (1 / high - 1) / (1 + (high_frequency / f)^2); at the two frequencies the step is half done.
    low_frequency is at most high_frequency, so that the rate stays above 0. */
struct absorption {
	double seconds; /**< RT60 in the middle, above 0 */
	double low, high; /**< RT60 at 0 Hz and far up, as multiples of `seconds`, above 0 */
	double low_frequency, high_frequency; /**< Hz, above 0 */
};

/** The most sections of the filter; each is a low shelf and a high shelf. */
enum { ABSORPTION_SECTIONS = 2 };

/** Returns the decay rate at `frequency` (Hz, 0 and more) in dB/s, above 0. */
double absorption_rate(const struct absorption *absorption, double frequency);

/** Returns the longest RT60 over all frequencies, in seconds. */
double absorption_longest(const struct absorption *absorption);

/** Returns how many sections the filters of delays of up to `frames` frames need: 1, or ABSORPTION_SECTIONS where a
   shelf takes more than 6 dB a pass. */
size_t absorption_sections(const struct absorption *absorption, double frames, double sample_rate);

/** Designs the filter of a delay of `frames` frames in `count` sections; high_frequency is under half the sample rate
    (Hz). With the count of absorption_sections() the filter is off by at most 2 % of the rate up to 11.3 kHz and 16 dB
    a pass (8 % for a `high` of 0.05 at 10 kHz, at 44.1 kHz). More than 60 dB by one shelf of a section or 300 dB in all
    count as that much. |H| stays below 1. */
void absorption_design(const struct absorption *absorption, double frames, double sample_rate, struct biquad *sections,
		       size_t count);

/** Designs the filter of a wall: a low-pass of first order with -3 dB at `frequency` (Hz, above 0), which has the power
    1 / (1 + (f / frequency)^2) at 0 Hz, at `frequency` and at half the sample rate (Hz). A frequency of more than 0.45
    of the sample rate counts as that much. */
struct biquad absorption_wall(double frequency, double sample_rate);

#endif
