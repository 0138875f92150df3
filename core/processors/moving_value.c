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

/* Leads a frame behind the end of a loop to where the curves have begun anew. Returns how many frames are left there,
   at most `most`. */
static size_t turn_back(const struct moving_value *moving, int64_t *frame, size_t most)
{
	if (moving->loop == 0 || *frame <= 0)
		return most;
	*frame = (int64_t)((uint64_t)*frame % moving->loop);
	const uint64_t left = moving->loop - (uint64_t)*frame;
	return left < most ? (size_t)left : most;
}

/* Says whether the value moves as a straight line at a frame, and keeps the line then, which spares a look at the
   curve. */
static bool is_on_line(struct moving_value *moving, int64_t frame)
{
	if (curve_line_has(&moving->line, frame))
		return true;
	if (moving->count == 1 && moving->constant == 1.0)
		moving->line = curve_reader_line(&moving->readers[0], frame);
	return curve_line_has(&moving->line, frame);
}

/* Returns how many frames are left of the line, at most `most`. */
static size_t left_of_line(const struct moving_value *moving, int64_t frame, size_t most)
{
	const uint64_t left = (uint64_t)(moving->line.end - frame);
	return left < most ? (size_t)left : most;
}

size_t moving_value_line(struct moving_value *moving, int64_t frame, size_t most, int64_t *at)
{
	const size_t left = turn_back(moving, &frame, most);
	*at = frame;
	if ((frame >= moving->rest_from && frame < moving->rest_to) || !is_on_line(moving, frame))
		return 0;
	return left_of_line(moving, frame, left);
}

size_t moving_value_run(struct moving_value *moving, const struct kernel *kernel, int64_t frame, size_t most,
			double *values, bool *still)
{
	const size_t run = turn_back(moving, &frame, most);
	const struct curve_line *line = &moving->line;
	*still = !curve_line_has(line, frame) && rests(moving, frame);
	if (*still) {
		values[0] = moving->rest;
		return (uint64_t)(moving->rest_to - frame) < run ? (size_t)(moving->rest_to - frame) : run;
	}
	if (!is_on_line(moving, frame))
		return fill_curves(moving, kernel, frame, run, values);
	const size_t length = left_of_line(moving, frame, run);
	kernel->column->line(values, line->from, line->way, (double)(frame - line->first), line->inverse, length);
	return length;
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
