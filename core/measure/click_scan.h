/* stemprint: single clicks, and edits whose two ends do not meet.
   SPDX-License-Identifier: GPL-3.0-or-later

   The scan looks at each sample whose second difference |x[n-1] - 2 x[n] + x[n+1]| is the largest around it, over -60
   dBFS, and CLICK_POINTER times the mean of the 21 ms around it. There it predicts the sound linearly (J. P. Burg,
   1975) twice: forward from the 10 ms before, and backward from the 10 ms after. A click is a sample that both miss by
   CLICK_RATIO times as much as they miss any sample of their own 10 ms.

   A drum has an attack, and its own sound afterwards is as hard to predict. A saw wave jumps in every period. Where
   the sound on one side is CLICK_ONSET times as loud as on the other one, something begins or ends, which is no click.
   Jumps at equal distances belong to a slow wave and are no clicks, and neither are the corners of flat tops. */
#ifndef STEMPRINT_MEASURE_CLICK_SCAN_H
#define STEMPRINT_MEASURE_CLICK_SCAN_H

#include "base/arena.h"
#include "measure/fault.h"

#include <stddef.h>

struct click_scan;

/** Makes a scan of one channel that has heard nothing. All memory comes from the arena. Returns NULL when out of
    memory. */
struct click_scan *click_scan_new(struct arena *arena, double sample_rate);

/** Takes the next frames of the channel, linear and finite. Cuts make no difference. */
void click_scan_add(struct click_scan *scan, const double *column, size_t frames);

/** Returns the clicks of all frames but the last 13 ms, whose surroundings are not known; `worst` is the largest second
    difference, linear. Call it once, at the end. */
struct fault click_scan_read(struct click_scan *scan);

#endif
