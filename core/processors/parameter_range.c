/* Says what a processor is like over the whole range that automation moves its parameters through.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "processors/parameter_range.h"

#include <math.h>

struct value_range parameter_value_range(const struct parameter_value *value)
{
	struct value_range range = { value->number, value->number };
	for (size_t i = 0; i < value->curve_count; i++)
		for (size_t k = 0; k < value->curves[i]->count; k++) {
			range.least = fmin(range.least, value->curves[i]->points[k].value);
			range.greatest = fmax(range.greatest, value->curves[i]->points[k].value);
		}
	return range;
}

/* Says whether curves move any value. */
static bool any_moves(const struct parameter *parameters, size_t count, const struct parameter_value *values)
{
	for (size_t i = 0; i < count; i++) {
		const struct value_range range = parameter_value_range(&values[i]);
		if (range.least < range.greatest)
			return true;
		for (size_t item = 0; item < values[i].item_count; item++)
			if (any_moves(parameters[i].fields, parameters[i].field_count, values[i].items[item]))
				return true;
	}
	return false;
}

/* Moves copies of the values to their ends. */
static void spread(const struct parameter *parameters, size_t count, struct parameter_value *least,
		   struct parameter_value *greatest)
{
	for (size_t i = 0; i < count; i++) {
		const struct value_range range = parameter_value_range(&least[i]);
		least[i].number = range.least;
		greatest[i].number = range.greatest;
		for (size_t item = 0; item < least[i].item_count; item++)
			spread(parameters[i].fields, parameters[i].field_count, least[i].items[item],
			       greatest[i].items[item]);
	}
}

bool parameter_ends(struct arena *arena, const struct parameter *parameters, size_t count,
		    const struct parameter_value *values, struct parameter_value **least,
		    struct parameter_value **greatest)
{
	*least = *greatest = NULL;
	if (!any_moves(parameters, count, values))
		return true;
	*least = parameter_copy(arena, parameters, count, values);
	*greatest = parameter_copy(arena, parameters, count, values);
	if (!*least || !*greatest)
		return false;
	spread(parameters, count, *least, *greatest);
	return true;
}

/* All corners are visited of up to this many parameters. */
enum { CORNER_PARAMETERS = 4 };

/* Which end the parameters that move are at. */
struct ends {
	size_t mask; /* of all corners: a bit for each parameter, set for its greatest value */
	bool corners; /* the mask counts; else the two members below */
	bool greatest; /* all are at their greatest value, but one */
	size_t other; /* this one, or SIZE_MAX */
	size_t count; /* parameters that move, seen so far */
};

static bool at_greatest(const struct ends *ends)
{
	if (ends->corners)
		return (ends->mask >> ends->count & 1) != 0;
	return (ends->count == ends->other) != ends->greatest;
}

/* Moves the values to the ends. Counts the parameters that move. */
static void set_ends(const struct parameter *parameters, size_t count, const struct parameter_value *least,
		     const struct parameter_value *greatest, struct parameter_value *values, struct ends *ends)
{
	for (size_t i = 0; i < count; i++) {
		if (parameters[i].automatable && least[i].number != greatest[i].number) {
			values[i].number = at_greatest(ends) ? greatest[i].number : least[i].number;
			ends->count++;
		}
		const bool group = parameters[i].type == PARAMETER_GROUP;
		const size_t items = group ? 1 : values[i].item_count;
		for (size_t item = 0; values[i].items && item < items; item++)
			set_ends(parameters[i].fields, parameters[i].field_count, least[i].items[item],
				 greatest[i].items[item], values[i].items[item], ends);
	}
}

/* Widens the shape to what the processor is like at these ends. */
static bool visit(const struct parameter_range *range, struct ends ends, struct processor_shape *shape)
{
	const struct processor *processor = range->processor;
	struct processor_shape here = { .channels = range->context->channels };
	set_ends(processor->parameters, processor->parameter_count, range->least, range->greatest, range->values,
		 &ends);
	if (processor->shape &&
	    !processor->shape(range->values, range->context, range->arena, &here, range->problem, range->at))
		return false;
	here.tail_seconds = fmax(here.tail_seconds, shape->tail_seconds);
	here.gap_seconds = fmax(here.gap_seconds, shape->gap_seconds);
	*shape = here;
	return true;
}

bool parameter_range_shape(const struct parameter_range *range, struct processor_shape *shape)
{
	const struct processor *processor = range->processor;
	struct ends all = { .other = SIZE_MAX };
	*shape = (struct processor_shape){ 0 };
	set_ends(processor->parameters, processor->parameter_count, range->least, range->greatest, range->values, &all);
	const bool corners = all.count <= CORNER_PARAMETERS;
	const size_t visits = corners ? (size_t)1 << all.count : 2 * (all.count + 1);
	for (size_t i = 0; i < visits; i++) {
		const struct ends ends = {
			.mask = i,
			.corners = corners,
			.greatest = i % 2 == 1,
			.other = i < 2 ? SIZE_MAX : i / 2 - 1,
		};
		if (!visit(range, ends, shape))
			return false;
	}
	return true;
}
