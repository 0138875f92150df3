/* stemprint: the faults of single samples in a channel: clipping, drop-outs, clicks.
   SPDX-License-Identifier: GPL-3.0-or-later

   Clipping is FAULT_CLIPPED_SAMPLES samples or more in a row at full scale, of one sign.

   A drop-out is a row of zeros of 0.5 to 100 ms with sound over -50 dBFS in the millisecond before and in the one
   after: an empty buffer leaves it. The scan takes a longer silence, or one into which the sound fades, as meant.

   A click is a second difference |x[n-1] - 2 x[n] + x[n+1]| over -34 dBFS that is FAULT_CLICK_RATIO times as large as
   the largest one from 0.2 to 2.5 ms away on either side, and ten times their median. Sound follows the attack of a
   drum; a wrong sample, or an edit whose ends do not meet, stands alone. */
#ifndef STEMPRINT_MEASURE_FAULT_SCAN_H
#define STEMPRINT_MEASURE_FAULT_SCAN_H

#include "base/arena.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** The fewest samples in a row at full scale that count as clipping. */
enum { FAULT_CLIPPED_SAMPLES = 3 };

/** The least ratio of a click to its surroundings, linear. */
#define FAULT_CLICK_RATIO 20.0

/** The faults of one kind. All zero: there are none. */
struct fault {
	uint64_t count; /**< runs, drop-outs or clicks */
	uint64_t first_frame; /**< where the first one begins, from 0 */
	double worst; /**< clipping: samples of the longest run; drop-outs: frames of the longest; clicks: the largest
			 second difference, linear */
};

/** The faults of one channel. */
struct faults {
	struct fault clipping, dropouts, clicks;
};

struct fault_scan;

/** Makes a scan of one channel that has heard nothing. `highest` and `lowest` are full scale: the largest and the
    smallest sample of the file's format, linear. All memory comes from the arena. Returns NULL when out of memory. */
struct fault_scan *fault_scan_new(struct arena *arena, double sample_rate, double highest, double lowest);

/** Takes the next frames of the channel, linear and finite. Cuts make no difference. */
void fault_scan_add(struct fault_scan *scan, const double *column, size_t frames);

/** Returns the faults of all frames so far without the last 2.5 ms, whose surroundings are not known yet. */
struct faults fault_scan_read(struct fault_scan *scan);

#endif
