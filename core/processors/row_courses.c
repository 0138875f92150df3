/* Lays out how the parameters of a gain computer move over the next frames, for the frames of many ways at once.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "processors/row_courses.h"

#include "dsp/kernel/column.h"
#include "dsp/kernel/dynamics.h"

#include <string.h>

enum { COLUMN = ROW_COURSE_FRAMES + GAIN_COMPUTER_PADDING };

/* A row of a slot on its way. */
struct way {
	double from, to;
	size_t left;
};

bool row_courses_init(struct row_courses *courses, struct arena *arena, double *table, size_t rows, size_t width)
{
	*courses = (struct row_courses){ .table = table,
					 .from = ARENA_ARRAY(arena, double, rows *width),
					 .to = ARENA_ARRAY(arena, double, rows *width),
					 .targets = ARENA_ARRAY(arena, double, ROW_COURSE_WAYS *rows *width),
					 .rows = rows,
					 .width = width };
	return courses->from && courses->to && courses->targets;
}

bool row_columns_init(struct row_columns *columns, struct arena *arena, size_t rows, size_t width)
{
	*columns = (struct row_columns){ .values = ARENA_ARRAY(arena, double, rows *width *COLUMN),
					 .moving = ARENA_ARRAY(arena, const double *, rows *width) };
	return columns->values && columns->moving;
}

static double *target_table(const struct row_courses *courses, size_t way)
{
	return courses->targets + way * courses->rows * courses->width;
}

double *row_courses_start(struct row_courses *courses, size_t slot, size_t ahead)
{
	size_t way = courses->ways[slot];
	while (way > 0 && (way == ROW_COURSE_WAYS || courses->ahead[slot][way - 1] >= ahead))
		way--;
	courses->ahead[slot][way] = ahead;
	courses->ways[slot] = way + 1;
	return target_table(courses, way);
}

/* Says whether a row of a slot moves at any of the next frames. */
static bool moves(const struct row_courses *courses, size_t slot, size_t at)
{
	const double here = courses->left[slot] > 0 ? courses->to[at] : courses->table[at];
	bool found = courses->left[slot] > 0 && courses->from[at] != courses->to[at];
	for (size_t way = 0; way < courses->ways[slot]; way++)
		found = found || target_table(courses, way)[at] != here;
	return found;
}

static double present(const struct way *way)
{
	const double passed = (double)(AUTOMATION_GRID_FRAMES - way->left) / (double)AUTOMATION_GRID_FRAMES;
	return way->left == 0 ? way->to : way->from + (way->to - way->from) * passed;
}

/* Writes the frames up to `end`, and returns that. */
static size_t go(struct way *way, const struct kernel *kernel, double *values, size_t start, size_t end)
{
	const size_t run = end - start < way->left ? end - start : way->left;
	if (run > 0)
		kernel->column->line(values + start, way->from, way->to - way->from,
				     (double)(AUTOMATION_GRID_FRAMES - way->left), 1.0 / (double)AUTOMATION_GRID_FRAMES,
				     run);
	way->left -= run;
	for (size_t i = start + run; i < end; i++)
		values[i] = way->to;
	return end;
}

/* Writes a row of a slot, and returns the way on which it ends. */
static struct way lay_row(const struct row_courses *courses, const struct kernel *kernel, size_t slot, size_t at,
			  double *values, size_t frames)
{
	struct way way = { courses->table[at], courses->table[at], 0 };
	size_t done = 0;
	if (courses->left[slot] > 0)
		way = (struct way){ courses->from[at], courses->to[at], courses->left[slot] };
	for (size_t i = 0; i < courses->ways[slot]; i++) {
		const size_t ahead = courses->ahead[slot][i];
		done = go(&way, kernel, values, done, ahead < frames ? ahead : frames);
		way = (struct way){ present(&way), target_table(courses, i)[at], AUTOMATION_GRID_FRAMES };
	}
	go(&way, kernel, values, done, frames);
	return way;
}

/* Returns the frames until the slot rests, seen from the end of the next frames. */
static size_t left_after(const struct row_courses *courses, size_t slot, size_t frames)
{
	const size_t ways = courses->ways[slot];
	const size_t end = ways > 0 ? courses->ahead[slot][ways - 1] + AUTOMATION_GRID_FRAMES : courses->left[slot];
	return end > frames ? end - frames : 0;
}

/* Lays out all rows of a slot. Returns whether any moves. */
static bool lay_slot(struct row_courses *courses, const struct kernel *kernel, const struct row_columns *columns,
		     size_t slot, size_t frames)
{
	bool any = false;
	for (size_t row = 0; row < courses->rows; row++) {
		const size_t at = row * courses->width + slot;
		struct way way = { courses->table[at], courses->table[at], 0 };
		if (moves(courses, slot, at)) {
			double *values = columns->values + at * COLUMN;
			columns->moving[at] = values;
			way = lay_row(courses, kernel, slot, at, values, frames);
			any = true;
		}
		courses->from[at] = way.from;
		courses->to[at] = way.to;
		courses->table[at] = way.to;
	}
	courses->left[slot] = left_after(courses, slot, frames);
	courses->ways[slot] = 0;
	return any;
}

bool row_courses_lay(struct row_courses *courses, const struct kernel *kernel, const struct row_columns *columns,
		     size_t frames)
{
	bool any = false;
	memset(columns->moving, 0, courses->rows * courses->width * sizeof *columns->moving);
	for (size_t slot = 0; slot < courses->width; slot++)
		if (courses->left[slot] > 0 || courses->ways[slot] > 0)
			any |= lay_slot(courses, kernel, columns, slot, frames);
	return any;
}

void row_courses_stop(struct row_courses *courses)
{
	memset(courses->left, 0, sizeof courses->left);
	memset(courses->ways, 0, sizeof courses->ways);
}
