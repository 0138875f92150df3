/* Narrows or widens a stereo signal as automation says.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "processors/automated_width.h"

#include "dsp/scale.h"
#include "processors/moving_value.h"

static const struct parameter parameters[] = {
	[AUTOMATED_WIDTH_WIDTH] = { .name = "width",
				    .help = "0 % is mono, 100 % as it comes, 200 % the sides doubled",
				    .type = PARAMETER_NUMBER,
				    .quantity = QUANTITY_PERCENT,
				    .minimum = 0.0,
				    .maximum = 2.0,
				    .fallback = 1.0 },
};

struct seat {
	const struct processor_instance *instance;
	struct moving_value width;
	int64_t frame; /**< the next frame of the session */
};

struct batch {
	const struct kernel *kernel;
	struct seat *seats;
	size_t count;
};

static void *batch_new(struct arena *arena, const struct kernel *kernel, const struct processor_instance *instances,
		       size_t count, size_t frames_maximum)
{
	(void)frames_maximum;
	struct batch *batch = ARENA_NEW(arena, struct batch);
	struct seat *seats = ARENA_ARRAY(arena, struct seat, count);
	if (!batch || !seats)
		return NULL;
	*batch = (struct batch){ .kernel = kernel, .seats = seats, .count = count };
	for (size_t i = 0; i < count; i++) {
		seats[i] = (struct seat){ .instance = &instances[i],
					  .frame = moving_value_first_frame(&instances[i].context) };
		if (!moving_value_init(&seats[i].width, arena, &instances[i].context, 1.0,
				       &instances[i].values[AUTOMATED_WIDTH_WIDTH]))
			return NULL;
	}
	return batch;
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

static size_t process_run(const struct kernel *kernel, struct seat *seat, size_t start, size_t most)
{
	const struct processor_instance *instance = seat->instance;
	double widths[MOVING_VALUE_RUN];
	bool still;
	const size_t run = moving_value_run(&seat->width, kernel, seat->frame, most, widths, &still);
	for (size_t group = 0; group < instance->groups; group++) {
		double *const *out = instance->out + 2 * group;
		const double *const *in = instance->in + 2 * group;
		if (still)
			widen_evenly(out, in, start, widths[0], run);
		else
			widen(out, in, start, widths, run);
	}
	seat->frame += (int64_t)run;
	return run;
}

static void process(void *state, size_t frames)
{
	const struct batch *batch = state;
	for (size_t i = 0; i < batch->count; i++)
		for (size_t start = 0; start < frames;) {
			const size_t left = frames - start, most = left < MOVING_VALUE_RUN ? left : MOVING_VALUE_RUN;
			start += process_run(batch->kernel, &batch->seats[i], start, most);
		}
}

static void reset(void *state)
{
	const struct batch *batch = state;
	for (size_t i = 0; i < batch->count; i++)
		batch->seats[i].frame = moving_value_first_frame(&batch->seats[i].instance->context);
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
	.process = process,
	.reset = reset,
};
