/* Numbers video frames by time-code, with and without dropped numbers.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "dsp/time_code.h"

enum {
	DROPPED = 2, /* numbers in each minute that drops some */
	MINUTES_OF_DAY = 1440,
};

const struct frame_rate frame_rates[FRAME_RATES] = {
	{ "23.976", 24000, 1001, 24, false },    { "24", 24, 1, 24, false },          { "25", 25, 1, 25, false },
	{ "29.97-drop", 30000, 1001, 30, true }, { "29.97", 30000, 1001, 30, false }, { "30", 30, 1, 30, false },
};

const char *const frame_rate_names[FRAME_RATES + 1] = { "23.976", "24", "25", "29.97-drop", "29.97", "30", NULL };

bool time_code_exists(struct time_code code, const struct frame_rate *rate)
{
	const bool dropped = rate->drop && code.frames < DROPPED && code.seconds == 0 && code.minutes % 10 != 0;
	return code.hours < 24 && code.minutes < 60 && code.seconds < 60 && code.frames < rate->count && !dropped;
}

/* Returns how many numbers are left out in so many minutes from 00:00. */
static uint64_t dropped_in(uint64_t minutes, const struct frame_rate *rate)
{
	return rate->drop ? DROPPED * (minutes - minutes / 10) : 0;
}

uint64_t time_code_number(struct time_code code, const struct frame_rate *rate)
{
	const uint64_t minutes = code.hours * UINT64_C(60) + code.minutes;
	return (minutes * 60 + code.seconds) * rate->count + code.frames - dropped_in(minutes, rate);
}

struct time_code time_code_of(uint64_t number, const struct frame_rate *rate)
{
	const uint64_t minute = UINT64_C(60) * rate->count;
	number %= MINUTES_OF_DAY * minute - dropped_in(MINUTES_OF_DAY, rate);
	/* The first minute of ten is whole, and each of the others lacks two numbers. */
	const uint64_t ten = 10 * minute - dropped_in(10, rate), rest = number % ten;
	const uint64_t lacking = rate->drop ? DROPPED : 0;
	const uint64_t minutes = number / ten * 10 + (rest < minute ? 0 : 1 + (rest - minute) / (minute - lacking));
	const uint64_t count = number + dropped_in(minutes, rate) - minutes * minute;
	return (struct time_code){
		.hours = (unsigned)(minutes / 60),
		.minutes = (unsigned)(minutes % 60),
		.seconds = (unsigned)(count / rate->count),
		.frames = (unsigned)(count % rate->count),
	};
}

struct sample_point frame_rate_point(const struct frame_rate *rate, uint64_t piece, unsigned pieces,
				     unsigned sample_rate)
{
	const uint64_t product = piece * rate->denominator * sample_rate;
	const uint64_t parts = (uint64_t)rate->numerator * pieces;
	return (struct sample_point){ product / parts, product % parts, parts };
}

uint64_t frame_rate_sample(const struct frame_rate *rate, uint64_t frame, unsigned sample_rate)
{
	const struct sample_point point = frame_rate_point(rate, frame, 1, sample_rate);
	return point.whole + (2 * point.part >= point.parts ? 1 : 0);
}
