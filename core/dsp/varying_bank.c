/* Runs cascades whose coefficients move from one point of the automation grid to the next, side by side.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "dsp/varying_bank.h"

#include "dsp/kernel/filter.h"
#include "dsp/kernel/select.h"
#include "dsp/ramp.h"

#include <string.h>

/* Idle slots have a column of this length. */
enum { RUN = 256 };

/* The coefficients of a course. */
struct course {
	struct varying_section *from, *to; /* the course rests at `to` */
	size_t sections;
	bool moves;
	bool changed; /* The vectors do not have these coefficients yet. */
};

/* One section of up to kernel->width columns. */
struct vector {
	const struct kernel *kernel; /* a kernel that is no wider than the columns need */
	size_t section, count;
	const struct course *courses[KERNEL_WIDTH_MAXIMUM];
	double *columns[KERNEL_WIDTH_MAXIMUM];
	double *rows, *changes; /* [VARYING_FILTER_ROWS][width] */
	double *state; /* [VARYING_FILTER_STATE_ROWS][width] */
	bool moves;
};

struct varying_bank {
	struct course *courses;
	size_t course_count;
	struct vector *vectors; /* in the order in which they run */
	size_t vector_count;
	double *idle;
	size_t left; /* frames until all courses rest */
	bool changed; /* Some course has changed. */
};

static bool course_init(struct course *course, struct arena *arena, size_t sections)
{
	course->sections = sections;
	course->from = ARENA_ARRAY(arena, struct varying_section, sections);
	course->to = ARENA_ARRAY(arena, struct varying_section, sections);
	return course->from && course->to;
}

static bool vector_open(struct vector *vector, const struct varying_bank *bank, struct arena *arena,
			const struct kernel *kernel, size_t section)
{
	const size_t width = kernel->width;
	*vector = (struct vector){ .kernel = kernel,
				   .section = section,
				   .rows = ARENA_ARRAY(arena, double, VARYING_FILTER_ROWS *width),
				   .changes = ARENA_ARRAY(arena, double, VARYING_FILTER_ROWS *width),
				   .state = ARENA_ARRAY(arena, double, VARYING_FILTER_STATE_ROWS *width) };
	for (size_t slot = 0; slot < width; slot++)
		vector->columns[slot] = bank->idle;
	return vector->rows && vector->changes && vector->state;
}

/* Gives each column that has this section a slot. */
static bool add_layer(struct varying_bank *bank, struct arena *arena, const struct kernel *kernel,
		      const struct varying_course *courses, size_t section)
{
	struct vector *vector = NULL;
	size_t left = 0;
	for (size_t i = 0; i < bank->course_count; i++)
		left += section < courses[i].sections ? courses[i].column_count : 0;
	for (size_t i = 0; i < bank->course_count; i++)
		for (size_t k = 0; section < courses[i].sections && k < courses[i].column_count; k++, left--) {
			if (!vector || vector->count == vector->kernel->width) {
				vector = &bank->vectors[bank->vector_count++];
				if (!vector_open(vector, bank, arena, kernel_narrow(kernel, left), section))
					return false;
			}
			vector->courses[vector->count] = &bank->courses[i];
			vector->columns[vector->count++] = courses[i].columns[k];
		}
	return true;
}

struct varying_bank *varying_bank_new(struct arena *arena, const struct kernel *kernel,
				      const struct varying_course *courses, size_t count)
{
	struct varying_bank *bank = ARENA_NEW(arena, struct varying_bank);
	size_t longest = 0, seats = 0;
	if (!bank)
		return NULL;
	for (size_t i = 0; i < count; i++) {
		longest = courses[i].sections > longest ? courses[i].sections : longest;
		seats += courses[i].sections * courses[i].column_count;
	}
	bank->courses = ARENA_ARRAY(arena, struct course, count);
	bank->vectors = ARENA_ARRAY(arena, struct vector, seats);
	bank->idle = ARENA_ARRAY(arena, double, RUN);
	bank->course_count = count;
	if (!bank->courses || !bank->vectors || !bank->idle)
		return NULL;
	for (size_t i = 0; i < count; i++)
		if (!course_init(&bank->courses[i], arena, courses[i].sections))
			return NULL;
	for (size_t section = 0; section < longest; section++)
		if (!add_layer(bank, arena, kernel, courses, section))
			return NULL;
	return bank;
}

static void change(struct varying_bank *bank, struct course *course, bool moves)
{
	course->moves = moves;
	course->changed = true;
	bank->changed = true;
}

void varying_bank_set(struct varying_bank *bank, size_t index, const struct varying_section *sections)
{
	struct course *course = &bank->courses[index];
	memcpy(course->to, sections, course->sections * sizeof *sections);
	change(bank, course, false);
}

/* All that has moved so far has arrived. */
static void arrive(struct varying_bank *bank)
{
	bank->left = 0;
	for (size_t i = 0; i < bank->course_count; i++)
		if (bank->courses[i].moves)
			change(bank, &bank->courses[i], false);
}

void varying_bank_aim(struct varying_bank *bank, size_t index, const struct varying_section *sections)
{
	struct course *course = &bank->courses[index];
	if (bank->left < AUTOMATION_GRID_FRAMES)
		arrive(bank);
	bank->left = AUTOMATION_GRID_FRAMES;
	memcpy(course->from, course->to, course->sections * sizeof *course->from);
	memcpy(course->to, sections, course->sections * sizeof *sections);
	change(bank, course, true);
}

/* Hands the coefficients of a slot to its vector. One that rests among others that move gets a change of -0, which
   leaves each sum as it is. */
static void seat(const struct vector *vector, size_t slot)
{
	const struct course *course = vector->courses[slot];
	const double *to = course->to[vector->section].rows, *from = course->from[vector->section].rows;
	for (size_t row = 0; row < VARYING_FILTER_ROWS; row++) {
		const size_t at = row * vector->kernel->width + slot;
		vector->rows[at] = course->moves ? from[row] : to[row];
		vector->changes[at] = course->moves ? to[row] - from[row] : -0.0;
	}
}

static void refresh(struct varying_bank *bank)
{
	for (size_t i = 0; bank->changed && i < bank->vector_count; i++) {
		struct vector *vector = &bank->vectors[i];
		vector->moves = false;
		for (size_t slot = 0; slot < vector->count; slot++) {
			if (vector->courses[slot]->changed)
				seat(vector, slot);
			vector->moves |= vector->courses[slot]->moves;
		}
	}
	for (size_t i = 0; bank->changed && i < bank->course_count; i++)
		bank->courses[i].changed = false;
	bank->changed = false;
}

static void process_vector(const struct vector *vector, const double *idle, size_t start, size_t frames,
			   const double *shares)
{
	double *out[KERNEL_WIDTH_MAXIMUM];
	for (size_t slot = 0; slot < vector->kernel->width; slot++)
		out[slot] = vector->columns[slot] == idle ? vector->columns[slot] : vector->columns[slot] + start;
	vector->kernel->filter->moving_filter((const double *const *)out, out, frames, vector->rows,
					      vector->moves ? vector->changes : NULL, shares, vector->state);
}

void varying_bank_process(struct varying_bank *bank, size_t start, size_t frames)
{
	for (const size_t end = start + frames; start < end;) {
		double shares[AUTOMATION_GRID_FRAMES];
		const size_t most = bank->left > 0 ? bank->left : RUN;
		const size_t run = end - start < most ? end - start : most;
		for (size_t i = 0; i < bank->left && i < run; i++)
			shares[i] = (double)(AUTOMATION_GRID_FRAMES - bank->left + i) / AUTOMATION_GRID_FRAMES;
		refresh(bank);
		for (size_t i = 0; i < bank->vector_count; i++)
			process_vector(&bank->vectors[i], bank->idle, start, run, shares);
		start += run;
		if (bank->left == run)
			arrive(bank);
		else if (bank->left > 0)
			bank->left -= run;
	}
}

void varying_bank_reset(struct varying_bank *bank)
{
	arrive(bank);
	for (size_t i = 0; i < bank->vector_count; i++)
		memset(bank->vectors[i].state, 0,
		       VARYING_FILTER_STATE_ROWS * bank->vectors[i].kernel->width * sizeof(double));
}
