/* stemprint: gain.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "dsp/elementary.h"
#include "dsp/scale.h"
#include "processors/processor.h"

#include <math.h>

enum { GAIN };

static const struct parameter parameters[] = {
	[GAIN] = { .name = "gain",
		   .help = "level change; -inf dB is silence",
		   .type = PARAMETER_NUMBER,
		   .quantity = QUANTITY_GAIN,
		   .minimum = -INFINITY,
		   .maximum = 60.0,
		   .fallback = 0.0 },
};

struct batch {
	const struct kernel *kernel;
	const struct processor_instance *instances;
	double *gains; /**< linear, one an instance */
	size_t count;
};

static void *batch_new(struct arena *arena, const struct kernel *kernel, const struct processor_instance *instances,
		       size_t count, size_t frames_maximum)
{
	(void)frames_maximum;
	struct batch *batch = ARENA_NEW(arena, struct batch);
	double *gains = ARENA_ARRAY(arena, double, count);
	if (batch == NULL || gains == NULL)
		return NULL;
	for (size_t i = 0; i < count; i++)
		gains[i] = decibel_to_gain(instances[i].values[GAIN].number);
	*batch = (struct batch){ .kernel = kernel, .instances = instances, .gains = gains, .count = count };
	return batch;
}

static void process(void *state, size_t frames)
{
	const struct batch *batch = state;
	for (size_t i = 0; i < batch->count; i++) {
		const struct processor_instance *instance = &batch->instances[i];
		for (size_t column = 0; column < instance->groups * instance->context.channels; column++)
			column_scale(batch->kernel, instance->out[column], instance->in[column], batch->gains[i],
				     frames);
	}
}

static void reset(void *state)
{
	(void)state;
}

const struct processor gain_processor = {
	.name = "gain",
	.summary = "changes the level",
	.description = "Multiplies every sample of every channel by 10^(gain/20). 0 dB passes the signal bit for bit; "
		       "-inf dB writes silence. The `trim` of a strip does the same before its inserts and the `fader` "
		       "after them; this processor does it between two inserts.",
	.law = STEM_LAW_LINEAR,
	.parameters = parameters,
	.parameter_count = sizeof parameters / sizeof parameters[0],
	.shorthand = GAIN,
	.batch_new = batch_new,
	.process = process,
	.reset = reset,
};
