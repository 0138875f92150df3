/* Makes values of a processor's parameters.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "processors/parameter.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

static bool fill_default(struct arena *arena, const struct parameter *parameter, struct parameter_value *value)
{
	value->number = parameter->fallback;
	value->recording = SIZE_MAX;
	if (parameter->type == PARAMETER_GROUP) {
		value->items = ARENA_ARRAY(arena, struct parameter_value *, 1);
		if (!value->items)
			return false;
		value->items[0] = parameter_defaults(arena, parameter->fields, parameter->field_count);
		return value->items[0];
	}
	return true;
}

struct parameter_value *parameter_defaults(struct arena *arena, const struct parameter *parameters, size_t count)
{
	struct parameter_value *values = ARENA_ARRAY(arena, struct parameter_value, count);
	if (!values)
		return NULL;
	for (size_t i = 0; i < count; i++)
		if (!fill_default(arena, &parameters[i], &values[i]))
			return NULL;
	return values;
}

static bool copy_items(struct arena *arena, const struct parameter *parameter, const struct parameter_value *from,
		       struct parameter_value *value)
{
	/* A group that is not given has an item of defaults all the same. */
	const size_t count = parameter->type == PARAMETER_GROUP ? 1 : from->item_count;
	if (!from->items)
		return true;
	value->items = ARENA_ARRAY(arena, struct parameter_value *, count);
	if (!value->items)
		return false;
	for (size_t i = 0; i < count; i++) {
		value->items[i] = parameter_copy(arena, parameter->fields, parameter->field_count, from->items[i]);
		if (!value->items[i])
			return false;
	}
	return true;
}

struct parameter_value *parameter_copy(struct arena *arena, const struct parameter *parameters, size_t count,
				       const struct parameter_value *values)
{
	struct parameter_value *copy = ARENA_ARRAY(arena, struct parameter_value, count);
	if (!copy)
		return NULL;
	memcpy(copy, values, count * sizeof *copy);
	for (size_t i = 0; i < count; i++)
		if (!copy_items(arena, &parameters[i], &values[i], &copy[i]))
			return NULL;
	return copy;
}

static bool items_alike(const struct parameter *parameter, const struct parameter_value *one,
			const struct parameter_value *other)
{
	const size_t count = parameter->type == PARAMETER_GROUP ? 1 : one->item_count;
	if (one->item_count != other->item_count || !one->items != !other->items)
		return false;
	for (size_t i = 0; one->items && i < count; i++)
		if (!parameter_alike(parameter->fields, parameter->field_count, one->items[i], other->items[i]))
			return false;
	return true;
}

/* Numbers count as alike by their bits: NaN is like itself, and 0 is not like -0. */
static uint64_t bits_of(double number)
{
	uint64_t bits;
	memcpy(&bits, &number, sizeof bits);
	return bits;
}

bool parameter_alike(const struct parameter *parameters, size_t count, const struct parameter_value *one,
		     const struct parameter_value *other)
{
	for (size_t i = 0; i < count; i++)
		if (bits_of(one[i].number) != bits_of(other[i].number) || one[i].given != other[i].given ||
		    one[i].curve_count > 0 || other[i].curve_count > 0 || one[i].inserts != other[i].inserts ||
		    one[i].recording != other[i].recording || !items_alike(&parameters[i], &one[i], &other[i]))
			return false;
	return true;
}

bool parameter_between(const double *from, const double *to, size_t count, double share, struct parameter_value *values)
{
	for (size_t i = 0; i < count; i++)
		if (from[i] != to[i] && (isinf(from[i]) || isinf(to[i])))
			return false;
	for (size_t i = 0; i < count; i++)
		values[i].number = from[i] == to[i] || share >= 1.0 ? to[i] : from[i] + (to[i] - from[i]) * share;
	return true;
}
