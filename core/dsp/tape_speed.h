/* Computes how the speed of a tape varies: wow and flutter.
   SPDX-License-Identifier: GPL-3.0-or-later

   The speed is the sum of sines. Those of the parts that turn have the frequency of their rotation: for wow the reel
   and the pinch roller, for flutter the capstan and its second harmonic. The rest stands for noise: sines of equal
   amplitude at equal musical distances, 0.5 to 6 Hz for wow and 6 to 200 Hz for flutter, each off its place and with a
   phase by the seed. The parts that turn have 30 % of the weighted power.

   The figure is the one that a flutter meter reads: the deviation of the speed, weighted by the curve of AES6-2008,
   IEC 60386 and DIN 45507, that is exceeded for 5 % of the time (the two-sigma method of AES6-2008).

   A value depends on the frame of the session alone. */
#ifndef STEMPRINT_DSP_TAPE_SPEED_H
#define STEMPRINT_DSP_TAPE_SPEED_H

#include "dsp/kernel/kernel.h"

#include <stddef.h>
#include <stdint.h>

/** The sines of wow and of flutter together, and the most frames of a call. */
enum { TAPE_SPEED_WOW = 14, TAPE_SPEED_FLUTTER = 26, TAPE_SPEED_RUN = 256 };

/** What the speed does. */
struct tape_speed_design {
	double metres; /**< a second: the speed of the tape, over 0 */
	double wow, flutter; /**< the weighted figures as shares of the speed, 0 to 0.03 */
	double sample_rate; /**< Hz */
	uint64_t seed; /**< stream_key() */
};

/** One sine of the displacement. */
struct tape_speed_sine {
	double frames; /**< amplitude */
	double slope; /**< amplitude of its change, frames a frame */
	uint64_t increment, start; /**< of the phase: 2^64 to a turn */
};

/** The sines. They do not change after the init, so threads may share them. */
struct tape_speed {
	size_t count; /**< 0: the speed is even */
	struct tape_speed_sine sines[TAPE_SPEED_WOW + TAPE_SPEED_FLUTTER];
	double most; /**< frames: the displacement is never further from 0 */
};

/** Computes the sines. */
void tape_speed_init(struct tape_speed *speed, const struct tape_speed_design *design);

/** Writes the displacement of the tape, in frames, at the frames of the session from `frame` on to out[0] to out[frames
    - 1], at most TAPE_SPEED_RUN. Frames before 0 count down from 2^64. It is exact at every 32nd frame; between them
    runs a cubic with the right slope at both ends (Hermite), within 1e-5 frames. */
void tape_speed_fill(const struct tape_speed *speed, const struct kernel *kernel, uint64_t frame, double *out,
		     size_t frames);

/** Returns the weight of a deviation at this rate, linear: the table of AES6-2008 in dB, straight lines over the
    logarithm of the frequency between its points and beyond. frequency: Hz, over 0. */
double tape_speed_weight(double frequency);

#endif
