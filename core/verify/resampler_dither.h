/* The dither that FFmpeg's resampler adds, sample by sample.
   SPDX-License-Identifier: GPL-3.0-or-later

   libswresample makes its noise by the congruence x' = 1664525 x + 1013904223 modulo 2^32 (Knuth, Lewis). The seed
   depends on nothing but the channel, so each file gets the same noise from its first frame on. The noise lasts
   RESAMPLER_DITHER_FRAMES frames. It begins again as soon as the next buffer would pass its end, so how soon depends on
   the size of the buffers. */
#ifndef STEMPRINT_VERIFY_RESAMPLER_DITHER_H
#define STEMPRINT_VERIFY_RESAMPLER_DITHER_H

#include <stddef.h>

/** The frames after which the noise begins again at the latest. */
enum { RESAMPLER_DITHER_FRAMES = 131072 };

/** What the noise looks like. All that is shaped begins with the triangular one. */
enum resampler_dither {
	RESAMPLER_DITHER_RECTANGULAR,
	RESAMPLER_DITHER_TRIANGULAR,
	RESAMPLER_DITHER_TRIANGULAR_HIGHPASS,
	RESAMPLER_DITHER_COUNT /**< no kind */
};

/** Fills noise[RESAMPLER_DITHER_FRAMES] with the noise of a channel, in LSB. */
void resampler_dither_fill(enum resampler_dither kind, size_t channel, double *noise);

/** Returns the mean square of the noise, in LSB^2: 1/12 for the rectangular one, else 1/6. */
double resampler_dither_power(enum resampler_dither kind);

/** Returns the largest magnitude of the noise, in LSB: 1/2, 1, and 4/sqrt(6) for the high-passed one. */
double resampler_dither_peak(enum resampler_dither kind);

#endif
