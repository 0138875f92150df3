/* Shapes the spectrum by bands of minimum phase: the equaliser.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "processors/cascade_batch.h"
#include "processors/eq_bands.h"

enum { BANDS };
enum { SECTIONS_MAXIMUM = EQ_BANDS_MAXIMUM * BIQUADS_PER_BAND };

static const struct parameter parameters[] = {
	[BANDS] = EQ_BANDS_PARAMETER,
};

/* Designs all bands in their order, as one cascade. Returns the number of sections. */
static size_t design(const struct parameter_value *bands, double sample_rate, struct biquad *sections)
{
	size_t count = 0;
	for (size_t i = 0; i < bands->item_count; i++) {
		struct filter_band band = eq_band(bands->items[i]);
		count += biquad_design(&band, sample_rate, &sections[count], NULL);
	}
	return count;
}

static bool shape(const struct parameter_value *values, const struct processor_context *context, struct arena *arena,
		  struct processor_shape *shape, const char **problem, struct location *at)
{
	const struct parameter_value *bands = &values[BANDS];
	if (!eq_bands_check(bands, context->sample_rate, arena, problem, at))
		return false;
	if (context->checking)
		return true;
	struct biquad sections[SECTIONS_MAXIMUM];
	size_t count = design(bands, context->sample_rate, sections);
	shape->tail_seconds = biquad_tail_frames(sections, count) / context->sample_rate;
	return true;
}

static size_t cascade(const struct processor_instance *instance, struct biquad *sections)
{
	return design(&instance->values[BANDS], instance->context.sample_rate, sections);
}

static void *batch_new(struct arena *arena, const struct kernel *kernel, const struct processor_instance *instances,
		       size_t count, size_t frames_maximum)
{
	return cascade_batch_new(arena, kernel, instances, count, frames_maximum, cascade, SECTIONS_MAXIMUM);
}

const struct processor eq_processor = {
	.name = "eq",
	.summary = "parametric equaliser, true to its analog model up to 20 kHz",
	.description =
		"Up to 32 bands in series, without latency. What a band does is the analog filter below, not its "
		"usual digital image, which squeezes all curves together near half the sample rate: at 44.1 kHz and "
		"above each band's magnitude is within 0.1 dB of the formula from 20 Hz to 20 kHz, over the whole "
		"range of its values. Poles and zeros sit where the analog filter has them (z = e^(s/fs)); what "
		"remains is fitted when the recipe is loaded, with a second section where one is not enough. All "
		"bands are minimum phase (a notch and the passes have their zeros on the frequency "
		"axis).\n\n" EQ_BANDS_FORMULAS "\n"
		"A band of 0 dB is left out: it changes no bit. " EQ_BANDS_RULES,
	.law = STEM_LAW_LINEAR,
	.parameters = parameters,
	.parameter_count = sizeof parameters / sizeof parameters[0],
	.shorthand = -1,
	.shape = shape,
	.batch_new = batch_new,
	.process = cascade_batch_process,
	.reset = cascade_batch_reset,
};
