/* stemprint: the faults of single samples in a channel: clipping, drop-outs, held and repeated samples, clicks.
   SPDX-License-Identifier: GPL-3.0-or-later

   Clipping is FAULT_CLIPPED_SAMPLES samples or more in a row at full scale, of one sign, or flat tops under full scale
   (flat_scan.h). gap_scan.h, repeat_scan.h and click_scan.h explain the others. */
#ifndef STEMPRINT_MEASURE_FAULT_SCAN_H
#define STEMPRINT_MEASURE_FAULT_SCAN_H

#include "base/arena.h"
#include "measure/fault.h"

#include <stddef.h>

/** The fewest samples in a row at full scale that count as clipping. */
enum { FAULT_CLIPPED_SAMPLES = 3 };

/** The faults of one channel. `worst` is: samples of the longest run of clipping; frames of the longest drop-out, held
    stretch or repeat; the largest second difference of a click, linear. */
struct faults {
	struct fault clipping, dropouts, held, repeats, clicks;
	double flat_level; /**< of the highest flat top under full scale, linear; 0: there is none */
};

struct fault_scan;

/** Makes a scan of one channel that has heard nothing. `highest` and `lowest` are full scale: the largest and the
    smallest sample of the file's format, linear. All memory comes from the arena. Returns NULL when out of memory. */
struct fault_scan *fault_scan_new(struct arena *arena, double sample_rate, double highest, double lowest);

/** Takes the next frames of the channel, linear and finite. Cuts make no difference. */
void fault_scan_add(struct fault_scan *scan, const double *column, size_t frames);

/** Returns the faults of all frames so far without the last 13 ms, whose surroundings are not known yet. Call it once,
    at the end. */
struct faults fault_scan_read(struct fault_scan *scan);

#endif
