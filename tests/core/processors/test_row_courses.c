/* Tests how the parameters of gain computers are laid out over frames, against the straight lines that they are.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "processors/row_courses.h"

#include "dsp/kernel/select.h"

#include <criterion/criterion.h>
#include <stdint.h>
#include <string.h>

enum { TABLES = 8, ROWS = 4, GRID = AUTOMATION_GRID_FRAMES, POINTS = 50, FRAMES = POINTS * GRID };

/* The first point of the grid lies at this frame. */
enum { SHIFT = 7 };

/* Of the slots every third rests, every third moves at each point, and the others do at some. */
static bool moves(size_t slot, size_t point)
{
	return slot % 3 == 1 || (slot % 3 == 2 && (point * 7 + slot) % 5 < 2);
}

/* The first row goes up and down, the second one goes to where it is at every other point, the third one stays. The
   last one stays until the middle. */
static double target(size_t slot, size_t row, size_t point)
{
	const double place = (double)slot + 0.1;
	if (row == 0)
		return place + (double)(point * 37 % 11) / 3.0;
	if (row == 1)
		return -place * (double)(point - point % 2 + 2);
	return row == 2 || point < POINTS / 2 ? 0.3 * place : place / (double)(point + 3);
}

static double start(size_t slot, size_t row)
{
	return row < 2 ? 1.0 : 0.3 * ((double)slot + 0.1);
}

/* Returns a parameter at a frame: the way that began last goes from where the one before it arrived. */
static double expected(size_t slot, size_t row, size_t frame)
{
	double from = start(slot, row), to = from;
	size_t begin = 0;
	for (size_t point = 0; point < POINTS && point * GRID + SHIFT <= frame; point++)
		if (moves(slot, point)) {
			from = to;
			to = target(slot, row, point);
			begin = point * GRID + SHIFT;
		}
	return frame - begin >= GRID ? to : from + (to - from) * ((double)(frame - begin) / GRID);
}

static void send(struct row_courses *courses, size_t frame, size_t frames)
{
	for (size_t slot = 0; slot < courses->width; slot++)
		for (size_t point = 0; point < POINTS; point++) {
			const size_t at = point * GRID + SHIFT;
			if (!moves(slot, point) || at < frame || at >= frame + frames)
				continue;
			double *table = row_courses_start(courses, slot, at - frame);
			for (size_t row = 0; row < ROWS; row++)
				table[row * courses->width + slot] = target(slot, row, point);
		}
}

/* Sets all parameters to where they start, as a reset does. */
static void rewind_rows(struct row_courses *courses)
{
	row_courses_stop(courses);
	for (size_t slot = 0; slot < courses->width; slot++)
		for (size_t row = 0; row < ROWS; row++)
			courses->table[row * courses->width + slot] = start(slot, row);
}

static uint64_t bits_of(double value)
{
	uint64_t bits;
	memcpy(&bits, &value, sizeof bits);
	return bits;
}

static void expect_frame(const struct row_courses *courses, const struct row_columns *columns, const double *before,
			 size_t frame, size_t i)
{
	for (size_t slot = 0; slot < courses->width; slot++)
		for (size_t row = 0; row < ROWS; row++) {
			const size_t at = row * courses->width + slot;
			const double found = columns->moving[at] ? columns->moving[at][i] : courses->table[at];
			const double right = expected(slot, row, frame + i);
			cr_assert_eq(bits_of(found), bits_of(right),
				     "row %zu of slot %zu of %zu at frame %zu is %a, not %a", row, slot, courses->width,
				     frame + i, found, right);
			cr_assert(columns->moving[at] || before[at] == courses->table[at],
				  "a row that jumps must have a column");
		}
}

static void lay_out(const struct kernel *kernel, struct row_courses *courses, const struct row_columns *columns,
		    size_t block, size_t end)
{
	for (size_t frame = 0, run; frame < end; frame += run) {
		double before[ROWS * KERNEL_WIDTH_MAXIMUM];
		bool any = false;
		run = block < end - frame ? block : end - frame;
		memcpy(before, courses->table, ROWS * courses->width * sizeof *before);
		send(courses, frame, run);
		const bool moving = row_courses_lay(courses, kernel, columns, run);
		for (size_t i = 0; i < run; i++)
			expect_frame(courses, columns, before, frame, i);
		for (size_t i = 0; i < ROWS * courses->width; i++)
			any = any || columns->moving[i];
		cr_assert_eq(moving, any);
	}
}

/* Blocks of all lengths, beside the grid, and again behind a stop in the midst of a way. */
Test(row_courses, rows_go_in_straight_lines_from_point_to_point)
{
	static const size_t blocks[] = { 1, 9, 32, 100, ROW_COURSE_FRAMES };
	const struct kernel *kernels[TABLES];
	const size_t tables = kernel_list(kernels, TABLES);
	for (size_t i = 0; i < tables; i++)
		for (size_t k = 0; k < sizeof blocks / sizeof *blocks; k++) {
			struct arena *arena = arena_new();
			const size_t width = kernels[i]->width;
			struct row_courses courses;
			struct row_columns columns;
			double *table = ARENA_ARRAY(arena, double, ROWS *width);
			cr_assert(table && row_courses_init(&courses, arena, table, ROWS, width));
			cr_assert(row_columns_init(&columns, arena, ROWS, width));
			rewind_rows(&courses);
			lay_out(kernels[i], &courses, &columns, blocks[k], FRAMES / 2 + 3);
			rewind_rows(&courses);
			lay_out(kernels[i], &courses, &columns, blocks[k], FRAMES);
			arena_free(arena);
		}
}

/* A slot that is sent anew goes from where it is then, and a start at a frame that has one takes its place. */
Test(row_courses, the_last_start_at_a_frame_counts)
{
	struct arena *arena = arena_new();
	const struct kernel *kernel = kernel_select("plain");
	struct row_courses courses;
	struct row_columns columns;
	double *table = ARENA_ARRAY(arena, double, 1);
	cr_assert(table && row_courses_init(&courses, arena, table, 1, 1) && row_columns_init(&columns, arena, 1, 1));
	*row_courses_start(&courses, 0, 0) = 32.0;
	*row_courses_start(&courses, 0, 8) = 99.0;
	*row_courses_start(&courses, 0, 8) = 40.0;
	cr_assert(row_courses_lay(&courses, kernel, &columns, 64));
	for (size_t i = 0; i < 64; i++) {
		const double right = i < 8 ? (double)i : (i < 40 ? 8.0 + (double)(i - 8) : 40.0);
		cr_assert_eq(columns.moving[0][i], right, "frame %zu", i);
	}
	cr_assert_eq(table[0], 40.0);
	cr_assert_not(row_courses_lay(&courses, kernel, &columns, 64));
	arena_free(arena);
}
