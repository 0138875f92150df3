/* Pans each side of a stereo signal by itself: dual pan.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "processors/dual_pan.h"

#include "dsp/pan_law.h"
#include "processors/stereo_batch.h"

#include <stddef.h>

static const struct parameter parameters[] = {
	[DUAL_PAN_LEFT] = { .name = "left",
			    .help = "position of the left side",
			    .type = PARAMETER_NUMBER,
			    .automatable = true,
			    .quantity = QUANTITY_PAN,
			    .minimum = -1.0,
			    .maximum = 1.0,
			    .fallback = -1.0 },
	[DUAL_PAN_RIGHT] = { .name = "right",
			     .help = "position of the right side",
			     .type = PARAMETER_NUMBER,
			     .automatable = true,
			     .quantity = QUANTITY_PAN,
			     .minimum = -1.0,
			     .maximum = 1.0,
			     .fallback = 1.0 },
	[DUAL_PAN_LAW] = { .name = "law",
			   .help = "level of a side that stands at the centre",
			   .type = PARAMETER_CHOICE,
			   .choices = pan_law_names,
			   .fallback = PAN_LAW_3 },
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
	*problem =
		context->channels == 1
			? "dual-pan places the sides of a stereo signal; this one has 1 channel; use 'pan'"
			: "dual-pan places the sides of a stereo signal; this one has more than 2 channels; remove it";
	return false;
}

static struct stereo_matrix matrix(const struct parameter_value *values)
{
	const enum pan_law law = (enum pan_law)values[DUAL_PAN_LAW].number;
	struct stereo_matrix gains;
	pan_gains(law, values[DUAL_PAN_LEFT].number, &gains.ll, &gains.rl);
	pan_gains(law, values[DUAL_PAN_RIGHT].number, &gains.lr, &gains.rr);
	return gains;
}

static void *batch_new(struct arena *arena, const struct kernel *kernel, const struct processor_instance *instances,
		       size_t count, size_t frames_maximum)
{
	static const struct stereo_batch_use use = { matrix, sizeof parameters / sizeof parameters[0] };
	(void)kernel;
	(void)frames_maximum;
	return stereo_batch_new(&use, arena, instances, count);
}

const struct processor dual_pan_processor = {
	.name = "dual-pan",
	.summary = "places each side of a stereo signal in the stereo field",
	.description =
		"Treats left and right as two mono signals and places each by the laws of `pan`; their sum comes out. "
		"100 L and 100 R pass bit for bit; 100 R and 100 L swap the sides; the same position twice makes mono "
		"of the signal and places it. A wide keyboard that shall stand half left is `left: 100 L, right: C`. "
		"Automation moves both positions sample "
		"by sample.",
	.law = STEM_LAW_LINEAR,
	.steady = true,
	.use = PROCESSOR_USE_LEVEL,
	.parameters = parameters,
	.parameter_count = sizeof parameters / sizeof parameters[0],
	.shorthand = -1,
	.shape = shape,
	.batch_new = batch_new,
	.process = stereo_batch_process,
	.retune = stereo_batch_retune,
	.reset = stereo_batch_reset,
};
