/* Pans a mono signal, or leans a stereo signal, as automation says.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "processors/automated_pan.h"

#include "dsp/elementary.h"
#include "dsp/kernel/column.h"
#include "dsp/pan_law.h"
#include "processors/automated_batch.h"
#include "processors/stereo_sides.h"

#include <math.h>

static const struct parameter parameters[] = {
	[AUTOMATED_PAN_POSITION] = { .name = "position",
				     .help = "position in the stereo field",
				     .type = PARAMETER_NUMBER,
				     .quantity = QUANTITY_PAN,
				     .minimum = -1.0,
				     .maximum = 1.0,
				     .fallback = 0.0 },
	[AUTOMATED_PAN_LAW] = { .name = "law",
				.help = "level of each side of a mono signal at the centre",
				.type = PARAMETER_CHOICE,
				.choices = pan_law_names,
				.fallback = PAN_LAW_3 },
	[AUTOMATED_PAN_LEVEL] = { .name = "level",
				  .help = "level beside the curves",
				  .type = PARAMETER_NUMBER,
				  .quantity = QUANTITY_GAIN,
				  .minimum = -INFINITY,
				  .maximum = 60.0,
				  .fallback = 0.0 },
};

/* The values of a seat: the position, and the linear level. */
enum { POSITION, LEVEL };

static bool shape(const struct parameter_value *values, const struct processor_context *context, struct arena *arena,
		  struct processor_shape *result, const char **problem, struct location *at)
{
	(void)values;
	(void)at;
	(void)arena;
	*problem = "this one has more than 2 channels; leave it out";
	return stereo_sides_fit(context, result);
}

static enum pan_law law_of(const struct automated_seat *seat)
{
	return (enum pan_law)seat->instance->values[AUTOMATED_PAN_LAW].number;
}

static bool init(struct automated_seat *seat, struct arena *arena)
{
	const struct processor_context *context = &seat->instance->context;
	const struct parameter_value *position = &seat->instance->values[AUTOMATED_PAN_POSITION];
	const struct parameter_value *level = &seat->instance->values[AUTOMATED_PAN_LEVEL];
	if (context->channels == 1 && law_of(seat) == PAN_LAW_3) {
		seat->turn = ARENA_NEW(arena, struct pan_turn);
		if (!seat->turn)
			return false;
	}
	return moving_value_init(&seat->values[POSITION], arena, context,
				 position->curve_count > 0 ? 1.0 : position->number, position) &&
	       moving_value_init(&seat->values[LEVEL], arena, context, decibel_to_gain(level->number), level);
}

static void place(const struct automated_seat *seat, double position, double *left, double *right)
{
	if (seat->instance->context.channels == 1)
		pan_gains(law_of(seat), position, left, right);
	else
		balance_gains(position, left, right);
}

/* Returns the gains of a place that stays. */
static struct seat_place place_at_rest(struct automated_seat *seat, double position)
{
	if (!seat->place.known || seat->place.position != position) {
		seat->place = (struct seat_place){ .known = true, .position = position };
		place(seat, position, &seat->place.left, &seat->place.right);
	}
	return seat->place;
}

/* Writes the gains of the places in `left`. */
static void place_run(const struct automated_seat *seat, const struct kernel *kernel, double *left, double *right,
		      size_t frames)
{
	const enum pan_law law = seat->instance->context.channels == 1 ? law_of(seat) : PAN_LAW_0;
	pan_gains_of_run(law, kernel, left, right, frames);
}

/* Returns a run that needs no more pairs of gains to turn from than a run of MOVING_VALUE_RUN that begins at one. */
static size_t within_vectors(const struct curve_line *line, int64_t frame, size_t run)
{
	const size_t offset = (size_t)(frame - line->first) % TURN_STRIDE, most = MOVING_VALUE_RUN - offset;
	return run < most ? run : most;
}

/* Writes the gains of both sides without the level. *stays says that left[0] is a place that stays. Returns for how
   many frames. */
static size_t fill_places(struct automated_seat *seat, const struct kernel *kernel, size_t most, double *left,
			  double *right, bool *stays)
{
	struct moving_value *position = &seat->values[POSITION];
	int64_t at;
	size_t run = seat->turn ? moving_value_line(position, seat->frame, most, &at) : 0;
	*stays = false;
	if (run > 0) {
		run = within_vectors(&position->line, at, run);
		pan_gains_of_line(seat->turn, kernel, &position->line, at, left, right, run);
		return run;
	}
	run = moving_value_run(position, kernel, seat->frame, most, left, stays);
	if (!*stays)
		place_run(seat, kernel, left, right, run);
	return run;
}

static void scale_to(const struct kernel *kernel, double *gains, const double *levels, double factor, size_t frames)
{
	if (gains != levels || factor != 1.0)
		kernel->column->mix(gains, &levels, &factor, 1, frames);
}

/* Writes the gains of both sides. *still says that they stay, and that only the first of each is set. Returns for how
   many frames. */
static size_t fill_gains(struct automated_seat *seat, const struct kernel *kernel, size_t most, double *const *gains,
			 bool *still)
{
	double levels[MOVING_VALUE_RUN], *left = gains[0], *right = gains[1];
	bool place_stays, level_stays;
	size_t run = fill_places(seat, kernel, most, left, right, &place_stays);
	run = moving_value_run(&seat->values[LEVEL], kernel, seat->frame, run, levels, &level_stays);
	*still = place_stays && level_stays;
	if (place_stays) {
		const struct seat_place rest = place_at_rest(seat, left[0]);
		const size_t count = level_stays ? 1 : run;
		scale_to(kernel, left, levels, rest.left, count);
		scale_to(kernel, right, levels, rest.right, count);
	} else if (level_stays) {
		scale_to(kernel, left, left, levels[0], run);
		scale_to(kernel, right, right, levels[0], run);
	} else {
		kernel->column->multiply(left, left, levels, run);
		kernel->column->multiply(right, right, levels, run);
	}
	return run;
}

static size_t run(struct automated_seat *seat, const struct kernel *kernel, size_t start, size_t most)
{
	double left[MOVING_VALUE_RUN], right[MOVING_VALUE_RUN];
	struct stereo_sides sides = { .left = left, .right = right };
	const size_t frames = fill_gains(seat, kernel, most, (double *const[2]){ left, right }, &sides.still);
	stereo_sides_apply(seat->instance, kernel, &sides, start, frames);
	return frames;
}

static const struct automated_use use = { .init = init, .run = run, .gains = fill_gains, .gain_count = 2 };

static void *batch_new(struct arena *arena, const struct kernel *kernel, const struct processor_instance *instances,
		       size_t count, size_t frames_maximum)
{
	(void)frames_maximum;
	return automated_batch_new(&use, arena, kernel, instances, count);
}

const struct processor automated_pan_processor = {
	.name = "automated-pan",
	.summary = "places or leans a signal as automation says",
	.description =
		"Does what `pan` does to a mono signal, and `balance` to a stereo one, at a position that moves. "
		"Strips and sends make it.",
	.law = STEM_LAW_LINEAR,
	.use = PROCESSOR_USE_LEVEL,
	.automated = &use,
	.parameters = parameters,
	.parameter_count = sizeof parameters / sizeof parameters[0],
	.shorthand = -1,
	.shape = shape,
	.batch_new = batch_new,
	.process = automated_batch_process,
	.reset = automated_batch_reset,
};
