/* Runs processors that only multiply.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "processors/scaling.h"

#include "dsp/scale.h"

struct batch {
	const struct kernel *kernel;
	const struct processor_instance *instances;
	double **gains; /* linear: for each instance, one for each channel that goes out */
	size_t count;
};

void *scaling_batch_new(processor_scale *scale, struct arena *arena, const struct kernel *kernel,
			const struct processor_instance *instances, size_t count)
{
	struct batch *batch = ARENA_NEW(arena, struct batch);
	double **gains = ARENA_ARRAY(arena, double *, count);
	if (!batch || !gains)
		return NULL;
	for (size_t i = 0; i < count; i++) {
		gains[i] = ARENA_ARRAY(arena, double, instances[i].shape.channels);
		if (!gains[i])
			return NULL;
		scale(instances[i].values, &instances[i].context, gains[i]);
	}
	*batch = (struct batch){ .kernel = kernel, .instances = instances, .gains = gains, .count = count };
	return batch;
}

/* The loop goes from the last group and channel to the first: where one channel becomes several, a column that is both
   in and out is read before it is written. */
void scaling_process(void *state, size_t frames)
{
	const struct batch *batch = state;
	for (size_t i = 0; i < batch->count; i++) {
		const struct processor_instance *instance = &batch->instances[i];
		const size_t in = instance->context.channels, out = instance->shape.channels;
		for (size_t column = instance->groups * out; column-- > 0;) {
			const size_t group = column / out, channel = column % out;
			column_scale(batch->kernel, instance->out[column],
				     instance->in[group * in + (in == 1 ? 0 : channel)], batch->gains[i][channel],
				     frames);
		}
	}
}

void scaling_reset(void *batch)
{
	(void)batch;
}
