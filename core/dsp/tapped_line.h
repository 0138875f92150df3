/* Keeps the past of a column, which can be read at any delay of whole frames.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_DSP_TAPPED_LINE_H
#define STEMPRINT_DSP_TAPPED_LINE_H

#include "base/arena.h"
#include "base/status.h"

#include <stdbool.h>
#include <stddef.h>

/** A ring that repeats its start behind its end, so that a run of frames is read and written in one piece. */
struct tapped_line {
	double *ring; /**< capacity + slack frames, from the arena */
	size_t capacity; /**< frames that it keeps */
	size_t slack; /**< frames of the longest piece */
	size_t position; /**< index of the next frame */
	size_t dirty; /**< frames from the start of the ring that may not be silence */
};

/** Makes a line that holds silence. It keeps `longest` frames beside those of a piece, and a piece has at most `piece`
    frames. Returns false when out of memory. */
bool tapped_line_init(struct tapped_line *line, struct arena *arena, size_t longest, size_t piece) MUST_CHECK;

/** Fills the line with silence. */
void tapped_line_reset(struct tapped_line *line);

/** Returns the address to which the caller writes the next frames, at most a piece. tapped_line_commit() then makes
   them the newest frames. */
static inline double *tapped_line_claim(const struct tapped_line *line)
{
	return line->ring + line->position;
}

void tapped_line_commit(struct tapped_line *line, size_t frames);

/** Returns a piece that starts `delay` frames before the next frame. `delay` is at most `longest` + a piece, less the
    frames that are claimed but not committed. */
static inline const double *tapped_line_read(const struct tapped_line *line, size_t delay)
{
	return line->ring +
	       (line->position >= delay ? line->position - delay : line->position + line->capacity - delay);
}

#endif
