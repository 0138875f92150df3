/* Measures a reverb's response.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/processors/reverb_meter.h"

#include <complex.h>
#include <fftw3.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define PI 3.14159265358979323846

enum { SURROUNDINGS = 100 };

/* A second-order section of the cookbook (Bristow-Johnson, 1998), transposed direct form II. */
static void run_section(double *column, size_t frames, double corner, double q, int high, double sample_rate)
{
	const double w = 2.0 * PI * corner / sample_rate, alpha = sin(w) / (2.0 * q), c = cos(w);
	const double side = 0.5 * (high ? 1.0 + c : 1.0 - c) / (1.0 + alpha);
	const double middle = (high ? -2.0 : 2.0) * side;
	const double a1 = -2.0 * c / (1.0 + alpha), a2 = (1.0 - alpha) / (1.0 + alpha);
	double s1 = 0.0, s2 = 0.0;
	for (size_t i = 0; i < frames; i++) {
		const double x = column[i], y = side * x + s1;
		s1 = middle * x - a1 * y + s2;
		s2 = side * x - a2 * y;
		column[i] = y;
	}
}

void reverb_meter_octave(const double *in, double *out, size_t frames, double centre, double sample_rate)
{
	static const double qs[2] = { 0.541196100146197, 1.306562964876377 };
	if (out != in)
		memcpy(out, in, frames * sizeof *out);
	for (int i = 0; i < 2; i++) {
		run_section(out, frames, centre / sqrt(2.0), qs[i], 1, sample_rate);
		run_section(out, frames, fmin(centre * sqrt(2.0), 0.49 * sample_rate), qs[i], 0, sample_rate);
	}
}

double reverb_meter_decay(const double *energies, size_t frames, double sample_rate)
{
	double *left = malloc((frames + 1) * sizeof *left);
	left[frames] = 0.0;
	for (size_t i = frames; i-- > 0;)
		left[i] = left[i + 1] + energies[i];
	double count = 0.0, x1 = 0.0, x2 = 0.0, y1 = 0.0, xy = 0.0;
	for (size_t i = 0; i < frames; i++) {
		const double level = 10.0 * log10(left[i] / left[0]), seconds = (double)i / sample_rate;
		if (!(level <= -5.0 && level >= -35.0))
			continue;
		count += 1.0;
		x1 += seconds;
		x2 += seconds * seconds;
		y1 += level;
		xy += seconds * level;
	}
	free(left);
	return -60.0 / ((count * xy - x1 * y1) / (count * x2 - x1 * x1));
}

static double hann(size_t i, size_t window)
{
	return 0.5 - 0.5 * cos(2.0 * PI * ((double)i + 0.5) / (double)window);
}

double reverb_meter_density(const double *in, size_t start, size_t window)
{
	double weights = 0.0, power = 0.0, beyond = 0.0;
	for (size_t i = 0; i < window; i++) {
		weights += hann(i, window);
		power += hann(i, window) * in[start + i] * in[start + i];
	}
	for (size_t i = 0; i < window; i++)
		if (in[start + i] * in[start + i] > power / weights)
			beyond += hann(i, window);
	return beyond / weights / erfc(sqrt(0.5));
}

/* |X|^2 of `length` frames, of which the first `frames` are there. length / 2 + 1 values, which free() releases. */
static double *power_spectrum(const double *in, size_t frames, size_t length, int windowed)
{
	double *padded = fftw_alloc_real(length);
	fftw_complex *bins = fftw_alloc_complex(length / 2 + 1);
	fftw_plan plan = fftw_plan_dft_r2c_1d((int)length, padded, bins, FFTW_ESTIMATE);
	memset(padded, 0, length * sizeof *padded);
	for (size_t i = 0; i < frames; i++)
		padded[i] = in[i] * (windowed ? hann(i, frames) : 1.0);
	fftw_execute(plan);
	double *power = malloc((length / 2 + 1) * sizeof *power);
	for (size_t i = 0; i <= length / 2; i++)
		power[i] = creal(bins[i]) * creal(bins[i]) + cimag(bins[i]) * cimag(bins[i]);
	fftw_destroy_plan(plan);
	fftw_free(padded);
	fftw_free(bins);
	return power;
}

double reverb_meter_spectrum(const double *in, size_t frames, double sample_rate, double low, double high,
			     double *peak_db)
{
	double *power = power_spectrum(in, frames, frames, 1);
	const size_t first = (size_t)(low / sample_rate * (double)frames),
		     last = (size_t)(high / sample_rate * (double)frames);
	double sum = 0.0, squares = 0.0, loudest = 0.0;
	for (size_t i = first; i < last; i++) {
		double around = 0.0;
		for (size_t k = i - SURROUNDINGS; k <= i + SURROUNDINGS; k++)
			around += power[k] / (2 * SURROUNDINGS + 1);
		const double share = power[i] / around;
		sum += share / (double)(last - first);
		squares += share * share / (double)(last - first);
		loudest = fmax(loudest, share);
	}
	free(power);
	*peak_db = 10.0 * log10(loudest);
	return squares / (sum * sum);
}

double reverb_meter_periodicity(const double *in, size_t frames, size_t first, size_t last)
{
	const size_t length = 2 * frames;
	double *power = power_spectrum(in, frames, length, 0);
	fftw_complex *bins = fftw_alloc_complex(length / 2 + 1);
	double *products = fftw_alloc_real(length);
	fftw_plan plan = fftw_plan_dft_c2r_1d((int)length, bins, products, FFTW_ESTIMATE);
	for (size_t i = 0; i <= length / 2; i++)
		bins[i] = power[i];
	fftw_execute(plan);
	double largest = 0.0;
	for (size_t i = first; i <= last; i++)
		largest = fmax(largest, fabs(products[i] / products[0]));
	fftw_destroy_plan(plan);
	fftw_free(bins);
	fftw_free(products);
	free(power);
	return largest;
}
