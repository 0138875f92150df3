/* Computes log-spectral amplitude gains by a table.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "dsp/noise_gain.h"

#include "dsp/elementary.h"

#include <math.h>

/* The table goes from 2^-24 to 2^6, in equal steps of v within each octave. */
enum { LOWEST = -24, HIGHEST = 6, STEPS = 32, ENTRIES = (HIGHEST - LOWEST) * STEPS + 1 };
#define LOWEST_V 0x1p-24
#define HIGHEST_V 0x1p6

/* The least expected ratio of sound to noise, -25 dB, as O. Cappe, 1994, found it good against musical noise. */
static const double least_ratio = 0.00316227766016838;

struct noise_gain_table {
	double boost[ENTRIES];
};

/* Abramowitz and Stegun 5.1.11 under 1, and the continued fraction 5.1.22 above. */
static double exponential_integral(double x)
{
	if (x < 1.0) {
		static const double euler = 0.57721566490153286061;
		double sum = -euler - elementary_log(x), term = 1.0;
		for (int n = 1; n < 30; n++) {
			term *= -x / n;
			sum -= term / n;
		}
		return sum;
	}
	double fraction = 0.0;
	for (int n = 200; n > 0; n--)
		fraction = n / (1.0 + n / (x + fraction));
	return elementary_exp(-x) / (x + fraction);
}

const struct noise_gain_table *noise_gain_table_new(struct arena *arena)
{
	struct noise_gain_table *table = ARENA_NEW(arena, struct noise_gain_table);
	for (size_t i = 0; table && i < ENTRIES; i++) {
		const double v = ldexp(1.0 + (double)(i % STEPS) / STEPS, LOWEST + (int)(i / STEPS));
		table->boost[i] = elementary_exp(0.5 * exponential_integral(v));
	}
	return table;
}

double noise_gain_boost(const struct noise_gain_table *table, double v)
{
	if (!(v < HIGHEST_V))
		return 1.0;
	if (v < LOWEST_V)
		return table->boost[0];
	int exponent;
	const double mantissa = 2.0 * frexp(v, &exponent); /* 1 to 2 */
	const double place = ((double)(exponent - 1 - LOWEST) + mantissa - 1.0) * STEPS;
	const size_t index = (size_t)place;
	return table->boost[index] + (place - (double)index) * (table->boost[index + 1] - table->boost[index]);
}

void noise_gain(const struct noise_gain_table *table, const double *power, const double *noise, double louder,
		double *kept, double *gains, size_t bins, double smoothing, double least)
{
	for (size_t i = 0; i < bins; i++) {
		gains[i] = 1.0;
		const double floor = louder * noise[i];
		if (floor > 0.0) {
			const double now = power[i] / floor;
			const double sure = now > 1.0 ? now - 1.0 : 0.0;
			const double expected = smoothing * (kept[i] / floor) + (1.0 - smoothing) * sure;
			const double ratio = expected > least_ratio ? expected : least_ratio;
			const double wiener = ratio / (1.0 + ratio);
			const double gain = wiener * noise_gain_boost(table, now * wiener);
			gains[i] = gain < 1.0 ? gain : 1.0;
		}
		kept[i] = gains[i] * gains[i] * power[i];
		if (!(gains[i] > least))
			gains[i] = least;
	}
}
