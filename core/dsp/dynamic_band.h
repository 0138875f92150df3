/* Filters with a gain that moves in one band of the spectrum and is 0 dB elsewhere.
   SPDX-License-Identifier: GPL-3.0-or-later

   It is a trapezoidal state-variable filter with coefficients of its own for each frame: A. Simper, "Solving the
   continuous SVF equations using trapezoidal integration" (2013). It stays stable however fast they change. With gain G
   = A^2 <= 1 and s = j f/frequency:

       band-pass  (s^2 + G s/q + 1) / (s^2 + s/q + 1): a bell of gain G, the same as 1 - (1 - G) x band-pass
       high-pass  A (A s^2 + sqrt(A) s sqrt(2) + 1) / (s^2 + sqrt(A) s sqrt(2) + A): a high shelf of gain G without
		  overshoot, at half of G in dB at the frequency

   Where G is exactly 1 the signal passes bit for bit. Both are minimum phase and have no latency. */
#ifndef STEMPRINT_DSP_DYNAMIC_BAND_H
#define STEMPRINT_DSP_DYNAMIC_BAND_H

#include "dsp/biquad_design.h"
#include "dsp/kernel/filter.h"

#include <stddef.h>

/** Which part of the spectrum the gain moves: all above the frequency, or a band around it. */
enum dynamic_band_kind { DYNAMIC_BAND_HIGH_PASS, DYNAMIC_BAND_BAND_PASS };

/** The constants of one band. */
struct dynamic_band {
	enum dynamic_band_kind kind;
	double warped; /**< tan(pi frequency / sample rate) */
	double damping; /**< 1/q; sqrt(2) for the shelf */
};

/** Returns the constants. frequency: Hz, above 0 and under half the sample rate (Hz); q: above 0, used for
    DYNAMIC_BAND_BAND_PASS only. */
struct dynamic_band dynamic_band(enum dynamic_band_kind kind, double frequency, double q, double sample_rate);

/** Computes the coefficients for `frames` linear gains, above 0 and up to 1. It fills rows[VARYING_FILTER_ROWS] of that
    many frames each, for kernel->filter->varying_filter(). */
void dynamic_band_coefficients(const struct dynamic_band *band, const double *gains, double *const *rows,
			       size_t frames);

/** Returns the filter that the band is at one constant gain (linear, above 0 and up to 1). */
struct biquad dynamic_band_biquad(const struct dynamic_band *band, double gain);

/** Sections of the detector's filter. */
enum { DYNAMIC_BAND_DETECTOR_SECTIONS = 2 };

/** Designs the filter through which a detector hears the band at 0 dB and little else: for the high-pass a Butterworth
   of 24 dB/oct, -3 dB at the frequency; for the band-pass two equal ones, 12 dB/oct on both sides and frequency/q wide
    between the -3 dB points. Both by the bilinear transform. */
void dynamic_band_detector(const struct dynamic_band *band, struct biquad sections[DYNAMIC_BAND_DETECTOR_SECTIONS]);

#endif
