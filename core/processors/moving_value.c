/* Evaluates a parameter that automation moves.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "processors/moving_value.h"

#include "dsp/kernel/column.h"

bool moving_value_init(struct moving_value *moving, struct arena *arena, const struct processor_context *context,
		       double constant, const struct parameter_value *value)
{
	*moving = (struct moving_value){ .constant = constant,
					 .readers = ARENA_ARRAY(arena, struct curve_reader, value->curve_count),
					 .count = value->curve_count,
					 .loop = context->loop };
	for (size_t i = 0; moving->readers && i < moving->count; i++)
		curve_reader_init(&moving->readers[i], value->curves[i]);
	return moving->readers;
}

static void fill(double value, double *values, size_t frames)
{
	for (size_t i = 0; i < frames; i++)
		values[i] = value;
}

/* Multiplies the curves that move. The constant and those that stay become one factor first, so that the bits do not
   depend on the run. */
static void multiply_curves(struct moving_value *moving, const struct kernel *kernel, int64_t frame, double factor,
			    double *values, size_t frames)
{
	double more[MOVING_VALUE_RUN];
	fill(factor, values, frames);
	for (size_t i = 0; i < moving->count; i++) {
		double unused;
		if (curve_reader_is_still(&moving->readers[i], frame, &unused))
			continue;
		curve_reader_fill(&moving->readers[i], kernel, frame, more, frames);
		kernel->column->multiply(values, values, more, frames);
	}
}

/* Says whether no curve moves at a frame, and keeps the value then, up to where a curve has its next point. */
static bool rests(struct moving_value *moving, int64_t frame)
{
	if (frame >= moving->rest_from && frame < moving->rest_to)
		return true;
	size_t run = SIZE_MAX / 4;
	double factor = moving->constant;
	for (size_t i = 0; i < moving->count; i++) {
		double value;
		run = curve_reader_run(&moving->readers[i], frame, run);
		if (!curve_reader_is_still(&moving->readers[i], frame, &value))
			return false;
		factor *= value;
	}
	moving->rest_from = frame;
	moving->rest_to = frame + (int64_t)run;
	moving->rest = factor;
	return true;
}

/* Evaluates curves of which one moves at least. */
static size_t fill_curves(struct moving_value *moving, const struct kernel *kernel, int64_t frame, size_t most,
			  double *values)
{
	double factor = moving->constant;
	size_t run = most;
	for (size_t i = 0; i < moving->count; i++) {
		double value;
		run = curve_reader_run(&moving->readers[i], frame, run);
		if (curve_reader_is_still(&moving->readers[i], frame, &value))
			factor *= value;
	}
	if (moving->count == 1 && moving->constant == 1.0)
		curve_reader_fill(&moving->readers[0], kernel, frame, values, run);
	else
		multiply_curves(moving, kernel, frame, factor, values, run);
	return run;
}

size_t moving_value_run(struct moving_value *moving, const struct kernel *kernel, int64_t frame, size_t most,
			double *values, bool *still)
{
	size_t run = most;
	if (moving->loop > 0 && frame > 0) {
		frame = (int64_t)((uint64_t)frame % moving->loop);
		run = moving->loop - (uint64_t)frame < run ? (size_t)(moving->loop - (uint64_t)frame) : run;
	}
	*still = rests(moving, frame);
	if (!*still)
		return fill_curves(moving, kernel, frame, run, values);
	values[0] = moving->rest;
	return (uint64_t)(moving->rest_to - frame) < run ? (size_t)(moving->rest_to - frame) : run;
}

uint64_t moving_value_rest(const struct moving_value *moving, int64_t frame)
{
	if (!moving->readers)
		return UINT64_MAX;
	if (moving->loop > 0 || frame < moving->rest_from || frame >= moving->rest_to)
		return 0;
	return (uint64_t)(moving->rest_to - frame);
}

int64_t moving_value_first_frame(const struct processor_context *context)
{
	return -(int64_t)context->late;
}
