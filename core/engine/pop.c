/* Writes the tones of pops.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/pop.h"

#include "base/frames.h"
#include "dsp/elementary.h"

#include <string.h>

/* A tone that begins at zero. It is so short that its phase needs no care. */
static void write_tone(const struct recipe_generator *generator, double sample_rate, double *column, uint64_t position,
		       size_t frames, uint64_t begin, uint64_t end)
{
	const double level = decibel_to_gain(generator->level_dbfs);
	for (uint64_t i = begin > position ? begin : position; i < end && i < position + frames; i++) {
		const double turns = (double)(i - begin) * generator->frequency / sample_rate;
		column[i - position] = level * elementary_sin(2.0 * ELEMENTARY_PI * turns);
	}
}

void pop_render(const struct recipe_generator *generator, double sample_rate, double *column, uint64_t position,
		size_t frames)
{
	const struct frame_rate *rate = &frame_rates[generator->frame_rate];
	const struct recipe_pop *pops = &generator->pop;
	const unsigned whole_rate = (unsigned)sample_rate;
	memset(column, 0, frames * sizeof *column);
	if (!isnan(pops->first_seconds)) {
		const uint64_t first = frames_of_seconds(pops->first_seconds, sample_rate);
		write_tone(generator, sample_rate, column, position, frames,
			   first - frame_rate_sample(rate, pops->frames, whole_rate),
			   first - frame_rate_sample(rate, pops->frames - UINT64_C(1), whole_rate));
	}
	if (!isnan(pops->last_seconds)) {
		const uint64_t last = frames_of_seconds(pops->last_seconds, sample_rate);
		write_tone(generator, sample_rate, column, position, frames,
			   last + frame_rate_sample(rate, pops->frames, whole_rate),
			   last + frame_rate_sample(rate, pops->frames + UINT64_C(1), whole_rate));
	}
}
