/* Holds the frames around the position at which a clip is read.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/clip_window.h"

#include <string.h>

struct clip_window *clip_windows_new(size_t count, size_t channels, size_t capacity, struct arena *arena)
{
	struct clip_window *windows = ARENA_ARRAY(arena, struct clip_window, count);
	for (size_t i = 0; windows && i < count; i++) {
		windows[i].capacity = capacity;
		windows[i].columns = ARENA_ARRAY(arena, double *, channels);
		for (size_t k = 0; windows[i].columns && k < channels; k++)
			if (!(windows[i].columns[k] = ARENA_ARRAY(arena, double, capacity)))
				return NULL;
		if (!windows[i].columns)
			return NULL;
	}
	return windows;
}

void clip_window_start(struct clip_window *window, int64_t least, int64_t most)
{
	window->first = window->end = least;
	window->least = least;
	window->most = most;
}

/* Finds the frame of the file that stands at a frame of the part, and how many of the next `frames` follow each other
   in the file. *silent says that they lie outside of it. */
static size_t run_of(const struct clip_readers *readers, const struct clip *clip, int64_t first, size_t frames,
		     uint64_t *frame, bool *silent)
{
	const int64_t period = (int64_t)clip->part.period;
	const int64_t file_frames = (int64_t)readers->files[clip->file].properties->frames;
	int64_t left;
	*silent = false;
	if (period > 0) {
		const int64_t rest = (first % period + period) % period;
		*frame = clip->part.origin + (uint64_t)rest;
		left = period - rest;
	} else if (first >= 0 && first < file_frames) {
		*frame = (uint64_t)first;
		left = file_frames - first;
	} else {
		*silent = true;
		left = first < 0 ? -first : INT64_MAX;
	}
	return (uint64_t)left < frames ? (size_t)left : frames;
}

enum status clip_part_read(struct clip_readers *readers, const struct clip *clip, int64_t first, double *const *columns,
			   size_t frames, struct problem *problem)
{
	double *rest[RECIPE_CHANNELS_MAXIMUM];
	enum status status = STATUS_OK;
	for (size_t done = 0; done < frames && status == STATUS_OK;) {
		uint64_t frame = 0;
		bool silent;
		const size_t run = run_of(readers, clip, first + (int64_t)done, frames - done, &frame, &silent);
		for (size_t i = 0; i < clip->width; i++) {
			rest[i] = columns[i] + done;
			if (silent)
				memset(rest[i], 0, run * sizeof *rest[i]);
		}
		if (!silent)
			status = clip_readers_read(readers, clip, frame, rest, run, problem);
		done += run;
	}
	return status;
}

/* Moves the frames from `first` to under `end` within the window, so that `start` stands at index 0. */
static void keep(struct clip_window *window, size_t channels, int64_t first, int64_t end, int64_t start)
{
	for (size_t i = 0; i < channels && end > first; i++)
		memmove(window->columns[i] + (first - start), window->columns[i] + (first - window->first),
			(size_t)(end - first) * sizeof(double));
}

static enum status read_into(struct clip_window *window, struct clip_readers *readers, const struct clip *clip,
			     int64_t first, int64_t end, struct problem *problem)
{
	double *columns[RECIPE_CHANNELS_MAXIMUM];
	for (size_t i = 0; i < clip->width; i++)
		columns[i] = window->columns[i] + (first - window->first);
	return end > first ? clip_part_read(readers, clip, first, columns, (size_t)(end - first), problem) : STATUS_OK;
}

enum status clip_window_need(struct clip_window *window, struct clip_readers *readers, const struct clip *clip,
			     int64_t first, int64_t end, struct problem *problem)
{
	const int64_t capacity = (int64_t)window->capacity;
	const bool joined = first <= window->end && end >= window->first;
	if (first >= window->first && end <= window->end)
		return STATUS_OK;
	int64_t low = first, high = first + capacity < window->most ? first + capacity : window->most;
	if (clip->part.backwards) {
		high = end;
		low = end - capacity > window->least ? end - capacity : window->least;
	}
	const int64_t kept_low = joined && window->first > low ? window->first : low;
	const int64_t kept_high = !joined ? low : window->end < high ? window->end : high;
	if (kept_high > kept_low)
		keep(window, clip->width, kept_low, kept_high, low);
	window->first = low;
	window->end = high;
	enum status status = read_into(window, readers, clip, low, kept_high > kept_low ? kept_low : low, problem);
	if (status == STATUS_OK)
		status = read_into(window, readers, clip, kept_high > kept_low ? kept_high : low, high, problem);
	return status;
}
