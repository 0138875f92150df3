/* Designs the filter that takes the loss of a room out of one delay.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "dsp/absorption.h"

#include "dsp/elementary.h"

#include <math.h>
#include <stdbool.h>

/** dB: limits of the shelf of one section, and of the gain that all frequencies share */
#define SHELF_MAXIMUM 60.0
#define GAIN_MAXIMUM 300.0

/** dB: a shelf of more than this a pass is spread over two sections */
#define SECTION_DB 6.0

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

/* Designs a section with |H|^2 = (A + B t) / (1 + C t), t = tan^2(w/2), which has the powers `start` at 0 Hz, `middle`
   at the corner and `end` at half the sample rate. So it follows a curve of first order in spite of the warping of the
   bilinear transform. */
static struct first_order first_order_design(double start, double middle, double end, double corner, double sample_rate)
{
	const double tangent = elementary_tan(ELEMENTARY_PI * corner / sample_rate);
	const double c = (middle - start) / (tangent * tangent * (end - middle));
	const double root_a = sqrt(start), root_b = sqrt(c * end), root_c = sqrt(c);
	return (struct first_order){ .b0 = (root_a + root_b) / (1.0 + root_c),
				     .b1 = (root_a - root_b) / (1.0 + root_c),
				     .a1 = (1.0 - root_c) / (1.0 + root_c) };
}

static struct first_order shelf_design(double gain_db, double corner, bool high, double sample_rate)
{
	const double held = fmax(-SHELF_MAXIMUM, fmin(SHELF_MAXIMUM, gain_db));
	if (fabs(held) < SHELF_MINIMUM)
		return (struct first_order){ .b0 = 1.0 };
	const double at_half = low_share(sample_rate / 2.0, corner);
	const double start = high ? 0.0 : held, end = held * (high ? 1.0 - at_half : at_half);
	return first_order_design(decibel_to_gain(2.0 * start), decibel_to_gain(held), decibel_to_gain(2.0 * end),
				  corner, sample_rate);
}

/** Decibels by which a whole shelf lifts a pass against the middle; it is negative where it takes away. */
struct shelves {
	double low_db, high_db;
};

static struct shelves shelves_of(const struct absorption *absorption, double frames, double sample_rate)
{
	const double middle = middle_rate(absorption) * frames / sample_rate;
	return (struct shelves){ middle * (1.0 - 1.0 / absorption->low), middle * (1.0 - 1.0 / absorption->high) };
}

size_t absorption_sections(const struct absorption *absorption, double frames, double sample_rate)
{
	const struct shelves shelves = shelves_of(absorption, frames, sample_rate);
	return fmax(fabs(shelves.low_db), fabs(shelves.high_db)) > SECTION_DB ? ABSORPTION_SECTIONS : 1;
}

void absorption_design(const struct absorption *absorption, double frames, double sample_rate, struct biquad *sections,
		       size_t count)
{
	const double middle = middle_rate(absorption) * frames / sample_rate, share = 1.0 / (double)count;
	const struct shelves shelves = shelves_of(absorption, frames, sample_rate);
	const double gain = decibel_to_gain(-fmin(middle, GAIN_MAXIMUM) * share);
	const struct first_order low =
		shelf_design(shelves.low_db * share, absorption->low_frequency, false, sample_rate);
	const struct first_order high =
		shelf_design(shelves.high_db * share, absorption->high_frequency, true, sample_rate);
	for (size_t i = 0; i < count; i++)
		sections[i] = (struct biquad){ .b0 = gain * low.b0 * high.b0,
					       .b1 = gain * (low.b0 * high.b1 + low.b1 * high.b0),
					       .b2 = gain * low.b1 * high.b1,
					       .a1 = low.a1 + high.a1,
					       .a2 = low.a1 * high.a1 };
}

struct biquad absorption_wall(double frequency, double sample_rate)
{
	const double corner = fmin(frequency, 0.45 * sample_rate), end = low_share(sample_rate / 2.0, corner);
	const struct first_order section = first_order_design(1.0, 0.5, end, corner, sample_rate);
	return (struct biquad){ .b0 = section.b0, .b1 = section.b1, .a1 = section.a1 };
}
