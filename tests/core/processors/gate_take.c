/* Runs signals through a gate.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/processors/gate_take.h"

#include "processors/registry.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>

static const struct processor *gate(void)
{
	const struct processor *processor = registry_find("gate");
	cr_assert_not_null(processor);
	return processor;
}

struct gate_take gate_take_new(struct gate_settings settings, size_t channels, size_t key_channels, size_t groups,
			       size_t frames)
{
	struct gate_take take = { settings, channels, key_channels, groups, frames, NULL, NULL, NULL, 0 };
	take.in = harness_columns(channels * groups, frames);
	take.out = harness_columns(channels * groups, frames);
	take.key = harness_columns(key_channels, frames);
	cr_assert(take.in && take.out && take.key);
	return take;
}

void gate_take_release(struct gate_take *take)
{
	free(take->in);
	free(take->out);
	free(take->key);
}

static struct parameter_value *values_of(struct arena *arena, const struct gate_settings *settings)
{
	struct parameter_value *values = harness_values(arena, gate());
	cr_assert_not_null(values);
	const struct {
		const char *name;
		double number;
	} rows[] = {
		{ "threshold", settings->threshold },
		{ "ratio", settings->ratio },
		{ "knee", settings->knee },
		{ "range", settings->range },
		{ "hysteresis", settings->hysteresis },
		{ "attack", settings->attack },
		{ "hold", settings->hold },
		{ "release", settings->release },
		{ "lookahead", settings->lookahead },
		{ "detector", settings->rms },
		{ "rms_time", settings->rms_time },
		{ "link", settings->link },
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		harness_set(gate(), values, rows[i].name, rows[i].number);
	struct parameter_value *filter = harness_value(gate(), values, "key_filter");
	filter->items[0][0].number = settings->highpass;
	filter->items[0][1].number = settings->lowpass;
	return values;
}

void gate_take_render(struct gate_take *take, const struct kernel *kernel, size_t block)
{
	struct arena *arena = arena_new();
	const struct harness_seat seat = {
		.values = values_of(arena, &take->settings),
		.context = { .sample_rate = take->settings.sample_rate,
			     .channels = take->channels,
			     .key_channels = take->key_channels },
		.groups = take->groups,
	};
	const struct harness_setup setup = { gate(), kernel, block > 0 ? block : take->frames, false };
	struct harness *harness = harness_new(&setup, &seat, 1);
	cr_assert_not_null(harness);
	cr_assert_null(harness->problem);
	take->latency = harness->instances[0].shape.latency;
	harness_run(harness, (const double *const *)take->in, (const double *const *)take->key, take->out, take->frames,
		    0);
	harness_free(harness);
	arena_free(arena);
}

void gate_fill_square(double *column, size_t frames, double level_db)
{
	const double magnitude = pow(10.0, level_db / 20.0);
	for (size_t frame = 0; frame < frames; frame++)
		column[frame] = frame % 96 < 48 ? magnitude : -magnitude;
}

void gate_fill_hits(double *column, size_t frames, uint64_t seed)
{
	uint64_t state = seed;
	for (size_t frame = 0; frame < frames; frame++) {
		const double since = (double)((frame + 997 * seed) % 7919) / 7919.0;
		const double tone = sin(0.003 * (double)(seed + 3) * (double)frame);
		column[frame] = 0.8 * pow(10.0, -3.0 * since) * (0.6 * tone + 0.4 * harness_noise(&state)) +
				pow(10.0, -3.5) * harness_noise(&state);
	}
}
