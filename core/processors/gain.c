/* Changes the level: gain.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "processors/gain.h"

#include "dsp/elementary.h"
#include "processors/scaling.h"

#include <math.h>

static const struct parameter parameters[] = {
	[GAIN_LEVEL] = { .name = "gain",
			 .help = "level change; -inf dB is silence",
			 .type = PARAMETER_NUMBER,
			 .automatable = true,
			 .quantity = QUANTITY_GAIN,
			 .minimum = -INFINITY,
			 .maximum = 60.0,
			 .fallback = 0.0 },
};

static void scale(const struct parameter_value *values, const struct processor_context *context, double *gains)
{
	for (size_t channel = 0; channel < context->channels; channel++)
		gains[channel] = decibel_to_gain(values[GAIN_LEVEL].number);
}

SCALING_BATCH(scale, parameters)

const struct processor gain_processor = {
	.name = "gain",
	.summary = "changes the level",
	.description =
		"Multiplies every sample of every channel by 10^(gain/20). 0 dB passes the signal bit for bit; -inf "
		"dB writes silence. The `trim` of a strip does the same before its inserts and the `fader` after "
		"them; this processor does it between two inserts. Automation moves "
		"`gain` in straight lines in dB, sample by sample; to and from -inf dB in straight lines of the linear "
		"gain.",
	.law = STEM_LAW_LINEAR,
	.steady = true,
	.use = PROCESSOR_USE_LEVEL,
	.parameters = parameters,
	.parameter_count = sizeof parameters / sizeof parameters[0],
	.shorthand = GAIN_LEVEL,
	.scale = scale,
	.batch_new = batch_new,
	.process = scaling_process,
	.retune = scaling_retune,
	.reset = scaling_reset,
};
