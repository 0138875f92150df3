/* Makes values of a processor's parameters.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "processors/parameter.h"

#include <stdint.h>

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
