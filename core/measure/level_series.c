/* stemprint: follows a level in time, in memory that does not grow.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "measure/level_series.h"

#include <math.h>
#include <string.h>

void level_series_init(struct level_series *series, double sample_rate)
{
	series->window_frames = (uint64_t)fmax(rint(sample_rate), 1.0);
}

uint64_t level_series_left(const struct level_series *series, uint64_t frame)
{
	return series->window_frames - frame % series->window_frames;
}

/* A window of the new length holds two of the old length: a stretch that an old end cut is whole in the new window. */
static void halve(struct level_series *series)
{
	enum { HALF = LEVEL_SERIES_WINDOWS / 2 };
	for (size_t i = 0; i < HALF; i++) {
		series->peaks[i] = fmax(series->peaks[2 * i], series->peaks[2 * i + 1]);
		series->squares[i] = series->squares[2 * i] + series->squares[2 * i + 1];
	}
	memset(series->peaks + HALF, 0, HALF * sizeof *series->peaks);
	memset(series->squares + HALF, 0, HALF * sizeof *series->squares);
	series->window_frames *= 2;
	series->count = (series->count + 1) / 2;
}

void level_series_add(struct level_series *series, uint64_t frame, double peak, double squares)
{
	while (frame / series->window_frames >= LEVEL_SERIES_WINDOWS)
		halve(series);
	size_t window = (size_t)(frame / series->window_frames);
	if (window >= series->count)
		series->count = window + 1;
	series->peaks[window] = fmax(series->peaks[window], peak);
	series->squares[window] += squares;
}

double level_series_rms(const struct level_series *series, size_t window, uint64_t frames, size_t channels)
{
	uint64_t left = frames - (uint64_t)window * series->window_frames;
	uint64_t length = left < series->window_frames ? left : series->window_frames;
	return sqrt(series->squares[window] / ((double)length * (double)channels));
}
