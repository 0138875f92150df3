/* Tests the sound of linear time-code: where it changes, how fast, and that each sample stands for itself.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "dsp/linear_time_code.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static double *render(const struct linear_time_code *signal, uint64_t start, size_t samples)
{
	double *column = calloc(samples, sizeof *column);
	cr_assert(column);
	linear_time_code_render(signal, column, start, samples);
	return column;
}

/* Returns where the signal crosses zero between two samples, by a straight line. */
static long double crossing(const double *column, size_t i)
{
	return (long double)i + (long double)column[i] / ((long double)column[i] - (long double)column[i + 1]);
}

/* The times of all changes of a signal, from the bits of its words by the definition of the biphase mark, in
   long double. */
static size_t list_changes(const struct linear_time_code *signal, uint64_t from, uint64_t frames, long double *times)
{
	const long double frame_samples =
		(long double)signal->rate->denominator * signal->sample_rate / (long double)signal->rate->numerator;
	size_t count = 0;
	for (uint64_t frame = from; frame < from + frames; frame++) {
		const struct time_code_word word = time_code_word_of(signal->first + frame, signal->rate);
		for (unsigned bit = 0; bit < TIME_CODE_WORD_BITS; bit++) {
			const long double at = (long double)frame + (long double)bit / TIME_CODE_WORD_BITS;
			times[count++] = at * frame_samples;
			if (word.bits[bit / 64] >> bit % 64 & 1)
				times[count++] = (at + 0.5L / TIME_CODE_WORD_BITS) * frame_samples;
		}
	}
	return count;
}

/* After 23 hours, every change is where its number says. A straight line through two samples of a rounded change at
   192 kHz errs by up to a tenth of a sample. */
Test(linear_time_code, changes_where_the_bits_say)
{
	enum { FRAMES = 20 };
	static long double times[FRAMES * 2 * TIME_CODE_WORD_BITS];
	for (size_t i = 0; i < FRAME_RATES; i++) {
		const struct linear_time_code signal = { .rate = &frame_rates[i],
							 .first = 12345,
							 .frames = UINT64_C(3000000),
							 .sample_rate = 192000,
							 .level = 0.5 };
		const uint64_t from = 23 * UINT64_C(3600) * frame_rates[i].count;
		const size_t count = list_changes(&signal, from, FRAMES, times);
		const uint64_t start = (uint64_t)times[0] + 110; /* between two changes */
		const size_t samples = (size_t)(times[count - 1] - times[0]) - 200;
		double *column = render(&signal, start, samples);
		size_t found = 1; /* the first change lies before the start */
		while (times[found] < (long double)start)
			found++;
		for (size_t k = 0; k + 1 < samples; k++) {
			if ((column[k] < 0.0) == (column[k + 1] < 0.0))
				continue;
			const long double at = (long double)start + crossing(column, k);
			cr_assert(fabsl(at - times[found]) < 0.1L, "%s: change %zu at %.3Lf, not %.3Lf",
				  frame_rates[i].name, found, at, times[found]);
			found++;
		}
		cr_expect_geq(found, count - 3, "%s: %zu of %zu changes", frame_rates[i].name, found, count);
		free(column);
	}
}

/* Between 10 % and 90 % of a change lie 30 us, at every rate that can show it; no change overshoots. */
Test(linear_time_code, rises_as_the_standard_asks)
{
	static const unsigned rates[] = { 44100, 48000, 96000, 192000, 384000 };
	for (size_t i = 0; i < sizeof rates / sizeof *rates; i++) {
		const struct linear_time_code signal = {
			.rate = &frame_rates[0], .frames = 100000, .sample_rate = rates[i], .level = 1.0
		};
		double *column = render(&signal, 0, rates[i]);
		double peak = 0.0;
		for (unsigned k = 0; k < rates[i]; k++)
			peak = fmax(peak, fabs(column[k]));
		/* 24000/1001 frames at these rates begin at many parts of a sample, so all changes together show the
		   shape of one: the share of samples between 10 % and 90 % is the rise time times the changes. */
		double between = 0.0, changes = 0.0;
		for (unsigned k = 0; k + 1 < rates[i]; k++) {
			between += fabs(column[k]) < 0.8;
			changes += (column[k] < 0.0) != (column[k + 1] < 0.0);
		}
		const double rise = between / changes / rates[i];
		cr_log_info("%u Hz: %.2f us", rates[i], 1e6 * rise);
		cr_expect_float_eq(rise, 30e-6, 1e-6, "%u Hz: %.2f us", rates[i], 1e6 * rise);
		cr_expect_float_eq(peak, 1.0, 1e-15);
		free(column);
	}
}

/* Any cut gives the same bits, at low rates too, where changes overlap. */
Test(linear_time_code, each_sample_stands_for_itself)
{
	static const unsigned rates[] = { 8000, 44100, 48000, 192000 };
	for (size_t i = 0; i < sizeof rates / sizeof *rates; i++) {
		const struct linear_time_code signal = {
			.rate = &frame_rates[3], .first = 17979, .frames = 20, .sample_rate = rates[i], .level = 0.125
		};
		const size_t samples = rates[i];
		double *whole = render(&signal, 0, samples);
		const size_t end = (size_t)frame_rate_sample(signal.rate, 20, rates[i]);
		for (size_t k = end + 1; k < samples; k++)
			cr_assert_eq(whole[k], 0.0, "frame %zu after the end", k);
		cr_expect_gt(fabs(whole[end - 4]), 0.0);
		static const size_t blocks[] = { 1, 3, 64, 1000 };
		for (size_t b = 0; b < sizeof blocks / sizeof *blocks; b++)
			for (size_t done = 0; done < samples; done += blocks[b]) {
				const size_t count = samples - done < blocks[b] ? samples - done : blocks[b];
				double *part = render(&signal, done, count);
				cr_assert(memcmp(part, whole + done, count * sizeof *part) == 0, "%u Hz, block %zu",
					  rates[i], blocks[b]);
				free(part);
			}
		free(whole);
	}
}
