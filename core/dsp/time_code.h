/* stemprint: the rates of video frames, and the time-code that numbers them.
   SPDX-License-Identifier: GPL-3.0-or-later

   SMPTE ST 12-1. A frame has a number, which counts from 00:00:00:00 and goes on for ever, and a time-code, which is
   the same again after 24 hours. Everything is counted in whole numbers, so nothing drifts. */
#ifndef STEMPRINT_DSP_TIME_CODE_H
#define STEMPRINT_DSP_TIME_CODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** A rate of video frames, and how time-code counts them. */
struct frame_rate {
	const char *name; /**< as recipes write it: "29.97-drop" */
	unsigned numerator, denominator; /**< frames a second: 30000 / 1001 */
	unsigned count; /**< the frames of a second of time-code: 30 */
	bool drop; /**< the numbers 00 and 01 are left out in each minute that is no multiple of ten */
};

enum { FRAME_RATES = 6 };

/** The rates in the order of frame_rate_names: 23.976, 24, 25, 29.97-drop, 29.97, 30. */
extern const struct frame_rate frame_rates[FRAME_RATES];

/** The names of the rates, then NULL. */
extern const char *const frame_rate_names[FRAME_RATES + 1];

/** A time-code: hours 0..23, minutes and seconds 0..59, frames under frame_rate.count. */
struct time_code {
	unsigned hours, minutes, seconds, frames;
};

/** Returns whether the rate counts a frame by this time-code. */
bool time_code_exists(struct time_code code, const struct frame_rate *rate);

/** Returns the number of the frame with a time-code that exists. */
uint64_t time_code_number(struct time_code code, const struct frame_rate *rate);

/** Returns the time-code of a frame. */
struct time_code time_code_of(uint64_t number, const struct frame_rate *rate);

/** A point between samples: `whole` + part / parts samples. */
struct sample_point {
	uint64_t whole;
	uint64_t part, parts; /**< part < parts */
};

/** Returns where a video frame begins, divided into equal pieces: `piece` of them, each a 1/pieces of a frame, lie
    before the point. The product of piece, sample rate and denominator must be under 2^64; a day of pieces of 160 is
    under 2^58 at 384 kHz. */
struct sample_point frame_rate_point(const struct frame_rate *rate, uint64_t piece, unsigned pieces,
				     unsigned sample_rate);

/** Returns the whole sample nearest to the start of a video frame; halves go up. */
uint64_t frame_rate_sample(const struct frame_rate *rate, uint64_t frame, unsigned sample_rate);

#endif
