/* stemprint: stretches of a channel that come twice, bit for bit.
   SPDX-License-Identifier: GPL-3.0-or-later

   A program that loses time plays a buffer again. The scan finds a stretch of REPEAT_LEAST samples or more that equals
   the one up to 100 ms before it, and that follows it at once, or after at most three times its own length. Its peak
   reaches -50 dBFS, at least half of its samples differ from their neighbours, and sound of -60 dBFS is at its edge.
   A wave whose period is a whole number of samples repeats itself too: a stretch of three periods or more counts
   only where the period before it was another one, and as loud. */
#ifndef STEMPRINT_MEASURE_REPEAT_SCAN_H
#define STEMPRINT_MEASURE_REPEAT_SCAN_H

#include "base/arena.h"
#include "measure/fault.h"

#include <stddef.h>

struct repeat_scan;

/** Makes a scan of one channel that has heard nothing. All memory comes from the arena. Returns NULL when out of
    memory. */
struct repeat_scan *repeat_scan_new(struct arena *arena, double sample_rate);

/** Takes the next frames of the channel, linear and finite. Cuts make no difference. */
void repeat_scan_add(struct repeat_scan *scan, const double *column, size_t frames);

/** Returns the repeats so far; `worst` is the length of the longest one, in frames. Call it once, at the end. */
struct fault repeat_scan_read(struct repeat_scan *scan);

#endif
