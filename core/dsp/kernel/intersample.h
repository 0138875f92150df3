/* Looks for peaks between samples.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_DSP_KERNEL_INTERSAMPLE_H
#define STEMPRINT_DSP_KERNEL_INTERSAMPLE_H

#include <stddef.h>

struct intersample_peak;

struct intersample_kernel {
	/** Raises levels[i], linear, to the largest magnitude at the fine steps of intersample_peak.h after samples[i]
	    and after between[i], which lies half-way to samples[i + 1]. bounds[i] becomes what no magnitude from
	    samples[i] to samples[i + 1] on the doubled grid and at its steps is larger than, but for rounding. It reads
	    samples[-1] to samples[frames + 1] and between[-2] to between[frames + 1]. A vector whose bounds are all up
	    to `limit` (linear) is left out, so levels over the limit do not depend on the kernel, and others may. NaN
	    raises nothing. Neither `levels` nor `bounds` overlaps anything. */
	void (*raise_steps)(const struct intersample_peak *peak, double *levels, double *bounds, const double *samples,
			    const double *between, size_t frames, double limit);
};

#endif
