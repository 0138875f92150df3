/* stemprint: how a level goes in time, in memory that does not grow.
   SPDX-License-Identifier: GPL-3.0-or-later

   Windows of one second; whenever there would be more than LEVEL_SERIES_WINDOWS of them, two become one: from 68
   minutes on they last 2 s, from 137 minutes on 4 s. */
#ifndef STEMPRINT_MEASURE_LEVEL_SERIES_H
#define STEMPRINT_MEASURE_LEVEL_SERIES_H

#include <stddef.h>
#include <stdint.h>

enum { LEVEL_SERIES_WINDOWS = 4096 };

/** Linear, over all channels together; the last window may be cut short by the end. */
struct level_series {
	uint64_t window_frames;
	size_t count; /**< windows that anything was added to, or before one */
	double peaks[LEVEL_SERIES_WINDOWS];
	double squares[LEVEL_SERIES_WINDOWS]; /**< sums */
};

/** All else is to be zero. */
void level_series_init(struct level_series *series, double sample_rate);

/** Frames from `frame` to the end of its window; `frame` may be any. */
uint64_t level_series_left(const struct level_series *series, uint64_t frame);

/** A stretch within a window, of some channels: its peak and its sum of squares. */
void level_series_add(struct level_series *series, uint64_t frame, double peak, double squares);

/** Root of the mean square of a window, for a signal of that many frames and channels. */
double level_series_rms(const struct level_series *series, size_t window, uint64_t frames, size_t channels);

#endif
