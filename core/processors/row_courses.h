/* Lays out how the parameters of a gain computer move over the next frames, for the frames of many ways at once.
   SPDX-License-Identifier: GPL-3.0-or-later

   A way goes in a straight line from one point of the automation grid to the next. The ways of all slots are known
   before the frames are computed, so that no slot makes the others stop at the grid. */
#ifndef STEMPRINT_PROCESSORS_ROW_COURSES_H
#define STEMPRINT_PROCESSORS_ROW_COURSES_H

#include "base/arena.h"
#include "base/status.h"
#include "dsp/kernel/kernel.h"
#include "dsp/ramp.h"

#include <stdbool.h>
#include <stddef.h>

/** The most frames that are laid out, and the most ways that begin in them. */
enum { ROW_COURSE_FRAMES = 256, ROW_COURSE_WAYS = ROW_COURSE_FRAMES / AUTOMATION_GRID_FRAMES };

/** Columns for row_courses_lay(), which several courses may share. */
struct row_columns {
	double *values; /**< [rows][width][the frames and a padding] */
	const double **moving; /**< [rows][width]; NULL: the row stays */
};

/** The parameters of one computer. A value of zeros, which was never made, moves nothing. */
struct row_courses {
	double *table; /**< [rows][width], where the slots rest; the caller owns it */
	double *from, *to; /**< of the same form: the ways that are not over */
	double *targets; /**< [ROW_COURSE_WAYS] of the same form: ways that begin in the next frames */
	size_t rows, width;
	size_t left[KERNEL_WIDTH_MAXIMUM]; /**< frames until a slot rests; 0: it does */
	size_t ways[KERNEL_WIDTH_MAXIMUM]; /**< how many begin, */
	size_t ahead[KERNEL_WIDTH_MAXIMUM][ROW_COURSE_WAYS]; /**< and at which frame each does */
};

/** Makes the tables from the arena, for a computer whose parameters are in `table`. Returns false when out of memory.
 */
bool row_courses_init(struct row_courses *courses, struct arena *arena, double *table, size_t rows,
		      size_t width) MUST_CHECK;

/** Makes columns for courses of so many rows and slots. Returns false when out of memory. */
bool row_columns_init(struct row_columns *columns, struct arena *arena, size_t rows, size_t width) MUST_CHECK;

/** Lets a slot start on a way `ahead` frames from here, below ROW_COURSE_FRAMES, and behind all that it was sent to
    before. Returns the table into which the caller writes the target. */
double *row_courses_start(struct row_courses *courses, size_t slot, size_t ahead);

/** Lays out the next frames, at most ROW_COURSE_FRAMES, and goes on by them. Returns whether anything moves; then
    columns->moving are those for the kernel's moving_gain_computer(). */
bool row_courses_lay(struct row_courses *courses, const struct kernel *kernel, const struct row_columns *columns,
		     size_t frames);

/** Stops all slots where they are; the caller writes the table anew. */
void row_courses_stop(struct row_courses *courses);

#endif
