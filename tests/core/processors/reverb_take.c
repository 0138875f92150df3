/* Renders through the reverb.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/processors/reverb_take.h"

#include "processors/registry.h"
#include "support/processor_harness.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK = 512 };

void reverb_take_set(struct reverb_take *take, const char *name, double number)
{
	size_t i = 0;
	while (take->settings[i].name && strcmp(take->settings[i].name, name) != 0)
		i++;
	cr_assert_lt(i + 1, REVERB_TAKE_SETTINGS);
	take->settings[i] = (struct reverb_setting){ name, number };
}

struct reverb_take reverb_take_tail(const char *type, double decay)
{
	struct reverb_take take = {
		.type = type,
		.settings = { { "decay", decay },
			      { "predelay", 0.0 },
			      { "low_decay", 1.0 },
			      { "high_decay", 1.0 },
			      { "highpass", 0.0 },
			      { "lowpass", 0.0 },
			      { "early", -INFINITY } },
	};
	return take;
}

static struct harness *harness_of(const struct reverb_take *take, struct arena *arena)
{
	const struct processor *processor = registry_find("reverb");
	cr_assert_not_null(processor);
	struct parameter_value *values = harness_values(arena, processor);
	cr_assert_not_null(values);
	harness_choose(processor, values, "type", take->type);
	for (size_t i = 0; take->settings[i].name; i++)
		harness_set(processor, values, take->settings[i].name, take->settings[i].number);
	const struct harness_seat seat = { values,
					   { .sample_rate = take->sample_rate > 0.0 ? take->sample_rate : 48000.0,
					     .channels = take->channels > 0 ? take->channels : 2,
					     .seed = take->seed,
					     .late = take->late },
					   1 };
	const struct harness_setup setup = { processor, take->kernel, take->block > 0 ? take->block : BLOCK, false };
	struct harness *harness = harness_new(&setup, &seat, 1);
	cr_assert_not_null(harness);
	return harness;
}

double **reverb_take_render(const struct reverb_take *take, double *const *in, size_t frames,
			    struct processor_shape *shape)
{
	struct arena *arena = arena_new();
	cr_assert_not_null(arena);
	struct harness *harness = harness_of(take, arena);
	cr_assert_null(harness->problem, "%s", harness->problem);
	if (shape)
		*shape = harness->instances[0].shape;
	cr_assert_eq(harness->out_count, 2);
	double **out = harness_columns(2, frames);
	cr_assert_not_null(out);
	harness_run(harness, (const double *const *)in, NULL, out, frames, 0);
	harness_free(harness);
	arena_free(arena);
	return out;
}

double **reverb_take_response(const struct reverb_take *take, size_t channel, size_t at, size_t frames)
{
	double **in = harness_columns(2, frames);
	cr_assert_not_null(in);
	in[channel][at] = 1.0;
	double **out = reverb_take_render(take, in, frames, NULL);
	free(in);
	return out;
}

const char *reverb_take_problem(const struct reverb_take *take)
{
	static char text[256];
	struct arena *arena = arena_new();
	cr_assert_not_null(arena);
	struct harness *harness = harness_of(take, arena);
	const bool refused = harness->problem;
	snprintf(text, sizeof text, "%s", refused ? harness->problem : "");
	harness_free(harness);
	arena_free(arena);
	return refused ? text : NULL;
}
