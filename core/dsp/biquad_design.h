/* stemprint: biquads that sound like the analog prototype, up to 20 kHz.
   SPDX-License-Identifier: GPL-3.0-or-later

   The bilinear transform squeezes everything near Nyquist. Here poles and zeros go from s to z by z = e^(s/fs), which
   puts each where the analog filter has it; what is left of the magnitude is a smooth curve. Where that curve is not
   flat enough a least-squares fit in decibels takes care of it: first with the section's own zeros, then its poles too,
   then with one more section (response_fit.h). So a band far below Nyquist costs one section per two orders, one near
   it up to two. */
#ifndef STEMPRINT_DSP_BIQUAD_DESIGN_H
#define STEMPRINT_DSP_BIQUAD_DESIGN_H

#include "dsp/filter_prototype.h"

#include <stddef.h>

/** (b0 + b1 z^-1 + b2 z^-2) / (1 + a1 z^-1 + a2 z^-2), in the order of enum biquad_row (kernel/filter.h). */
struct biquad {
	double b0, b1, b2, a1, a2;
};

enum { BIQUADS_PER_BAND = 2 * FILTER_PROTOTYPE_SECTIONS };

/** The error that one section more is spent on, over a whole band, in dB up to 20 kHz, or up to 1.5 times the band's
   frequency where that is higher, but nowhere above 0.907 of Nyquist. Bands of all values that `eq` takes hold it up to
   20 kHz. */
#define BIQUAD_DESIGN_ERROR_DB 0.05

/** Designs the band: stable, minimum phase but for zeros on the unit circle, the same bits on every x86-64. Its
   frequency is above 0 and under half the sample rate. Returns the count of sections; 0 for a band that does nothing.
   *error_db, unless NULL, becomes the largest deviation from the prototype that the design saw, summed over the
   sections. */
size_t biquad_design(const struct filter_band *band, double sample_rate, struct biquad sections[BIQUADS_PER_BAND],
		     double *error_db);

/** Frames after the end of any input within full scale until nothing of the cascade's output can pass 120 dB under full
   scale any more: the sum of |impulse response| from there on is 10^-6. 0 without sections. */
double biquad_tail_frames(const struct biquad *sections, size_t count);

#endif
