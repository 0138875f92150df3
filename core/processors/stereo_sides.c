/* Multiplies the sides of a stereo signal, or makes them from a mono one.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "processors/stereo_sides.h"

#include "dsp/kernel/column.h"

bool stereo_sides_fit(const struct processor_context *context, struct processor_shape *shape)
{
	shape->channels = 2;
	return context->channels <= 2;
}

static void apply(const struct kernel *kernel, double *out, const double *in, const double *gains, bool still,
		  size_t frames)
{
	if (still)
		kernel->column->mix(out, &in, gains, 1, frames);
	else
		kernel->column->multiply(out, in, gains, frames);
}

/* The loop goes from the last group to the first, and does right before left: a column that is both in and out is read
   before it is written. */
void stereo_sides_apply(const struct processor_instance *instance, const struct kernel *kernel,
			const struct stereo_sides *sides, size_t start, size_t frames)
{
	const size_t channels = instance->context.channels;
	for (size_t group = instance->groups; group-- > 0;) {
		const double *const *in = instance->in + channels * group;
		double *const *out = instance->out + 2 * group;
		apply(kernel, out[1] + start, in[channels - 1] + start, sides->right, sides->still, frames);
		apply(kernel, out[0] + start, in[0] + start, sides->left, sides->still, frames);
	}
}
