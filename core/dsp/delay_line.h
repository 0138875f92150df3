/* Delays a column by whole frames.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_DSP_DELAY_LINE_H
#define STEMPRINT_DSP_DELAY_LINE_H

#include "base/arena.h"
#include "base/status.h"
#include "dsp/kernel/kernel.h"

#include <stdbool.h>
#include <stddef.h>

/** The last `length` frames of a column, as a ring of just that length: the next frame replaces the oldest one. How
   frames are cut into blocks changes nothing. */
struct delay_line {
	double *ring; /**< from the arena */
	size_t length; /**< frames of delay; 0 is no delay */
	size_t position; /**< of the oldest frame, which the next one replaces */
};

/** Makes a line of `length` frames that holds silence. Returns false when out of memory. */
bool delay_line_init(struct delay_line *line, struct arena *arena, size_t length) MUST_CHECK;

/** Fills the line with silence. */
void delay_line_reset(struct delay_line *line);

/** Writes `in` to `out`, `length` frames late. `frames` is any number. out may be in, and overlaps it in no
    other way. */
void delay_line_process(struct delay_line *line, const struct kernel *kernel, double *out, const double *in,
			size_t frames);

/** Reads the oldest `frames` frames, at most `length`, and keeps them: a feedback loop reads them before it knows what
   to push. */
void delay_line_peek(const struct delay_line *line, double *out, size_t frames);

/** Replaces the oldest `frames` frames, at most `length`, by new ones. After delay_line_peek() of as many frames, both
    together do what delay_line_process() does. */
void delay_line_push(struct delay_line *line, const double *in, size_t frames);

#endif
