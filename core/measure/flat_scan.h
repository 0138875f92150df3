/* stemprint: flat tops under full scale, which clipping leaves when a gain follows it.
   SPDX-License-Identifier: GPL-3.0-or-later

   The scan takes blocks of half a second, and looks at the samples at the maximum of the block, and at its minimum.
   Music touches its maximum once. Clipped music stays there for several samples, again and again, and comes and goes
   with a slope. A run is FLAT_RUN samples or more at the maximum, with a corner at both ends: the next sample is much
   lower than the rounded top of a wave would be. The scan looks for runs that are equal to the bit first, and for runs
   within 3 steps of 16 bits afterwards, which is what dither leaves of them.

   A block has flat tops when it has two runs, or one run at the level of an earlier block with flat tops. A run within
   dither counts when the block has three of them. When no block has any, one run is enough that lies at the highest
   level of the whole file, and stands 1000 steps high: a clipper that has cut little leaves no more. A square wave is
   at its maximum or at its minimum nearly all the time, and is none. */
#ifndef STEMPRINT_MEASURE_FLAT_SCAN_H
#define STEMPRINT_MEASURE_FLAT_SCAN_H

#include "base/arena.h"
#include "measure/fault.h"

#include <stddef.h>

struct flat_scan;

/** Makes a scan of one channel that has heard nothing. Full scale is `highest` and `lowest`, linear: the scan leaves
    runs at full scale to fault_scan.h. All memory comes from the arena. Returns NULL when out of memory. */
struct flat_scan *flat_scan_new(struct arena *arena, double sample_rate, double highest, double lowest);

/** Takes the next frames of the channel, linear and finite. Cuts make no difference. */
void flat_scan_add(struct flat_scan *scan, const double *column, size_t frames);

/** Returns the runs of all blocks so far; `worst` is the length of the longest run, in samples. Writes the level of the
    flat tops, linear, or 0 without any. Call it once, at the end. */
struct fault flat_scan_read(struct flat_scan *scan, double *level);

#endif
