/* Removes what is below hearing, and DC: the DC filter.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "dsp/biquad_design.h"
#include "processors/cascade_batch.h"

#include <math.h>

enum { FREQ, SLOPE };

static const struct parameter parameters[] = {
	[FREQ] = { .name = "freq",
		   .help = "corner, -3 dB",
		   .type = PARAMETER_NUMBER,
		   .quantity = QUANTITY_FREQUENCY,
		   .minimum = 1.0,
		   .maximum = 40.0,
		   .fallback = 5.0 },
	[SLOPE] = { .name = "slope",
		    .help = "6 or 12 dB/oct",
		    .type = PARAMETER_NUMBER,
		    .quantity = QUANTITY_SLOPE,
		    .minimum = 6.0,
		    .maximum = 12.0,
		    .fallback = 6.0 },
};

static size_t design(const struct parameter_value *values, double sample_rate, struct biquad *sections)
{
	const struct filter_band band = { .kind = FILTER_HIGH_PASS,
					  .frequency = values[FREQ].number,
					  .q = sqrt(0.5),
					  .order = (size_t)(values[SLOPE].number / 6.0) };
	const size_t count = biquad_design(&band, sample_rate, sections, NULL);
	/* b0 + b1 + b2 must be exactly 0, so that the zeros sit at exactly 0 Hz. */
	for (size_t i = 0; i < count; i++) {
		struct biquad *section = &sections[i];
		section->b1 = section->b2 != 0.0 ? -2.0 * section->b0 : -section->b0;
		section->b2 = section->b2 != 0.0 ? section->b0 : 0.0;
	}
	return count;
}

static bool shape(const struct parameter_value *values, const struct processor_context *context, struct arena *arena,
		  struct processor_shape *result, const char **problem, struct location *at)
{
	(void)arena;
	if (values[SLOPE].number != 6.0 && values[SLOPE].number != 12.0) {
		*at = values[SLOPE].at;
		*problem = "the slope of a dc-filter is 6 or 12 dB/oct; use 'eq' for steeper ones";
		return false;
	}
	struct biquad sections[BIQUADS_PER_BAND];
	const size_t count = design(values, context->sample_rate, sections);
	result->tail_seconds = biquad_tail_frames(sections, count) / context->sample_rate;
	return true;
}

static size_t design_instance(const struct processor_instance *instance, struct biquad *sections)
{
	return design(instance->values, instance->context.sample_rate, sections);
}

static void *batch_new(struct arena *arena, const struct kernel *kernel, const struct processor_instance *instances,
		       size_t count, size_t frames_maximum)
{
	return cascade_batch_new(arena, kernel, instances, count, frames_maximum, design_instance, BIQUADS_PER_BAND);
}

const struct processor dc_filter_processor = {
	.name = "dc-filter",
	.summary = "takes out a constant offset",
	.description =
		"A high-pass far below what is heard, with its zeros at exactly 0 Hz: one pole at 6 dB/oct, a "
		"Butterworth pair at 12 dB/oct, -3.01 dB at `freq`. It centres a recording whose converter or plugin "
		"left an offset, which costs headroom and clicks at every edit. At 5 Hz and 6 dB/oct 20 Hz loses 0.26 "
		"dB and turns by 14 degrees; 12 dB/oct costs 0.02 dB there and turns by 20. `eq` has steeper ones.",
	.law = STEM_LAW_LINEAR,
	.steady = true,
	.use = PROCESSOR_USE_LEVEL,
	.parameters = parameters,
	.parameter_count = sizeof parameters / sizeof parameters[0],
	.shorthand = FREQ,
	.shape = shape,
	.batch_new = batch_new,
	.process = cascade_batch_process,
	.reset = cascade_batch_reset,
};
