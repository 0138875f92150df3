/* Turns the waveform upside down: polarity.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "processors/polarity.h"

#include "processors/scaling.h"

#include <stddef.h>

static const char *const channel_choices[] = { "all", "left", "right", NULL };

static const struct parameter parameters[] = {
	[POLARITY_CHANNELS] = { .name = "channels",
				.help = "which channels are inverted",
				.type = PARAMETER_CHOICE,
				.choices = channel_choices,
				.fallback = POLARITY_ALL },
};

static bool shape(const struct parameter_value *values, const struct processor_context *context, struct arena *arena,
		  struct processor_shape *result, const char **problem, struct location *at)
{
	(void)result;
	(void)arena;
	if (values[POLARITY_CHANNELS].number == POLARITY_ALL || context->channels == 2)
		return true;
	*at = values[POLARITY_CHANNELS].at;
	*problem = "polarity of one side needs a stereo signal; use 'all'";
	return false;
}

static void scale(const struct parameter_value *values, const struct processor_context *context, double *gains)
{
	const double choice = values[POLARITY_CHANNELS].number;
	for (size_t channel = 0; channel < context->channels; channel++) {
		const double side = channel == 0 ? POLARITY_LEFT : POLARITY_RIGHT;
		gains[channel] = choice == POLARITY_ALL || choice == side ? -1.0 : 1.0;
	}
}

SCALING_BATCH(scale, parameters)

const struct processor polarity_processor = {
	.name = "polarity",
	.summary = "turns the waveform upside down",
	.description =
		"Multiplies the samples of the channels that it is asked for by -1; nothing is delayed. `left` and "
		"`right` need a stereo signal. Polarity is often called phase: what it mends is a microphone that "
		"looks at a drum from below, or one side of a cable that was wired the wrong way round.",
	.law = STEM_LAW_LINEAR,
	.steady = true,
	.use = PROCESSOR_USE_LEVEL,
	.parameters = parameters,
	.parameter_count = sizeof parameters / sizeof parameters[0],
	.shorthand = POLARITY_CHANNELS,
	.shape = shape,
	.scale = scale,
	.batch_new = batch_new,
	.process = scaling_process,
	.reset = scaling_reset,
};
