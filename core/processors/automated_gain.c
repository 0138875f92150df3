/* Changes the level as automation says, sample by sample.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "processors/automated_gain.h"

#include "dsp/elementary.h"
#include "dsp/kernel/column.h"
#include "processors/automated_batch.h"

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

static bool init(struct automated_seat *seat, struct arena *arena)
{
	const struct parameter_value *level = &seat->instance->values[AUTOMATED_GAIN_LEVEL];
	return moving_value_init(&seat->values[0], arena, &seat->instance->context, decibel_to_gain(level->number),
				 level);
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

static size_t fill_gains(struct automated_seat *seat, const struct kernel *kernel, size_t most, double *const *gains,
			 bool *still)
{
	return moving_value_run(&seat->values[0], kernel, seat->frame, most, gains[0], still);
}

static size_t run(struct automated_seat *seat, const struct kernel *kernel, size_t start, size_t most)
{
	double gains[MOVING_VALUE_RUN];
	bool still;
	const size_t frames = fill_gains(seat, kernel, most, (double *const[1]){ gains }, &still);
	apply(kernel, seat->instance, gains, still, start, frames);
	return frames;
}

static const struct automated_use use = { .init = init, .run = run, .gains = fill_gains, .gain_count = 1 };

static void *batch_new(struct arena *arena, const struct kernel *kernel, const struct processor_instance *instances,
		       size_t count, size_t frames_maximum)
{
	(void)frames_maximum;
	return automated_batch_new(&use, arena, kernel, instances, count);
}

const struct processor automated_gain_processor = {
	.name = "automated-gain",
	.summary = "changes the level as automation says",
	.description = "Multiplies every sample by the product of its curves. Strips and sends make it.",
	.law = STEM_LAW_LINEAR,
	.use = PROCESSOR_USE_LEVEL,
	.automated = &use,
	.parameters = parameters,
	.parameter_count = sizeof parameters / sizeof parameters[0],
	.shorthand = -1,
	.batch_new = batch_new,
	.process = automated_batch_process,
	.reset = automated_batch_reset,
};
