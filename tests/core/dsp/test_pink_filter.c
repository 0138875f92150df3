/* Tests the pink filter against its definition, |H|^2 = 1/f.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "dsp/pink_filter.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>

static const double rates[] = { 8000.0, 44100.0, 48000.0, 96000.0, 192000.0, 384000.0 };

/* The response lasts one second: the lowest pole, at 2.5 Hz and more, is 136 dB down by then. */
static double *impulse_response(double sample_rate)
{
	struct pink_filter filter;
	pink_filter_init(&filter, sample_rate);
	double *column = calloc((size_t)sample_rate, sizeof *column);
	cr_assert_not_null(column);
	column[0] = 1.0;
	pink_filter_process(&filter, column, (size_t)sample_rate);
	return column;
}

static double level_db(const double *column, double frequency, double sample_rate)
{
	double cosine = 0.0, sine = 0.0;
	for (size_t i = 0; i < (size_t)sample_rate; i++) {
		const double angle = 2.0 * 3.14159265358979323846 * frequency * (double)i / sample_rate;
		cosine += column[i] * cos(angle);
		sine += column[i] * sin(angle);
	}
	return 10.0 * log10(cosine * cosine + sine * sine);
}

/* 10 log10 of |H|^2 f is the same at all third octaves. */
Test(pink_filter, falls_by_three_decibels_an_octave)
{
	for (size_t i = 0; i < sizeof rates / sizeof rates[0]; i++) {
		double *column = impulse_response(rates[i]);
		double least = (double)INFINITY, most = -(double)INFINITY;
		const double highest = fmin(20000.0, 0.48 * rates[i]);
		for (double frequency = 20.0; frequency <= highest * 1.0001; frequency *= pow(1000.0, 1.0 / 30.0)) {
			const double level = level_db(column, frequency, rates[i]) + 10.0 * log10(frequency);
			least = fmin(least, level);
			most = fmax(most, level);
		}
		cr_log_info("%g Hz: %.3f dB from least to most", rates[i], most - least);
		cr_expect_leq(most - least, 0.2, "%g Hz: %.3f dB from least to most", rates[i], most - least);
		free(column);
	}
}

Test(pink_filter, keeps_the_rms_of_white_noise)
{
	for (size_t i = 0; i < sizeof rates / sizeof rates[0]; i++) {
		double *column = impulse_response(rates[i]);
		double sum = 0.0;
		for (size_t k = 0; k < (size_t)rates[i]; k++)
			sum += column[k] * column[k];
		cr_expect_float_eq(sum, 1.0, 1e-10, "%g Hz: %.15g", rates[i], sum);
		free(column);
	}
}
