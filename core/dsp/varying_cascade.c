/* Runs a cascade whose coefficients move from one point of the automation grid to the next, on some columns alike.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "dsp/varying_cascade.h"

#include "dsp/kernel/select.h"
#include "dsp/ramp.h"

#include <string.h>

enum { RUN = 256 };

static size_t vector_count(const struct varying_cascade *cascade)
{
	return (cascade->columns + cascade->kernel->width - 1) / cascade->kernel->width;
}

static size_t state_size(const struct varying_cascade *cascade)
{
	return cascade->sections * vector_count(cascade) * VARYING_FILTER_STATE_ROWS * KERNEL_WIDTH_MAXIMUM;
}

bool varying_cascade_init(struct varying_cascade *cascade, struct arena *arena, const struct kernel *kernel,
			  size_t columns, size_t sections)
{
	*cascade = (struct varying_cascade){ .kernel = kernel_narrow(kernel, columns),
					     .columns = columns,
					     .sections = sections,
					     .from = ARENA_ARRAY(arena, struct varying_section, sections),
					     .to = ARENA_ARRAY(arena, struct varying_section, sections),
					     .idle = ARENA_ARRAY(arena, double, RUN) };
	cascade->states = ARENA_ARRAY(arena, double, state_size(cascade));
	for (size_t row = 0; row < VARYING_FILTER_ROWS; row++) {
		cascade->rows[row] = ARENA_ARRAY(arena, double, RUN);
		if (!cascade->rows[row])
			return false;
	}
	return cascade->from && cascade->to && cascade->idle && cascade->states;
}

void varying_cascade_set(struct varying_cascade *cascade, const struct varying_section *sections)
{
	memcpy(cascade->to, sections, cascade->sections * sizeof *sections);
	cascade->left = 0;
}

/* Returns a coefficient `frame` frames from here. */
static double present(const struct varying_cascade *cascade, size_t section, size_t row, size_t frame)
{
	const double from = cascade->from[section].rows[row], to = cascade->to[section].rows[row];
	if (frame >= cascade->left)
		return to;
	return from + (to - from) * ((double)(AUTOMATION_GRID_FRAMES - cascade->left + frame) / AUTOMATION_GRID_FRAMES);
}

void varying_cascade_aim(struct varying_cascade *cascade, const struct varying_section *sections)
{
	for (size_t section = 0; section < cascade->sections; section++)
		for (size_t row = 0; row < VARYING_FILTER_ROWS; row++)
			cascade->from[section].rows[row] = present(cascade, section, row, 0);
	varying_cascade_set(cascade, sections);
	cascade->left = AUTOMATION_GRID_FRAMES;
}

static void fill_rows(const struct varying_cascade *cascade, size_t section, size_t frames)
{
	const size_t moving = cascade->left < frames ? cascade->left : frames;
	for (size_t row = 0; row < VARYING_FILTER_ROWS; row++) {
		double *values = cascade->rows[row];
		for (size_t i = 0; i < moving; i++)
			values[i] = present(cascade, section, row, i);
		for (size_t i = moving; i < frames; i++)
			values[i] = cascade->to[section].rows[row];
	}
}

static void filter_section(const struct varying_cascade *cascade, size_t section, double *const *columns, size_t start,
			   size_t frames)
{
	const size_t width = cascade->kernel->width;
	double *state =
		cascade->states + section * vector_count(cascade) * VARYING_FILTER_STATE_ROWS * KERNEL_WIDTH_MAXIMUM;
	for (size_t first = 0; first < cascade->columns; first += width) {
		double *out[KERNEL_WIDTH_MAXIMUM];
		for (size_t slot = 0; slot < width; slot++)
			out[slot] = first + slot < cascade->columns ? columns[first + slot] + start : cascade->idle;
		cascade->kernel->filter->varying_filter((const double *const *)out, out, frames,
							(const double *const *)cascade->rows, state);
		state += VARYING_FILTER_STATE_ROWS * KERNEL_WIDTH_MAXIMUM;
	}
}

void varying_cascade_process(struct varying_cascade *cascade, double *const *columns, size_t frames)
{
	for (size_t start = 0; start < frames; start += RUN) {
		const size_t run = frames - start < RUN ? frames - start : RUN;
		for (size_t section = 0; section < cascade->sections; section++) {
			fill_rows(cascade, section, run);
			filter_section(cascade, section, columns, start, run);
		}
		cascade->left -= cascade->left < run ? cascade->left : run;
	}
}

void varying_cascade_reset(struct varying_cascade *cascade)
{
	memset(cascade->states, 0, state_size(cascade) * sizeof *cascade->states);
}
