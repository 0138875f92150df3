/* stemprint tests: a flutter meter by Fourier transforms.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/flutter_meter.h"

#include <criterion/criterion.h>
#include <fftw3.h>
#include <math.h>
#include <stdlib.h>

#define PI 3.14159265358979323846

static const double table[][2] = {
	{ 0.1, -48.0 }, { 0.2, -30.6 },  { 0.315, -19.7 }, { 0.4, -15.0 },   { 0.63, -8.4 },   { 0.8, -6.0 },
	{ 1.0, -4.2 },  { 1.6, -1.8 },   { 2.0, -0.9 },    { 4.0, 0.0 },     { 6.3, -0.9 },    { 10.0, -2.1 },
	{ 20.0, -5.9 }, { 40.0, -10.4 }, { 63.0, -14.2 },  { 100.0, -17.3 }, { 200.0, -23.0 },
};

/* The meter hears nothing outside its table. */
static double weight(double hertz)
{
	for (size_t i = 1; i < sizeof table / sizeof *table; i++)
		if (hertz >= table[i - 1][0] && hertz <= table[i][0]) {
			const double place = log(hertz / table[i - 1][0]) / log(table[i][0] / table[i - 1][0]);
			return pow(10.0, (table[i - 1][1] + place * (table[i][1] - table[i - 1][1])) / 20.0);
		}
	return 0.0;
}

static int ascending(const void *one, const void *other)
{
	const double a = *(const double *)one, b = *(const double *)other;
	return (a > b) - (a < b);
}

double flutter_meter_two_sigma(const double *deviation, size_t count)
{
	double *column = fftw_alloc_real(count);
	fftw_complex *spectrum = fftw_alloc_complex(count / 2 + 1);
	cr_assert(column && spectrum);
	const fftw_plan there = fftw_plan_dft_r2c_1d((int)count, column, spectrum, FFTW_ESTIMATE);
	const fftw_plan back = fftw_plan_dft_c2r_1d((int)count, spectrum, column, FFTW_ESTIMATE);
	for (size_t i = 0; i < count; i++)
		column[i] = deviation[i];
	fftw_execute(there);
	for (size_t i = 0; i <= count / 2; i++) {
		const double gain = weight((double)i * FLUTTER_METER_RATE / (double)count) / (double)count;
		spectrum[i][0] *= gain;
		spectrum[i][1] *= gain;
	}
	fftw_execute(back);
	for (size_t i = 0; i < count; i++)
		column[i] = fabs(column[i]);
	qsort(column, count, sizeof *column, ascending);
	const double found = column[count * 95 / 100];
	fftw_destroy_plan(there);
	fftw_destroy_plan(back);
	fftw_free(column);
	fftw_free(spectrum);
	return found;
}

/* The phase of the tone against a steady one, in turns, as the mean under a Hann window of 2 ms. */
static double phase_at(const double *column, size_t start, size_t length, double turns)
{
	double re = 0.0, im = 0.0;
	for (size_t i = 0; i < length; i++) {
		const double angle = 2.0 * PI * fmod((double)(start + i) * turns, 1.0);
		const double window = 0.5 - 0.5 * cos(2.0 * PI * ((double)i + 0.5) / (double)length);
		re += window * column[start + i] * cos(angle);
		im -= window * column[start + i] * sin(angle);
	}
	return atan2(im, re) / (2.0 * PI);
}

size_t flutter_meter_demodulate(const double *column, size_t frames, double sample_rate, double hertz,
				double *deviation)
{
	const size_t length = (size_t)(0.002 * sample_rate);
	size_t count = 0;
	double before = 0.0;
	for (size_t i = 0;; i++) {
		const size_t start = (size_t)llround((double)i * sample_rate / FLUTTER_METER_RATE);
		if (start + length > frames)
			return count;
		const double phase = phase_at(column, start, length, hertz / sample_rate);
		const double moved = phase - before - round(phase - before);
		if (i > 0)
			deviation[count++] = moved * FLUTTER_METER_RATE / hertz;
		before = phase;
	}
}
