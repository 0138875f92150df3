/* Runs slow oscillators whose value depends only on the time in the session.
   SPDX-License-Identifier: GPL-3.0-or-later

   The phase at a frame is start + frame * increment in whole numbers, 2^64 to a turn. So no error adds up over hours,
   and no block boundary shows. The rate is off by at most 2^-53 of itself. */
#ifndef STEMPRINT_DSP_OSCILLATOR_H
#define STEMPRINT_DSP_OSCILLATOR_H

#include "dsp/kernel/kernel.h"

#include <stddef.h>
#include <stdint.h>

/** The shapes, all within -1 to 1. At phase 0 all but OSCILLATOR_RANDOM rise through 0. */
enum oscillator_shape {
	OSCILLATOR_SINE, /**< sin(2 pi phase) */
	OSCILLATOR_TRIANGLE, /**< straight lines */
	OSCILLATOR_SQUARE, /**< sin(pi/2 t / (2 edge)) of the triangle t, held to +-1: edges of `edge` turns; with 1/2
			      a sine */
	OSCILLATOR_RAMP_UP, /**< a line up through (1 - edge) turns, a half cosine down through the rest */
	OSCILLATOR_RAMP_DOWN, /**< the same in reverse */
	OSCILLATOR_RANDOM, /**< a new random value each turn; between them the cubic of Catmull and Rom, times 4/5 */
};

/** Frames from one anchor of a sine to the next: its values between them are those of the anchor, turned on. Anchors
   lie at multiples of it over the session's frames. */
enum { OSCILLATOR_ANCHOR = 128 };

/** An oscillator. It does not change after its init, so threads may share it. */
struct oscillator {
	enum oscillator_shape shape;
	uint64_t increment; /**< of the phase, from frame to frame */
	uint64_t start; /**< phase of frame 0 */
	double edge; /**< turns */
	uint64_t key; /**< of the random values, for split_mix.h */
	double cosines[OSCILLATOR_ANCHOR],
		sines[OSCILLATOR_ANCHOR]; /**< of the phase of that many frames, for a sine */
};

/** The settings of an oscillator. */
struct oscillator_design {
	enum oscillator_shape shape;
	double rate; /**< Hz, under the sample rate */
	double sample_rate; /**< Hz */
	double start; /**< phase of frame 0 in turns, any number */
	double edge; /**< turns of an edge of the square and the ramps, held to 1e-6 to 1/2 */
	uint64_t key; /**< stream_key(); for OSCILLATOR_RANDOM */
};

/** Makes an oscillator by its settings. */
void oscillator_init(struct oscillator *oscillator, const struct oscillator_design *design);

/** Writes the value at frame `frame` + i to out[i]. Frames before 0 count down from 2^64. */
void oscillator_fill(const struct oscillator *oscillator, const struct kernel *kernel, uint64_t frame, double *out,
		     size_t frames);

#endif
