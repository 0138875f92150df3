/* Narrows or widens a stereo signal as automation says.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "processors/automated_width.h"

#include "dsp/scale.h"
#include "processors/automated_batch.h"

static const struct parameter parameters[] = {
	[AUTOMATED_WIDTH_WIDTH] = { .name = "width",
				    .help = "0 % is mono, 100 % as it comes, 200 % the sides doubled",
				    .type = PARAMETER_NUMBER,
				    .quantity = QUANTITY_PERCENT,
				    .minimum = 0.0,
				    .maximum = 2.0,
				    .fallback = 1.0 },
};

static bool init(struct automated_seat *seat, struct arena *arena)
{
	return moving_value_init(&seat->values[0], arena, &seat->instance->context, 1.0,
				 &seat->instance->values[AUTOMATED_WIDTH_WIDTH]);
}

/* Each side keeps `near` of itself and gets `far` of the other. */
static void widen(double *const *out, const double *const *in, size_t start, const double *widths, size_t frames)
{
	const double *left = in[0] + start, *right = in[1] + start;
	double *wide_left = out[0] + start, *wide_right = out[1] + start;
	for (size_t i = 0; i < frames; i++) {
		const double near = (1.0 + widths[i]) / 2.0, far = (1.0 - widths[i]) / 2.0;
		const double a = left[i], b = right[i];
		wide_left[i] = near * a + far * b;
		wide_right[i] = far * a + near * b;
	}
}

static void widen_evenly(double *const *out, const double *const *in, size_t start, double width, size_t frames)
{
	const double near = (1.0 + width) / 2.0, far = (1.0 - width) / 2.0;
	const struct stereo_matrix matrix = { .ll = near, .lr = far, .rl = far, .rr = near };
	const double *const from[] = { in[0] + start, in[1] + start };
	double *const to[] = { out[0] + start, out[1] + start };
	stereo_matrix_apply(&matrix, to, from, frames);
}

static size_t run(struct automated_seat *seat, const struct kernel *kernel, size_t start, size_t most)
{
	const struct processor_instance *instance = seat->instance;
	double widths[MOVING_VALUE_RUN];
	bool still;
	const size_t frames = moving_value_run(&seat->values[0], kernel, seat->frame, most, widths, &still);
	for (size_t group = 0; group < instance->groups; group++) {
		double *const *out = instance->out + 2 * group;
		const double *const *in = instance->in + 2 * group;
		if (still)
			widen_evenly(out, in, start, widths[0], frames);
		else
			widen(out, in, start, widths, frames);
	}
	return frames;
}

static const struct automated_use use = { .init = init, .run = run };

static void *batch_new(struct arena *arena, const struct kernel *kernel, const struct processor_instance *instances,
		       size_t count, size_t frames_maximum)
{
	(void)frames_maximum;
	return automated_batch_new(&use, arena, kernel, instances, count);
}

const struct processor automated_width_processor = {
	.name = "automated-width",
	.summary = "narrows or widens a stereo signal as automation says",
	.description = "Does what `width` does, with a width that moves. Strips make it.",
	.law = STEM_LAW_LINEAR,
	.use = PROCESSOR_USE_LEVEL,
	.parameters = parameters,
	.parameter_count = sizeof parameters / sizeof parameters[0],
	.shorthand = -1,
	.batch_new = batch_new,
	.process = automated_batch_process,
	.reset = automated_batch_reset,
};
