/* Looks for peaks between samples.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_DSP_KERNEL_INTERSAMPLE_H
#define STEMPRINT_DSP_KERNEL_INTERSAMPLE_H

#include <stddef.h>

struct intersample_peak;

struct intersample_kernel {
	/** Raises levels[i], linear, to the largest magnitude at the fine steps of intersample_peak.h after samples[i]
	   and after between[i], which lies half-way to samples[i + 1]. It reads samples[-1] to samples[frames + 1] and
	    between[-2] to between[frames + 1]. A vector whose steps provably stay under `limit` (linear) is left out,
	   so levels over the limit do not depend on the kernel, and others may. NaN raises nothing. levels overlaps
	    neither. */
	void (*raise_steps)(const struct intersample_peak *peak, double *levels, const double *samples,
			    const double *between, size_t frames, double limit);
};

#endif
