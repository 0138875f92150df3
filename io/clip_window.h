/* stemprint: the frames around the position at which a clip is read.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_IO_CLIP_WINDOW_H
#define STEMPRINT_IO_CLIP_WINDOW_H

#include "io/clip_readers.h"

/** A clip that plays backwards, or between the frames of its file, reads through a window, so that its file is read in
    long pieces. */
struct clip_window {
	double **columns; /**< [channels][capacity]; the frame `first` is at index 0 */
	size_t capacity; /**< frames */
	int64_t first, end; /**< the frames that are in it, counted as in struct clip_part */
	int64_t least, most; /**< the frames that the clip ever hears: from `least` to under `most` */
};

/** Makes windows with room for `channels` channels. Returns NULL when out of memory. */
struct clip_window *clip_windows_new(size_t count, size_t channels, size_t capacity, struct arena *arena);

/** Empties a window for a clip that will hear the frames from `least` to under `most`. */
void clip_window_start(struct clip_window *window, int64_t least, int64_t most);

/** Makes sure that the window has the frames from `first` to under `end`, at most its capacity, all within what the
    clip hears. */
enum status clip_window_need(struct clip_window *window, struct clip_readers *readers, const struct clip *clip,
			     int64_t first, int64_t end, struct problem *problem) MUST_CHECK;

/** Reads frames of a clip's part, counted as in struct clip_part: a loop repeats, and outside of the file is silence.
 */
enum status clip_part_read(struct clip_readers *readers, const struct clip *clip, int64_t first, double *const *columns,
			   size_t frames, struct problem *problem) MUST_CHECK;

#endif
