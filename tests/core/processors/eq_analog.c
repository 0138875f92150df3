/* Computes an equaliser's bands as the analog prototypes have them.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/processors/eq_analog.h"

#include <complex.h>
#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

#define imaginary ((long double complex)I)

static long double butterworth(long double x, long double slope)
{
	return 1.0L / sqrtl(1.0L + powl(x, slope / 3.0L));
}

static long double complex cookbook(const char *type, long double complex s, long double a, long double q)
{
	const long double r = sqrtl(a);
	const long double complex resonance = s * s + s / q + 1.0L;
	if (strcmp(type, "bell") == 0)
		return (s * s + s * (a / q) + 1.0L) / (s * s + s / (a * q) + 1.0L);
	if (strcmp(type, "lowshelf") == 0)
		return a * (s * s + r / q * s + a) / (a * s * s + r / q * s + 1.0L);
	if (strcmp(type, "highshelf") == 0)
		return a * (a * s * s + r / q * s + 1.0L) / (s * s + r / q * s + a);
	if (strcmp(type, "highpass") == 0)
		return s * s / resonance;
	if (strcmp(type, "lowpass") == 0)
		return 1.0L / resonance;
	if (strcmp(type, "bandpass") == 0)
		return s / q / resonance;
	if (strcmp(type, "notch") == 0)
		return (s * s + 1.0L) / resonance;
	cr_assert_str_eq(type, "tilt");
	return (a * s + 1.0L) / (s + a);
}

double analog_decibels(const struct eq_band *band, double frequency)
{
	const long double x = (long double)frequency / (long double)band->freq;
	const bool highpass = strcmp(band->type, "highpass") == 0;
	const bool pass = highpass || strcmp(band->type, "lowpass") == 0;
	const bool shelf = strstr(band->type, "shelf");
	long double magnitude;
	if (pass && band->q == 0.0) {
		const long double slope = band->slope != 0.0 ? (long double)band->slope : 12.0L;
		magnitude = butterworth(highpass ? 1.0L / x : x, slope);
	} else {
		const long double q = band->q != 0.0 ? (long double)band->q : shelf ? sqrtl(0.5L) : 1.0L;
		magnitude = cabsl(cookbook(band->type, imaginary * x, powl(10.0L, (long double)band->gain / 40.0L), q));
	}
	return (double)(20.0L * log10l(magnitude));
}

double measured_decibels(const double *response, size_t frames, double sample_rate, double frequency)
{
	const long double complex turn =
		cexpl(-imaginary * 2.0L * acosl(-1.0L) * (long double)frequency / (long double)sample_rate);
	long double complex sum = 0.0L;
	for (size_t frame = frames; frame-- > 0;)
		sum = sum * turn + (long double)response[frame];
	return (double)(20.0L * log10l(cabsl(sum)));
}
