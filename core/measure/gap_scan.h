/* stemprint: gaps in a channel, and samples that are held.
   SPDX-License-Identifier: GPL-3.0-or-later

   A gap is a stretch of silence within sound: the millisecond before and the one after reach -50 dBFS. These count:
   - zeros of 0.5 to 100 ms;
   - zeros or dither of 0.5 ms or more, of any length, when both edges are hard: of the four samples at the edge, one
     reaches a quarter of the peak of its millisecond, or that peak is half of the peak of the 10 ms there. Sound that
     fades in or out has no hard edge;
   - four zeros or more when the samples beside them are over -60 dBFS.
   Dither is what stays within 2.5 steps of 16 bits.

   A held stretch is GAP_HELD samples or more of one value that is no zero and no dither, between samples that move: the
   sound jumps at its end by 16 steps of 16 bits or more, and the value is no top of the wave. */
#ifndef STEMPRINT_MEASURE_GAP_SCAN_H
#define STEMPRINT_MEASURE_GAP_SCAN_H

#include "base/arena.h"
#include "measure/fault.h"

#include <stddef.h>

/** The gaps and the held stretches of a channel. `worst` is the length of the longest one, in frames. */
struct gaps {
	struct fault dropouts, held;
};

struct gap_scan;

/** Makes a scan of one channel that has heard nothing. All memory comes from the arena. Returns NULL when out of
    memory. */
struct gap_scan *gap_scan_new(struct arena *arena, double sample_rate);

/** Takes the next frames of the channel, linear and finite. Cuts make no difference. */
void gap_scan_add(struct gap_scan *scan, const double *column, size_t frames);

/** Returns the gaps so far whose following 10 ms were heard. */
struct gaps gap_scan_read(const struct gap_scan *scan);

#endif
