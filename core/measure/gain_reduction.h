/* stemprint: by how much a dynamics processor turns a signal down.
   SPDX-License-Identifier: GPL-3.0-or-later

   The meter compares the output with the input, aligned in time, by the power of all channels in windows of 1 ms. It
   counts from the gain that the processors have at rest, so makeup is no reduction and hides none. */
#ifndef STEMPRINT_MEASURE_GAIN_REDUCTION_H
#define STEMPRINT_MEASURE_GAIN_REDUCTION_H

#include "measure/reduction_course.h"

#include <stddef.h>
#include <stdint.h>

/** A positive number of dB means that the processor turned down. All are NAN when no window is over -70 dBFS. */
struct gain_reduction {
	double most_db; /**< the largest of all windows; negative when the processor only ever turns up */
	double mean_db; /**< the mean over the windows that are over -70 dBFS at the input */
	double share; /**< the share of those windows that are turned down by more than 0.1 dB, 0 to 1 */
};

/** The sums of a meter. The owner keeps it and calls gain_reduction_init() first. */
struct gain_reduction_meter {
	size_t window_frames; /**< frames of 1 ms */
	double resting_power; /**< the square of the gain at rest, linear */
	size_t filled; /**< frames in the present window */
	double before, after; /**< sums of squares in it, of the input and of the output */
	double most_db, sum_db; /**< of all windows so far */
	struct reduction_course *course; /**< takes each window; the caller sets it, and owns it; NULL: none does */
	uint64_t windows, reduced; /**< windows over -70 dBFS; those of them that are turned down */
};

/** Begins with no window. `resting_gain` is linear and above 0; `sample_rate` is in Hz. */
void gain_reduction_init(struct gain_reduction_meter *meter, double sample_rate, double resting_gain);

/** Takes the next frames of input and output, planar and linear. Cuts make no difference. */
void gain_reduction_add(struct gain_reduction_meter *meter, const double *const *before, const double *const *after,
			size_t channels, size_t frames);

/** Returns the reading of all whole windows so far. */
struct gain_reduction gain_reduction_read(const struct gain_reduction_meter *meter);

#endif
