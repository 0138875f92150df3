/* stemprint: width.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "dsp/scale.h"
#include "processors/processor.h"

#include <stddef.h>

enum { WIDTH };

static const struct parameter parameters[] = {
	[WIDTH] = { .name = "width",
		    .help = "0 % is mono, 100 % as it comes, 200 % the sides doubled",
		    .type = PARAMETER_NUMBER,
		    .quantity = QUANTITY_PERCENT,
		    .minimum = 0.0,
		    .maximum = 2.0,
		    .fallback = 1.0 },
};

struct batch {
	const struct processor_instance *instances;
	struct stereo_matrix *matrices; /**< one an instance */
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
	*problem = context->channels == 1 ? "width needs a stereo signal; this one has 1 channel; use 'pan' before it"
					  : "width needs a stereo signal; this one has more than 2 channels; remove it";
	return false;
}

static void *batch_new(struct arena *arena, const struct kernel *kernel, const struct processor_instance *instances,
		       size_t count, size_t frames_maximum)
{
	(void)kernel;
	(void)frames_maximum;
	struct batch *batch = ARENA_NEW(arena, struct batch);
	struct stereo_matrix *matrices = ARENA_ARRAY(arena, struct stereo_matrix, count);
	if (batch == NULL || matrices == NULL)
		return NULL;
	for (size_t i = 0; i < count; i++) {
		const double width = instances[i].values[WIDTH].number;
		const double near = (1.0 + width) / 2.0;
		const double far = (1.0 - width) / 2.0;
		matrices[i] = (struct stereo_matrix){ .ll = near, .lr = far, .rl = far, .rr = near };
	}
	*batch = (struct batch){ .instances = instances, .matrices = matrices, .count = count };
	return batch;
}

static void process(void *state, size_t frames)
{
	const struct batch *batch = state;
	for (size_t i = 0; i < batch->count; i++) {
		const struct processor_instance *instance = &batch->instances[i];
		for (size_t group = 0; group < instance->groups; group++)
			stereo_matrix_apply(&batch->matrices[i], instance->out + 2 * group, instance->in + 2 * group,
					    frames);
	}
}

static void reset(void *state)
{
	(void)state;
}

const struct processor width_processor = {
	.name = "width",
	.summary = "narrows or widens a stereo signal",
	.description =
		"Scales the side signal S = (L - R) / 2 and leaves the mid signal M = (L + R) / 2 as it is: with "
		"the width w, L' = M + w S and R' = M - w S. 0 % makes both sides the mid signal, 100 % passes "
		"bit for bit, 200 % doubles the sides. The mono sum is 2 M at any width; over 100 %, what is on "
		"one side alone appears inverted on the other.",
	.law = STEM_LAW_LINEAR,
	.parameters = parameters,
	.parameter_count = sizeof parameters / sizeof parameters[0],
	.shorthand = WIDTH,
	.shape = shape,
	.batch_new = batch_new,
	.process = process,
	.reset = reset,
};
