/* Runs a processor by itself, without recipe, graph and plan.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/processor_harness.h"

#include "dsp/denormals.h"
#include "dsp/kernel/select.h"
#include "processors/parameter_range.h"
#include "processors/registry.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

double **harness_columns(size_t count, size_t frames)
{
	/* Each column takes whole cache lines, so that it is aligned as in the engine. */
	const size_t stride = (frames * sizeof(double) + ARENA_ALIGNMENT - 1) / ARENA_ALIGNMENT * ARENA_ALIGNMENT;
	const size_t table = ((count + 1) * sizeof(double *) + ARENA_ALIGNMENT - 1) / ARENA_ALIGNMENT * ARENA_ALIGNMENT;
	char *bytes = aligned_alloc(ARENA_ALIGNMENT, table + count * stride);
	if (!bytes)
		return NULL;
	memset(bytes, 0, table + count * stride);
	double **columns = (double **)(void *)bytes;
	for (size_t i = 0; i < count; i++)
		columns[i] = (double *)(void *)(bytes + table + i * stride);
	return columns;
}

static bool find_shape(struct harness *harness, struct processor_instance *instance)
{
	const struct processor *processor = harness->processor;
	struct location at = { 0 };
	const struct parameter_range range = { .processor = processor,
					       .least = instance->least,
					       .greatest = instance->greatest,
					       .values = parameter_copy(harness->arena, processor->parameters,
									processor->parameter_count, instance->values),
					       .context = &instance->context,
					       .arena = harness->arena,
					       .problem = &harness->problem,
					       .at = &at };
	cr_assert_not_null(range.values);
	if (instance->least)
		return parameter_range_shape(&range, &instance->shape);
	return !processor->shape || processor->shape(instance->values, &instance->context, harness->arena,
						     &instance->shape, &harness->problem, &at);
}

static bool seat_instance(struct harness *harness, struct processor_instance *instance, const struct harness_seat *seat,
			  struct harness_range range)
{
	*instance = (struct processor_instance){
		.values = seat->values,
		.context = seat->context,
		.least = range.least,
		.greatest = range.greatest,
		.shape = { .channels = seat->context.channels },
		.groups = seat->groups,
	};
	if (!find_shape(harness, instance)) {
		cr_assert_not_null(harness->problem, "%s refuses without a word", harness->processor->name);
		return false;
	}
	harness->in_count += seat->groups * seat->context.channels;
	harness->out_count += seat->groups * instance->shape.channels;
	harness->key_count += seat->context.key_channels;
	return true;
}

/* Points every instance at its columns. */
static void connect(struct harness *harness, bool in_place)
{
	size_t in = 0, out = 0, key = 0;
	for (size_t i = 0; i < harness->count; i++) {
		struct processor_instance *instance = &harness->instances[i];
		const size_t ins = instance->groups * instance->context.channels;
		const size_t outs = instance->groups * instance->shape.channels;
		for (size_t column = 0; in_place && column < ins && column < outs; column++)
			harness->out[out + column] = harness->in[in + column];
		instance->in = (const double *const *)(harness->in + in);
		instance->out = harness->out + out;
		instance->key = instance->context.key_channels > 0 ? (const double *const *)(harness->key + key) : NULL;
		in += ins;
		out += outs;
		key += instance->context.key_channels;
	}
}

static double **arena_columns(struct arena *arena, size_t count, size_t frames)
{
	double **columns = ARENA_ARRAY(arena, double *, count + 1);
	for (size_t i = 0; columns && i < count; i++) {
		columns[i] = ARENA_ARRAY(arena, double, frames);
		if (!columns[i])
			return NULL;
	}
	return columns;
}

static bool set_up(struct harness *harness, const struct harness_setup *setup, const struct harness_seat *seats,
		   const struct harness_range *ranges, size_t count)
{
	harness->instances = ARENA_ARRAY(harness->arena, struct processor_instance, count);
	if (!harness->instances)
		return false;
	harness->count = count;
	for (size_t i = 0; i < count; i++)
		if (!seat_instance(harness, &harness->instances[i], &seats[i],
				   ranges ? ranges[i] : (struct harness_range){ NULL, NULL }))
			return true;
	harness->in = arena_columns(harness->arena, harness->in_count, 2 * setup->frames_maximum);
	harness->out = arena_columns(harness->arena, harness->out_count, 2 * setup->frames_maximum);
	harness->key = arena_columns(harness->arena, harness->key_count, 2 * setup->frames_maximum);
	if (!harness->in || !harness->out || !harness->key)
		return false;
	connect(harness, setup->in_place);
	harness->batch =
		setup->processor->batch_new(harness->arena, setup->kernel ? setup->kernel : kernel_select(NULL),
					    harness->instances, count, setup->frames_maximum);
	return harness->batch;
}

struct harness *harness_new(const struct harness_setup *setup, const struct harness_seat *seats, size_t count)
{
	return harness_new_moving(setup, seats, NULL, count);
}

struct harness *harness_new_moving(const struct harness_setup *setup, const struct harness_seat *seats,
				   const struct harness_range *ranges, size_t count)
{
	struct harness *harness = calloc(1, sizeof *harness);
	if (!harness)
		return NULL;
	*harness = (struct harness){ .arena = arena_new(),
				     .processor = setup->processor,
				     .frames_maximum = setup->frames_maximum };
	if (!harness->arena || !set_up(harness, setup, seats, ranges, count)) {
		harness_free(harness);
		return NULL;
	}
	return harness;
}

void harness_free(struct harness *harness)
{
	if (!harness)
		return;
	arena_free(harness->arena);
	free(harness);
}

size_t harness_channels_apart(const struct harness *harness)
{
	const size_t channels = harness->instances[0].shape.channels;
	for (size_t i = 0; i < harness->count; i++) {
		const struct processor_shape *shape = &harness->instances[i].shape;
		if (!shape->channels_apart || shape->channels != channels)
			return 0;
	}
	return channels;
}

static void process(struct harness *harness, size_t start, size_t frames)
{
	if (!harness->by_column)
		harness->processor->process(harness->batch, start, frames);
	/* Behind the others comes the last group, which may be made of them. All instances have equally many. */
	const size_t groups = harness->by_column ? harness->instances[0].groups : 0;
	for (size_t turn = 0; turn < groups; turn++)
		for (size_t channel = harness_channels_apart(harness); channel-- > 0;)
			harness->processor->process_column(harness->batch, turn + 1 < groups ? groups - 2 - turn : turn,
							   channel, start, frames);
}

/* Blocks begin at one place of the columns and at another in turn: what the other place holds must not be heard. */
static void run_block(struct harness *harness, const double *const *in, const double *const *key, double *const *out,
		      size_t start, size_t frames)
{
	const size_t place = harness->place = harness->place == 0 ? harness->frames_maximum : 0;
	for (size_t i = 0; i < harness->in_count; i++)
		memcpy(harness->in[i] + place, in[i] + start, frames * sizeof(double));
	for (size_t i = 0; key && i < harness->key_count; i++)
		memcpy(harness->key[i] + place, key[i] + start, frames * sizeof(double));
	process(harness, place, frames);
	for (size_t i = 0; i < harness->out_count; i++)
		memcpy(out[i] + start, harness->out[i] + place, frames * sizeof(double));
}

void harness_run_cut(struct harness *harness, const double *const *in, const double *const *key, double *const *out,
		     size_t frames, const size_t *cuts, size_t count)
{
	const unsigned before = denormals_flush();
	size_t start = 0;
	for (size_t i = 0; start < frames; i++) {
		const size_t cut = cuts[i % count];
		const size_t block = frames - start < cut ? frames - start : cut;
		run_block(harness, in, key, out, start, block);
		start += block;
	}
	denormals_restore(before);
}

void harness_run(struct harness *harness, const double *const *in, const double *const *key, double *const *out,
		 size_t frames, size_t block)
{
	const size_t longest = block == 0 || block > harness->frames_maximum ? harness->frames_maximum : block;
	harness_run_cut(harness, in, key, out, frames, &longest, 1);
}

struct parameter_value *harness_values(struct arena *arena, const struct processor *processor)
{
	return parameter_defaults(arena, processor->parameters, processor->parameter_count);
}

struct parameter_value *harness_value(const struct processor *processor, struct parameter_value *values,
				      const char *name)
{
	const int index = processor_parameter(processor, name);
	cr_assert_geq(index, 0, "%s has no parameter '%s'", processor->name, name);
	values[index].given = true;
	return &values[index];
}

void harness_set(const struct processor *processor, struct parameter_value *values, const char *name, double number)
{
	harness_value(processor, values, name)->number = number;
}

void harness_choose(const struct processor *processor, struct parameter_value *values, const char *name,
		    const char *word)
{
	struct parameter_value *value = harness_value(processor, values, name);
	const char *const *choices = processor->parameters[value - values].choices;
	for (size_t i = 0; choices[i]; i++) {
		if (strcmp(choices[i], word) == 0) {
			value->number = (double)i;
			return;
		}
	}
	cr_assert_fail("%s has no choice '%s'", name, word);
}

struct parameter_value *harness_add_item(struct arena *arena, const struct parameter *parameter,
					 struct parameter_value *value)
{
	struct parameter_value *fields = parameter_defaults(arena, parameter->fields, parameter->field_count);
	struct parameter_value **items = ARENA_ARRAY(arena, struct parameter_value *, value->item_count + 1);
	if (!fields || !items)
		return NULL;
	if (parameter->type == PARAMETER_GROUP)
		value->item_count = 0;
	for (size_t i = 0; i < value->item_count; i++)
		items[i] = value->items[i];
	items[value->item_count++] = fields;
	value->items = items;
	value->given = true;
	return fields;
}

const struct recording *harness_recording(struct arena *arena, size_t channels, size_t frames)
{
	struct recording *recording = ARENA_NEW(arena, struct recording);
	double **columns = arena_columns(arena, channels, frames);
	if (!recording || !columns)
		return NULL;
	for (size_t channel = 0; channel < channels; channel++) {
		uint64_t state = 77 + channel;
		for (size_t i = 0; i < frames; i++)
			columns[channel][i] = harness_noise(&state) * pow(1e-3, (double)i / (double)frames);
		columns[channel][0] = 1.0;
	}
	*recording = (struct recording){ channels, frames, (const double *const *)columns, 1.0 };
	return recording;
}

double harness_noise(uint64_t *state)
{
	/* SplitMix64 (Steele, Lea, Flood, OOPSLA 2014). */
	*state += 0x9e3779b97f4a7c15u;
	uint64_t bits = *state;
	bits = (bits ^ (bits >> 30)) * 0xbf58476d1ce4e5b9u;
	bits = (bits ^ (bits >> 27)) * 0x94d049bb133111ebu;
	bits ^= bits >> 31;
	return (double)(int64_t)bits * 0x1p-63;
}

double harness_worse(double worst, double deviation)
{
	return deviation > worst || isnan(deviation) ? deviation : worst;
}

double harness_peak(const double *column, size_t frames)
{
	double peak = 0.0;
	for (size_t i = 0; i < frames; i++)
		peak = harness_worse(peak, fabs(column[i]));
	return peak;
}
