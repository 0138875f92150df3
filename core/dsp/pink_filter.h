/* stemprint: white noise into pink.
   SPDX-License-Identifier: GPL-3.0-or-later

   The power of pink noise falls by 3.01 dB an octave: |H|^2 = 1/f. First-order poles and zeros take turns, one pair an
   octave, as in a ladder of resistors and capacitors; from about 2 Hz down the slope ends, so that the level has a
   meaning. The four pairs next to half the sample rate were fitted on the unit circle: within 0.1 dB of the slope from
   20 Hz to 0.96 of half the sample rate. It runs as a sum of one-pole filters. */
#ifndef STEMPRINT_DSP_PINK_FILTER_H
#define STEMPRINT_DSP_PINK_FILTER_H

#include <stddef.h>

enum { PINK_FILTER_POLES_MAXIMUM = 32 };

struct pink_filter {
	size_t count; /**< of poles: a multiple of 4 */
	double direct;
	double poles[PINK_FILTER_POLES_MAXIMUM];
	double residues[PINK_FILTER_POLES_MAXIMUM];
	double state[PINK_FILTER_POLES_MAXIMUM];
};

/** For rates from 8 to 384 kHz, at rest. White noise of rms 1 comes out as pink noise of rms 1. */
void pink_filter_init(struct pink_filter *filter, double sample_rate);

void pink_filter_process(struct pink_filter *filter, double *column, size_t frames);

void pink_filter_reset(struct pink_filter *filter);

#endif
