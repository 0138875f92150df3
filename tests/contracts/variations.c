/* Makes settings of a processor from its parameter table.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "contracts/variations.h"

#include "support/processor_harness.h"

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

enum { VARIATIONS_MAXIMUM = 1024, ATTEMPTS = 50, ITEMS = 3 };

/* The part of a range in which a short run shows something. */
static void sane_range(const struct parameter *parameter, double *least, double *greatest)
{
	*least = parameter->minimum;
	*greatest = parameter->maximum;
	if (parameter->quantity == QUANTITY_TIME) {
		*greatest = fmin(*greatest, fmax(2.0 * *least, 0.01));
	} else if (parameter->quantity == QUANTITY_FREQUENCY) {
		*greatest = fmin(*greatest, 20000.0);
	}
}

/* Random and middle values stay where they are finite and audible. */
static void finite_range(const struct parameter *parameter, double *least, double *greatest)
{
	sane_range(parameter, least, greatest);
	*least = fmax(*least, -80.0);
	*greatest = fmin(*greatest, parameter->quantity == QUANTITY_RATIO ? 100.0 : 1e6);
	const bool modulates = parameter->maximum <= 100.0;
	if (parameter->quantity == QUANTITY_FREQUENCY && !modulates)
		*least = fmax(*least, 20.0);
}

static bool is_logarithmic(double least, double greatest)
{
	return least > 0.0 && greatest / least > 50.0;
}

double slot_between(const struct parameter *parameter, double share)
{
	double least, greatest;
	finite_range(parameter, &least, &greatest);
	return is_logarithmic(least, greatest) ? least * pow(greatest / least, share)
					       : least + (greatest - least) * share;
}

static size_t choice_count(const struct parameter *parameter)
{
	if (parameter->type == PARAMETER_SWITCH)
		return 2;
	size_t count = 0;
	while (parameter->choices[count])
		count++;
	return count;
}

size_t slot_values(const struct parameter *parameter, double *numbers, size_t capacity)
{
	size_t count = 0;
	if (parameter->type == PARAMETER_NUMBER) {
		cr_assert_geq(capacity, 3);
		sane_range(parameter, &numbers[0], &numbers[2]);
		numbers[1] = slot_between(parameter, 0.5);
		return 3;
	}
	if (parameter->type == PARAMETER_CHOICE || parameter->type == PARAMETER_SWITCH)
		for (; count < choice_count(parameter) && count < capacity; count++)
			numbers[count] = (double)count;
	return count;
}

size_t variation_slots(struct arena *arena, const struct processor *processor, struct parameter_value *values,
		       struct slot *slots, size_t capacity)
{
	size_t count = 0;
	for (size_t i = 0; i < processor->parameter_count; i++) {
		const struct parameter *parameter = &processor->parameters[i];
		const bool nested = parameter->type == PARAMETER_LIST || parameter->type == PARAMETER_GROUP;
		if (!nested && count < capacity)
			slots[count++] = (struct slot){ parameter, &values[i], parameter->name };
		for (size_t field = 0; nested && values[i].item_count > 0 && field < parameter->field_count; field++) {
			cr_assert_lt(count, capacity);
			const struct parameter *inner = &parameter->fields[field];
			slots[count++] = (struct slot){ inner, &values[i].items[0][field],
							arena_format(arena, "%s.%s", parameter->name, inner->name) };
		}
	}
	return count;
}

static void mark_required(const struct parameter *parameters, size_t count, struct parameter_value *values)
{
	for (size_t i = 0; i < count; i++)
		values[i].given = values[i].given || parameters[i].required;
}

static void give_recording(struct parameter_value *value, const struct processor_context *context)
{
	value->given = context->recording;
	value->recording = value->given ? 0 : SIZE_MAX;
}

/* Makes the defaults, but with one item in every list, every group given, and a key and a file if the processor knows
 * them. */
static struct parameter_value *plain_values(struct arena *arena, const struct processor *processor,
					    const struct processor_context *context)
{
	struct parameter_value *values = harness_values(arena, processor);
	cr_assert_not_null(values);
	mark_required(processor->parameters, processor->parameter_count, values);
	for (size_t i = 0; i < processor->parameter_count; i++) {
		const struct parameter *parameter = &processor->parameters[i];
		if (parameter->type == PARAMETER_KEY)
			values[i].given = context->key_channels > 0;
		if (parameter->type == PARAMETER_FILE)
			give_recording(&values[i], context);
		if (parameter->type != PARAMETER_LIST && parameter->type != PARAMETER_GROUP)
			continue;
		struct parameter_value *fields = harness_add_item(arena, parameter, &values[i]);
		cr_assert_not_null(fields);
		mark_required(parameter->fields, parameter->field_count, fields);
	}
	return values;
}

static void randomise(const struct parameter *parameters, size_t count, struct parameter_value *values, uint64_t *seed)
{
	for (size_t i = 0; i < count; i++) {
		const double share = 0.5 + 0.5 * harness_noise(seed);
		const bool chosen = parameters[i].required || harness_noise(seed) > -0.5;
		if (!chosen)
			continue;
		if (parameters[i].type == PARAMETER_NUMBER) {
			values[i].number = slot_between(&parameters[i], share);
			/* These are steps as in slopes and whole numbers. A range of many small steps is rounded to
			 * six. */
			if (parameters[i].quantity == QUANTITY_SLOPE)
				values[i].number = 6.0 * floor(values[i].number / 6.0);
			values[i].given = true;
		} else if (parameters[i].type == PARAMETER_CHOICE || parameters[i].type == PARAMETER_SWITCH) {
			values[i].number = fmin(floor(share * (double)choice_count(&parameters[i])),
						(double)choice_count(&parameters[i]) - 1.0);
			values[i].given = true;
		}
	}
}

struct parameter_value *variation_random(struct arena *arena, const struct processor *processor,
					 const struct processor_context *context, uint64_t *seed)
{
	struct parameter_value *values = plain_values(arena, processor, context);
	randomise(processor->parameters, processor->parameter_count, values, seed);
	for (size_t i = 0; i < processor->parameter_count; i++) {
		const struct parameter *parameter = &processor->parameters[i];
		const size_t most = parameter->item_maximum < ITEMS ? parameter->item_maximum : ITEMS;
		while (parameter->type == PARAMETER_LIST && values[i].item_count < most && harness_noise(seed) > 0.0)
			cr_assert_not_null(harness_add_item(arena, parameter, &values[i]));
		for (size_t item = 0; item < values[i].item_count; item++) {
			mark_required(parameter->fields, parameter->field_count, values[i].items[item]);
			randomise(parameter->fields, parameter->field_count, values[i].items[item], seed);
		}
	}
	return values;
}

bool variation_accepted(struct arena *arena, const struct processor *processor, const struct processor_context *context,
			const struct parameter_value *values, struct processor_shape *shape)
{
	*shape = (struct processor_shape){ .channels = context->channels };
	const char *problem = NULL;
	struct location at = { 0 };
	return !processor->shape || processor->shape(values, context, arena, shape, &problem, &at);
}

struct collector {
	struct arena *arena;
	const struct processor *processor;
	const struct processor_context *context;
	struct variations list;
};

static bool collect(struct collector *collector, const char *name, struct parameter_value *values)
{
	struct variations *list = &collector->list;
	cr_assert_lt(list->count, VARIATIONS_MAXIMUM);
	if (!variation_accepted(collector->arena, collector->processor, collector->context, values,
				&list->shapes[list->count])) {
		list->refused++;
		return false;
	}
	list->items[list->count++] = (struct variation){ .name = name, .values = values };
	return true;
}

/* Returns the first choice of the list or group that a slot lies in, or NULL. This choice decides what its other fields
 * do. */
static struct slot *kind_of(struct slot *slots, size_t count, size_t slot)
{
	const char *dot = strchr(slots[slot].name, '.');
	for (size_t i = 0; dot && i < count && i != slot; i++)
		if (slots[i].parameter->type == PARAMETER_CHOICE &&
		    strncmp(slots[i].name, slots[slot].name, (size_t)(dot - slots[slot].name) + 1) == 0)
			return &slots[i];
	return NULL;
}

/* Sets the choice that decides over a slot to its `kind`. Returns the word; "" if nothing decides. */
static const char *choose_kind(struct slot *slots, size_t count, size_t index, size_t kind)
{
	struct slot *decisive = kind_of(slots, count, index);
	if (!decisive)
		return "";
	decisive->value->number = (double)kind;
	decisive->value->given = true;
	return decisive->parameter->choices[kind];
}

/* Makes the defaults, where much is at rest, or an accepted random setting of that kind, where everything works. */
static struct parameter_value *base_values(struct collector *collector, size_t index, size_t kind, bool lively)
{
	struct slot slots[SLOTS_MAXIMUM];
	struct processor_shape shape;
	uint64_t seed = 1000 * kind + index;
	for (size_t attempt = 0; lively && attempt < ATTEMPTS; attempt++) {
		struct parameter_value *values =
			variation_random(collector->arena, collector->processor, collector->context, &seed);
		const size_t count =
			variation_slots(collector->arena, collector->processor, values, slots, SLOTS_MAXIMUM);
		choose_kind(slots, count, index, kind);
		if (variation_accepted(collector->arena, collector->processor, collector->context, values, &shape))
			return values;
	}
	return plain_values(collector->arena, collector->processor, collector->context);
}

static void collect_slot(struct collector *collector, size_t index, double number, size_t kind, bool lively)
{
	struct slot slots[SLOTS_MAXIMUM];
	struct parameter_value *values = base_values(collector, index, kind, lively);
	const size_t count = variation_slots(collector->arena, collector->processor, values, slots, SLOTS_MAXIMUM);
	const char *word = choose_kind(slots, count, index, kind);
	slots[index].value->number = number;
	slots[index].value->given = true;
	collect(collector,
		arena_format(collector->arena, "%s%s %s = %g", lively ? "lively " : "", word, slots[index].name,
			     number),
		values);
}

static void collect_slots(struct collector *collector)
{
	struct slot slots[SLOTS_MAXIMUM];
	double numbers[SLOT_VALUES_MAXIMUM];
	struct parameter_value *values = plain_values(collector->arena, collector->processor, collector->context);
	const size_t count = variation_slots(collector->arena, collector->processor, values, slots, SLOTS_MAXIMUM);
	for (size_t i = 0; i < count; i++) {
		const size_t tries = slot_values(slots[i].parameter, numbers, SLOT_VALUES_MAXIMUM);
		const struct slot *decisive = kind_of(slots, count, i);
		const size_t kinds = decisive ? choice_count(decisive->parameter) : 1;
		for (size_t kind = 0; kind < kinds; kind++) {
			for (size_t k = 0; k < tries; k++) {
				collect_slot(collector, i, numbers[k], kind, false);
				collect_slot(collector, i, numbers[k], kind, true);
			}
		}
	}
}

struct variations variations_new(struct arena *arena, const struct processor *processor,
				 const struct processor_context *context, size_t random)
{
	struct collector collector = { arena, processor, context, { 0 } };
	collector.list.items = ARENA_ARRAY(arena, struct variation, VARIATIONS_MAXIMUM);
	collector.list.shapes = ARENA_ARRAY(arena, struct processor_shape, VARIATIONS_MAXIMUM);
	cr_assert(collector.list.items && collector.list.shapes);
	struct parameter_value *values = harness_values(arena, processor);
	cr_assert_not_null(values);
	for (size_t i = 0; i < processor->parameter_count; i++)
		if (processor->parameters[i].type == PARAMETER_FILE)
			give_recording(&values[i], context);
	/* A processor that refuses its own defaults does not belong here, like a pan of a stereo signal. */
	if (!collect(&collector, "defaults", values))
		return collector.list;
	collector.list.items[0].defaults = true;
	collect(&collector, "defaults, with items", plain_values(arena, processor, context));
	collect_slots(&collector);
	uint64_t seed = 1;
	for (size_t i = 0; i < random; i++)
		for (size_t attempt = 0; attempt < ATTEMPTS; attempt++)
			if (collect(&collector, arena_format(arena, "random %zu", i),
				    variation_random(arena, processor, context, &seed)))
				break;
	return collector.list;
}
