/* Looks for peaks between samples.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_DSP_KERNEL_INTERSAMPLE_H
#define STEMPRINT_DSP_KERNEL_INTERSAMPLE_H

#include <stddef.h>

struct intersample_peak;
struct intersample_survey;

enum {
	INTERSAMPLE_POINTS = 32, /**< points that half_way() reads */
	INTERSAMPLE_PHASES = 4, /**< rows that samples are spread over, so that few loads serve many points */
	INTERSAMPLE_PHASE_LENGTH = 144, /**< samples of a row, with zeros after the last one */
};

struct intersample_kernel {
	/** Writes what is known of the readings of column[0] to column[frames - 1] before they are made, and sets
	   levels[i] to the magnitude of column[i]. `frames` is at most INTERSAMPLE_FRAMES; `levels` and `limits` have
	   room for so many, and what lies after `frames` may change. `largest` is the largest magnitude around. It
	   reads column[-INTERSAMPLE_REACH] to column[frames - 1 + INTERSAMPLE_REACH]. */
	void (*survey)(const struct intersample_peak *peak, struct intersample_survey *survey, double *levels,
		       const double *column, const double *limits, double largest, size_t frames);

	/** Spreads `count` samples over rows, the phases: sample k goes to
	    [k % INTERSAMPLE_PHASES][k / INTERSAMPLE_PHASES]. All other places become zero. */
	void (*spread)(double (*phases)[INTERSAMPLE_PHASE_LENGTH], const double *column, size_t count);

	/** Writes a correlation: between[n] = sum of sample[at + n + k] * taps[k], k from 0 to count - 1 in this order,
	    n under INTERSAMPLE_POINTS. `count` is a multiple of INTERSAMPLE_PHASES, at least twice that. */
	void (*half_way)(double *between, const double (*phases)[INTERSAMPLE_PHASE_LENGTH], size_t at,
			 const double *taps, size_t count);

	/** Raises levels[i], linear, to the largest magnitude at the fine steps of intersample_peak.h after samples[i]
	    and after between[i], which lies half-way to samples[i + 1]. bounds[i] becomes what no magnitude from
	    samples[i] to samples[i + 1] on the doubled grid and at its steps is larger than, but for rounding. It reads
	    samples[-1] to samples[frames + 1] and between[-2] to between[frames + 1]. A vector whose bounds are all
	    under limits[i] (linear) is left out, so levels over the limits do not depend on the kernel, and others may.
	    NaN raises nothing. Neither `levels` nor `bounds` overlaps anything. */
	void (*raise_steps)(const struct intersample_peak *peak, double *levels, double *bounds, const double *samples,
			    const double *between, size_t frames, const double *limits);

	/** Writes the closing of a column by a window: the smallest of the largest values of all windows of so many
	    frames that hold frame i (J. Serra, "Image Analysis and Mathematical Morphology", 1982). It reads
	    in[1 - window] to in[frames + window - 2]; NaN counts as 0. `window` is 1 to INTERSAMPLE_REACH + 1, `frames`
	    at most INTERSAMPLE_FRAMES, and no value is negative. */
	void (*closing)(double *out, const double *in, size_t window, size_t frames);
};

#endif
