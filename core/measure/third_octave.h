/* stemprint: how a signal's power is spread over third octaves.
   SPDX-License-Identifier: GPL-3.0-or-later

   The bands are those of third_octave_band.h. The meter takes the power of a spectrum between the edges of a band, not
   the output of the standard's filters. A transform lasts at least 0.67 s (bins of at most 1.5 Hz) and overlaps the one
   before by half, under the window sin(pi/2 sin^2(pi (n + 1/2) / length)). The squares of two overlapping windows add
   up to one, and silence goes before and after: so every sample counts alike, and the powers of all bands, with those
   below and above, add up to the power of the signal (Parseval). The bins lie at odd multiples of half their distance,
   so that each is a slice of its own from 0 Hz on; a bin that an edge divides counts by its shares. A steady tone reads
   within 0.05 dB in its band, and at least 59 dB less two bands away, 84 dB from 100 Hz on. */
#ifndef STEMPRINT_MEASURE_THIRD_OCTAVE_H
#define STEMPRINT_MEASURE_THIRD_OCTAVE_H

#include "base/arena.h"
#include "measure/third_octave_band.h"

#include <stddef.h>
#include <stdint.h>

/** Mean squares over all channels and frames, linear; full scale is 1. */
struct third_octaves {
	size_t count; /**< bands from the lowest whose centres are under half the rate, where the last one ends at most
		       */
	double powers[THIRD_OCTAVE_BANDS]; /**< [count] are filled, the rest is 0 */
	double below; /**< under the lower edge of the lowest band, 22.4 Hz, a constant offset included */
	double above; /**< over the upper edge of the last band, 22.4 kHz at most */
};

struct third_octave_meter;

/** Makes a meter that has heard nothing. It takes some 1.2 MB, and 0.3 MB a channel at 48 kHz, all from the arena.
    `sample_rate` is 100 Hz to 768 kHz. Returns NULL when out of memory. */
struct third_octave_meter *third_octave_new(struct arena *arena, size_t channels, double sample_rate);

/** Takes the next frames: those from `offset` on in planar columns, linear. Cuts make no difference. */
void third_octave_add(struct third_octave_meter *meter, const double *const *columns, size_t offset, size_t frames);

/** Takes as many frames of silence. */
void third_octave_rest(struct third_octave_meter *meter, uint64_t frames);

/** Reads all frames so far. Call it once, at the end. */
void third_octave_read(struct third_octave_meter *meter, struct third_octaves *octaves);

/** The shape of a fine spectrum, against that of white noise. */
struct spectrum_shape {
	double flat_power; /**< geometric mean over all frequencies, as the mean square of the white noise that has it;
			      chance takes 2 % (0.1 dB) off in ten seconds */
	double hollow_db; /**< by how much the spectrum is under white noise of the given mean square, as a mean over
			     all frequencies; where it is over, it counts 0. White noise itself reads 0.3 dB in ten
			     seconds */
	double tone_db; /**< by how much the strongest bin is over the geometric mean of its 64 neighbours; noise reads
			   under 10 dB */
};

/** Reads the shape of the spectrum, after third_octave_read(), against white noise of a mean square. */
struct spectrum_shape third_octave_shape(const struct third_octave_meter *meter, double white_power);

#endif
