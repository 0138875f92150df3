/* Shapes the spectrum by bands of minimum phase: the equaliser.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "dsp/varying_bank.h"
#include "processors/cascade_batch.h"
#include "processors/eq_bands.h"
#include "processors/moving_bands.h"

enum { BANDS };
enum { SECTIONS_MAXIMUM = EQ_BANDS_MAXIMUM * BIQUADS_PER_BAND };

static const struct parameter parameters[] = {
	[BANDS] = EQ_BANDS_PARAMETER(eq_band_fields),
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

/* The bands that automation moves come behind the others. */
struct batch {
	const struct processor_instance *instances;
	size_t count;
	void *still; /* the instances without bands that move */
	struct moving_bands *bands; /* those that move, of each instance */
	struct varying_bank *moving; /* a course for each instance, which may have no sections */
};

/* Designs the bands that stay. */
static size_t design_still(const struct processor_instance *instance, struct biquad *sections)
{
	const struct parameter_value *bands = &instance->values[BANDS];
	size_t count = 0;
	for (size_t i = 0; i < bands->item_count; i++) {
		if (moving_bands_has(instance, BANDS, i))
			continue;
		const struct filter_band band = eq_band(bands->items[i]);
		count += biquad_design(&band, instance->context.sample_rate, &sections[count], NULL);
	}
	return count;
}

/* Makes the course of an instance, whose bands that stay come before those that move. Returns false when out of
   memory. */
static bool course_init(struct varying_course *course, struct arena *arena, const struct processor_instance *instance,
			size_t sections)
{
	struct biquad still[SECTIONS_MAXIMUM];
	*course = (struct varying_course){ .in = instance->in,
					   .out = instance->out,
					   .column_count = instance->groups * instance->context.channels,
					   .sections = sections };
	if (sections == 0)
		return true;
	course->still_count = design_still(instance, still);
	struct biquad *copy = ARENA_ARRAY(arena, struct biquad, course->still_count);
	if (!copy)
		return false;
	for (size_t i = 0; i < course->still_count; i++)
		copy[i] = still[i];
	course->still = copy;
	return true;
}

/* Makes the bank of all instances with bands that move. */
static struct varying_bank *add_moving(const struct batch *batch, struct arena *arena, const struct kernel *kernel)
{
	struct varying_course *courses = ARENA_ARRAY(arena, struct varying_course, batch->count);
	if (!courses)
		return NULL;
	for (size_t i = 0; i < batch->count; i++)
		if (!moving_bands_init(&batch->bands[i], arena, &batch->instances[i], BANDS) ||
		    !course_init(&courses[i], arena, &batch->instances[i], batch->bands[i].sections))
			return NULL;
	return varying_bank_new(arena, kernel, courses, batch->count);
}

/* Makes the cascades of all other instances. */
static void *add_still(const struct batch *batch, struct arena *arena, const struct kernel *kernel,
		       size_t frames_maximum)
{
	struct processor_instance *still = ARENA_ARRAY(arena, struct processor_instance, batch->count);
	size_t count = 0;
	for (size_t i = 0; still && i < batch->count; i++)
		if (batch->bands[i].sections == 0)
			still[count++] = batch->instances[i];
	return still ? cascade_batch_new(arena, kernel, still, count, frames_maximum, design_still, SECTIONS_MAXIMUM)
		     : NULL;
}

static void rest(const struct batch *batch)
{
	for (size_t i = 0; i < batch->count; i++) {
		if (batch->bands[i].count == 0)
			continue;
		struct varying_section sections[EQ_BANDS_MAXIMUM * VARYING_SECTIONS_PER_BAND];
		moving_bands_design(&batch->bands[i], &batch->instances[i].values[BANDS], sections);
		varying_bank_set(batch->moving, i, sections);
	}
}

static void *batch_new(struct arena *arena, const struct kernel *kernel, const struct processor_instance *instances,
		       size_t count, size_t frames_maximum)
{
	struct batch *batch = ARENA_NEW(arena, struct batch);
	if (!batch)
		return NULL;
	*batch = (struct batch){
		.instances = instances,
		.count = count,
		.bands = ARENA_ARRAY(arena, struct moving_bands, count),
	};
	if (!batch->bands)
		return NULL;
	batch->moving = add_moving(batch, arena, kernel);
	batch->still = batch->moving ? add_still(batch, arena, kernel, frames_maximum) : NULL;
	if (!batch->still)
		return NULL;
	rest(batch);
	return batch;
}

static void process(void *state, size_t start, size_t frames)
{
	const struct batch *batch = state;
	cascade_batch_process(batch->still, start, frames);
	varying_bank_process(batch->moving, start, frames);
}

static bool retunes_ahead(const struct processor_instance *instance)
{
	(void)instance;
	return true;
}

static void retune_ahead(void *state, size_t instance, size_t ahead, const struct parameter_value *values)
{
	const struct batch *batch = state;
	if (batch->bands[instance].count == 0)
		return;
	moving_bands_design(&batch->bands[instance], &values[BANDS], varying_bank_aim(batch->moving, instance, ahead));
}

static void retune(void *state, size_t instance, const struct parameter_value *values)
{
	retune_ahead(state, instance, 0, values);
}

static void reset(void *state)
{
	const struct batch *batch = state;
	cascade_batch_reset(batch->still);
	varying_bank_reset(batch->moving);
	rest(batch);
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
		"A band of 0 dB is left out: it changes no bit. " EQ_BANDS_RULES "\n\n"
		"Automation moves `freq`, `gain` and `q`. A band that moves has a design of its own, in closed form, "
		"whose response goes smoothly with the values: within 0.06 dB of the formulas up to 0.907 of half the "
		"sample rate (a shelf whose resonance lies near half the sample rate, or above it, errs there by up "
		"to 0.3 dB with a q over 1, and by up to 2 dB with a q over 2). It runs as a state-variable filter "
		"with trapezoidal integrators, whose "
		"coefficients go in straight lines from one point of the grid to the next; its states cannot gain "
		"energy however fast they go. It comes behind the bands that stay.",
	.law = STEM_LAW_LINEAR,
	.steady = true,
	.parameters = parameters,
	.parameter_count = sizeof parameters / sizeof parameters[0],
	.shorthand = -1,
	.shape = shape,
	.batch_new = batch_new,
	.process = process,
	.retune = retune,
	.retunes_ahead = retunes_ahead,
	.retune_ahead = retune_ahead,
	.reset = reset,
};
