/* stemprint: the kernel that looks for peaks between samples.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_DSP_KERNEL_INTERSAMPLE_H
#define STEMPRINT_DSP_KERNEL_INTERSAMPLE_H

#include <stddef.h>

struct intersample_peak;

struct intersample_kernel {
	/** The fine steps of intersample_peak.h: levels[i] rises to the largest magnitude at the steps after samples[i]
	   and after between[i], which lies half-way to samples[i + 1]. Reads samples[-1] to samples[frames + 1] and
	   between[-2] to between[frames + 1]. Where all of a vector's steps are proven to stay under `limit`, they are
	   left out: what a level is over the limit does not depend on the table. */
	void (*raise_steps)(const struct intersample_peak *peak, double *levels, const double *samples,
			    const double *between, size_t frames, double limit);
};

#endif
