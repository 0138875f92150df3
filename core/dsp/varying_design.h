/* Designs bands whose values change while they run.
   SPDX-License-Identifier: GPL-3.0-or-later

   biquad_design() searches, and tries the cheapest way first: from one value to the next its sections may change in
   number, and its response by what it may err. Here the coefficients are a smooth function of the values, in closed
   form, so that a filter that goes from design to design makes no noise. Each section of the analog prototype becomes
   two: one has its poles and zeros, by z = e^(s/fs), and its gain at 0 Hz; the other makes good what is then missing
   up to Nyquist, by linear least squares on the power (two rounds; the second one weighs by the first, as C. Sanathanan
   and J. Koerner do, 1963). */
#ifndef STEMPRINT_DSP_VARYING_DESIGN_H
#define STEMPRINT_DSP_VARYING_DESIGN_H

#include "dsp/filter_prototype.h"
#include "dsp/kernel/filter.h"

#include <stddef.h>

/** The most sections of a band. */
enum { VARYING_SECTIONS_PER_BAND = 2 * FILTER_PROTOTYPE_SECTIONS };

/** The coefficients of a section, for the kernel's varying_filter(). The convex mean of two sections is stable, however
    fast the coefficients go from one to the other: with A2^2 <= A1 A3 the two states never hold more energy than what
    came in. */
struct varying_section {
	double rows[VARYING_FILTER_ROWS];
};

/** Designs the band. Its frequency is above 0 and under half the sample rate (Hz). Its magnitude is within 0.06 dB of
    the prototype up to 0.907 of Nyquist; a shelf with a q over 1 whose resonance lies near Nyquist or above errs there
    by up to 0.3 dB, with a q over 2 by up to 2 dB. Returns the count of sections, which depends on kind and order
   alone: a band of 0 dB has its sections, too, and they pass the signal. */
size_t varying_design(const struct filter_band *band, double sample_rate,
		      struct varying_section sections[VARYING_SECTIONS_PER_BAND]);

#endif
