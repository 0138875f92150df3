/* stemprint: polarity.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "dsp/scale.h"
#include "processors/processor.h"

#include <stddef.h>

enum { CHANNELS };
enum { CHANNELS_ALL, CHANNELS_LEFT, CHANNELS_RIGHT };

static const char *const channel_choices[] = { "all", "left", "right", NULL };

static const struct parameter parameters[] = {
	[CHANNELS] = { .name = "channels",
		       .help = "which channels are inverted",
		       .type = PARAMETER_CHOICE,
		       .choices = channel_choices,
		       .fallback = CHANNELS_ALL },
};

struct batch {
	const struct kernel *kernel;
	const struct processor_instance *instances;
	size_t count;
};

static bool shape(const struct parameter_value *values, const struct processor_context *context, struct arena *arena,
		  struct processor_shape *result, const char **problem, struct position *at)
{
	(void)result;
	(void)arena;
	if (values[CHANNELS].number == CHANNELS_ALL || context->channels == 2)
		return true;
	*at = values[CHANNELS].at;
	*problem = "polarity of one side needs a stereo signal; use 'all'";
	return false;
}

static void *batch_new(struct arena *arena, const struct kernel *kernel, const struct processor_instance *instances,
		       size_t count, size_t frames_maximum)
{
	(void)frames_maximum;
	struct batch *batch = ARENA_NEW(arena, struct batch);
	if (batch != NULL)
		*batch = (struct batch){ .kernel = kernel, .instances = instances, .count = count };
	return batch;
}

static double channel_gain(const struct processor_instance *instance, size_t channel)
{
	const double choice = instance->values[CHANNELS].number;
	return choice == CHANNELS_ALL || choice == (channel == 0 ? CHANNELS_LEFT : CHANNELS_RIGHT) ? -1.0 : 1.0;
}

static void process(void *state, size_t frames)
{
	const struct batch *batch = state;
	for (size_t i = 0; i < batch->count; i++) {
		const struct processor_instance *instance = &batch->instances[i];
		const size_t channels = instance->context.channels;
		for (size_t column = 0; column < instance->groups * channels; column++)
			column_scale(batch->kernel, instance->out[column], instance->in[column],
				     channel_gain(instance, column % channels), frames);
	}
}

static void reset(void *state)
{
	(void)state;
}

const struct processor polarity_processor = {
	.name = "polarity",
	.summary = "turns the waveform upside down",
	.description =
		"Multiplies the samples of the channels that it is asked for by -1; nothing is delayed. `left` "
		"and `right` need a stereo signal. Polarity is often called phase: what it mends is a microphone "
		"that looks at a drum from below, or one side of a cable that was wired the wrong way round.",
	.law = STEM_LAW_LINEAR,
	.parameters = parameters,
	.parameter_count = sizeof parameters / sizeof parameters[0],
	.shorthand = CHANNELS,
	.shape = shape,
	.batch_new = batch_new,
	.process = process,
	.reset = reset,
};
