/* Filters as the reproducing head of a tape machine: tape-head.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "dsp/tape_head.h"
#include "dsp/tape_machine.h"
#include "processors/convolution_batch.h"

#include <math.h>

enum { SPEED, BUMP, LENGTH, SPACING, GAP };

static const struct parameter parameters[] = {
	[SPEED] = { .name = "speed",
		    .help = "how fast the tape runs, in inches a second: twice as fast is an octave higher",
		    .type = PARAMETER_CHOICE,
		    .choices = tape_machine_names,
		    .fallback = TAPE_MACHINE_USUAL },
	[BUMP] = { .name = "bump",
		   .help = "how strong the head bump is; 50 % is a head with deep poles",
		   .type = PARAMETER_NUMBER,
		   .quantity = QUANTITY_PERCENT,
		   .minimum = 0.0,
		   .maximum = 1.0,
		   .fallback = 0.5 },
	[LENGTH] = { .name = "length",
		     .help = "length of the poles along the tape in millimetres: a longer head bumps lower",
		     .type = PARAMETER_NUMBER,
		     .quantity = QUANTITY_PLAIN,
		     .minimum = 2.0,
		     .maximum = 20.0,
		     .fallback = 6.0 },
	[SPACING] = { .name = "spacing",
		      .help = "distance of the tape from the head in micrometres: the further, the duller",
		      .type = PARAMETER_NUMBER,
		      .quantity = QUANTITY_PLAIN,
		      .minimum = 0.0,
		      .maximum = 20.0,
		      .fallback = 0.0 },
	[GAP] = { .name = "gap",
		  .help = "length of the gap in micrometres: a longer one is duller",
		  .type = PARAMETER_NUMBER,
		  .quantity = QUANTITY_PLAIN,
		  .minimum = 0.0,
		  .maximum = 20.0,
		  .fallback = 0.0 },
};

static struct tape_head head_of(const struct parameter_value *values)
{
	return (struct tape_head){
		.speed = tape_machine_speed((size_t)values[SPEED].number),
		.length = values[LENGTH].number * 1e-3,
		.share = values[BUMP].number,
		.spacing = values[SPACING].number * 1e-6,
		.gap = values[GAP].number * 1e-6,
	};
}

/* The bump takes a dozen times the way from the gap to the end of a pole: what it leaves out behind is 0.1 dB at the
   lowest frequencies that are heard. */
static size_t reach_of(const struct tape_head *head, double sample_rate)
{
	const double poles = 0.5 * head->length / head->speed;
	const bool dulls = head->spacing > 0.0 || head->gap > 0.0;
	const double losses = dulls ? 0.005 : 0.0, bump = head->share > 0.0 ? fmax(12.0 * poles, 0.05) : 0.0;
	return (size_t)ceil(fmax(losses, bump) * sample_rate);
}

static bool shape(const struct parameter_value *values, const struct processor_context *context, struct arena *arena,
		  struct processor_shape *result, const char **problem, struct location *at)
{
	(void)arena;
	(void)problem;
	(void)at;
	const struct tape_head head = head_of(values);
	linear_phase_shape(result, reach_of(&head, context->sample_rate), context->sample_rate);
	return true;
}

static double magnitude(const void *context, double frequency)
{
	return tape_head_response(context, frequency);
}

static bool prepare(struct convolution_setup *setup, struct arena *arena, const struct kernel *table,
		    struct fft_tables *tables, const struct processor_instance *instance)
{
	const struct tape_head head = head_of(instance->values);
	const double sample_rate = instance->context.sample_rate;
	struct linear_phase_kernel kernel = { .reach = reach_of(&head, sample_rate) };
	return linear_phase_design(&kernel, arena, table, tables, magnitude, &head, sample_rate) &&
	       convolution_setup_linear_phase(setup, arena, table, tables, &kernel, instance->context.channels);
}

static void *batch_new(struct arena *arena, const struct kernel *kernel, const struct processor_instance *instances,
		       size_t count, size_t frames_maximum)
{
	(void)frames_maximum;
	return convolution_batch_new(arena, kernel, instances, count, prepare);
}

const struct processor tape_head_processor = {
	.name = "tape-head",
	.summary = "the reproducing head of a tape machine: its bump in the bass, and its losses",
	.description =
		"The response of a head to the wavelengths on the tape, w = speed / frequency. Poles of finite length "
		"hear long waves around their ends too, and bump: with x = pi length / w,\n"
		"  bump = 1 - b (cos x + x (Si(x) - pi/2)),\n"
		"the Fourier transform of a field that falls with the square of the distance beyond the poles (R. I. "
		"Potter, IEEE Trans. Magn. MAG-11, 1975; reciprocity: R. L. Wallace, BSTJ 1951). b is `bump`: 50 % for "
		"poles that are deep against the wave, as in the paper, and 100 % for a head of which nothing is left "
		"at long waves. The first bump is at speed / (1.63 length), 39 Hz with 6 mm at 15 ips: 1.4 dB at 50 %, "
		"2.6 dB at 100 %. Ripples follow above it, the first 0.8 dB deep at 50 %. Below the bump the bass "
		"falls, by 6 dB in the end at 50 %.\n"
		"`spacing` d loses e^(-2 pi d / w) (Wallace 1951; 54.6 dB a wavelength). `gap` g loses sin(y) / y, y = "
		"1.11 pi g / w (Westmijze 1953). Both are off as it is, because a machine is equalised until they are "
		"gone; a spacing of some micrometres is a dirty head.\n"
		"A head is symmetric around its gap, and so is its response in time: no phase, but up to 12 times "
		"length / (2 speed) of sound before and behind, 95 ms with 6 mm at 15 ips. The graph makes up for the "
		"latency. The kernel is made by frequency sampling and convolved in float64.",
	.law = STEM_LAW_LINEAR,
	.steady = true,
	.parameters = parameters,
	.parameter_count = sizeof parameters / sizeof parameters[0],
	.shorthand = -1,
	.shape = shape,
	.batch_new = batch_new,
	.process = convolution_batch_process,
	.process_column = convolution_batch_process_column,
	.reset = convolution_batch_reset,
};
