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

/* The ways of a course. */
struct course {
	struct varying_section *targets[WAYS]; /* where it goes on a way, */
	bool moves[WAYS]; /* if it does */
	bool moves_now; /* on any of them */
	size_t sections;
};

/* A way of all courses that move on it. */
struct way {
	bool is_taken;
	size_t begin, end; /* frames from here; the first way begins at once */
};

/* One or two moving sections of up to kernel->width columns, and the biquads in front of the first one. */
struct vector {
	const struct kernel *kernel; /* a kernel that is no wider than the columns need */
	size_t section; /* the first one */
	size_t count; /* columns */
	const struct course *courses[KERNEL_WIDTH_MAXIMUM];
	const double *in[KERNEL_WIDTH_MAXIMUM];
	double *out[KERNEL_WIDTH_MAXIMUM];
	double *coefficients; /* of the biquads */
	double *rows, *targets; /* [section][VARYING_FILTER_ROWS][width]: where it is, or where a way began; where that
				   goes */
	struct moving_cascade cascade;
};

/* Vectors that have the same sections and as many biquads: any column may have any slot of them. */
struct layer {
	struct vector *vectors;
	size_t count;
};

struct varying_bank {
	struct course *courses;
	size_t course_count;
	struct vector *vectors; /* in the order in which they run */
	size_t vector_count;
	struct layer *layers;
	size_t layer_count;
	double *idle;
	struct way ways[WAYS];
	size_t passed; /* frames that the first way has had */
	double shares[AUTOMATION_GRID_FRAMES]; /* of a way, frame by frame */
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

/* What the vectors of a layer hold: moving sections from one on, behind so many biquads. */
struct place {
	size_t section, still, moving;
};

static bool vector_open(struct vector *vector, const struct varying_bank *bank, struct arena *arena,
			const struct kernel *kernel, const struct place *place)
{
	const size_t width = kernel->width, still = place->still, rows = place->moving * VARYING_FILTER_ROWS;
	*vector = (struct vector){ .kernel = kernel,
				   .section = place->section,
				   .coefficients = ARENA_ARRAY(arena, double, still *BIQUAD_ROWS *width),
				   .rows = ARENA_ARRAY(arena, double, rows *width),
				   .targets = ARENA_ARRAY(arena, double, rows *width) };
	vector->cascade = (struct moving_cascade){
		.sections = still,
		.coefficients = vector->coefficients,
		.still_state = ARENA_ARRAY(arena, double, still *BIQUAD_STATE_ROWS *width),
		.moving = place->moving,
		.from = vector->rows,
		.state = ARENA_ARRAY(arena, double, place->moving *VARYING_FILTER_STATE_ROWS *width),
	};
	for (size_t slot = 0; slot < width; slot++)
		vector->in[slot] = vector->out[slot] = bank->idle;
	return vector->coefficients && vector->rows && vector->targets && vector->cascade.still_state &&
	       vector->cascade.state;
}

/* Gives the next slot to a column. Behind the first moving sections it is filtered in place. */
static void vector_seat(struct vector *vector, const struct course *course, const struct varying_course *from,
			size_t column)
{
	const size_t width = vector->kernel->width, slot = vector->count++;
	vector->courses[slot] = course;
	vector->in[slot] = vector->section == 0 ? from->in[column] : from->out[column];
	vector->out[slot] = from->out[column];
	for (size_t i = 0; i < vector->cascade.sections; i++) {
		double *rows = &vector->coefficients[i * BIQUAD_ROWS * width + slot];
		rows[BIQUAD_B0 * width] = from->still[i].b0;
		rows[BIQUAD_B1 * width] = from->still[i].b1;
		rows[BIQUAD_B2 * width] = from->still[i].b2;
		rows[BIQUAD_A1 * width] = from->still[i].a1;
		rows[BIQUAD_A2 * width] = from->still[i].a2;
	}
}

/* Says whether a course has these sections. Biquads stand before the first one alone. */
static bool is_of_layer(const struct varying_course *course, const struct place *place)
{
	const size_t left = course->sections > place->section ? course->sections - place->section : 0;
	return place->moving == (left < MOVING_SECTIONS ? left : MOVING_SECTIONS) &&
	       place->still == (place->section == 0 ? course->still_count : 0);
}

/* Gives each column of a layer a slot. */
static bool add_layer(struct varying_bank *bank, struct arena *arena, const struct kernel *kernel,
		      const struct varying_course *courses, const struct place *place)
{
	struct vector *vector = NULL;
	struct layer *layer = &bank->layers[bank->layer_count];
	size_t left = 0;
	for (size_t i = 0; i < bank->course_count; i++)
		left += is_of_layer(&courses[i], place) ? courses[i].column_count : 0;
	*layer = (struct layer){ .vectors = &bank->vectors[bank->vector_count] };
	bank->layer_count += left > 0;
	for (size_t i = 0; left > 0 && i < bank->course_count; i++) {
		const size_t columns = is_of_layer(&courses[i], place) ? courses[i].column_count : 0;
		for (size_t k = 0; k < columns; k++, left--) {
			if (!vector || vector->count == vector->kernel->width) {
				vector = &bank->vectors[bank->vector_count++];
				layer->count++;
				if (!vector_open(vector, bank, arena, kernel_narrow(kernel, left), place))
					return false;
			}
			vector_seat(vector, &bank->courses[i], &courses[i], k);
		}
	}
	return true;
}

static bool add_layers(struct varying_bank *bank, struct arena *arena, const struct kernel *kernel,
		       const struct varying_course *courses)
{
	size_t longest = 0, most_still = 0;
	for (size_t i = 0; i < bank->course_count; i++) {
		longest = courses[i].sections > longest ? courses[i].sections : longest;
		most_still = courses[i].still_count > most_still ? courses[i].still_count : most_still;
	}
	for (size_t section = 0; section < longest; section += MOVING_SECTIONS)
		for (size_t still = 0; still <= (section == 0 ? most_still : 0); still++)
			for (size_t moving = 1; moving <= MOVING_SECTIONS; moving++)
				if (!add_layer(bank, arena, kernel, courses, &(struct place){ section, still, moving }))
					return false;
	return true;
}

struct varying_bank *varying_bank_new(struct arena *arena, const struct kernel *kernel,
				      const struct varying_course *courses, size_t count)
{
	struct varying_bank *bank = ARENA_NEW(arena, struct varying_bank);
	size_t seats = 0;
	if (!bank)
		return NULL;
	for (size_t i = 0; i < count; i++)
		seats += courses[i].sections * courses[i].column_count;
	bank->courses = ARENA_ARRAY(arena, struct course, count);
	bank->vectors = ARENA_ARRAY(arena, struct vector, seats);
	bank->layers = ARENA_ARRAY(arena, struct layer, seats + 1);
	bank->idle = ARENA_ARRAY(arena, double, RUN);
	bank->course_count = count;
	if (!bank->courses || !bank->vectors || !bank->layers || !bank->idle)
		return NULL;
	for (size_t i = 0; i < AUTOMATION_GRID_FRAMES; i++)
		bank->shares[i] = (double)i / (double)AUTOMATION_GRID_FRAMES;
	for (size_t i = 0; i < count; i++)
		if (!course_init(&bank->courses[i], arena, courses[i].sections))
			return NULL;
	return add_layers(bank, arena, kernel, courses) ? bank : NULL;
}

/* Writes the coefficients of a slot into a table of its vector. */
static void set_slot(const struct vector *vector, double *table, size_t slot, const struct varying_section *sections)
{
	const size_t width = vector->kernel->width;
	for (size_t i = 0; i < vector->cascade.moving; i++)
		for (size_t row = 0; row < VARYING_FILTER_ROWS; row++)
			table[(i * VARYING_FILTER_ROWS + row) * width + slot] = sections[vector->section + i].rows[row];
}

void varying_bank_set(struct varying_bank *bank, size_t index, const struct varying_section *sections)
{
	struct course *course = &bank->courses[index];
	memset(course->moves, 0, sizeof course->moves);
	course->moves_now = false;
	for (size_t i = 0; i < bank->vector_count; i++)
		for (size_t slot = 0; slot < bank->vectors[i].count; slot++)
			if (bank->vectors[i].courses[slot] == course)
				set_slot(&bank->vectors[i], bank->vectors[i].rows, slot, sections);
}

struct varying_section *varying_bank_aim(struct varying_bank *bank, size_t index, size_t ahead)
{
	struct course *course = &bank->courses[index];
	const size_t way = 1 + (ahead < RUN ? ahead : RUN - 1) / AUTOMATION_GRID_FRAMES;
	course->moves[way] = course->moves_now = true;
	bank->ways[way] = (struct way){ true, ahead, ahead + AUTOMATION_GRID_FRAMES };
	/* All that has moved so far has arrived there. */
	for (size_t i = 0; i < way; i++)
		if (bank->ways[i].is_taken && bank->ways[i].end > ahead)
			bank->ways[i].end = ahead;
	return course->targets[way];
}

/* Runs a vector, on a way where there are shares. */
static void run_vector(const struct vector *vector, const double *idle, size_t start, size_t frames,
		       const double *shares)
{
	const double *in[KERNEL_WIDTH_MAXIMUM];
	double *out[KERNEL_WIDTH_MAXIMUM];
	struct moving_cascade cascade = vector->cascade;
	if (frames == 0)
		return;
	for (size_t slot = 0; slot < vector->kernel->width; slot++) {
		const size_t offset = vector->out[slot] == idle ? 0 : start;
		in[slot] = vector->in[slot] + offset;
		out[slot] = vector->out[slot] + offset;
	}
	cascade.to = shares ? vector->targets : NULL;
	cascade.shares = shares;
	vector->kernel->filter->moving_cascade(in, out, frames, &cascade);
}

static bool moves_on(const struct vector *vector, size_t way)
{
	for (size_t slot = 0; slot < vector->count; slot++)
		if (vector->courses[slot]->moves[way])
			return true;
	return false;
}

static size_t row_bytes(const struct vector *vector)
{
	return vector->cascade.moving * VARYING_FILTER_ROWS * vector->kernel->width * sizeof *vector->rows;
}

/* Sets where a way ends. */
static void set_targets(const struct vector *vector, size_t way)
{
	memcpy(vector->targets, vector->rows, row_bytes(vector));
	for (size_t slot = 0; slot < vector->count; slot++)
		if (vector->courses[slot]->moves[way])
			set_slot(vector, vector->targets, slot, vector->courses[slot]->targets[way]);
}

static void arrive(const struct vector *vector)
{
	memcpy(vector->rows, vector->targets, row_bytes(vector));
}

static bool moves_now(const struct vector *vector)
{
	for (size_t slot = 0; slot < vector->count; slot++)
		if (vector->courses[slot]->moves_now)
			return true;
	return false;
}

/* Runs a vector through its own ways; those of other vectors do not stop it. */
static void process_vector(const struct varying_bank *bank, const struct vector *vector, size_t start, size_t frames)
{
	const size_t ways = moves_now(vector) ? WAYS : 0;
	size_t done = 0;
	for (size_t i = 0; i < ways; i++) {
		const struct way *way = &bank->ways[i];
		if (!way->is_taken || !moves_on(vector, i))
			continue;
		const size_t end = way->end < frames ? way->end : frames;
		run_vector(vector, bank->idle, start + done, way->begin - done, NULL);
		set_targets(vector, i);
		run_vector(vector, bank->idle, start + way->begin, end - way->begin,
			   bank->shares + (i == 0 ? bank->passed : 0));
		if (way->end <= frames)
			arrive(vector);
		done = end;
	}
	run_vector(vector, bank->idle, start + done, frames - done, NULL);
}

static void swap_rows(double *rows, size_t width, double *others, size_t other_width, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const double row = rows[i * width];
		rows[i * width] = others[i * other_width];
		others[i * other_width] = row;
	}
}

/* Lets the columns of two slots change places. Where a way ends is set before each run. */
static void swap_slots(struct vector *a, size_t slot_a, struct vector *b, size_t slot_b)
{
	const size_t width_a = a->kernel->width, width_b = b->kernel->width;
	const size_t still = a->cascade.sections, moving = a->cascade.moving;
	const struct course *course = a->courses[slot_a];
	const double *in = a->in[slot_a];
	double *out = a->out[slot_a];
	a->courses[slot_a] = b->courses[slot_b];
	a->in[slot_a] = b->in[slot_b];
	a->out[slot_a] = b->out[slot_b];
	b->courses[slot_b] = course;
	b->in[slot_b] = in;
	b->out[slot_b] = out;
	swap_rows(a->coefficients + slot_a, width_a, b->coefficients + slot_b, width_b, still * BIQUAD_ROWS);
	swap_rows(a->cascade.still_state + slot_a, width_a, b->cascade.still_state + slot_b, width_b,
		  still * BIQUAD_STATE_ROWS);
	swap_rows(a->rows + slot_a, width_a, b->rows + slot_b, width_b, moving * VARYING_FILTER_ROWS);
	swap_rows(a->cascade.state + slot_a, width_a, b->cascade.state + slot_b, width_b,
		  moving * VARYING_FILTER_STATE_ROWS);
}

/* Brings the columns that move to the front of a layer: a vector that moves takes half as long again, so that as few
   as can be do. */
static void bring_together(const struct layer *layer)
{
	size_t first = 0, slot_first = 0, last = layer->count - 1, slot_last = layer->vectors[last].count - 1;
	while (first < last) {
		struct vector *front = &layer->vectors[first], *back = &layer->vectors[last];
		if (front->courses[slot_first]->moves_now) {
			first += slot_first + 1 == front->count;
			slot_first = slot_first + 1 == front->count ? 0 : slot_first + 1;
		} else if (!back->courses[slot_last]->moves_now) {
			last -= slot_last == 0;
			slot_last = slot_last == 0 ? layer->vectors[last].count - 1 : slot_last - 1;
		} else {
			swap_slots(front, slot_first, back, slot_last);
		}
	}
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
		course->moves[0] = course->moves_now = moves;
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
		const size_t movable = is_anything_moving(bank) ? bank->layer_count : 0;
		for (size_t i = 0; i < movable; i++)
			bring_together(&bank->layers[i]);
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
	for (size_t i = 0; i < bank->course_count; i++) {
		memset(bank->courses[i].moves, 0, sizeof bank->courses[i].moves);
		bank->courses[i].moves_now = false;
	}
	for (size_t i = 0; i < bank->vector_count; i++) {
		const struct moving_cascade *cascade = &bank->vectors[i].cascade;
		const size_t width = bank->vectors[i].kernel->width;
		memset(cascade->still_state, 0, cascade->sections * BIQUAD_STATE_ROWS * width * sizeof(double));
		memset(cascade->state, 0, cascade->moving * VARYING_FILTER_STATE_ROWS * width * sizeof(double));
	}
}
