/* stemprint: a band of the spectrum whose gain moves, the rest of which stands still.
   SPDX-License-Identifier: GPL-3.0-or-later

   A trapezoidal state-variable filter with coefficients of its own for each frame: A. Simper, "Solving the continuous
   SVF equations using trapezoidal integration" (2013). It stays stable however fast they move. With gain G = A^2 <= 1
   and s = j f/frequency:

     band-pass  (s^2 + G s/q + 1) / (s^2 + s/q + 1), that is 1 - (1 - G) x band-pass: a bell of gain G whose skirts
   stand still high-pass  A (A s^2 + sqrt(A) s sqrt(2) + 1) / (s^2 + sqrt(A) s sqrt(2) + A): a high shelf of gain G,
   half of it in dB at the frequency, without overshoot

   Where G is exactly 1 the signal passes bit for bit. Both are minimum phase and have no latency. */
#ifndef STEMPRINT_DSP_DYNAMIC_BAND_H
#define STEMPRINT_DSP_DYNAMIC_BAND_H

#include "dsp/biquad_design.h"
#include "dsp/kernel/filter.h"

#include <stddef.h>

enum dynamic_band_kind { DYNAMIC_BAND_HIGH_PASS, DYNAMIC_BAND_BAND_PASS };

struct dynamic_band {
	enum dynamic_band_kind kind;
	double warped; /**< tan(pi frequency / sample rate) */
	double damping; /**< 1/q; sqrt(2) for the shelf */
};

/** frequency: above 0 and under half the sample rate; q above 0, read for DYNAMIC_BAND_BAND_PASS alone. */
struct dynamic_band dynamic_band(enum dynamic_band_kind kind, double frequency, double q, double sample_rate);

/** The coefficients for `frames` linear gains, above 0 and up to 1, into rows[VARYING_FILTER_ROWS] of that many frames
   each, for kernel->filter->varying_filter(). */
void dynamic_band_coefficients(const struct dynamic_band *band, const double *gains, double *const *rows,
			       size_t frames);

/** The band standing still at one gain. */
struct biquad dynamic_band_biquad(const struct dynamic_band *band, double gain);

enum { DYNAMIC_BAND_DETECTOR_SECTIONS = 2 };

/** What hears the band and nothing else, 0 dB in it: a Butterworth high-pass of 24 dB/oct, -3 dB at the frequency; or
   two equal band-passes, 12 dB/oct on both sides, frequency/q wide between the -3 dB points. By the bilinear transform.
 */
void dynamic_band_detector(const struct dynamic_band *band, struct biquad sections[DYNAMIC_BAND_DETECTOR_SECTIONS]);

#endif
