/* stemprint: a column's past, to be read at any delay.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_DSP_TAPPED_LINE_H
#define STEMPRINT_DSP_TAPPED_LINE_H

#include "base/arena.h"
#include "base/status.h"

#include <stdbool.h>
#include <stddef.h>

/** A ring whose start is repeated behind its end, so that whole runs are read and written in place, as one piece. */
struct tapped_line {
	double *ring; /**< capacity + slack frames, from the arena */
	size_t capacity; /**< frames that are kept */
	size_t slack; /**< frames of the longest piece */
	size_t position; /**< of the frame that comes next */
	size_t dirty; /**< frames from the start of the ring that may be other than silence */
};

/** A line at rest that keeps `longest` frames beside those of a run, for pieces of at most `piece` frames. False when
   out of memory. */
bool tapped_line_init(struct tapped_line *line, struct arena *arena, size_t longest, size_t piece) MUST_CHECK;

/** Back to silence. */
void tapped_line_reset(struct tapped_line *line);

/** Where the next frames, at most a piece, are to be written; tapped_line_commit() then makes them the newest ones. */
double *tapped_line_claim(const struct tapped_line *line);
void tapped_line_commit(struct tapped_line *line, size_t frames);

/** A piece that starts `delay` frames before the frame that comes next; delay + what is not written yet is within
   `longest` + a piece. */
const double *tapped_line_read(const struct tapped_line *line, size_t delay);

#endif
