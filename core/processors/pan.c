/* Pans a mono signal in the stereo field: pan.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "processors/pan.h"

#include "dsp/pan_law.h"
#include "processors/scaling.h"

#include <stddef.h>

static const struct parameter parameters[] = {
	[PAN_POSITION] = { .name = "position",
			   .help = "position in the stereo field",
			   .type = PARAMETER_NUMBER,
			   .automatable = true,
			   .quantity = QUANTITY_PAN,
			   .minimum = -1.0,
			   .maximum = 1.0,
			   .fallback = 0.0 },
	[PAN_LAW] = { .name = "law",
		      .help = "level of each side at the centre",
		      .type = PARAMETER_CHOICE,
		      .choices = pan_law_names,
		      .fallback = PAN_LAW_3 },
};

static bool shape(const struct parameter_value *values, const struct processor_context *context, struct arena *arena,
		  struct processor_shape *result, const char **problem, struct location *at)
{
	(void)values;
	(void)at;
	(void)arena;
	if (context->channels == 1) {
		result->channels = 2;
		return true;
	}
	*problem = context->channels == 2
			   ? "pan places a mono signal; this one has 2 channels; use 'balance' or 'width'"
			   : "pan places a mono signal; this one has more than 2 channels; remove it";
	return false;
}

static void scale(const struct parameter_value *values, const struct processor_context *context, double *gains)
{
	(void)context;
	pan_gains((enum pan_law)values[PAN_LAW].number, values[PAN_POSITION].number, &gains[0], &gains[1]);
}

SCALING_BATCH(scale, parameters)

const struct processor pan_processor = {
	.name = "pan",
	.summary = "places a mono signal in the stereo field",
	.description =
		"Makes a stereo signal of a mono one. With the position p from -1 (hard left) to +1 (hard right), and "
		"a = (p + 1) pi / 4, the gains of left and right are\n"
		"  -3 dB    cos a, sin a: the power stays the same wherever the signal goes;\n"
		"  -4.5 dB  the geometric mean of -3 dB and -6 dB: for rooms between the two;\n"
		"  -6 dB    (1 - p) / 2, (1 + p) / 2: the mono sum stays the same;\n"
		"  0 dB     min(1, 1 - p), min(1, 1 + p): a balance, the near side never falls.\n"
		"The name of a law is the level of each side at the centre. Hard sides are exactly 1 and 0 in all of "
		"them. A stereo signal is placed by `balance` and `width`, or each side of it by `dual-pan`. "
		"Automation moves the position sample by sample.",
	.law = STEM_LAW_LINEAR,
	.steady = true,
	.use = PROCESSOR_USE_LEVEL,
	.parameters = parameters,
	.parameter_count = sizeof parameters / sizeof parameters[0],
	.shorthand = PAN_POSITION,
	.shape = shape,
	.scale = scale,
	.batch_new = batch_new,
	.process = scaling_process,
	.retune = scaling_retune,
	.reset = scaling_reset,
};
