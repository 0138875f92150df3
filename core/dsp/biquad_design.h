/* Designs biquads that match the analog prototype up to 20 kHz.
   SPDX-License-Identifier: GPL-3.0-or-later

   The bilinear transform squeezes everything near Nyquist. Here poles and zeros go from s to z by z = e^(s/fs), so that
   each has the frequency that it has in the analog filter; the error of the magnitude is then a smooth curve. Where
   that curve is not flat enough, a least-squares fit in decibels (response_fit.h) moves first the section's own zeros,
   then its poles too, then one more section. So a band far below Nyquist costs one section per two orders, and a band
   near it up to two. */
#ifndef STEMPRINT_DSP_BIQUAD_DESIGN_H
#define STEMPRINT_DSP_BIQUAD_DESIGN_H

#include "dsp/filter_prototype.h"

#include <stddef.h>

/** A section of second order, (b0 + b1 z^-1 + b2 z^-2) / (1 + a1 z^-1 + a2 z^-2). The coefficients have the order of
   enum biquad_row (kernel/filter.h). */
struct biquad {
	double b0, b1, b2, a1, a2;
};

/** The most sections of a band. */
enum { BIQUADS_PER_BAND = 2 * FILTER_PROTOTYPE_SECTIONS };

/** The largest error of a whole band in dB; a band that errs more gets one section more. It holds up to 20 kHz, or up
   to 1.5 times the band's frequency where that is higher, but not above 0.907 of Nyquist. All values that `eq` takes
   hold it up to 20 kHz. */
#define BIQUAD_DESIGN_ERROR_DB 0.05

/** Designs the band as stable sections of minimum phase (zeros may lie on the unit circle), with the same bits on every
    x86-64. Its frequency is above 0 and under half the sample rate (Hz). Returns the count of sections, 0 for a band
   that does nothing. *error_db, unless NULL, becomes the largest deviation from the prototype that the design saw,
   summed over the sections. */
size_t biquad_design(const struct filter_band *band, double sample_rate, struct biquad sections[BIQUADS_PER_BAND],
		     double *error_db);

/** Returns how many frames the cascade rings after the end of any input within full scale, until its output stays 120
   dB under full scale: from there on the sum of |impulse response| is at most 10^-6. Returns 0 without sections. */
double biquad_tail_frames(const struct biquad *sections, size_t count);

#endif
