/* Shapes the spectrum by bands of linear phase: the equaliser that turns no phase.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "processors/convolution_batch.h"
#include "processors/eq_bands.h"

#include <math.h>

enum { BANDS, LENGTH };

static const struct parameter parameters[] = {
	[BANDS] = EQ_BANDS_PARAMETER(eq_still_band_fields),
	[LENGTH] = { .name = "length",
		     .help = "the most that the response may reach to either side: the price of low and narrow bands",
		     .type = PARAMETER_NUMBER,
		     .quantity = QUANTITY_TIME,
		     .minimum = 0.005,
		     .maximum = 1.0,
		     .fallback = 0.25 },
};

static bool sections_of(struct linear_phase_bands *all, struct arena *arena, const struct parameter_value *values)
{
	const struct parameter_value *list = &values[BANDS];
	struct filter_band bands[EQ_BANDS_MAXIMUM];
	for (size_t i = 0; i < list->item_count; i++)
		bands[i] = eq_band(list->items[i]);
	return linear_phase_bands_init(all, arena, bands, list->item_count);
}

static size_t reach_of(const struct linear_phase_bands *all, const struct parameter_value *values, double sample_rate)
{
	return linear_phase_bands_reach(all, sample_rate, (size_t)ceil(values[LENGTH].number * sample_rate));
}

static bool shape(const struct parameter_value *values, const struct processor_context *context, struct arena *arena,
		  struct processor_shape *result, const char **problem, struct location *at)
{
	struct linear_phase_bands all;
	if (!eq_bands_check(&values[BANDS], context->sample_rate, arena, problem, at))
		return false;
	if (!sections_of(&all, arena, values)) {
		*problem = "there is no memory for its bands; use fewer";
		return false;
	}
	linear_phase_shape(result, reach_of(&all, values, context->sample_rate), context->sample_rate);
	return true;
}

static bool prepare(struct convolution_setup *setup, struct arena *arena, const struct kernel *table,
		    struct fft_tables *tables, const struct processor_instance *instance)
{
	struct linear_phase_bands all;
	const double sample_rate = instance->context.sample_rate;
	if (!sections_of(&all, arena, instance->values))
		return false;
	struct linear_phase_kernel kernel = { .reach = reach_of(&all, instance->values, sample_rate) };
	return linear_phase_design(&kernel, arena, table, tables, linear_phase_bands_magnitude, &all, sample_rate) &&
	       convolution_setup_linear_phase(setup, arena, table, tables, &kernel, instance->context.channels);
}

static void *batch_new(struct arena *arena, const struct kernel *kernel, const struct processor_instance *instances,
		       size_t count, size_t frames_maximum)
{
	(void)frames_maximum;
	return convolution_batch_new(arena, kernel, instances, count, prepare);
}

const struct processor linear_phase_eq_processor = {
	.name = "linear-phase-eq",
	.summary = "parametric equaliser that moves no phase",
	.description =
		"The bands of `eq`, by their magnitude alone: what passes is turned up and down, and nothing is moved "
		"in time against anything else. So it is the equaliser for one of several microphones on a source, "
		"and for masters. Its price is latency, which the render takes back, and pre-ringing: half of what an "
		"`eq` rings after a sound comes before it here, the more the lower and the sharper a band is.\n\n"
		"The response is symmetric around the latency. It follows the analog filters below up to half the "
		"sample rate: within 0.1 dB from 20 Hz to 20 kHz for bands of usual width. It reaches to either side "
		"until it is 100 dB down: 4 ms for a bell at 1 kHz, 40 ms at 100 Hz, and never further than `length`; "
		"a longer one follows a band under 60 Hz with a q over 4 more closely. A notch, a bandpass and slopes "
		"of 6, 18, 30 and 42 dB/oct have an edge in their magnitude and take all of `length`; the depth of a "
		"notch is what that allows.\n\n" EQ_BANDS_FORMULAS "\n"
		"The kernel is made by frequency sampling and a window that leaves its inner half alone, and convolved "
		"in "
		"float64. " EQ_BANDS_RULES,
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
