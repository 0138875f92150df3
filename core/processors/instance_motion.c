/* Follows the curves that move the parameters of an instance.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "processors/instance_motion.h"

/* A table of values, with their ends. */
struct table {
	const struct parameter *parameters;
	size_t count;
	struct parameter_value *values;
	const struct parameter_value *least, *greatest;
};

static struct table items_of(const struct table *table, size_t parameter, size_t item)
{
	return (struct table){ table->parameters[parameter].fields, table->parameters[parameter].field_count,
			       table->values[parameter].items[item], table->least[parameter].items[item],
			       table->greatest[parameter].items[item] };
}

/* Adds the parameters of a table that move, and returns how many there are. With a `motion` of NULL it only counts. */
static size_t gather(const struct table *table, struct parameter_motion *motions)
{
	size_t count = 0;
	for (size_t i = 0; i < table->count; i++) {
		struct parameter_value *value = &table->values[i];
		const double least = table->least[i].number, greatest = table->greatest[i].number;
		if (value->curve_count > 0 && least < greatest) {
			if (motions) {
				motions[count] = (struct parameter_motion){ .number = &value->number,
									    .least = least,
									    .greatest = greatest };
				curve_reader_init(&motions[count].reader, value->curves[0]);
			}
			count++;
		}
		for (size_t item = 0; item < value->item_count; item++) {
			const struct table items = items_of(table, i, item);
			count += gather(&items, motions ? motions + count : NULL);
		}
	}
	return count;
}

bool instance_motion_init(struct instance_motion *motion, struct arena *arena, const struct processor *processor,
			  const struct processor_instance *instance)
{
	const struct table table = {
		.parameters = processor->parameters,
		.count = processor->parameter_count,
		.values = parameter_copy(arena, processor->parameters, processor->parameter_count, instance->values),
		.least = instance->least,
		.greatest = instance->greatest,
	};
	if (!table.values)
		return false;
	*motion = (struct instance_motion){ .values = table.values, .count = gather(&table, NULL) };
	motion->items = ARENA_ARRAY(arena, struct parameter_motion, motion->count);
	if (!motion->items)
		return false;
	gather(&table, motion->items);
	instance_motion_rewind(motion);
	return true;
}

/* Returns whether the number has changed. */
static bool seek(struct parameter_motion *motion, int64_t frame)
{
	double number;
	if (frame < motion->stays_until)
		return false;
	if (!curve_line_has(&motion->line, frame))
		motion->line = curve_reader_line(&motion->reader, frame);
	if (curve_line_has(&motion->line, frame)) {
		number = curve_line_at(&motion->line, frame);
		motion->stays_until = frame + 1;
	} else {
		motion->stays_until = curve_reader_at(&motion->reader, frame, &number);
	}
	number = number > motion->least ? number : motion->least;
	number = number < motion->greatest ? number : motion->greatest;
	const bool changed = number != *motion->number;
	*motion->number = number;
	return changed;
}

bool instance_motion_seek(struct instance_motion *motion, int64_t frame)
{
	bool changed = false;
	frame = frame > 0 ? frame : 0;
	if (frame < motion->stays_until)
		return false;
	motion->stays_until = INT64_MAX;
	for (size_t i = 0; i < motion->count; i++) {
		struct parameter_motion *item = &motion->items[i];
		changed |= seek(item, frame);
		motion->stays_until = item->stays_until < motion->stays_until ? item->stays_until : motion->stays_until;
	}
	return changed;
}

void instance_motion_rewind(struct instance_motion *motion)
{
	motion->stays_until = INT64_MIN;
	for (size_t i = 0; i < motion->count; i++)
		motion->items[i].stays_until = INT64_MIN;
}
