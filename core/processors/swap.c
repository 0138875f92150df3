/* Swaps left and right.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "processors/processor.h"

#include <stddef.h>
#include <string.h>

/* This many frames are swapped at a time in place: they fit into the first-level cache. */
enum { TILE = 256 };

struct batch {
	const struct processor_instance *instances;
	size_t count;
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
			? "swap needs a stereo signal; this one has 1 channel; remove it"
			: "swap needs a stereo signal; this one has more than 2 channels; order them with 'channels' "
			  "of the source";
	return false;
}

static void *batch_new(struct arena *arena, const struct kernel *kernel, const struct processor_instance *instances,
		       size_t count, size_t frames_maximum)
{
	(void)kernel;
	(void)frames_maximum;
	struct batch *batch = ARENA_NEW(arena, struct batch);
	if (batch)
		*batch = (struct batch){ .instances = instances, .count = count };
	return batch;
}

/* The samples are copied, not multiplied, so that zeros keep their sign. */
static void swap(double *const *out, const double *const *in, size_t start, size_t frames)
{
	double left[TILE], right[TILE];
	for (size_t done = 0; done < frames; done += TILE) {
		const size_t size = (frames - done < TILE ? frames - done : TILE) * sizeof *left;
		memcpy(left, in[0] + start + done, size);
		memcpy(right, in[1] + start + done, size);
		memcpy(out[0] + start + done, right, size);
		memcpy(out[1] + start + done, left, size);
	}
}

static void process(void *state, size_t start, size_t frames)
{
	const struct batch *batch = state;
	for (size_t i = 0; i < batch->count; i++)
		for (size_t group = 0; group < batch->instances[i].groups; group++)
			swap(batch->instances[i].out + 2 * group, batch->instances[i].in + 2 * group, start, frames);
}

static void reset(void *state)
{
	(void)state;
}

const struct processor swap_processor = {
	.name = "swap",
	.summary = "left and right trade places",
	.description = "The left channel becomes the right one and the right the left, bit for bit: for drums from the "
		       "audience's side, or a stereo pair that was patched the wrong way round.",
	.law = STEM_LAW_LINEAR,
	.steady = true,
	.use = PROCESSOR_USE_LEVEL,
	.shorthand = -1,
	.shape = shape,
	.batch_new = batch_new,
	.process = process,
	.reset = reset,
};
