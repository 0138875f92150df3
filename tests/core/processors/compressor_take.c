/* Runs signals through compressors.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/processors/compressor_take.h"

#include "dsp/kernel/select.h"
#include "processors/registry.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static double *column_new(size_t frames)
{
	double *column = calloc(frames, sizeof *column);
	cr_assert_not_null(column);
	return column;
}

struct take take_new(struct compressor_settings settings, size_t channels, size_t key_channels, size_t groups,
		     size_t frames)
{
	cr_assert(channels * groups <= TAKE_COLUMNS_MAXIMUM && key_channels <= REFERENCE_CHANNELS_MAXIMUM);
	struct take take = { .settings = settings,
			     .channels = channels,
			     .key_channels = key_channels,
			     .groups = groups,
			     .frames = frames };
	for (size_t column = 0; column < channels * groups; column++) {
		take.in[column] = column_new(frames);
		take.out[column] = column_new(frames);
	}
	for (size_t channel = 0; channel < key_channels; channel++)
		take.key[channel] = column_new(frames);
	return take;
}

void take_release(struct take *take)
{
	for (size_t column = 0; column < TAKE_COLUMNS_MAXIMUM; column++) {
		free(take->in[column]);
		free(take->out[column]);
	}
	for (size_t channel = 0; channel < REFERENCE_CHANNELS_MAXIMUM; channel++)
		free(take->key[channel]);
}

double noise(uint64_t *state)
{
	*state = *state * 6364136223846793005u + 1442695040888963407u;
	return (double)(int64_t)(*state ^ (*state >> 29)) * 0x1p-63;
}

void fill_bursts(double *column, size_t frames, uint64_t seed)
{
	uint64_t state = seed * 2654435761u + 1;
	double level = 0.0;
	for (size_t frame = 0; frame < frames; frame++) {
		if (frame % 997 == 0)
			level = pow(10.0, 3.0 * (noise(&state) - 1.0) / 2.0) * (frame % 7 != 0);
		column[frame] = level * noise(&state);
	}
}

void fill_square(double *column, size_t frames, double level_db)
{
	const double magnitude = pow(10.0, level_db / 20.0);
	for (size_t frame = 0; frame < frames; frame++)
		column[frame] = frame % 96 < 48 ? magnitude : -magnitude;
}

/* One instance with the columns of one block. */
struct seat {
	struct processor_instance instance;
	double *in[TAKE_COLUMNS_MAXIMUM], *out[TAKE_COLUMNS_MAXIMUM], *key[REFERENCE_CHANNELS_MAXIMUM];
};

static const struct processor *compressor(void)
{
	const struct processor *processor = registry_find("compressor");
	cr_assert_not_null(processor);
	return processor;
}

static struct parameter_value *value_of(struct parameter_value *values, const char *name)
{
	const int index = processor_parameter(compressor(), name);
	cr_assert_geq(index, 0, "no parameter %s", name);
	return &values[index];
}

struct parameter_value *take_values(struct arena *arena, const struct compressor_settings *settings)
{
	struct parameter_value *values =
		parameter_defaults(arena, compressor()->parameters, compressor()->parameter_count);
	cr_assert_not_null(values);
	const struct {
		const char *name;
		double number;
	} rows[] = {
		{ "threshold", settings->threshold }, { "ratio", settings->ratio },
		{ "knee", settings->knee },           { "attack", settings->attack },
		{ "release", settings->release },     { "lookahead", settings->lookahead },
		{ "makeup", settings->makeup },       { "mix", settings->mix },
		{ "range", settings->range },         { "detector", settings->rms },
		{ "rms_time", settings->rms_time },   { "link", settings->link },
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		value_of(values, rows[i].name)->number = rows[i].number;
	value_of(values, "key_filter")->items[0][0].number = settings->highpass;
	value_of(values, "key_filter")->items[0][1].number = settings->lowpass;
	return values;
}

static void seat_init(struct seat *seat, struct arena *arena, struct take *take, size_t block, bool in_place)
{
	struct processor_context context = { .sample_rate = take->settings.sample_rate,
					     .channels = take->channels,
					     .key_channels = take->key_channels };
	struct processor_shape shape = { .channels = take->channels };
	struct parameter_value *values = take_values(arena, &take->settings);
	const char *problem = NULL;
	struct location at = { 0 };
	cr_assert(compressor()->shape(values, &context, arena, &shape, &problem, &at), "%s", problem);
	take->latency = shape.latency;
	for (size_t column = 0; column < take->channels * take->groups; column++) {
		seat->in[column] = ARENA_ARRAY(arena, double, block);
		seat->out[column] = in_place ? seat->in[column] : ARENA_ARRAY(arena, double, block);
	}
	for (size_t channel = 0; channel < take->key_channels; channel++)
		seat->key[channel] = ARENA_ARRAY(arena, double, block);
	seat->instance = (struct processor_instance){
		.values = values,
		.context = context,
		.shape = shape,
		.groups = take->groups,
		.in = (const double *const *)seat->in,
		.out = seat->out,
		.key = take->key_channels > 0 ? (const double *const *)seat->key : NULL,
	};
}

static void render_block(struct seat *seats, struct take *takes, size_t count, void *batch, size_t start, size_t frames)
{
	for (size_t i = 0; i < count; i++) {
		for (size_t column = 0; column < takes[i].channels * takes[i].groups; column++)
			memcpy(seats[i].in[column], takes[i].in[column] + start, frames * sizeof(double));
		for (size_t channel = 0; channel < takes[i].key_channels; channel++)
			memcpy(seats[i].key[channel], takes[i].key[channel] + start, frames * sizeof(double));
	}
	compressor()->process(batch, 0, frames);
	for (size_t i = 0; i < count; i++)
		for (size_t column = 0; column < takes[i].channels * takes[i].groups; column++)
			memcpy(takes[i].out[column] + start, seats[i].out[column], frames * sizeof(double));
}

void take_render(struct take *takes, size_t count, struct take_mode mode)
{
	const size_t frames = takes[0].frames;
	const size_t block = mode.block > 0 ? mode.block : frames;
	struct arena *arena = arena_new();
	struct seat *seats = ARENA_ARRAY(arena, struct seat, count);
	struct processor_instance *instances = ARENA_ARRAY(arena, struct processor_instance, count);
	for (size_t i = 0; i < count; i++) {
		cr_assert_eq(takes[i].frames, frames);
		seat_init(&seats[i], arena, &takes[i], block, mode.in_place);
		instances[i] = seats[i].instance;
	}
	const struct kernel *kernel = mode.kernel ? mode.kernel : kernel_select(NULL);
	void *batch = compressor()->batch_new(arena, kernel, instances, count, block);
	cr_assert_not_null(batch);
	for (int pass = 0; pass < (mode.twice ? 2 : 1); pass++) {
		if (pass > 0)
			compressor()->reset(batch);
		for (size_t start = 0; start < frames; start += block)
			render_block(seats, takes, count, batch, start,
				     frames - start < block ? frames - start : block);
	}
	arena_free(arena);
}

void take_render_alone(struct take *take)
{
	take_render(take, 1, (struct take_mode){ 0 });
}
