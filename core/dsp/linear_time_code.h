/* stemprint: linear time-code, the sound that carries time-code (LTC).
   SPDX-License-Identifier: GPL-3.0-or-later

   SMPTE ST 12-1: each video frame has a word of 80 bits. The signal changes its sign at the start of each bit, and in
   the middle of each 1. The user bits and the flags of binary groups are 0. The bit of polarity correction lets each
   word have an even number of zeros, so that all words begin with the same sign: any frame can be made without those
   before it. */
#ifndef STEMPRINT_DSP_LINEAR_TIME_CODE_H
#define STEMPRINT_DSP_LINEAR_TIME_CODE_H

#include "dsp/time_code.h"

/** From 10 % to 90 % of a change, s: ST 12-1:2008 asks for 40 us +- 10 us, and the edition of 1999 for 25 us +- 5 us.
 */
#define LINEAR_TIME_CODE_RISE 30e-6

enum { TIME_CODE_WORD_BITS = 80 };

/** A word: bit n is bit n % 64 of bits[n / 64]. Bit 0 is sent first. */
struct time_code_word {
	uint64_t bits[2];
};

/** Returns the word of a frame. */
struct time_code_word time_code_word_of(uint64_t number, const struct frame_rate *rate);

/** A signal that begins with the start of a frame. */
struct linear_time_code {
	const struct frame_rate *rate;
	uint64_t first; /**< the number of its first video frame */
	uint64_t frames; /**< how many video frames it has; silence follows */
	unsigned sample_rate; /**< Hz */
	double level; /**< the peak */
};

/** Writes `samples` samples of the signal from `start` on. Each of them depends on its own number alone. */
void linear_time_code_render(const struct linear_time_code *signal, double *column, uint64_t start, size_t samples);

#endif
