/* Runs signals through one instance of a processor.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/processors/processor_take.h"

#include "processors/registry.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct processor_take processor_take_of(const char *processor, size_t channels, size_t key_channels, size_t groups,
					size_t frames)
{
	struct processor_take take = {
		.processor = processor,
		.sample_rate = 48000.0,
		.channels = channels,
		.key_channels = key_channels,
		.groups = groups,
		.frames = frames,
		.in = harness_columns(channels * groups, frames),
		.key = harness_columns(key_channels, frames),
		.out = harness_columns(channels * groups, frames),
	};
	cr_assert(take.in && take.key && take.out);
	return take;
}

struct processor_take processor_take_new(const char *processor, size_t channels, size_t frames)
{
	return processor_take_of(processor, channels, 0, 1, frames);
}

void processor_take_release(struct processor_take *take)
{
	free(take->in);
	free(take->key);
	free(take->out);
}

void processor_take_set(struct processor_take *take, const char *name, double number)
{
	size_t i = 0;
	while (i < TAKE_SETTINGS && take->settings[i].name && strcmp(take->settings[i].name, name) != 0)
		i++;
	cr_assert_lt(i, TAKE_SETTINGS);
	take->settings[i] = (struct take_setting){ name, number };
}

/* Returns the fields of item `item` of a list, which gets as many items as that takes, or those of a group. */
static struct parameter_value *fields_of(struct arena *arena, const struct parameter *parameter,
					 struct parameter_value *value, size_t item)
{
	while (parameter->type == PARAMETER_LIST && value->item_count <= item)
		cr_assert_not_null(harness_add_item(arena, parameter, value));
	return value->items[item];
}

static void apply(struct arena *arena, const struct processor *processor, struct parameter_value *values,
		  const struct take_setting *setting)
{
	const char *dot = strchr(setting->name, '.');
	if (!dot) {
		harness_set(processor, values, setting->name, setting->number);
		return;
	}
	char group[32], *field = NULL;
	snprintf(group, sizeof group, "%.*s", (int)(dot - setting->name), setting->name);
	const int index = processor_parameter(processor, group);
	cr_assert_geq(index, 0, "%s has no '%s'", processor->name, group);
	const struct parameter *parameter = &processor->parameters[index];
	const size_t item = strtoul(dot + 1, &field, 10);
	const char *name = field == dot + 1 ? dot + 1 : field + 1;
	struct parameter_value *fields = fields_of(arena, parameter, &values[index], item);
	for (size_t i = 0; i < parameter->field_count; i++)
		if (strcmp(parameter->fields[i].name, name) == 0) {
			fields[i].number = setting->number;
			fields[i].given = true;
			return;
		}
	cr_assert_fail("%s has no '%s'", processor->name, setting->name);
}

static struct harness *take_harness(const struct processor_take *take, struct arena *arena)
{
	const struct processor *processor = registry_find(take->processor);
	cr_assert_not_null(processor);
	struct parameter_value *values = harness_values(arena, processor);
	cr_assert_not_null(values);
	for (size_t i = 0; i < TAKE_SETTINGS && take->settings[i].name; i++)
		apply(arena, processor, values, &take->settings[i]);
	const struct harness_seat seat = {
		.values = values,
		.context = { .sample_rate = take->sample_rate,
			     .channels = take->channels,
			     .key_channels = take->key_channels },
		.groups = take->groups,
	};
	const struct harness_setup setup = { processor, take->kernel, take->block > 0 ? take->block : take->frames,
					     false };
	struct harness *harness = harness_new(&setup, &seat, 1);
	cr_assert_not_null(harness);
	return harness;
}

void processor_take_render(struct processor_take *take)
{
	struct arena *arena = arena_new();
	struct harness *harness = take_harness(take, arena);
	cr_assert_null(harness->problem, "%s", harness->problem);
	take->latency = harness->instances[0].shape.latency;
	harness_run(harness, (const double *const *)take->in, (const double *const *)take->key, take->out, take->frames,
		    0);
	harness_free(harness);
	arena_free(arena);
}

const char *processor_take_problem(const struct processor_take *take)
{
	static char problem[256];
	struct arena *arena = arena_new();
	struct harness *harness = take_harness(take, arena);
	const bool refused = harness->problem;
	if (refused)
		snprintf(problem, sizeof problem, "%s", harness->problem);
	harness_free(harness);
	arena_free(arena);
	return refused ? problem : NULL;
}

double processor_take_gain_db(const struct processor_take *take, size_t column, size_t frame)
{
	return 20.0 * log10(fabs(take->out[column][frame + take->latency] / take->in[column][frame]));
}

double processor_take_rms_db(const double *column, size_t start, size_t end)
{
	double sum = 0.0;
	for (size_t frame = start; frame < end; frame++)
		sum += column[frame] * column[frame];
	return 10.0 * log10(sum / (double)(end - start));
}
