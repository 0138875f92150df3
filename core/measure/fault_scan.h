/* stemprint: what is broken in a channel, sample by sample.
   SPDX-License-Identifier: GPL-3.0-or-later

   Clipping: FAULT_CLIPPED_SAMPLES samples or more in a row at full scale, of one sign.

   Drop-outs: zeros in a row for 0.5 to 100 ms, while in the millisecond before and in the one after something stands
   over -50 dBFS: what an empty buffer leaves. Longer silence is taken for meant, and so is one that fades.

   Clicks: a second difference |x[n-1] - 2 x[n] + x[n+1]| over -34 dBFS that is FAULT_CLICK_RATIO times as large as the
   largest from 0.2 to 2.5 ms away on either side, and ten times the median of these. The attack of a drum is followed
   by its sound; a wrong sample, or an edit that does not meet, stands alone. */
#ifndef STEMPRINT_MEASURE_FAULT_SCAN_H
#define STEMPRINT_MEASURE_FAULT_SCAN_H

#include "base/arena.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { FAULT_CLIPPED_SAMPLES = 3 };

#define FAULT_CLICK_RATIO 20.0

/** All zero: none. */
struct fault {
	uint64_t count;
	uint64_t first_frame;
	double worst; /**< clipping: samples of the longest run; drop-outs: frames of the longest; clicks: the largest
			 second difference, linear */
};

struct faults {
	struct fault clipping, dropouts, clicks;
};

struct fault_scan;

/** A scan of one channel, at rest. `highest` and `lowest` are full scale: the largest and the smallest sample that the
   file's format has. NULL when out of memory. */
struct fault_scan *fault_scan_new(struct arena *arena, double sample_rate, double highest, double lowest);

/** The next frames. Cuts make no difference. */
void fault_scan_add(struct fault_scan *scan, const double *column, size_t frames);

/** Of all frames so far but the last 2.5 ms. */
struct faults fault_scan_read(struct fault_scan *scan);

#endif
