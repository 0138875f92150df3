/* Designs the filter that takes the loss of a room out of one delay.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "dsp/absorption.h"

#include "dsp/elementary.h"

#include <math.h>
#include <stdbool.h>

/** dB: limits of the shelf of one section, and of the gain that all frequencies share */
#define SHELF_MAXIMUM 60.0
#define GAIN_MAXIMUM 300.0

/** dB: a shelf under this is left out */
#define SHELF_MINIMUM 1e-9

static double middle_rate(const struct absorption *absorption)
{
	return 60.0 / absorption->seconds;
}

/** A section of first order: (b0 + b1 z^-1) / (1 + a1 z^-1). */
struct first_order {
	double b0, b1, a1;
};

static double low_share(double frequency, double corner)
{
	const double x = frequency / corner;
	return 1.0 / (1.0 + x * x);
}

double absorption_rate(const struct absorption *absorption, double frequency)
{
	const double low = low_share(frequency, absorption->low_frequency);
	const double high = 1.0 - low_share(frequency, absorption->high_frequency);
	const double more = (1.0 / absorption->low - 1.0) * low + (1.0 / absorption->high - 1.0) * high;
	return middle_rate(absorption) * (1.0 + more);
}

/* The extremes may lie between the two frequencies. The search takes steps of a tenth of an octave, since a curve of
   first order cannot hide much between them. */
double absorption_longest(const struct absorption *absorption)
{
	double least = absorption_rate(absorption, 0.0);
	for (double frequency = 1.0; frequency < 1e6; frequency *= 1.072)
		least = fmin(least, absorption_rate(absorption, frequency));
	return 60.0 / least;
}

/* Designs a shelf with |H|^2 = (A + B t) / (1 + C t), t = tan^2(w/2), which has the right power at 0 Hz, at the corner
   and at half the sample rate. So it follows the curve in spite of the warping of the bilinear transform. */
static struct first_order shelf_design(double gain_db, double corner, bool high, double sample_rate)
{
	const double held = fmax(-SHELF_MAXIMUM, fmin(SHELF_MAXIMUM, gain_db));
	if (fabs(held) < SHELF_MINIMUM)
		return (struct first_order){ .b0 = 1.0 };
	const double at_half = low_share(sample_rate / 2.0, corner);
	const double start = high ? 0.0 : held, end = held * (high ? 1.0 - at_half : at_half);
	const double a = decibel_to_gain(2.0 * start), n = decibel_to_gain(2.0 * end), m = decibel_to_gain(held);
	const double tangent = elementary_tan(ELEMENTARY_PI * corner / sample_rate);
	const double c = (m - a) / (tangent * tangent * (n - m));
	const double root_a = sqrt(a), root_b = sqrt(c * n), root_c = sqrt(c);
	return (struct first_order){ .b0 = (root_a + root_b) / (1.0 + root_c),
				     .b1 = (root_a - root_b) / (1.0 + root_c),
				     .a1 = (1.0 - root_c) / (1.0 + root_c) };
}

void absorption_design(const struct absorption *absorption, double frames, double sample_rate,
		       struct biquad sections[ABSORPTION_SECTIONS])
{
	const double middle = middle_rate(absorption) * frames / sample_rate;
	const double low_db = middle * (1.0 - 1.0 / absorption->low) / ABSORPTION_SECTIONS;
	const double high_db = middle * (1.0 - 1.0 / absorption->high) / ABSORPTION_SECTIONS;
	const double gain = decibel_to_gain(-fmin(middle, GAIN_MAXIMUM) / ABSORPTION_SECTIONS);
	const struct first_order low = shelf_design(low_db, absorption->low_frequency, false, sample_rate);
	const struct first_order high = shelf_design(high_db, absorption->high_frequency, true, sample_rate);
	for (size_t i = 0; i < ABSORPTION_SECTIONS; i++)
		sections[i] = (struct biquad){ .b0 = gain * low.b0 * high.b0,
					       .b1 = gain * (low.b0 * high.b1 + low.b1 * high.b0),
					       .b2 = gain * low.b1 * high.b1,
					       .a1 = low.a1 + high.a1,
					       .a2 = low.a1 * high.a1 };
}
