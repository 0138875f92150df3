/* Runs signals through the equaliser.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/processors/eq_take.h"

#include "dsp/kernel/select.h"
#include "processors/registry.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

const struct processor *eq(void)
{
	const struct processor *processor = registry_find("eq");
	cr_assert_not_null(processor);
	return processor;
}

double noise(uint64_t *state)
{
	*state = *state * 6364136223846793005u + 1442695040888963407u;
	return (double)(int64_t)(*state ^ (*state >> 29)) * 0x1p-63;
}

struct take take_new(const struct eq_band *bands, size_t band_count, double sample_rate, size_t channels, size_t groups,
		     size_t frames)
{
	cr_assert(channels * groups <= TAKE_COLUMNS_MAXIMUM && band_count <= TAKE_BANDS_MAXIMUM);
	struct take take = { .sample_rate = sample_rate,
			     .bands = bands,
			     .band_count = band_count,
			     .channels = channels,
			     .groups = groups,
			     .frames = frames };
	for (size_t i = 0; i < channels * groups; i++) {
		take.in[i] = calloc(frames, sizeof(double));
		take.out[i] = calloc(frames, sizeof(double));
		cr_assert(take.in[i] && take.out[i]);
	}
	return take;
}

void take_release(struct take *take)
{
	for (size_t i = 0; i < TAKE_COLUMNS_MAXIMUM; i++) {
		free(take->in[i]);
		free(take->out[i]);
	}
}

static double choice_of(const struct parameter *field, const char *word)
{
	for (size_t i = 0; field->choices[i]; i++)
		if (strcmp(field->choices[i], word) == 0)
			return (double)i;
	cr_assert_fail("no type %s", word);
	return 0.0;
}

static void set(struct parameter_value *fields, const struct parameter *list, const char *name, double number)
{
	for (size_t i = 0; i < list->field_count; i++)
		if (strcmp(list->fields[i].name, name) == 0) {
			fields[i].number = number;
			fields[i].given = true;
			return;
		}
	cr_assert_fail("no field %s", name);
}

struct parameter_value *eq_values(struct arena *arena, const struct eq_band *bands, size_t count)
{
	const struct parameter *list = &eq()->parameters[0];
	struct parameter_value *values = parameter_defaults(arena, eq()->parameters, eq()->parameter_count);
	struct parameter_value **items = ARENA_ARRAY(arena, struct parameter_value *, count);
	cr_assert(values && items);
	for (size_t i = 0; i < count; i++) {
		struct parameter_value *fields = parameter_defaults(arena, list->fields, list->field_count);
		cr_assert_not_null(fields);
		set(fields, list, "type", choice_of(&list->fields[0], bands[i].type));
		set(fields, list, "freq", bands[i].freq);
		if (bands[i].gain != 0.0)
			set(fields, list, "gain", bands[i].gain);
		if (bands[i].q != 0.0)
			set(fields, list, "q", bands[i].q);
		if (bands[i].slope != 0.0)
			set(fields, list, "slope", bands[i].slope);
		for (uint32_t field = 0; field < list->field_count; field++)
			fields[field].at = (struct location){ .line = (uint32_t)i + 1, .column = field + 1 };
		items[i] = fields;
	}
	values[0].given = count > 0;
	values[0].items = items;
	values[0].item_count = count;
	return values;
}

/* One instance with the columns of one block. */
struct seat {
	double *in[TAKE_COLUMNS_MAXIMUM], *out[TAKE_COLUMNS_MAXIMUM];
};

static void seat_init(struct seat *seat, struct processor_instance *instance, struct arena *arena, struct take *take,
		      size_t block, bool in_place)
{
	struct processor_context context = { .sample_rate = take->sample_rate, .channels = take->channels };
	struct parameter_value *values = eq_values(arena, take->bands, take->band_count);
	const char *problem = "";
	struct location at = { 0 };
	take->shape = (struct processor_shape){ .channels = take->channels };
	cr_assert(eq()->shape(values, &context, arena, &take->shape, &problem, &at), "%s", problem);
	for (size_t i = 0; i < take->channels * take->groups; i++) {
		seat->in[i] = ARENA_ARRAY(arena, double, block);
		seat->out[i] = in_place ? seat->in[i] : ARENA_ARRAY(arena, double, block);
	}
	*instance = (struct processor_instance){ .values = values,
						 .context = context,
						 .shape = take->shape,
						 .groups = take->groups,
						 .in = (const double *const *)seat->in,
						 .out = seat->out };
}

static void render_block(struct take *takes, struct seat *seats, size_t count, void *batch, size_t start, size_t frames)
{
	for (size_t i = 0; i < count; i++)
		for (size_t k = 0; k < takes[i].channels * takes[i].groups; k++)
			memcpy(seats[i].in[k], takes[i].in[k] + start, frames * sizeof(double));
	eq()->process(batch, 0, frames);
	for (size_t i = 0; i < count; i++)
		for (size_t k = 0; k < takes[i].channels * takes[i].groups; k++)
			memcpy(takes[i].out[k] + start, seats[i].out[k], frames * sizeof(double));
}

void take_render(struct take *takes, size_t count, const struct kernel *kernel, size_t block, bool in_place)
{
	struct arena *arena = arena_new();
	struct seat *seats = calloc(count, sizeof *seats);
	struct processor_instance *instances = calloc(count, sizeof *instances);
	cr_assert(arena && seats && instances);
	for (size_t i = 0; i < count; i++)
		seat_init(&seats[i], &instances[i], arena, &takes[i], block, in_place);
	void *batch = eq()->batch_new(arena, kernel ? kernel : kernel_select(NULL), instances, count, block);
	cr_assert_not_null(batch);
	for (size_t start = 0; start < takes[0].frames; start += block) {
		size_t left = takes[0].frames - start;
		render_block(takes, seats, count, batch, start, left < block ? left : block);
	}
	free(instances);
	free(seats);
	arena_free(arena);
}
