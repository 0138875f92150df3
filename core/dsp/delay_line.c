/* stemprint: a column, later.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "dsp/delay_line.h"

#include <string.h>

/** Frames that fit on the stack on their way through a line in place. */
enum { TILE = 256 };

static size_t smaller(size_t a, size_t b)
{
	return a < b ? a : b;
}

bool delay_line_init(struct delay_line *line, struct arena *arena, size_t length)
{
	*line = (struct delay_line){ .ring = ARENA_ARRAY(arena, double, length), .length = length };
	return line->ring != NULL;
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

/* A block longer than a short line slides along by the line's length, instead of crawling through it. */
static void slide(struct delay_line *line, double *out, const double *in, size_t frames)
{
	double newest[TILE];
	memcpy(newest, in + frames - line->length, line->length * sizeof *newest);
	memmove(out + line->length, in, (frames - line->length) * sizeof *out);
	delay_line_peek(line, out, line->length);
	delay_line_push(line, newest, line->length);
}

static void exchange(struct delay_line *line, double *out, const double *in, size_t frames)
{
	if (out != in) {
		delay_line_peek(line, out, frames);
		delay_line_push(line, in, frames);
		return;
	}
	double newest[TILE];
	memcpy(newest, in, frames * sizeof *newest);
	delay_line_peek(line, out, frames);
	delay_line_push(line, newest, frames);
}

void delay_line_process(struct delay_line *line, double *out, const double *in, size_t frames)
{
	if (frames >= line->length && line->length <= TILE) {
		slide(line, out, in, frames);
		return;
	}
	for (size_t done = 0; done < frames;) {
		const size_t run = smaller(frames - done, smaller(TILE, line->length));
		exchange(line, out + done, in + done, run);
		done += run;
	}
}
