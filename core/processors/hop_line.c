/* Cuts blocks into hops, and keeps the windows of all columns.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "processors/hop_line.h"

#include <string.h>

static double **columns_new(struct arena *arena, size_t columns, size_t frames)
{
	double **table = ARENA_ARRAY(arena, double *, columns);
	for (size_t column = 0; table && column < columns; column++) {
		table[column] = ARENA_ARRAY(arena, double, frames);
		if (!table[column])
			return NULL;
	}
	return table;
}

bool hop_line_init(struct hop_line *line, struct arena *arena, const struct processor_instance *instance, size_t hop,
		   size_t span)
{
	const size_t columns = instance->groups * instance->context.channels;
	*line = (struct hop_line){
		.instance = instance,
		.hop = hop,
		.span = span,
		.columns = columns,
		.windows = columns_new(arena, columns, span),
		.results = columns_new(arena, columns, hop),
	};
	if (!line->windows || !line->results)
		return false;
	hop_line_reset(line);
	return true;
}

void hop_line_reset(struct hop_line *line)
{
	for (size_t column = 0; column < line->columns; column++) {
		memset(line->windows[column], 0, line->span * sizeof(double));
		memset(line->results[column], 0, line->hop * sizeof(double));
	}
	line->filled = (line->hop - line->instance->context.late % line->hop) % line->hop;
}

/* `out` may be `in`, so the input is kept first. */
static void exchange(struct hop_line *line, size_t start, size_t frames)
{
	for (size_t column = 0; column < line->columns; column++) {
		memcpy(line->windows[column] + line->span - line->hop + line->filled,
		       line->instance->in[column] + start, frames * sizeof(double));
		memcpy(line->instance->out[column] + start, line->results[column] + line->filled,
		       frames * sizeof(double));
	}
}

static void move_on(struct hop_line *line)
{
	for (size_t column = 0; column < line->columns; column++)
		memmove(line->windows[column], line->windows[column] + line->hop,
			(line->span - line->hop) * sizeof(double));
}

void hop_line_process(struct hop_line *line, size_t start, size_t frames, void (*turn)(void *owner), void *owner)
{
	for (size_t done = 0; done < frames;) {
		const size_t left = line->hop - line->filled, rest = frames - done, now = left < rest ? left : rest;
		exchange(line, start + done, now);
		done += now;
		line->filled += now;
		if (line->filled < line->hop)
			continue;
		turn(owner);
		move_on(line);
		line->filled = 0;
	}
}
