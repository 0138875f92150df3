/* Filters with a gain that moves in one band of the spectrum and is 0 dB elsewhere.
   SPDX-License-Identifier: GPL-3.0-or-later

   It is a trapezoidal state-variable filter with coefficients of its own for each frame: A. Simper, "Solving the
   continuous SVF equations using trapezoidal integration" (2013). It stays stable however fast they change. With gain G
   = A^2 and s = j f/frequency:

       band-pass   (s^2 + G s/q + 1) / (s^2 + s/q + 1): a bell of gain G, the same as 1 - (1 - G) x band-pass
       high-pass   the high shelf below with q = 1/sqrt(2): without overshoot
       bell        (s^2 + s A/q + 1) / (s^2 + s/(A q) + 1): a bell of gain G, whose boosts mirror its cuts
       low shelf   A (s^2 + sqrt(A) s/q + A) / (A s^2 + sqrt(A) s/q + 1): half of G in dB at the frequency
       high shelf  A (A s^2 + sqrt(A) s/q + 1) / (s^2 + sqrt(A) s/q + A): the same, mirrored

   The last three are those of R. Bristow-Johnson's cookbook (1998). Where G is exactly 1 the signal passes bit for bit.
   All are minimum phase and have no latency. */
#ifndef STEMPRINT_DSP_DYNAMIC_BAND_H
#define STEMPRINT_DSP_DYNAMIC_BAND_H

#include "dsp/biquad_design.h"
#include "dsp/kernel/filter.h"

#include <stddef.h>

/** Which part of the spectrum the gain moves, and by which formula. The de-esser has the first two, the dynamic
    equaliser the others. */
enum dynamic_band_kind {
	DYNAMIC_BAND_HIGH_PASS,
	DYNAMIC_BAND_BAND_PASS,
	DYNAMIC_BAND_BELL,
	DYNAMIC_BAND_LOW_SHELF,
	DYNAMIC_BAND_HIGH_SHELF,
};

/** The constants of one band. */
struct dynamic_band {
	enum dynamic_band_kind kind;
	double warped; /**< tan(pi frequency / sample rate) */
	double damping; /**< 1/q; sqrt(2) for DYNAMIC_BAND_HIGH_PASS */
};

/** Returns the constants. frequency: Hz, above 0 and under half the sample rate (Hz); q: above 0;
    DYNAMIC_BAND_HIGH_PASS has none. */
struct dynamic_band dynamic_band(enum dynamic_band_kind kind, double frequency, double q, double sample_rate);

/** Computes the coefficients for `frames` linear gains, above 0. It fills rows[VARYING_FILTER_ROWS] of that
    many frames each, for kernel->filter->varying_filter(). */
void dynamic_band_coefficients(const struct dynamic_band *band, const double *gains, double *const *rows,
			       size_t frames);

/** Returns the filter that the band is at one constant gain (linear, above 0). */
struct biquad dynamic_band_biquad(const struct dynamic_band *band, double gain);

/** Sections of the detector's filter. */
enum { DYNAMIC_BAND_DETECTOR_SECTIONS = 2 };

/** Designs the filter through which a detector hears the band at 0 dB and little else. A shelf or high-pass has a
    Butterworth of 24 dB/oct, -3 dB at the frequency. A bell or band-pass has two equal band-passes: 12 dB/oct on both
    sides, and frequency/q wide between the -3 dB points. All by the bilinear transform. */
void dynamic_band_detector(const struct dynamic_band *band, struct biquad sections[DYNAMIC_BAND_DETECTOR_SECTIONS]);

#endif
