/* Describes the analog prototypes of the filters of an equaliser.
   SPDX-License-Identifier: GPL-3.0-or-later

   Formulas: R. Bristow-Johnson, "Cookbook formulae for audio EQ biquad filter coefficients" (1998), for the prototypes
   H(s); S. Butterworth (1930), for slopes. */
#ifndef STEMPRINT_DSP_FILTER_PROTOTYPE_H
#define STEMPRINT_DSP_FILTER_PROTOTYPE_H

#include <stddef.h>

/** The kinds of bands. */
enum filter_kind {
	FILTER_BELL, /**< `gain_db` at the centre */
	FILTER_LOW_SHELF, /**< `gain_db` far below the corner, half of it at the corner */
	FILTER_HIGH_SHELF, /**< `gain_db` far above the corner, half of it at the corner */
	FILTER_HIGH_PASS,
	FILTER_LOW_PASS,
	FILTER_BAND_PASS, /**< 0 dB at the centre */
	FILTER_NOTCH, /**< silence at the centre */
	FILTER_TILT, /**< -gain/2 at 0 Hz, 0 dB at the frequency, +gain/2 far above, first order */
};

/** One band. A member that its kind does not name is not used. */
struct filter_band {
	enum filter_kind kind;
	double frequency; /**< Hz, above 0: centre, corner or pivot */
	double gain_db; /**< bell, shelves, tilt: dB, either sign */
	double q; /**< above 0: all kinds but tilt, and high- and low-pass only with order 2 */
	size_t order; /**< high- and low-pass: 1 to 8, 6 dB/oct each; Butterworth, but order 2 has `q` */
};

/** The highest order, and the most sections of a band. */
enum { FILTER_ORDER_MAXIMUM = 8, FILTER_PROTOTYPE_SECTIONS = FILTER_ORDER_MAXIMUM / 2 };

/** A quotient of two quadratics in s, where s = j at the band's frequency. The index is the power of s. */
struct analog_section {
	double numerator[3];
	double denominator[3];
};

/** Writes the band as a product of sections. Returns how many they are: 0 for a band that does nothing (0 dB), whose
    one section is written all the same. */
size_t filter_prototype(const struct filter_band *band, struct analog_section sections[FILTER_PROTOTYPE_SECTIONS]);

/** Returns |H|^2 of a section at x times the band's frequency, x >= 0. */
double analog_section_power(const struct analog_section *section, double x);

#endif
