/* stemprint: draws together the overview of a waveform.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "measure/waveform.h"

#include <math.h>

/* So many sums run side by side; one alone would wait for each addition. */
enum { SIDES = 4 };

struct waveform *waveform_new(struct arena *arena, uint64_t frames, size_t channels)
{
	struct waveform *waveform = ARENA_NEW(arena, struct waveform);
	const size_t columns = frames < WAVEFORM_COLUMNS ? (size_t)frames : WAVEFORM_COLUMNS;
	double *room = ARENA_ARRAY(arena, double, 3 * columns);
	if (!waveform || !room)
		return NULL;
	*waveform = (struct waveform){ .frames = frames,
				       .channels = channels,
				       .columns = columns,
				       .lowest = room,
				       .highest = room + columns,
				       .squares = room + 2 * columns };
	for (size_t i = 0; i < columns; i++) {
		waveform->lowest[i] = HUGE_VAL;
		waveform->highest[i] = -HUGE_VAL;
	}
	return waveform;
}

static uint64_t column_end(const struct waveform *waveform, size_t column)
{
	/* The product of frames and columns may be more than 64 bits hold, so it is split. */
	const uint64_t columns = waveform->columns, whole = waveform->frames / columns,
		       rest = waveform->frames % columns;
	return (column + 1) * whole + (column + 1) * rest / columns;
}

static size_t column_of(const struct waveform *waveform, uint64_t frame)
{
	size_t column = (size_t)((double)frame / (double)waveform->frames * (double)waveform->columns);
	column = column < waveform->columns ? column : waveform->columns - 1;
	while (column > 0 && column_end(waveform, column - 1) > frame)
		column--;
	while (column_end(waveform, column) <= frame)
		column++;
	return column;
}

static void add_stretch(struct waveform *waveform, size_t column, const double *samples, size_t count)
{
	double lowest[SIDES], highest[SIDES], squares[SIDES] = { 0.0 };
	for (size_t side = 0; side < SIDES; side++) {
		lowest[side] = waveform->lowest[column];
		highest[side] = waveform->highest[column];
	}
	size_t i = 0;
	for (; i + SIDES <= count; i += SIDES)
		for (size_t side = 0; side < SIDES; side++) {
			const double sample = samples[i + side];
			lowest[side] = sample < lowest[side] ? sample : lowest[side];
			highest[side] = sample > highest[side] ? sample : highest[side];
			squares[side] += sample * sample;
		}
	for (; i < count; i++) {
		lowest[0] = samples[i] < lowest[0] ? samples[i] : lowest[0];
		highest[0] = samples[i] > highest[0] ? samples[i] : highest[0];
		squares[0] += samples[i] * samples[i];
	}
	waveform->lowest[column] = fmin(fmin(lowest[0], lowest[1]), fmin(lowest[2], lowest[3]));
	waveform->highest[column] = fmax(fmax(highest[0], highest[1]), fmax(highest[2], highest[3]));
	waveform->squares[column] += (squares[0] + squares[1]) + (squares[2] + squares[3]);
}

void waveform_add(struct waveform *waveform, const double *const *columns, size_t frames)
{
	size_t done = 0;
	while (done < frames && waveform->heard < waveform->frames) {
		const size_t column = column_of(waveform, waveform->heard);
		const uint64_t left = column_end(waveform, column) - waveform->heard;
		const size_t count = left < frames - done ? (size_t)left : frames - done;
		for (size_t channel = 0; channel < waveform->channels; channel++)
			add_stretch(waveform, column, columns[channel] + done, count);
		waveform->heard += count;
		done += count;
	}
}

double waveform_rms(const struct waveform *waveform, size_t column)
{
	const uint64_t begin = column == 0 ? 0 : column_end(waveform, column - 1);
	const double samples = (double)(column_end(waveform, column) - begin) * (double)waveform->channels;
	return sqrt(waveform->squares[column] / samples);
}
