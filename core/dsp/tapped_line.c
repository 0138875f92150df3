/* Keeps past frames in a ring that is read in one piece.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "dsp/tapped_line.h"

#include <string.h>

/** The frames of the shortest ring. The part behind the end is copied once a turn, so turns should be few. */
enum { CAPACITY_MINIMUM = 512 };

/** Capacities are whole cache lines, so that runs of whole lines are written aligned. */
enum { LINE = 8 };

bool tapped_line_init(struct tapped_line *line, struct arena *arena, size_t longest, size_t piece)
{
	const size_t needed = longest + piece > CAPACITY_MINIMUM ? longest + piece : CAPACITY_MINIMUM;
	const size_t capacity = (needed + LINE - 1) / LINE * LINE;
	*line = (struct tapped_line){ .ring = ARENA_ARRAY(arena, double, capacity + piece),
				      .capacity = capacity,
				      .slack = piece };
	return line->ring;
}

/* Clears only the part of a long line that was used, so that the rest stays untouched memory. */
void tapped_line_reset(struct tapped_line *line)
{
	const size_t dirty = line->dirty < line->capacity ? line->dirty : line->capacity;
	const size_t repeated = dirty < line->slack ? dirty : line->slack;
	memset(line->ring, 0, dirty * sizeof *line->ring);
	memset(line->ring + line->capacity, 0, (dirty < line->capacity ? repeated : line->slack) * sizeof *line->ring);
	line->position = 0;
	line->dirty = 0;
}

void tapped_line_commit(struct tapped_line *line, size_t frames)
{
	const size_t start = line->position, end = start + frames;
	if (end > line->capacity)
		memcpy(line->ring, line->ring + line->capacity, (end - line->capacity) * sizeof *line->ring);
	if (start < line->slack) {
		const size_t last = end < line->slack ? end : line->slack;
		memcpy(line->ring + line->capacity + start, line->ring + start, (last - start) * sizeof *line->ring);
	}
	line->position = end < line->capacity ? end : end - line->capacity;
	if (line->dirty < line->capacity)
		line->dirty = end < line->capacity ? end : line->capacity;
}
