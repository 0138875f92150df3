/* Turns left and right into mid and side, and back.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "dsp/elementary.h"
#include "processors/stereo_batch.h"

#include <math.h>
#include <stddef.h>

enum { MODE, MID, SIDE };
enum { MODE_ADJUST, MODE_ENCODE, MODE_DECODE };

static const char *const mode_choices[] = { "adjust", "encode", "decode", NULL };

static const struct parameter parameters[] = {
	[MODE] = { .name = "mode",
		   .help = "adjust keeps left and right; encode turns them into mid and side; decode turns them back",
		   .type = PARAMETER_CHOICE,
		   .choices = mode_choices,
		   .fallback = MODE_ADJUST },
	[MID] = { .name = "mid",
		  .help = "level of the mid signal; -inf dB removes it",
		  .type = PARAMETER_NUMBER,
		  .automatable = true,
		  .quantity = QUANTITY_GAIN,
		  .minimum = -INFINITY,
		  .maximum = 24.0,
		  .fallback = 0.0 },
	[SIDE] = { .name = "side",
		   .help = "level of the side signal; -inf dB removes it",
		   .type = PARAMETER_NUMBER,
		   .automatable = true,
		   .quantity = QUANTITY_GAIN,
		   .minimum = -INFINITY,
		   .maximum = 24.0,
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
			   ? "mid-side needs a stereo signal; this one has 1 channel; use 'pan' before it"
			   : "mid-side needs a stereo signal; this one has more than 2 channels; remove it";
	return false;
}

static struct stereo_matrix design(const struct parameter_value *values)
{
	const double mid = decibel_to_gain(values[MID].number);
	const double side = decibel_to_gain(values[SIDE].number);
	if (values[MODE].number == MODE_ENCODE)
		return (struct stereo_matrix){ .ll = mid / 2.0, .lr = mid / 2.0, .rl = side / 2.0, .rr = -side / 2.0 };
	if (values[MODE].number == MODE_DECODE)
		return (struct stereo_matrix){ .ll = mid, .lr = side, .rl = mid, .rr = -side };
	const double near = (mid + side) / 2.0;
	const double far = (mid - side) / 2.0;
	return (struct stereo_matrix){ .ll = near, .lr = far, .rl = far, .rr = near };
}

static void *batch_new(struct arena *arena, const struct kernel *kernel, const struct processor_instance *instances,
		       size_t count, size_t frames_maximum)
{
	static const struct stereo_batch_use use = { design, sizeof parameters / sizeof parameters[0] };
	(void)kernel;
	(void)frames_maximum;
	return stereo_batch_new(&use, arena, instances, count);
}

const struct processor mid_side_processor = {
	.name = "mid-side",
	.summary = "levels of what the sides share and of what sets them apart",
	.description =
		"The mid signal of a stereo signal is M = (L + R) / 2, its side signal S = (L - R) / 2, so that L = M "
		"+ S and R = M - S (A. D. Blumlein, British patent 394325, 1931, at half the scale). `adjust` scales "
		"M by `mid` and S by `side` and puts them together again; with both at 0 dB it passes bit for bit. "
		"`encode` writes M to the left channel and S to the right, `decode` reads them from there; between "
		"the two, any processor treats mid and side as it would left and right. `mid` and `side` act in all "
		"three modes. Automation moves both in straight lines in dB, sample by sample; to and from -inf dB in "
		"straight lines of the linear gain.",
	.law = STEM_LAW_LINEAR,
	.steady = true,
	.parameters = parameters,
	.parameter_count = sizeof parameters / sizeof parameters[0],
	.shorthand = -1,
	.shape = shape,
	.batch_new = batch_new,
	.process = stereo_batch_process,
	.retune = stereo_batch_retune,
	.reset = stereo_batch_reset,
};
