/* Runs cascades whose coefficients move from one point of the automation grid to the next, side by side.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "dsp/varying_bank.h"

#include "dsp/kernel/filter.h"
#include "dsp/kernel/select.h"
#include "dsp/ramp.h"

#include <string.h>

/* Idle slots have a column of this length. */
enum { RUN = 256 };

/* The ways of one run: the one that began before it, then those that begin at the points of the grid. */
enum { WAYS = 1 + RUN / AUTOMATION_GRID_FRAMES };

/* What a coefficient that rests among others that move changes by: it leaves each sum as it is. */
static const double stays = -0.0;

/* The ways of a course. */
struct course {
	struct varying_section *targets[WAYS]; /* where it goes on a way, */
	bool moves[WAYS]; /* if it does */
	size_t sections;
};

/* A way of all courses that move on it. */
struct way {
	bool is_taken;
	size_t begin, end; /* frames from here; the first way begins at once */
};

/* One section of up to kernel->width columns. */
struct vector {
	const struct kernel *kernel; /* a kernel that is no wider than the columns need */
	size_t section, count;
	const struct course *courses[KERNEL_WIDTH_MAXIMUM];
	double *columns[KERNEL_WIDTH_MAXIMUM];
	double *rows, *changes; /* [VARYING_FILTER_ROWS][width]: where the coefficients are, or where a way began */
	double *state; /* [VARYING_FILTER_STATE_ROWS][width] */
};

struct varying_bank {
	struct course *courses;
	size_t course_count;
	struct vector *vectors; /* in the order in which they run */
	size_t vector_count;
	double *idle;
	struct way ways[WAYS];
	size_t passed; /* frames that the first way has had */
};

static bool course_init(struct course *course, struct arena *arena, size_t sections)
{
	course->sections = sections;
	for (size_t i = 0; i < WAYS; i++) {
		course->targets[i] = ARENA_ARRAY(arena, struct varying_section, sections);
		if (!course->targets[i])
			return false;
	}
	return true;
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
	for (size_t i = 0; vector->changes && i < VARYING_FILTER_ROWS * width; i++)
		vector->changes[i] = stays;
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

static void seat(const struct vector *vector, size_t slot, const struct varying_section *sections)
{
	for (size_t row = 0; row < VARYING_FILTER_ROWS; row++)
		vector->rows[row * vector->kernel->width + slot] = sections[vector->section].rows[row];
}

void varying_bank_set(struct varying_bank *bank, size_t index, const struct varying_section *sections)
{
	struct course *course = &bank->courses[index];
	memset(course->moves, 0, sizeof course->moves);
	for (size_t i = 0; i < bank->vector_count; i++)
		for (size_t slot = 0; slot < bank->vectors[i].count; slot++)
			if (bank->vectors[i].courses[slot] == course)
				seat(&bank->vectors[i], slot, sections);
}

void varying_bank_aim(struct varying_bank *bank, size_t index, size_t ahead, const struct varying_section *sections)
{
	struct course *course = &bank->courses[index];
	const size_t way = 1 + (ahead < RUN ? ahead : RUN - 1) / AUTOMATION_GRID_FRAMES;
	memcpy(course->targets[way], sections, course->sections * sizeof *sections);
	course->moves[way] = true;
	bank->ways[way] = (struct way){ true, ahead, ahead + AUTOMATION_GRID_FRAMES };
	/* All that has moved so far has arrived there. */
	for (size_t i = 0; i < way; i++)
		if (bank->ways[i].is_taken && bank->ways[i].end > ahead)
			bank->ways[i].end = ahead;
}

static void run_vector(const struct vector *vector, const double *idle, size_t start, size_t frames,
		       const double *changes, const double *shares)
{
	double *out[KERNEL_WIDTH_MAXIMUM];
	for (size_t slot = 0; slot < vector->kernel->width; slot++)
		out[slot] = vector->columns[slot] == idle ? vector->columns[slot] : vector->columns[slot] + start;
	if (frames > 0)
		vector->kernel->filter->moving_filter((const double *const *)out, out, frames, vector->rows, changes,
						      shares, vector->state);
}

static bool moves_on(const struct vector *vector, size_t way)
{
	for (size_t slot = 0; slot < vector->count; slot++)
		if (vector->courses[slot]->moves[way])
			return true;
	return false;
}

static void set_changes(const struct vector *vector, size_t way)
{
	for (size_t slot = 0; slot < vector->count; slot++)
		for (size_t row = 0; vector->courses[slot]->moves[way] && row < VARYING_FILTER_ROWS; row++) {
			const size_t at = row * vector->kernel->width + slot;
			const double to = vector->courses[slot]->targets[way][vector->section].rows[row];
			vector->changes[at] = to - vector->rows[at];
		}
}

/* Ends a piece of a way; `over` says that it was the last one. */
static void clear_changes(const struct vector *vector, size_t way, bool over)
{
	for (size_t slot = 0; slot < vector->count; slot++) {
		const struct course *course = vector->courses[slot];
		for (size_t row = 0; course->moves[way] && row < VARYING_FILTER_ROWS; row++)
			vector->changes[row * vector->kernel->width + slot] = stays;
		if (course->moves[way] && over)
			seat(vector, slot, course->targets[way]);
	}
}

/* Runs a vector through its own ways; those of other vectors do not stop it. */
static void process_vector(const struct varying_bank *bank, const struct vector *vector, size_t start, size_t frames)
{
	size_t done = 0;
	for (size_t i = 0; i < WAYS; i++) {
		const struct way *way = &bank->ways[i];
		if (!way->is_taken || !moves_on(vector, i))
			continue;
		const size_t end = way->end < frames ? way->end : frames;
		double shares[AUTOMATION_GRID_FRAMES];
		for (size_t k = 0; way->begin + k < end; k++)
			shares[k] = (double)(bank->passed * (i == 0) + k) / AUTOMATION_GRID_FRAMES;
		run_vector(vector, bank->idle, start + done, way->begin - done, NULL, NULL);
		set_changes(vector, i);
		run_vector(vector, bank->idle, start + way->begin, end - way->begin, vector->changes, shares);
		clear_changes(vector, i, way->end <= frames);
		done = end;
	}
	run_vector(vector, bank->idle, start + done, frames - done, NULL, NULL);
}

/* Keeps the way that is not over as the first one. */
static void go_on(struct varying_bank *bank, size_t frames)
{
	size_t last = 0;
	for (size_t i = 0; i < WAYS; i++)
		if (bank->ways[i].is_taken && bank->ways[i].end > frames)
			last = i;
	const struct way way = bank->ways[last];
	const bool left = way.is_taken && way.end > frames;
	bank->passed = left ? frames - way.begin + (last == 0 ? bank->passed : 0) : 0;
	for (size_t i = 0; i < bank->course_count; i++) {
		struct course *course = &bank->courses[i];
		const bool moves = left && course->moves[last];
		if (moves && last > 0)
			memcpy(course->targets[0], course->targets[last], course->sections * sizeof **course->targets);
		memset(course->moves, 0, sizeof course->moves);
		course->moves[0] = moves;
	}
	memset(bank->ways, 0, sizeof bank->ways);
	bank->ways[0] = (struct way){ left, 0, left ? way.end - frames : 0 };
}

static bool is_anything_moving(const struct varying_bank *bank)
{
	for (size_t i = 0; i < WAYS; i++)
		if (bank->ways[i].is_taken)
			return true;
	return false;
}

void varying_bank_process(struct varying_bank *bank, size_t start, size_t frames)
{
	for (const size_t end = start + frames; start < end;) {
		const size_t run = end - start < RUN ? end - start : RUN;
		for (size_t i = 0; i < bank->vector_count; i++)
			process_vector(bank, &bank->vectors[i], start, run);
		if (is_anything_moving(bank))
			go_on(bank, run);
		start += run;
	}
}

void varying_bank_reset(struct varying_bank *bank)
{
	memset(bank->ways, 0, sizeof bank->ways);
	bank->passed = 0;
	for (size_t i = 0; i < bank->course_count; i++)
		memset(bank->courses[i].moves, 0, sizeof bank->courses[i].moves);
	for (size_t i = 0; i < bank->vector_count; i++)
		memset(bank->vectors[i].state, 0,
		       VARYING_FILTER_STATE_ROWS * bank->vectors[i].kernel->width * sizeof(double));
}
