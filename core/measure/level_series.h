/* stemprint: how a level moves in time, in memory that does not grow.
   SPDX-License-Identifier: GPL-3.0-or-later

   A window lasts one second. Whenever there would be more than LEVEL_SERIES_WINDOWS of them, two neighbours become one:
   from 68 minutes on windows last 2 s, from 137 minutes on 4 s. */
#ifndef STEMPRINT_MEASURE_LEVEL_SERIES_H
#define STEMPRINT_MEASURE_LEVEL_SERIES_H

#include <stddef.h>
#include <stdint.h>

/** The room of a series, in windows. */
enum { LEVEL_SERIES_WINDOWS = 4096 };

/** Peaks and squares are linear, over all channels together. The end may cut the last window short. */
struct level_series {
	uint64_t window_frames; /**< the length of a window now */
	size_t count; /**< windows up to the last one that something was added to */
	double peaks[LEVEL_SERIES_WINDOWS]; /**< largest magnitudes */
	double squares[LEVEL_SERIES_WINDOWS]; /**< sums of squares */
};

/** Begins a series whose memory is all zero. `sample_rate` is in Hz. */
void level_series_init(struct level_series *series, double sample_rate);

/** Returns how many frames there are from `frame`, any position, to the end of its window. */
uint64_t level_series_left(const struct level_series *series, uint64_t frame);

/** Adds a stretch that begins at `frame` and stays within one window, of one channel or several: its peak and its sum
    of squares, both linear. */
void level_series_add(struct level_series *series, uint64_t frame, double peak, double squares);

/** Returns the root of the mean square of a window, linear, for a signal of that many frames and channels. */
double level_series_rms(const struct level_series *series, size_t window, uint64_t frames, size_t channels);

#endif
