/* Makes the sound of linear time-code.
   SPDX-License-Identifier: GPL-3.0-or-later

   A change follows x + sin(2 pi x) / (2 pi), the integral of a raised cosine, over its width; the point in its middle
   is exact to a part of a sample. At low rates, where changes overlap, they add up. */
#include "dsp/linear_time_code.h"

#include "dsp/elementary.h"

#include <math.h>
#include <string.h>

enum { HALVES = 2 * TIME_CODE_WORD_BITS, SYNC_BIT = 64 };

/* The bits 64 to 79 are 0011 1111 1111 1101; the first of them is the lowest here. */
static const uint64_t sync_word = 0xBFFC;

/* Of the width of a change, the part in which it goes from 10 % to 90 %. */
static const double rise_part = 0.482188;

/* A change lasts at least so many samples. */
static const double width_minimum = 2.0;

/* Where a decimal digit stands in the word. */
static const struct {
	unsigned first, bits;
} digits[] = { { 0, 4 }, { 8, 2 }, { 16, 4 }, { 24, 3 }, { 32, 4 }, { 40, 3 }, { 48, 4 }, { 56, 2 } };

enum { DROP_FLAG = 10, POLARITY = 27, POLARITY_OF_25 = 59 };

static unsigned count_ones(uint64_t bits)
{
	unsigned count = 0;
	for (; bits != 0; bits &= bits - 1)
		count++;
	return count;
}

struct time_code_word time_code_word_of(uint64_t number, const struct frame_rate *rate)
{
	const struct time_code code = time_code_of(number, rate);
	const unsigned values[] = { code.frames, code.seconds, code.minutes, code.hours };
	struct time_code_word word = { { 0, sync_word } };
	for (size_t i = 0; i < sizeof digits / sizeof *digits; i++) {
		const unsigned value = values[i / 2], digit = i % 2 == 0 ? value % 10 : value / 10;
		word.bits[0] |= (uint64_t)digit << digits[i].first;
	}
	if (rate->drop)
		word.bits[0] |= UINT64_C(1) << DROP_FLAG;
	/* 80 is even, so the zeros are even when the ones are. */
	if ((count_ones(word.bits[0]) + count_ones(word.bits[1])) % 2 != 0)
		word.bits[0] |= UINT64_C(1) << (rate->count == 25 ? POLARITY_OF_25 : POLARITY);
	return word;
}

/* Returns whether the signal changes at the start of a half bit of the word. */
static bool has_change(const struct time_code_word *word, unsigned half)
{
	const unsigned bit = half / 2;
	return half % 2 == 0 || (word->bits[bit / SYNC_BIT] >> bit % SYNC_BIT & 1) != 0;
}

/* A walk from change to change. */
struct walk {
	const struct linear_time_code *signal;
	uint64_t half; /* the half bit that is looked at next */
	struct time_code_word word; /* the one that it belongs to */
	struct sample_point point; /* of the change that was found */
	double sign; /* after that change */
};

/* Begins just before a sample, with a whole video frame: the sign before it is always the same. */
static struct walk walk_from(const struct linear_time_code *signal, uint64_t sample)
{
	const struct frame_rate *rate = signal->rate;
	const uint64_t frame = sample * rate->numerator / ((uint64_t)rate->denominator * signal->sample_rate);
	return (struct walk){ .signal = signal, .half = frame * HALVES, .sign = -1.0 };
}

/* Goes to the next change that does not lie after a sample. The last one ends the last word. */
static bool walk_on(struct walk *walk, uint64_t until)
{
	const struct linear_time_code *signal = walk->signal;
	for (; walk->half <= signal->frames * HALVES; walk->half++) {
		if (walk->half % HALVES == 0)
			walk->word = time_code_word_of(signal->first + walk->half / HALVES, signal->rate);
		if (!has_change(&walk->word, (unsigned)(walk->half % HALVES)))
			continue;
		walk->point = frame_rate_point(signal->rate, walk->half, HALVES, signal->sample_rate);
		if (walk->point.whole > until)
			return false;
		walk->sign = -walk->sign;
		walk->half++;
		return true;
	}
	return false;
}

/* A part of the signal that is being written. */
struct passage {
	const struct linear_time_code *signal;
	double *column;
	uint64_t start, end; /* samples of the signal */
	double width; /* of a change, samples */
};

/* Writes the signs alone, with sudden changes. */
static void write_signs(const struct passage *passage, struct walk walk)
{
	uint64_t done = passage->start;
	double sign = walk.sign;
	while (done < passage->end) {
		const bool found = walk_on(&walk, passage->end);
		const uint64_t change = walk.point.whole + (walk.point.part > 0 ? 1 : 0);
		const uint64_t until = found && change < passage->end ? change : passage->end;
		for (; done < until; done++)
			passage->column[done - passage->start] = sign;
		sign = walk.sign;
	}
}

/* Adds what makes a sudden change to `sign` one that has a width. */
static void round_off(const struct passage *passage, struct sample_point point, double sign)
{
	const double part = (double)point.part / (double)point.parts;
	const uint64_t reach = (uint64_t)ceil(0.5 * passage->width) + 1;
	uint64_t i = point.whole > reach ? point.whole - reach : 0;
	for (i = i > passage->start ? i : passage->start; i < passage->end && i <= point.whole + reach; i++) {
		const double after = (double)((int64_t)i - (int64_t)point.whole) - part;
		const double x = after / passage->width;
		if (fabs(x) >= 0.5)
			continue;
		const double share = 0.5 + x + elementary_sin(2.0 * ELEMENTARY_PI * x) / (2.0 * ELEMENTARY_PI);
		passage->column[i - passage->start] += 2.0 * sign * (share - (after >= 0.0 ? 1.0 : 0.0));
	}
}

void linear_time_code_render(const struct linear_time_code *signal, double *column, uint64_t start, size_t samples)
{
	const struct sample_point last = frame_rate_point(signal->rate, signal->frames, 1, signal->sample_rate);
	const uint64_t end = last.whole + (last.part > 0 ? 1 : 0), wanted = start + samples;
	const double width = fmax(LINEAR_TIME_CODE_RISE / rise_part * signal->sample_rate, width_minimum);
	const uint64_t reach = (uint64_t)ceil(width) + 1;
	const struct passage passage = { signal, column, start, wanted < end ? wanted : end, width };
	struct walk walk = walk_from(signal, start > reach ? start - reach : 0);
	memset(column, 0, samples * sizeof *column);
	if (passage.start >= passage.end)
		return;
	write_signs(&passage, walk);
	while (walk_on(&walk, passage.end + reach))
		round_off(&passage, walk.point, walk.sign);
	for (uint64_t i = 0; i < passage.end - start; i++)
		column[i] *= signal->level;
}
