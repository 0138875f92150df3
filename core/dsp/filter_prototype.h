/* stemprint: what the filters of an equaliser are in the analog world.
   SPDX-License-Identifier: GPL-3.0-or-later

   Formulas: R. Bristow-Johnson, "Cookbook formulae for audio EQ biquad filter coefficients" (1998), the analog
   prototypes H(s); S. Butterworth (1930) for slopes. */
#ifndef STEMPRINT_DSP_FILTER_PROTOTYPE_H
#define STEMPRINT_DSP_FILTER_PROTOTYPE_H

#include <stddef.h>

enum filter_kind {
	FILTER_BELL,
	FILTER_LOW_SHELF,
	FILTER_HIGH_SHELF,
	FILTER_HIGH_PASS,
	FILTER_LOW_PASS,
	FILTER_BAND_PASS, /**< 0 dB at the centre */
	FILTER_NOTCH,
	FILTER_TILT, /**< -gain/2 at 0 Hz, 0 dB at the frequency, +gain/2 far above, first order */
};

struct filter_band {
	enum filter_kind kind;
	double frequency; /**< Hz, above 0: centre, corner or pivot */
	double gain_db; /**< bell, shelves, tilt */
	double q; /**< above 0; all but tilt, and high- and low-pass of another order than 2 */
	size_t order; /**< high- and low-pass: 1 to 8, 6 dB/oct each; Butterworth, but for order 2, which has `q` */
};

enum { FILTER_ORDER_MAXIMUM = 8, FILTER_PROTOTYPE_SECTIONS = FILTER_ORDER_MAXIMUM / 2 };

/** A quotient of two quadratics in s, normalised to the band's frequency. Index: the power of s. */
struct analog_section {
	double numerator[3];
	double denominator[3];
};

/** The band as a product of sections. Returns how many: 0 for a band that does nothing (0 dB). */
size_t filter_prototype(const struct filter_band *band, struct analog_section sections[FILTER_PROTOTYPE_SECTIONS]);

/** |H|^2 of a section at x times the band's frequency, x >= 0. */
double analog_section_power(const struct analog_section *section, double x);

#endif
