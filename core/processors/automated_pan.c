/* Pans a mono signal, or leans a stereo signal, as automation says.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "processors/automated_pan.h"

#include "dsp/elementary.h"
#include "dsp/kernel/column.h"
#include "dsp/pan_law.h"
#include "processors/moving_value.h"

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

struct seat {
	const struct processor_instance *instance;
	struct moving_value position;
	struct moving_value level; /**< linear */
	enum pan_law law;
	int64_t frame; /**< the next frame of the session */
};

struct batch {
	const struct kernel *kernel;
	struct seat *seats;
	size_t count;
};

static bool shape(const struct parameter_value *values, const struct processor_context *context, struct arena *arena,
		  struct processor_shape *result, const char **problem, struct location *at)
{
	(void)values;
	(void)at;
	(void)arena;
	result->channels = 2;
	*problem = "this one has more than 2 channels; leave it out";
	return context->channels <= 2;
}

static bool seat_init(struct seat *seat, struct arena *arena, const struct processor_instance *instance)
{
	const struct parameter_value *position = &instance->values[AUTOMATED_PAN_POSITION];
	const struct parameter_value *level = &instance->values[AUTOMATED_PAN_LEVEL];
	*seat = (struct seat){ .instance = instance,
			       .law = (enum pan_law)instance->values[AUTOMATED_PAN_LAW].number,
			       .frame = moving_value_first_frame(&instance->context) };
	return moving_value_init(&seat->position, arena, &instance->context,
				 position->curve_count > 0 ? 1.0 : position->number, position) &&
	       moving_value_init(&seat->level, arena, &instance->context, decibel_to_gain(level->number), level);
}

static void *batch_new(struct arena *arena, const struct kernel *kernel, const struct processor_instance *instances,
		       size_t count, size_t frames_maximum)
{
	(void)frames_maximum;
	struct batch *batch = ARENA_NEW(arena, struct batch);
	struct seat *seats = ARENA_ARRAY(arena, struct seat, count);
	if (!batch || !seats)
		return NULL;
	*batch = (struct batch){ .kernel = kernel, .seats = seats, .count = count };
	for (size_t i = 0; i < count; i++)
		if (!seat_init(&seats[i], arena, &instances[i]))
			return NULL;
	return batch;
}

static void place(const struct seat *seat, double position, double *left, double *right)
{
	if (seat->instance->context.channels == 1)
		pan_gains(seat->law, position, left, right);
	else
		balance_gains(position, left, right);
}

/* Writes the gains of both sides. *still says that they stay, and that only the first of each is set. Returns for how
   many frames. */
static size_t fill_gains(struct seat *seat, const struct kernel *kernel, size_t most, double *left, double *right,
			 bool *still)
{
	double levels[MOVING_VALUE_RUN];
	bool place_stays, level_stays;
	size_t run = moving_value_run(&seat->position, kernel, seat->frame, most, left, &place_stays);
	run = moving_value_run(&seat->level, kernel, seat->frame, run, levels, &level_stays);
	*still = place_stays && level_stays;
	const size_t places = place_stays ? 1 : run;
	if (!place_stays && seat->instance->context.channels == 1)
		pan_gains_of_run(seat->law, left, right, run);
	else
		for (size_t i = 0; i < places; i++)
			place(seat, left[i], &left[i], &right[i]);
	/* From the end, so that a first value that stands for all of them is the last to change. */
	for (size_t i = *still ? 1 : run; i-- > 0;) {
		const double level = levels[level_stays ? 0 : i];
		left[i] = left[place_stays ? 0 : i] * level;
		right[i] = right[place_stays ? 0 : i] * level;
	}
	return run;
}

static void apply_side(const struct kernel *kernel, double *out, const double *in, const double *gains, bool still,
		       size_t frames)
{
	if (still)
		kernel->column->mix(out, &in, gains, 1, frames);
	else
		kernel->column->multiply(out, in, gains, frames);
}

/* The loop goes from the last group to the first, and does right before left: a column that is both in and out is read
   before it is written. */
static size_t process_run(const struct kernel *kernel, struct seat *seat, size_t start, size_t most)
{
	const struct processor_instance *instance = seat->instance;
	const size_t channels = instance->context.channels;
	double left[MOVING_VALUE_RUN], right[MOVING_VALUE_RUN];
	bool still;
	const size_t run = fill_gains(seat, kernel, most, left, right, &still);
	for (size_t group = instance->groups; group-- > 0;) {
		const double *const *in = instance->in + channels * group;
		apply_side(kernel, instance->out[2 * group + 1] + start, in[channels - 1] + start, right, still, run);
		apply_side(kernel, instance->out[2 * group] + start, in[0] + start, left, still, run);
	}
	seat->frame += (int64_t)run;
	return run;
}

static void process(void *state, size_t frames)
{
	const struct batch *batch = state;
	for (size_t i = 0; i < batch->count; i++)
		for (size_t start = 0; start < frames;) {
			const size_t left = frames - start, most = left < MOVING_VALUE_RUN ? left : MOVING_VALUE_RUN;
			start += process_run(batch->kernel, &batch->seats[i], start, most);
		}
}

static void reset(void *state)
{
	const struct batch *batch = state;
	for (size_t i = 0; i < batch->count; i++)
		batch->seats[i].frame = moving_value_first_frame(&batch->seats[i].instance->context);
}

const struct processor automated_pan_processor = {
	.name = "automated-pan",
	.summary = "places or leans a signal as automation says",
	.description =
		"Does what `pan` does to a mono signal, and `balance` to a stereo one, at a position that moves. "
		"Strips and sends make it.",
	.law = STEM_LAW_LINEAR,
	.use = PROCESSOR_USE_LEVEL,
	.parameters = parameters,
	.parameter_count = sizeof parameters / sizeof parameters[0],
	.shorthand = -1,
	.shape = shape,
	.batch_new = batch_new,
	.process = process,
	.reset = reset,
};
