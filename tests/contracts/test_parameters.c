/* Tests that every parameter of every processor changes something.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "contracts/contract_case.h"
#include "processors/registry.h"

#include <criterion/criterion.h>
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum { FRAMES = 4000, ATTEMPTS = 400, CHANNELS = 2, RECORDING_FRAMES = 700 };

/** A parameter that changes no output, and the reason why that is right. */
static const struct {
	const char *processor, *parameter, *reason;
} exceptions[] = {
	{ "dynamic-eq", "bands.keyed", "there is no key here: claims_dynamics.c has one" },
	{ "de-noise", "lookahead",
	  "these files are profiles, with which it needs none: claims_filters.c has it without" },
	{ "leveler", "breath",
	  "pauses of 15 ms are no breaths: claims_dynamics.c and test_leveler.c have longer ones" },
};

static bool is_exception(const char *processor, const char *parameter)
{
	for (size_t i = 0; i < sizeof exceptions / sizeof exceptions[0]; i++)
		if (strcmp(exceptions[i].processor, processor) == 0 && strcmp(exceptions[i].parameter, parameter) == 0)
			return true;
	return false;
}

static double **render(const struct processor *processor, const struct parameter_value *values,
		       struct processor_context context)
{
	const struct harness_seat seat = { values, context, 1 };
	const struct harness_setup setup = { processor, NULL, FRAMES, false };
	struct harness *harness = harness_new(&setup, &seat, 1);
	cr_assert_not_null(harness);
	cr_assert_null(harness->problem);
	double **in = harness_columns(context.channels + context.key_channels, FRAMES);
	double **out = harness_columns(harness->out_count, FRAMES);
	cr_assert(in && out);
	for (size_t i = 0; i < context.channels + context.key_channels; i++) {
		uint64_t state = i;
		for (size_t frame = 0; frame < FRAMES; frame++)
			in[i][frame] = harness_noise(&state) * (frame / 700 % 2 == 0 ? 1.0 : 0.03) / (double)(1 + i);
	}
	harness_run(harness, (const double *const *)in, (const double *const *)(in + context.channels), out, FRAMES, 0);
	harness_free(harness);
	free(in);
	return out;
}

/* A difference over -100 dBFS counts, which is audible and no rounding. */
static bool differ(double *const *one, double *const *other, size_t channels)
{
	for (size_t i = 0; i < channels; i++)
		for (size_t frame = 0; frame < FRAMES; frame++)
			if (!(one[i][frame] - other[i][frame] < 1e-5 && other[i][frame] - one[i][frame] < 1e-5))
				return true;
	return false;
}

/* Tries one random setting, and one of its slots at every other value: does any of them change the output? */
static bool acts_from(struct arena *arena, const struct processor *processor, struct processor_context context,
		      size_t slot, uint64_t *seed)
{
	struct slot slots[SLOTS_MAXIMUM];
	double numbers[SLOT_VALUES_MAXIMUM];
	struct processor_shape shape, changed;
	struct parameter_value *values = variation_random(arena, processor, &context, seed);
	if (!variation_accepted(arena, processor, &context, values, &shape))
		return false;
	double **before = render(processor, values, context);
	variation_slots(arena, processor, values, slots, SLOTS_MAXIMUM);
	slots[slot].value->given = true;
	const size_t tries = slot_values(slots[slot].parameter, numbers, SLOT_VALUES_MAXIMUM);
	bool acts = false;
	for (size_t i = 0; i < tries && !acts; i++) {
		slots[slot].value->number = numbers[i];
		if (!variation_accepted(arena, processor, &context, values, &changed) ||
		    changed.channels != shape.channels)
			continue;
		double **after = render(processor, values, context);
		acts = differ(before, after, shape.channels);
		free(after);
	}
	free(before);
	return acts;
}

/* The key acts if another signal than its own one makes a difference. */
static bool key_acts(struct arena *arena, const struct processor *processor, struct processor_context context,
		     uint64_t *seed)
{
	struct processor_shape shape;
	struct processor_context keyed = context;
	keyed.key_channels = 1;
	struct parameter_value *values = variation_random(arena, processor, &keyed, seed);
	if (!variation_accepted(arena, processor, &keyed, values, &shape))
		return false;
	double **with = render(processor, values, keyed);
	for (size_t i = 0; i < processor->parameter_count; i++)
		if (processor->parameters[i].type == PARAMETER_KEY)
			values[i].given = false;
	if (!variation_accepted(arena, processor, &context, values, &shape)) {
		free(with);
		return false;
	}
	double **without = render(processor, values, context);
	const bool acts = differ(with, without, shape.channels);
	free(with);
	free(without);
	return acts;
}

/* The file acts if another one makes a difference. */
static bool file_acts(struct arena *arena, const struct processor *processor, struct processor_context context,
		      uint64_t *seed)
{
	struct processor_shape shape, changed;
	struct processor_context other = context;
	other.recording = harness_recording(arena, 1, RECORDING_FRAMES / 2);
	cr_assert_not_null(other.recording);
	struct parameter_value *values = variation_random(arena, processor, &context, seed);
	if (!variation_accepted(arena, processor, &context, values, &shape) ||
	    !variation_accepted(arena, processor, &other, values, &changed) || changed.channels != shape.channels)
		return false;
	double **one = render(processor, values, context);
	double **two = render(processor, values, other);
	const bool acts = differ(one, two, shape.channels);
	free(one);
	free(two);
	return acts;
}

static bool slot_acts(struct arena *arena, const struct processor *processor, const struct slot *slot, size_t index,
		      size_t attempt, uint64_t *seed)
{
	const struct processor_context context = { .sample_rate = 48000.0,
						   .channels = attempt % 2 == 0 ? CHANNELS : 1,
						   .recording = harness_recording(arena, 1, RECORDING_FRAMES) };
	cr_assert_not_null(context.recording);
	switch (slot->parameter->type) {
	case PARAMETER_KEY:
		return key_acts(arena, processor, context, seed);
	case PARAMETER_FILE:
		return file_acts(arena, processor, context, seed);
	case PARAMETER_NUMBER:
	case PARAMETER_CHOICE:
	case PARAMETER_SWITCH:
	case PARAMETER_LIST:
	case PARAMETER_GROUP:
	case PARAMETER_NAME:
	case PARAMETER_INSERTS:
	case PARAMETER_SENT_FILE:
	case PARAMETER_PLAYED_FILE:
		break;
	}
	return acts_from(arena, processor, context, index, seed);
}

static bool acts(const struct processor *processor, const struct slot *slot, size_t index)
{
	uint64_t seed = index;
	bool found = false;
	for (size_t attempt = 0; attempt < ATTEMPTS && !found; attempt++) {
		struct arena *arena = arena_new();
		cr_assert_not_null(arena);
		found = slot_acts(arena, processor, slot, index, attempt, &seed);
		arena_free(arena);
	}
	return found;
}

static void check_processor(const struct processor *processor)
{
	struct arena *arena = arena_new();
	struct slot slots[SLOTS_MAXIMUM];
	const struct processor_context context = { .sample_rate = 48000.0, .channels = CHANNELS, .key_channels = 0 };
	uint64_t seed = 0;
	cr_assert_not_null(arena);
	struct parameter_value *values = variation_random(arena, processor, &context, &seed);
	const size_t count = variation_slots(arena, processor, values, slots, SLOTS_MAXIMUM);
	for (size_t i = 0; i < count; i++) {
		const bool excepted = is_exception(processor->name, slots[i].name);
		cr_expect_neq(acts(processor, &slots[i], i), excepted, "%s: '%s' %s", processor->name, slots[i].name,
			      excepted ? "acts, though listed as an exception" : "changes nothing");
	}
	arena_free(arena);
}

Test(parameters, each_acts)
{
	size_t count;
	const struct processor *const *processors = registry_list(&count);
	for (size_t i = 0; i < count; i++)
		if (contract_includes(processors[i]))
			check_processor(processors[i]);
}

static void check_default(const struct processor *processor, const struct parameter *parameter)
{
	if (parameter->type == PARAMETER_NUMBER && !parameter->required && parameter->fallback == parameter->fallback)
		cr_expect(parameter->minimum <= parameter->fallback && parameter->fallback <= parameter->maximum,
			  "%s: the default of '%s' is out of its range", processor->name, parameter->name);
	cr_expect(parameter->help &&
			  islower((unsigned char)parameter->help[0]) | isdigit((unsigned char)parameter->help[0]) &&
			  parameter->help[strlen(parameter->help) - 1] != '.' && !strchr(parameter->help, '\n'),
		  "%s: '%s' has no proper line of help", processor->name, parameter->name);
	if (parameter->type == PARAMETER_LIST || parameter->type == PARAMETER_GROUP)
		for (size_t i = 0; i < parameter->field_count; i++)
			check_default(processor, &parameter->fields[i]);
}

/* Tests what the reference, the schema and the recipe reader rely on. */
Test(parameters, tables_are_complete)
{
	size_t count;
	const struct processor *const *processors = registry_list(&count);
	for (size_t i = 0; i < count; i++) {
		const struct processor *processor = processors[i];
		cr_expect_eq(registry_find(processor->name), processor, "%s is not found by its name", processor->name);
		cr_expect(processor->summary && processor->description && strlen(processor->description) > 150,
			  "%s is not described", processor->name);
		cr_expect_lt(processor->shorthand, (int)processor->parameter_count);
		for (size_t k = 0; k < processor->parameter_count; k++) {
			check_default(processor, &processor->parameters[k]);
			cr_expect_eq(processor_parameter(processor, processor->parameters[k].name), (int)k,
				     "%s has two parameters '%s'", processor->name, processor->parameters[k].name);
		}
	}
	cr_expect_null(registry_find("vocoder"));
	cr_expect_eq(processor_parameter(processors[0], "colour"), -1);
}
