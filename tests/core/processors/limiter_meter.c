/* Reads the peaks between the samples as other meters do.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/processors/limiter_meter.h"

#include <criterion/criterion.h>
#include <ebur128.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { POINTS = 32, HALF_MAXIMUM = 512 };

static const double pi = 3.14159265358979323846;

double meter_ebur128(const double *column, size_t frames, double sample_rate)
{
	enum { FLUSH = 64 };
	const double silence[FLUSH] = { 0.0 };
	double peak = 0.0;
	ebur128_state *meter = ebur128_init(1, (unsigned long)sample_rate, EBUR128_MODE_TRUE_PEAK);
	cr_assert_not_null(meter);
	cr_assert_eq(ebur128_add_frames_double(meter, column, frames), EBUR128_SUCCESS);
	cr_assert_eq(ebur128_add_frames_double(meter, silence, FLUSH), EBUR128_SUCCESS);
	cr_assert_eq(ebur128_true_peak(meter, 0, &peak), EBUR128_SUCCESS);
	ebur128_destroy(&meter);
	return peak;
}

static void make_point(double *taps, int half, int point)
{
	for (int i = 0; i < 2 * half; i++) {
		const double d = (double)point / POINTS - (double)(i - half + 1);
		const double turn = pi * d / half;
		const double window = 0.42 + 0.5 * cos(turn) + 0.08 * cos(2.0 * turn);
		taps[i] = (d == 0.0 ? 1.0 : sin(pi * d) / (pi * d)) * window;
	}
}

/* Tap by tap over runs of frames, so that the compiler can work on several at once. */
static double largest_at_point(const double *padded, size_t frames, const double *taps, int count)
{
	enum { RUN = 512 };
	double largest = 0.0;
	for (size_t start = 0; start < frames; start += RUN) {
		const size_t run = frames - start < RUN ? frames - start : RUN;
		double sums[RUN] = { 0.0 };
		for (int i = 0; i < count; i++)
			for (size_t k = 0; k < run; k++)
				sums[k] += taps[i] * padded[start + k + (size_t)i];
		for (size_t k = 0; k < run; k++)
			largest = fabs(sums[k]) > largest ? fabs(sums[k]) : largest;
	}
	return largest;
}

double meter_sinc_32x(const double *column, size_t frames, int half)
{
	double taps[2 * HALF_MAXIMUM];
	const size_t padding = (size_t)(2 * half);
	cr_assert_leq(half, HALF_MAXIMUM);
	double *padded = calloc(frames + 2 * padding, sizeof *padded);
	cr_assert_not_null(padded);
	memcpy(padded + padding, column, frames * sizeof *column);
	double largest = 0.0;
	for (int point = 0; point < POINTS; point++) {
		make_point(taps, half, point);
		largest = fmax(largest, largest_at_point(padded, frames + padding, taps, 2 * half));
	}
	free(padded);
	return largest;
}
