/* stemprint: how a signal's power is spread over third octaves.
   SPDX-License-Identifier: GPL-3.0-or-later

   Bands as in IEC 61260-1:2014, base ten: centres 1000 * 10^(n/10) Hz, n from -16 (25 Hz) to 13 (20 kHz), edges
   10^(1/20) to either side. What is measured is the power of a spectrum between the edges, not the output of the
   standard's filters: transforms of at least 0.67 s (bins of at most 1.5 Hz), each half over the one before, under the
   window sin(pi/2 sin^2(pi (n + 1/2) / length)). The squares of two windows on top of each other add up to one, and
   silence goes before and after: so every sample counts alike, a click as much as anything, and the powers of all bands
   with those below and above add up to that of the signal (Parseval). The transform's bins are at odd multiples of half
   their distance, so that each is a slice of its own from 0 Hz on; one that an edge divides counts by its shares. A
   steady tone reads within 0.05 dB in its band, and two bands off at least 59 dB less, from 100 Hz on 84 dB. */
#ifndef STEMPRINT_MEASURE_THIRD_OCTAVE_H
#define STEMPRINT_MEASURE_THIRD_OCTAVE_H

#include "base/arena.h"
#include "measure/third_octave_band.h"

#include <stddef.h>
#include <stdint.h>

/** Mean squares over all channels and frames, linear. */
struct third_octaves {
	size_t count; /**< bands whose centres are under half the rate, from the lowest; the last one ends there at most
		       */
	double powers[THIRD_OCTAVE_BANDS];
	double below; /**< under the lowest band's lower edge, 22.4 Hz, a constant offset included */
	double above; /**< over the last band's upper edge, 22.4 kHz */
};

struct third_octave_meter;

/** A meter at rest; some 1.2 MB and 0.3 MB a channel at 48 kHz, all from the arena. Rates from 100 Hz to 768 kHz. NULL
   when out of memory. */
struct third_octave_meter *third_octave_new(struct arena *arena, size_t channels, double sample_rate);

/** The next frames, those from `offset` on in planar columns. Cuts make no difference. */
void third_octave_add(struct third_octave_meter *meter, const double *const *columns, size_t offset, size_t frames);

/** As many frames of silence. */
void third_octave_rest(struct third_octave_meter *meter, uint64_t frames);

/** The reading of all frames so far; once, at the end. */
void third_octave_read(struct third_octave_meter *meter, struct third_octaves *octaves);

#endif
