/* Makes the noise that stands for sound in trials.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/plan/trial_noise.h"

#include "engine/generator.h"

static const double noise_dbfs = -18.0;

struct source *trial_noise_new(size_t channels, double sample_rate, double seconds, struct arena *arena)
{
	const struct recipe_source from = {
		.file = "noise",
		.generator = { .kind = GENERATOR_PINK_NOISE, .level_dbfs = noise_dbfs, .length_seconds = seconds },
		.channel_count = channels,
	};
	return generator_new(&from, sample_rate, 0, arena);
}
