/* stemprint: the faults of one kind in a channel.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_MEASURE_FAULT_H
#define STEMPRINT_MEASURE_FAULT_H

#include "measure/quality_limits.h"

#include <math.h>
#include <stdint.h>

/** The faults of one kind. All zero: there are none. */
struct fault {
	uint64_t count;
	uint64_t first_frame; /**< where the first one begins, from 0 */
	double worst; /**< its meaning and its unit are those of the scan that finds the fault */
};

static inline void fault_count(struct fault *fault, uint64_t frame, double size)
{
	if (fault->count == 0 || frame < fault->first_frame)
		fault->first_frame = frame;
	fault->worst = fmax(fault->worst, size);
	fault->count++;
}

#endif
