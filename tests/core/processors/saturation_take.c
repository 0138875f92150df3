/* Runs one signal through the saturation.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/processors/saturation_take.h"

#include "processors/registry.h"

#include <criterion/criterion.h>
#include <stdlib.h>

enum { BLOCK = 4096 };

static struct parameter_value *values_of(struct arena *arena, const struct saturation_settings *settings)
{
	const struct processor *processor = registry_find("saturation");
	cr_assert_not_null(processor);
	struct parameter_value *values = harness_values(arena, processor);
	cr_assert_not_null(values);
	if (settings->shape)
		harness_choose(processor, values, "shape", settings->shape);
	if (settings->oversampling)
		harness_choose(processor, values, "oversampling", settings->oversampling);
	if (settings->phase)
		harness_choose(processor, values, "phase", settings->phase);
	if (settings->bits > 0.0)
		harness_set(processor, values, "bits", settings->bits);
	harness_set(processor, values, "drive", settings->drive_db);
	harness_set(processor, values, "bias", settings->bias);
	harness_set(processor, values, "emphasis", settings->emphasis);
	harness_set(processor, values, "tone", settings->tone);
	harness_set(processor, values, "output", settings->output_db);
	harness_set(processor, values, "mix", 1.0 - settings->dry);
	harness_set(processor, values, "antiderivative", settings->antiderivative ? 1.0 : 0.0);
	harness_set(processor, values, "dc_filter", settings->keep_offset ? 0.0 : 1.0);
	return values;
}

struct saturation_take saturation_take_new(const struct saturation_settings *settings, size_t frames)
{
	struct saturation_take take = { .frames = frames, .arena = arena_new() };
	cr_assert_not_null(take.arena);
	const size_t channels = settings->channels > 0 ? settings->channels : 1;
	const size_t groups = settings->groups > 0 ? settings->groups : 1;
	const struct harness_seat seat = {
		values_of(take.arena, settings),
		{ .sample_rate = settings->sample_rate > 0.0 ? settings->sample_rate : 48000.0, .channels = channels },
		groups
	};
	const struct harness_setup setup = { registry_find("saturation"), NULL, BLOCK, false };
	take.harness = harness_new(&setup, &seat, 1);
	cr_assert_not_null(take.harness);
	take.problem = take.harness->problem;
	take.columns = channels * groups;
	take.in = harness_columns(take.columns, frames);
	take.out = harness_columns(take.columns, frames);
	cr_assert(take.in && take.out);
	if (!take.problem)
		take.shape = take.harness->instances[0].shape;
	return take;
}

void saturation_take_render(struct saturation_take *take, size_t block)
{
	take->harness->processor->reset(take->harness->batch);
	harness_run(take->harness, (const double *const *)take->in, NULL, take->out, take->frames, block);
}

void saturation_take_release(struct saturation_take *take)
{
	harness_free(take->harness);
	free(take->in);
	free(take->out);
	arena_free(take->arena);
}
