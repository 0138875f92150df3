/* Makes tape hiss of white noise.
   SPDX-License-Identifier: GPL-3.0-or-later

   The noise of an erased tape comes from particles that do not know of each other. By J. C. Mallinson ("Maximum
   signal-to-noise ratio of a tape recorder", IEEE Trans. Magn. MAG-5, 1969) the power that a head picks up of a coating
   of the depth D is in proportion to k (1 - e^(-2 k D)), with k = 2 pi frequency / speed. The reproducing amplifier
   integrates, which divides the power by k^2, and lifts the treble by 1 + (frequency / transition)^2. What comes out is

       P = (1 - e^(-2 k D)) / (2 k D) * (1 + (frequency / transition)^2) * (sin(y) / y)^2,

   with y = 1.11 k g / 2 for the gap g. D is the 16 um of the tape SM 911 (P. Luo, 1988, in J. McKnight's table of
   2002), g the 3 um of the reproducing heads in the data sheets of SM 911, LPR 35 and PER 528. There is no hum in it,
   and no noise of an amplifier. */
#ifndef STEMPRINT_DSP_TAPE_NOISE_H
#define STEMPRINT_DSP_TAPE_NOISE_H

#include "base/arena.h"

#include <stdbool.h>
#include <stddef.h>

/** The filter and its past. */
struct tape_noise {
	size_t reach; /**< frames on either side of the centre */
	double *taps; /**< [2 reach + 1], symmetric */
	double *past; /**< [2 reach], then the frames of a run */
};

/** Makes a filter at rest for the speed of index `speed` (tape_machine.h) and a sample rate of 8000 to 384000 Hz.
    White noise of rms 1, spread evenly up to half the sample rate, becomes noise whose rms is 1 between 20 Hz and 20
   kHz under the A-weighting of IEC 61672-1; the power in a hertz does not depend on the sample rate. The memory is the
    arena's. Returns false when out of memory. */
bool tape_noise_init(struct tape_noise *noise, struct arena *arena, size_t speed, double sample_rate);

/** Filters the column in place. */
void tape_noise_process(struct tape_noise *noise, double *column, size_t frames);

/** Brings the filter to rest. */
void tape_noise_reset(struct tape_noise *noise);

#endif
