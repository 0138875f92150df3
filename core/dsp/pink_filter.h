/* Makes pink noise of white noise.
   SPDX-License-Identifier: GPL-3.0-or-later

   The power of pink noise falls by 3.01 dB an octave: |H|^2 = 1/f. First-order poles and zeros alternate, one pair an
   octave, as in a ladder of resistors and capacitors. Below about 2 Hz the slope ends, so that the level is finite. The
   four pairs next to half the sample rate were fitted on the unit circle; the response is within 0.1 dB of the slope
   from 20 Hz to 0.96 of half the sample rate. The filter runs as a sum of one-pole filters. */
#ifndef STEMPRINT_DSP_PINK_FILTER_H
#define STEMPRINT_DSP_PINK_FILTER_H

#include <stddef.h>

/** The most poles. */
enum { PINK_FILTER_POLES_MAXIMUM = 32 };

/** The filter and its state. */
struct pink_filter {
	size_t count; /**< poles, a multiple of 4 */
	double direct; /**< linear gain of the input itself */
	double poles[PINK_FILTER_POLES_MAXIMUM]; /**< of the one-pole filters, 0 to 1 */
	double residues[PINK_FILTER_POLES_MAXIMUM]; /**< linear gains of their outputs */
	double state[PINK_FILTER_POLES_MAXIMUM]; /**< their last outputs; 0 at rest */
};

/** Makes a filter at rest for a sample rate of 8000 to 384000 Hz. White noise of rms 1 becomes pink noise of rms 1. */
void pink_filter_init(struct pink_filter *filter, double sample_rate);

/** Filters the column in place. */
void pink_filter_process(struct pink_filter *filter, double *column, size_t frames);

/** Brings the filter to rest. */
void pink_filter_reset(struct pink_filter *filter);

#endif
