/* Designs half-band filters, which double and halve a sample rate.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "dsp/half_band.h"

#include "dsp/elementary.h"

#include <math.h>

enum { ALLPASSES_MAXIMUM = 4 * HALF_BAND_SECTIONS };

size_t half_band_pairs(double transition, double attenuation_db)
{
	const double taps = (attenuation_db - 7.95) / (14.36 * transition) + 1.0;
	const size_t pairs = (size_t)ceil(0.25 * (taps + 1.0));
	return pairs < HALF_BAND_PAIRS ? pairs : HALF_BAND_PAIRS;
}

static double bessel_i0(double x)
{
	double sum = 1.0, term = 1.0;
	for (int k = 1; term > 1e-18 * sum; k++) {
		term *= (0.5 * x / k) * (0.5 * x / k);
		sum += term;
	}
	return sum;
}

void half_band_taps(double *taps, size_t pairs, double attenuation_db)
{
	const double beta = 0.1102 * (attenuation_db - 8.7), length = 2.0 * (double)pairs;
	double sum = 0.0;
	for (size_t i = 0; i < pairs; i++) {
		const size_t distance = 2 * (pairs - i) - 1;
		const double at = (double)distance / length;
		const double sign = distance % 4 == 1 ? 1.0 : -1.0;
		taps[i] = sign * bessel_i0(beta * sqrt(1.0 - at * at)) / (double)distance;
		sum += taps[i];
	}
	for (size_t i = 0; i < pairs; i++)
		taps[i] *= 0.5 / sum;
}

/* Returns the nome of the elliptic functions of modulus k. */
static double nome(double k)
{
	const double root = sqrt(sqrt(1.0 - k * k));
	const double e = 0.5 * (1.0 - root) / (1.0 + root), e4 = e * e * e * e;
	return e * (1.0 + e4 * (2.0 + e4 * (15.0 + e4 * 150.0)));
}

/* Returns coefficient a of the allpass (a + z^-1) / (1 + a z^-1) number `index`, from 1, in a filter of odd order: the
   elliptic sine as a quotient of theta functions. */
static double allpass(double k, double q, size_t order, size_t index)
{
	const double angle = ELEMENTARY_PI * (double)index / (double)order;
	double above = 0.0, below = 0.5, sign = 1.0;
	for (int i = 0; i < 12; i++) {
		above += sign * elementary_pow(q, i * (i + 1)) * elementary_sin((2 * i + 1) * angle);
		sign = -sign;
		below += sign * elementary_pow(q, (i + 1) * (i + 1)) * elementary_cos(2 * (i + 1) * angle);
	}
	const double ratio = sqrt(sqrt(q)) * above / below;
	const double square = ratio * ratio;
	const double x = sqrt((1.0 - square * k) * (1.0 - square / k)) / (1.0 + square);
	return (1.0 - x) / (1.0 + x);
}

/* Returns the lowest order whose stop band, 4 q^(order/2) in power, is low enough. */
static size_t elliptic_order(double q, double attenuation_db)
{
	const double octaves = elementary_log(4.0) + attenuation_db / 10.0 * elementary_log(10.0);
	const size_t allpasses = (size_t)ceil(octaves / -elementary_log(q) - 0.5);
	return 2 * (allpasses < ALLPASSES_MAXIMUM ? allpasses : ALLPASSES_MAXIMUM) + 1;
}

size_t half_band_branches(double transition, double attenuation_db, struct biquad branches[2][HALF_BAND_SECTIONS])
{
	const double edge = elementary_tan(ELEMENTARY_PI * (0.25 - 0.5 * transition)), k = edge * edge;
	const double q = nome(k);
	const size_t order = elliptic_order(q, attenuation_db), count = (order - 1) / 2;
	const size_t sections = (count + 3) / 4;
	for (size_t branch = 0; branch < 2; branch++)
		for (size_t i = 0; i < sections; i++) {
			const size_t first = branch + 1 + 4 * i, second = first + 2;
			struct biquad *section = &branches[branch][i];
			*section = (struct biquad){ .b0 = 1.0 };
			if (first > count)
				continue;
			const double a = allpass(k, q, order, first);
			*section = (struct biquad){ .b0 = a, .b1 = 1.0, .a1 = a };
			if (second > count)
				continue;
			const double b = allpass(k, q, order, second);
			*section = (struct biquad){ .b0 = a * b, .b1 = a + b, .b2 = 1.0, .a1 = a + b, .a2 = a * b };
		}
	return sections;
}
