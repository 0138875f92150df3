/* stemprint: by how much a dynamics processor turns down.
   SPDX-License-Identifier: GPL-3.0-or-later

   It compares what comes out with what went in, aligned in time, by the power of all channels over windows of 1 ms, and
   counts from the gain that the processors have at rest: makeup is no reduction and hides none. */
#ifndef STEMPRINT_MEASURE_GAIN_REDUCTION_H
#define STEMPRINT_MEASURE_GAIN_REDUCTION_H

#include <stddef.h>
#include <stdint.h>

/** In dB, positive is turned down. NAN without a window over -70 dBFS. */
struct gain_reduction {
	double most_db; /**< of any window; what only ever turns up has a negative one */
	double mean_db; /**< of the windows over -70 dBFS at the input */
	double share; /**< of those windows: turned down by more than 0.1 dB; 0 to 1 */
};

struct gain_reduction_meter {
	size_t window_frames;
	double resting_power; /* the square of the gain at rest */
	size_t filled; /**< frames of the present window */
	double before, after; /**< sums of squares in it */
	double most_db, sum_db;
	uint64_t windows, reduced;
};

/** `resting_gain` is linear, above 0. */
void gain_reduction_init(struct gain_reduction_meter *meter, double sample_rate, double resting_gain);

/** The next frames of both, planar. Cuts make no difference but in the last digits. */
void gain_reduction_add(struct gain_reduction_meter *meter, const double *const *before, const double *const *after,
			size_t channels, size_t frames);

struct gain_reduction gain_reduction_read(const struct gain_reduction_meter *meter);

#endif
