/* stemprint: balance.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "dsp/pan_law.h"
#include "dsp/scale.h"
#include "processors/processor.h"

#include <stddef.h>

enum { POSITION };

static const struct parameter parameters[] = {
	[POSITION] = { .name = "position",
		       .help = "side that the signal leans to",
		       .type = PARAMETER_NUMBER,
		       .quantity = QUANTITY_PAN,
		       .minimum = -1.0,
		       .maximum = 1.0,
		       .fallback = 0.0 },
};

struct batch {
	const struct kernel *kernel;
	const struct processor_instance *instances;
	double (*gains)[2]; /**< linear, left and right, one pair an instance */
	size_t count;
};

static bool shape(const struct parameter_value *values, const struct processor_context *context, struct arena *arena,
		  struct processor_shape *result, const char **problem, struct position *at)
{
	(void)values;
	(void)result;
	(void)at;
	(void)arena;
	if (context->channels == 2)
		return true;
	*problem = context->channels == 1
			   ? "balance needs a stereo signal; this one has 1 channel; use 'pan'"
			   : "balance needs a stereo signal; this one has more than 2 channels; remove it";
	return false;
}

static void *batch_new(struct arena *arena, const struct kernel *kernel, const struct processor_instance *instances,
		       size_t count, size_t frames_maximum)
{
	(void)frames_maximum;
	struct batch *batch = ARENA_NEW(arena, struct batch);
	double(*gains)[2] = arena_array(arena, count, sizeof *gains);
	if (batch == NULL || gains == NULL)
		return NULL;
	for (size_t i = 0; i < count; i++)
		balance_gains(instances[i].values[POSITION].number, &gains[i][0], &gains[i][1]);
	*batch = (struct batch){ .kernel = kernel, .instances = instances, .gains = gains, .count = count };
	return batch;
}

static void process(void *state, size_t frames)
{
	const struct batch *batch = state;
	for (size_t i = 0; i < batch->count; i++) {
		const struct processor_instance *instance = &batch->instances[i];
		for (size_t column = 0; column < 2 * instance->groups; column++)
			column_scale(batch->kernel, instance->out[column], instance->in[column],
				     batch->gains[i][column % 2], frames);
	}
}

static void reset(void *state)
{
	(void)state;
}

const struct processor balance_processor = {
	.name = "balance",
	.summary = "leans a stereo signal to one side",
	.description =
		"Turns down the far side of a stereo signal and leaves the near side as it is: with the position "
		"p from -1 (hard left) to +1 (hard right) the gains are min(1, 1 - p) for left and min(1, 1 + p) "
		"for right. Centred it passes the signal bit for bit. Nothing moves from one side to the other; "
		"`width` at 0 % before it makes a mono signal that can be leant as a whole.",
	.law = STEM_LAW_LINEAR,
	.parameters = parameters,
	.parameter_count = sizeof parameters / sizeof parameters[0],
	.shorthand = POSITION,
	.shape = shape,
	.batch_new = batch_new,
	.process = process,
	.reset = reset,
};
