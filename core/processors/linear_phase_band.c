/* Lets one band of a crossover pass, in linear phase.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "processors/band_list.h"
#include "processors/convolution_batch.h"

#include <math.h>

/* Finds the edges of the band; they are 0 and INFINITY at the ends of the spectrum. */
static void edges_of(const struct parameter_value *values, double *lower, double *upper)
{
	const struct parameter_value *list = &values[BAND_CROSSOVERS];
	const size_t band = (size_t)values[BAND_NUMBER].number - 1;
	*lower = band > 0 ? list->items[band - 1][BAND_FREQ].number : 0.0;
	*upper = band < list->item_count ? list->items[band][BAND_FREQ].number : (double)INFINITY;
}

static bool shape(const struct parameter_value *values, const struct processor_context *context, struct arena *arena,
		  struct processor_shape *result, const char **problem, struct location *at)
{
	double lower, upper;
	if (!band_list_check(values, context->sample_rate, arena, problem, at))
		return false;
	edges_of(values, &lower, &upper);
	linear_phase_shape(result,
			   linear_phase_band_reach(context->sample_rate, lower, upper, values[BAND_SLOPE].number),
			   context->sample_rate);
	return true;
}

static bool prepare(struct convolution_setup *setup, struct arena *arena, const struct kernel *table,
		    struct fft_tables *tables, const struct processor_instance *instance)
{
	double lower, upper;
	struct linear_phase_kernel kernel;
	edges_of(instance->values, &lower, &upper);
	return linear_phase_band(&kernel, arena, table, tables, instance->context.sample_rate, lower, upper,
				 instance->values[BAND_SLOPE].number) &&
	       convolution_setup_linear_phase(setup, arena, table, tables, &kernel, instance->context.channels);
}

static void *batch_new(struct arena *arena, const struct kernel *kernel, const struct processor_instance *instances,
		       size_t count, size_t frames_maximum)
{
	(void)frames_maximum;
	return convolution_batch_new(arena, kernel, instances, count, prepare);
}

static const struct parameter parameters[] = BAND_LIST_PARAMETERS;

const struct processor linear_phase_band_processor = {
	.name = "linear-phase-band",
	.summary = "one band of a crossover without phase, as `split` makes them with `phase: linear`",
	.description =
		"Passes the band that lies between two neighbouring crossovers of the list, by the magnitude of "
		"Linkwitz-Riley filters: 6.02 dB down at each crossover. No phase is turned, so all bands of one list "
		"add up to the signal itself, late by the latency of the lowest. Its price is latency, which the "
		"render takes back, and pre-ringing around each crossover.",
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
