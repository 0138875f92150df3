/* Narrows or widens a stereo signal: width.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "processors/width.h"

#include "processors/stereo_batch.h"

#include <stddef.h>

static const struct parameter parameters[] = {
	[WIDTH_WIDTH] = { .name = "width",
			  .help = "0 % is mono, 100 % as it comes, 200 % the sides doubled",
			  .type = PARAMETER_NUMBER,
			  .automatable = true,
			  .quantity = QUANTITY_PERCENT,
			  .minimum = 0.0,
			  .maximum = 2.0,
			  .fallback = 1.0 },
};

static bool shape(const struct parameter_value *values, const struct processor_context *context, struct arena *arena,
		  struct processor_shape *result, const char **problem, struct location *at)
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

static struct stereo_matrix matrix(const struct parameter_value *values)
{
	const double near = (1.0 + values[WIDTH_WIDTH].number) / 2.0;
	const double far = (1.0 - values[WIDTH_WIDTH].number) / 2.0;
	return (struct stereo_matrix){ .ll = near, .lr = far, .rl = far, .rr = near };
}

static void *batch_new(struct arena *arena, const struct kernel *kernel, const struct processor_instance *instances,
		       size_t count, size_t frames_maximum)
{
	static const struct stereo_batch_use use = { matrix, sizeof parameters / sizeof parameters[0] };
	(void)kernel;
	(void)frames_maximum;
	return stereo_batch_new(&use, arena, instances, count);
}

const struct processor width_processor = {
	.name = "width",
	.summary = "narrows or widens a stereo signal",
	.description =
		"Scales the side signal S = (L - R) / 2 and leaves the mid signal M = (L + R) / 2 as it is: with the "
		"width w, L' = M + w S and R' = M - w S. 0 % makes both sides the mid signal, 100 % passes bit for "
		"bit, 200 % doubles the sides. The mono sum is 2 M at any width; over 100 %, what is on one side "
		"alone appears inverted on the other. Automation moves the width sample by sample.",
	.law = STEM_LAW_LINEAR,
	.steady = true,
	.use = PROCESSOR_USE_LEVEL,
	.parameters = parameters,
	.parameter_count = sizeof parameters / sizeof parameters[0],
	.shorthand = WIDTH_WIDTH,
	.shape = shape,
	.batch_new = batch_new,
	.process = stereo_batch_process,
	.retune = stereo_batch_retune,
	.reset = stereo_batch_reset,
};
