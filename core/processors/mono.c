/* Folds two channels into one: mono.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "processors/mono.h"

#include "dsp/kernel/column.h"
#include "dsp/scale.h"

#include <stddef.h>

static const char *const of_choices[] = { "sum", "mid", "side", "left", "right", NULL };

static const struct parameter parameters[] = {
	[MONO_OF] = { .name = "of",
		      .help = "sum or mid: (L + R) / 2; side: (L - R) / 2; left or right: that channel alone",
		      .type = PARAMETER_CHOICE,
		      .choices = of_choices,
		      .fallback = MONO_SUM },
};

static const double gains[][2] = {
	[MONO_SUM] = { 0.5, 0.5 },  [MONO_MID] = { 0.5, 0.5 },   [MONO_SIDE] = { 0.5, -0.5 },
	[MONO_LEFT] = { 1.0, 0.0 }, [MONO_RIGHT] = { 0.0, 1.0 },
};

static bool shape(const struct parameter_value *values, const struct processor_context *context, struct arena *arena,
		  struct processor_shape *result, const char **problem, struct location *at)
{
	(void)arena;
	const double of = values[MONO_OF].number;
	result->channels = 1;
	if (context->channels == 2 || (context->channels == 1 && (of == MONO_SUM || of == MONO_MID)))
		return true;
	*at = values[MONO_OF].given ? values[MONO_OF].at : *at;
	*problem = context->channels == 1
			   ? "mono of one side needs a stereo signal; this one has 1 channel; remove it"
			   : "mono folds a stereo signal; this one has more than 2 channels; take two of "
			     "them with 'channels' of the source";
	return false;
}

struct batch {
	const struct kernel *kernel;
	const struct processor_instance *instances;
	size_t count;
};

static void *batch_new(struct arena *arena, const struct kernel *kernel, const struct processor_instance *instances,
		       size_t count, size_t frames_maximum)
{
	(void)frames_maximum;
	struct batch *batch = ARENA_NEW(arena, struct batch);
	if (batch)
		*batch = (struct batch){ .kernel = kernel, .instances = instances, .count = count };
	return batch;
}

/* In place, a group overwrites only what an earlier group has read, and nothing that a later one will read: out[g] is
   in[g] at most, and group g reads in[2 g] and in[2 g + 1]. */
static void fold(const struct batch *batch, const struct processor_instance *instance, size_t group, size_t start,
		 size_t frames)
{
	const size_t channels = instance->context.channels;
	const double *const in[] = { instance->in[group * channels] + start,
				     instance->in[group * channels + channels - 1] + start };
	const double *gain = gains[(size_t)instance->values[MONO_OF].number];
	double *out = instance->out[group] + start;
	if (channels == 1)
		column_scale(batch->kernel, out, in[0], 1.0, frames);
	else if (gain[0] != 0.0 && gain[1] != 0.0)
		batch->kernel->column->mix(out, in, gain, 2, frames);
	else
		column_scale(batch->kernel, out, in[gain[0] == 0.0], 1.0, frames);
}

static void process(void *state, size_t start, size_t frames)
{
	const struct batch *batch = state;
	for (size_t i = 0; i < batch->count; i++)
		for (size_t group = 0; group < batch->instances[i].groups; group++)
			fold(batch, &batch->instances[i], group, start, frames);
}

static void reset(void *state)
{
	(void)state;
}

const struct processor mono_processor = {
	.name = "mono",
	.summary = "folds a stereo signal into one channel",
	.description =
		"What goes out has one channel: the mean of both sides (`sum`, also called `mid`), which is what a "
		"mono loudspeaker plays and never clips where the sides did not; half their difference (`side`), "
		"which is what mono loses; or one of them, bit for bit. What is the same on both sides keeps its "
		"level, what is on one side alone falls by 6.02 dB. A strip can be panned after it. A signal of one "
		"channel passes bit for bit.",
	.law = STEM_LAW_LINEAR,
	.steady = true,
	.use = PROCESSOR_USE_LEVEL,
	.parameters = parameters,
	.parameter_count = sizeof parameters / sizeof parameters[0],
	.shorthand = MONO_OF,
	.shape = shape,
	.batch_new = batch_new,
	.process = process,
	.reset = reset,
};
