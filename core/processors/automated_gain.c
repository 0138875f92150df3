/* Changes the level as automation says, sample by sample.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "processors/automated_gain.h"

#include "dsp/elementary.h"
#include "dsp/kernel/column.h"
#include "processors/moving_value.h"

#include <math.h>

static const struct parameter parameters[] = {
	[AUTOMATED_GAIN_LEVEL] = { .name = "level",
				   .help = "level beside the curves",
				   .type = PARAMETER_NUMBER,
				   .quantity = QUANTITY_GAIN,
				   .minimum = -INFINITY,
				   .maximum = 60.0,
				   .fallback = 0.0 },
};

struct seat {
	const struct processor_instance *instance;
	struct moving_value level; /**< linear */
	int64_t frame; /**< the next frame of the session */
};

struct batch {
	const struct kernel *kernel;
	struct seat *seats;
	size_t count;
};

static void *batch_new(struct arena *arena, const struct kernel *kernel, const struct processor_instance *instances,
		       size_t count, size_t frames_maximum)
{
	(void)frames_maximum;
	struct batch *batch = ARENA_NEW(arena, struct batch);
	struct seat *seats = ARENA_ARRAY(arena, struct seat, count);
	if (!batch || !seats)
		return NULL;
	*batch = (struct batch){ .kernel = kernel, .seats = seats, .count = count };
	for (size_t i = 0; i < count; i++) {
		const struct parameter_value *level = &instances[i].values[AUTOMATED_GAIN_LEVEL];
		seats[i] = (struct seat){ .instance = &instances[i],
					  .frame = moving_value_first_frame(&instances[i].context) };
		if (!moving_value_init(&seats[i].level, arena, &instances[i].context, decibel_to_gain(level->number),
				       level))
			return NULL;
	}
	return batch;
}

/* A gain of 1 that stays passes the signal, which is the same as a multiplication. */
static void apply(const struct kernel *kernel, const struct processor_instance *instance, const double *gains,
		  bool still, size_t start, size_t frames)
{
	for (size_t i = 0; i < instance->groups * instance->shape.channels; i++) {
		const double *in = instance->in[i] + start;
		double *out = instance->out[i] + start;
		if (!still)
			kernel->column->multiply(out, in, gains, frames);
		else if (gains[0] != 1.0 || in != out)
			kernel->column->mix(out, &in, gains, 1, frames);
	}
}

static void process_seat(const struct kernel *kernel, struct seat *seat, size_t frames)
{
	for (size_t start = 0; start < frames;) {
		double gains[MOVING_VALUE_RUN];
		bool still;
		const size_t left = frames - start, most = left < MOVING_VALUE_RUN ? left : MOVING_VALUE_RUN;
		const size_t run = moving_value_run(&seat->level, kernel, seat->frame, most, gains, &still);
		apply(kernel, seat->instance, gains, still, start, run);
		seat->frame += (int64_t)run;
		start += run;
	}
}

static void process(void *state, size_t frames)
{
	const struct batch *batch = state;
	for (size_t i = 0; i < batch->count; i++)
		process_seat(batch->kernel, &batch->seats[i], frames);
}

static void reset(void *state)
{
	const struct batch *batch = state;
	for (size_t i = 0; i < batch->count; i++)
		batch->seats[i].frame = moving_value_first_frame(&batch->seats[i].instance->context);
}

const struct processor automated_gain_processor = {
	.name = "automated-gain",
	.summary = "changes the level as automation says",
	.description = "Multiplies every sample by the product of its curves. Strips and sends make it.",
	.law = STEM_LAW_LINEAR,
	.use = PROCESSOR_USE_LEVEL,
	.parameters = parameters,
	.parameter_count = sizeof parameters / sizeof parameters[0],
	.shorthand = -1,
	.batch_new = batch_new,
	.process = process,
	.reset = reset,
};
