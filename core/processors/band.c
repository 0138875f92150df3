/* stemprint: one band of a crossover.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "dsp/crossover.h"
#include "processors/cascade_batch.h"

#include <math.h>

enum { NUMBER, SLOPE, CROSSOVERS };
enum { FREQ };

/* How close to half the sample rate a crossover may come. */
#define HIGHEST_OF_RATE 0.45

static const struct parameter crossover_fields[] = {
	[FREQ] = { .name = "freq",
		   .help = "where two bands meet, each 6.02 dB down; at most 0.45 of the sample rate",
		   .type = PARAMETER_NUMBER,
		   .required = true,
		   .quantity = QUANTITY_FREQUENCY,
		   .minimum = 20.0,
		   .maximum = 80000.0,
		   .fallback = 1000.0 },
};

static const struct parameter parameters[] = {
	[NUMBER] = { .name = "number",
		     .help = "which band, from 1 for the lowest",
		     .type = PARAMETER_NUMBER,
		     .quantity = QUANTITY_PLAIN,
		     .minimum = 1.0,
		     .maximum = CROSSOVERS_MAXIMUM + 1,
		     .fallback = 1.0 },
	[SLOPE] = { .name = "slope",
		    .help = "24 or 48 dB/oct",
		    .type = PARAMETER_NUMBER,
		    .quantity = QUANTITY_SLOPE,
		    .minimum = 24.0,
		    .maximum = 48.0,
		    .fallback = 24.0 },
	[CROSSOVERS] = { .name = "crossovers",
			 .help = "all crossovers, rising; none: the signal passes as it is",
			 .type = PARAMETER_LIST,
			 .fields = crossover_fields,
			 .field_count = sizeof crossover_fields / sizeof crossover_fields[0],
			 .item_maximum = CROSSOVERS_MAXIMUM },
};

static size_t cascade(const struct parameter_value *values, double sample_rate, struct biquad *sections)
{
	double frequencies[CROSSOVERS_MAXIMUM];
	const struct parameter_value *list = &values[CROSSOVERS];
	for (size_t i = 0; i < list->item_count; i++)
		frequencies[i] = list->items[i][FREQ].number;
	const struct crossover crossover = { .sample_rate = sample_rate,
					     .frequencies = frequencies,
					     .count = list->item_count,
					     .order = (size_t)(values[SLOPE].number / 12.0) };
	return crossover_band(&crossover, (size_t)values[NUMBER].number - 1, sections);
}

static const char *problem_of(const struct parameter_value *values, double sample_rate, struct arena *arena,
			      struct position *at)
{
	const struct parameter_value *list = &values[CROSSOVERS];
	*at = values[SLOPE].at;
	if (values[SLOPE].number != 24.0 && values[SLOPE].number != 48.0)
		return "'slope' is 24 or 48 dB/oct; write one of those";
	*at = values[NUMBER].at;
	if (values[NUMBER].number != floor(values[NUMBER].number) ||
	    values[NUMBER].number > (double)list->item_count + 1.0)
		return arena_format(arena, "'number' is not one of the bands; %zu crossovers make %zu, from 1",
				    list->item_count, list->item_count + 1);
	for (size_t i = 0; i < list->item_count; i++) {
		*at = list->items[i][FREQ].at;
		if (list->items[i][FREQ].number > HIGHEST_OF_RATE * sample_rate)
			return arena_format(arena,
					    "a crossover lies too near half the sample rate; at most %.0f Hz here",
					    floor(HIGHEST_OF_RATE * sample_rate));
		if (i > 0 && list->items[i][FREQ].number <= list->items[i - 1][FREQ].number)
			return "the crossovers do not rise; order them from low to high";
	}
	return "";
}

static bool shape(const struct parameter_value *values, const struct processor_context *context, struct arena *arena,
		  struct processor_shape *result, const char **problem, struct position *at)
{
	struct position blamed = *at;
	const char *found = problem_of(values, context->sample_rate, arena, &blamed);
	if (found == NULL || found[0] != '\0') {
		*problem = found != NULL ? found : "its values do not go together";
		*at = blamed.line > 0 ? blamed : *at;
		return false;
	}
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
	.description = "Passes the band that lies between two neighbouring crossovers of the list. All bands of one "
		       "list add up to an "
		       "allpass: Linkwitz-Riley filters (squared Butterworth of order 2 or 4), each band also through "
		       "the allpass "
		       "of the crossovers above it, so that the sum is flat. `split` puts a chain of inserts behind "
		       "each band; "
		       "alone, `band` isolates one.",
	.law = STEM_LAW_LINEAR,
	.parameters = parameters,
	.parameter_count = sizeof parameters / sizeof parameters[0],
	.shorthand = -1,
	.shape = shape,
	.batch_new = batch_new,
	.process = cascade_batch_process,
	.reset = cascade_batch_reset,
};
