/* Runs a chain of all-passes with long delays.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "dsp/scattering.h"

#include "dsp/diffuser.h"
#include "dsp/elementary.h"
#include "dsp/kernel/delay.h"

#include <math.h>

/** The feedback at a diffusion of 1: the first two echoes of a stage are then about equally loud. */
#define GAIN_MOST 0.62

/** Each delay is longer than the one before it by this factor, and off it by up to this share. */
#define GROWTH 1.6
#define STRAY 0.12

/** The shares of the span that the delays take: they grow by GROWTH and add up to 1. */
static double share_of(size_t stage)
{
	double sum = 0.0, power = 1.0, own = 1.0;
	for (size_t i = 0; i < SCATTERING_STAGES; i++, power *= GROWTH) {
		sum += power;
		own = i == stage ? power : own;
	}
	return own / sum;
}

void scattering_design_init(struct scattering_design *design, double span_frames, double diffusion, uint64_t key)
{
	design->gain = GAIN_MOST * diffusion;
	for (size_t stage = 0; stage < SCATTERING_STAGES; stage++) {
		const double stray = 1.0 + STRAY * (2.0 * diffuser_random(key, stage) - 1.0);
		design->delays[stage] = (size_t)fmax(floor(span_frames * share_of(stage) * stray), 1.0);
	}
}

/* The last stage rings longest: each of its turns leaves `gain` of the level. */
double scattering_frames(double span_frames, double diffusion, double decibels)
{
	const double gain = GAIN_MOST * diffusion;
	const double turns = gain > 1e-3 ? decibels / -gain_to_decibel(gain) : 1.0;
	return span_frames * (1.0 + STRAY) * (1.0 + turns * share_of(SCATTERING_STAGES - 1));
}

/** Most frames that pass a stage at once. */
enum { RUN = 128 };

bool scattering_init(struct scattering *scattering, const struct scattering_design *design, struct arena *arena)
{
	for (size_t stage = 0; stage < SCATTERING_STAGES; stage++)
		if (!tapped_line_init(&scattering->lines[stage], arena, design->delays[stage], RUN))
			return false;
	return true;
}

void scattering_reset(struct scattering *scattering)
{
	for (size_t stage = 0; stage < SCATTERING_STAGES; stage++)
		tapped_line_reset(&scattering->lines[stage]);
}

/* Runs one stage on frames that are at most its delay and a run. */
static void run_stage(struct tapped_line *line, size_t delay, double gain, const struct kernel *kernel, double *column,
		      size_t frames)
{
	kernel->delay->long_allpass(tapped_line_claim(line), column, tapped_line_read(line, delay), gain, frames);
	tapped_line_commit(line, frames);
}

void scattering_process(struct scattering *scattering, const struct scattering_design *design,
			const struct kernel *kernel, double *column, size_t frames)
{
	for (size_t stage = 0; stage < SCATTERING_STAGES; stage++) {
		const size_t delay = design->delays[stage], run = delay < RUN ? delay : RUN;
		for (size_t done = 0; done < frames; done += run)
			run_stage(&scattering->lines[stage], delay, design->gain, kernel, column + done,
				  frames - done < run ? frames - done : run);
	}
}
