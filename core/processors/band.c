/* Lets one band of a crossover pass, in minimum phase.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "processors/band.h"

#include "processors/band_list.h"
#include "processors/cascade_batch.h"

static const struct parameter parameters[] = BAND_LIST_PARAMETERS;

static size_t cascade(const struct parameter_value *values, double sample_rate, struct biquad *sections)
{
	double frequencies[CROSSOVERS_MAXIMUM];
	const struct parameter_value *list = &values[BAND_CROSSOVERS];
	for (size_t i = 0; i < list->item_count; i++)
		frequencies[i] = list->items[i][BAND_FREQ].number;
	const struct crossover crossover = { .sample_rate = sample_rate,
					     .frequencies = frequencies,
					     .count = list->item_count,
					     .order = (size_t)(values[BAND_SLOPE].number / 12.0) };
	return crossover_band(&crossover, (size_t)values[BAND_NUMBER].number - 1, sections);
}

static bool shape(const struct parameter_value *values, const struct processor_context *context, struct arena *arena,
		  struct processor_shape *result, const char **problem, struct location *at)
{
	if (!band_list_check(values, context->sample_rate, arena, problem, at))
		return false;
	if (context->checking)
		return true;
	struct biquad sections[CROSSOVER_SECTIONS_MAXIMUM];
	size_t count = cascade(values, context->sample_rate, sections);
	result->tail_seconds = biquad_tail_frames(sections, count) / context->sample_rate;
	return true;
}

static size_t design(const struct processor_instance *instance, struct biquad *sections)
{
	return cascade(instance->values, instance->context.sample_rate, sections);
}

static void *batch_new(struct arena *arena, const struct kernel *kernel, const struct processor_instance *instances,
		       size_t count, size_t frames_maximum)
{
	return cascade_batch_new(arena, kernel, instances, count, frames_maximum, design, CROSSOVER_SECTIONS_MAXIMUM);
}

const struct processor band_processor = {
	.name = "band",
	.summary = "one band of a crossover, as `split` makes them",
	.description =
		"Passes the band that lies between two neighbouring crossovers of the list. All bands of one list add "
		"up to an allpass: Linkwitz-Riley filters (squared Butterworth of order 2 or 4), each band also "
		"through the allpass of the crossovers above it, so that the sum is flat. `split` puts a chain of "
		"inserts behind each band; alone, `band` isolates one.",
	.law = STEM_LAW_LINEAR,
	.steady = true,
	.parameters = parameters,
	.parameter_count = sizeof parameters / sizeof parameters[0],
	.shorthand = -1,
	.shape = shape,
	.batch_new = batch_new,
	.process = cascade_batch_process,
	.reset = cascade_batch_reset,
};
