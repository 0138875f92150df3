/* Computes the analog prototypes of the filters of an equaliser.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "dsp/filter_prototype.h"

#include "dsp/elementary.h"

#include <math.h>

static struct analog_section low_shelf(double amplitude, double q)
{
	double slope = sqrt(amplitude) / q;
	return (struct analog_section){ { amplitude * amplitude, amplitude * slope, amplitude },
					{ 1.0, slope, amplitude } };
}

static struct analog_section high_shelf(double amplitude, double q)
{
	double slope = sqrt(amplitude) / q;
	return (struct analog_section){ { amplitude, amplitude * slope, amplitude * amplitude },
					{ amplitude, slope, 1.0 } };
}

/* Writes the pairs of a Butterworth polynomial: s^2 + 2 cos(angle) s + 1, with angles from the negative real axis. */
static size_t pass(const struct filter_band *band, struct analog_section *sections)
{
	size_t power = band->kind == FILTER_HIGH_PASS ? 1 : 0;
	size_t count = 0;
	if (band->order % 2 == 1) {
		sections[count] = (struct analog_section){ .denominator = { 1.0, 1.0, 0.0 } };
		sections[count++].numerator[power] = 1.0;
	}
	for (size_t pair = 0; pair < band->order / 2; pair++) {
		double half_steps = band->order % 2 == 1 ? 2.0 * (double)(pair + 1) : 2.0 * (double)pair + 1.0;
		double angle = ELEMENTARY_PI * half_steps / (2.0 * (double)band->order);
		double damping = band->order == 2 ? 1.0 / band->q : 2.0 * elementary_cos(angle);
		sections[count] = (struct analog_section){ .denominator = { 1.0, damping, 1.0 } };
		sections[count++].numerator[2 * power] = 1.0;
	}
	return count;
}

size_t filter_prototype(const struct filter_band *band, struct analog_section sections[FILTER_PROTOTYPE_SECTIONS])
{
	double amplitude = decibel_to_gain(band->gain_db / 2.0); /* the cookbook's A: 10^(gain / 40) */
	double damping = 1.0 / band->q;
	switch (band->kind) {
	case FILTER_HIGH_PASS:
	case FILTER_LOW_PASS:
		return pass(band, sections);
	case FILTER_BAND_PASS:
		sections[0] = (struct analog_section){ { 0.0, damping, 0.0 }, { 1.0, damping, 1.0 } };
		return 1;
	case FILTER_NOTCH:
		sections[0] = (struct analog_section){ { 1.0, 0.0, 1.0 }, { 1.0, damping, 1.0 } };
		return 1;
	case FILTER_BELL:
		sections[0] =
			(struct analog_section){ { 1.0, damping * amplitude, 1.0 }, { 1.0, damping / amplitude, 1.0 } };
		break;
	case FILTER_LOW_SHELF:
		sections[0] = low_shelf(amplitude, band->q);
		break;
	case FILTER_HIGH_SHELF:
		sections[0] = high_shelf(amplitude, band->q);
		break;
	case FILTER_TILT:
		sections[0] = (struct analog_section){ { 1.0, amplitude, 0.0 }, { amplitude, 1.0, 0.0 } };
		break;
	}
	return band->gain_db == 0.0 ? 0 : 1;
}

static double power(const double polynomial[3], double x)
{
	double real = polynomial[0] - polynomial[2] * x * x;
	double imaginary = polynomial[1] * x;
	return real * real + imaginary * imaginary;
}

double analog_section_power(const struct analog_section *section, double x)
{
	return power(section->numerator, x) / power(section->denominator, x);
}
