/* stemprint: a column, later.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_DSP_DELAY_LINE_H
#define STEMPRINT_DSP_DELAY_LINE_H

#include "base/arena.h"
#include "base/status.h"
#include "dsp/kernel/kernel.h"

#include <stdbool.h>
#include <stddef.h>

/** The last `length` frames of a column, as a ring of just that length: the oldest frame lies where the next one goes.
   All calls move whole runs; frames may be cut into blocks in any way. */
struct delay_line {
	double *ring; /**< from the arena */
	size_t length; /**< frames of delay; 0 is no delay */
	size_t position; /**< of the oldest frame, which the next one replaces */
};

/** A line at rest (silence). False when out of memory. */
bool delay_line_init(struct delay_line *line, struct arena *arena, size_t length) MUST_CHECK;

/** Back to silence. */
void delay_line_reset(struct delay_line *line);

/** out = in, `length` frames late. out may be in, and overlaps it in no other way. Any number of frames. */
void delay_line_process(struct delay_line *line, const struct kernel *kernel, double *out, const double *in,
			size_t frames);

/** Reads the oldest `frames` frames, at most `length`, and leaves them there: what a loop needs before it knows what to
   push. */
void delay_line_peek(const struct delay_line *line, double *out, size_t frames);

/** Replaces the oldest `frames` frames, at most `length`, by new ones. */
void delay_line_push(struct delay_line *line, const double *in, size_t frames);

#endif
