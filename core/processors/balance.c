/* Leans a stereo signal to one side: balance.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "processors/balance.h"

#include "dsp/pan_law.h"
#include "processors/scaling.h"

#include <stddef.h>

static const struct parameter parameters[] = {
	[BALANCE_POSITION] = { .name = "position",
			       .help = "side that the signal leans to",
			       .type = PARAMETER_NUMBER,
			       .automatable = true,
			       .quantity = QUANTITY_PAN,
			       .minimum = -1.0,
			       .maximum = 1.0,
			       .fallback = 0.0 },
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
	*problem = context->channels == 1
			   ? "balance needs a stereo signal; this one has 1 channel; use 'pan'"
			   : "balance needs a stereo signal; this one has more than 2 channels; remove it";
	return false;
}

static void scale(const struct parameter_value *values, const struct processor_context *context, double *gains)
{
	(void)context;
	balance_gains(values[BALANCE_POSITION].number, &gains[0], &gains[1]);
}

SCALING_BATCH(scale, parameters)

const struct processor balance_processor = {
	.name = "balance",
	.summary = "leans a stereo signal to one side",
	.description =
		"Turns down the far side of a stereo signal and leaves the near side as it is: with the position p "
		"from -1 (hard left) to +1 (hard right) the gains are min(1, 1 - p) for left and min(1, 1 + p) for "
		"right. Centred it passes the signal bit for bit. Nothing moves from one side to the other; `width` "
		"at 0 % before it makes a mono signal that can be leant as a whole. Automation moves the position "
		"sample by "
		"sample.",
	.law = STEM_LAW_LINEAR,
	.steady = true,
	.use = PROCESSOR_USE_LEVEL,
	.parameters = parameters,
	.parameter_count = sizeof parameters / sizeof parameters[0],
	.shorthand = BALANCE_POSITION,
	.shape = shape,
	.scale = scale,
	.batch_new = batch_new,
	.process = scaling_process,
	.retune = scaling_retune,
	.reset = scaling_reset,
};
