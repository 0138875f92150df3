/* Delays a column by whole frames.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "dsp/delay_line.h"

#include "dsp/kernel/delay.h"

#include <string.h>

/* Frames of a short line, whose blocks are shifted in one step. */
enum { SHORT = 64 };

static size_t smaller(size_t a, size_t b)
{
	return a < b ? a : b;
}

bool delay_line_init(struct delay_line *line, struct arena *arena, size_t length)
{
	*line = (struct delay_line){ .ring = ARENA_ARRAY(arena, double, length), .length = length };
	return line->ring;
}

void delay_line_reset(struct delay_line *line)
{
	memset(line->ring, 0, line->length * sizeof *line->ring);
	line->position = 0;
}

void delay_line_peek(const struct delay_line *line, double *out, size_t frames)
{
	const size_t first = smaller(frames, line->length - line->position);
	memcpy(out, line->ring + line->position, first * sizeof *out);
	memcpy(out + first, line->ring, (frames - first) * sizeof *out);
}

void delay_line_push(struct delay_line *line, const double *in, size_t frames)
{
	const size_t first = smaller(frames, line->length - line->position);
	memcpy(line->ring + line->position, in, first * sizeof *in);
	memcpy(line->ring, in + first, (frames - first) * sizeof *in);
	line->position = line->position + frames < line->length ? line->position + frames
								: line->position + frames - line->length;
}

/* Shifts a block that is longer than a short line by the length of the line in one step. */
static void shift(struct delay_line *line, double *out, const double *in, size_t frames)
{
	double newest[SHORT];
	memcpy(newest, in + frames - line->length, line->length * sizeof *newest);
	memmove(out + line->length, in, (frames - line->length) * sizeof *out);
	delay_line_peek(line, out, line->length);
	delay_line_push(line, newest, line->length);
}

void delay_line_process(struct delay_line *line, const struct kernel *kernel, double *out, const double *in,
			size_t frames)
{
	if (frames >= line->length && line->length <= SHORT) {
		shift(line, out, in, frames);
		return;
	}
	for (size_t done = 0; done < frames;) {
		const size_t run = smaller(frames - done, line->length - line->position);
		kernel->delay->swap(line->ring + line->position, out + done, in + done, run);
		line->position = line->position + run < line->length ? line->position + run : 0;
		done += run;
	}
}
