/* Takes a column to a multiple of its sample rate, and back.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "dsp/oversampler.h"

#include "dsp/kernel/column.h"
#include "dsp/kernel/filter.h"
#include "dsp/kernel/fir.h"
#include "dsp/kernel/select.h"

#include <string.h>

/* The share of the sample rate that the first doubling passes; the others pass all of that. */
#define PASSED 0.4535

#define LINEAR_ATTENUATION_DB 180.0
#define MINIMUM_ATTENUATION_DB 195.0

enum { LINE = OVERSAMPLER_FRAMES * OVERSAMPLER_FACTOR + 2 * HALF_BAND_PAIRS + OVERSAMPLER_FACTOR };

/* Returns the transition of the stage that doubles 2^stage times the sample rate. */
static double transition(size_t stage)
{
	const double doubled = (double)((size_t)2 << stage);
	return 0.5 - 2.0 * (stage == 0 ? PASSED : 1.0 - PASSED) / doubled;
}

static size_t stage_pairs(size_t stage)
{
	return half_band_pairs(transition(stage), LINEAR_ATTENUATION_DB);
}

/* Returns the delay of the way up and back in samples at the highest rate, before it is rounded up to whole frames; it
   is always even. */
static size_t samples_late(size_t first, size_t stages)
{
	size_t samples = 0;
	for (size_t i = 0; i < stages; i++)
		samples += 2 * (2 * stage_pairs(first + i) - 1) << (stages - 1 - i);
	return samples;
}

static size_t frames_late(enum oversampler_phase phase, size_t first, size_t stages)
{
	if (phase == OVERSAMPLER_MINIMUM)
		return 0;
	const size_t factor = (size_t)1 << stages;
	return (samples_late(first, stages) + factor - 1) >> stages;
}

size_t oversampler_latency(enum oversampler_phase phase, size_t stages)
{
	return frames_late(phase, 0, stages);
}

size_t oversampler_latency_above(size_t first, size_t stages)
{
	return frames_late(OVERSAMPLER_LINEAR, first, stages);
}

/* The way down filters the tail of the way up, so both add up. */
static double stage_tail_frames(size_t stage, double level)
{
	struct biquad branches[2][HALF_BAND_SECTIONS];
	const size_t sections = half_band_branches(transition(stage), MINIMUM_ATTENUATION_DB, branches);
	double longest = 0.0;
	for (size_t branch = 0; branch < 2; branch++) {
		branches[branch][0].b0 *= level;
		branches[branch][0].b1 *= level;
		branches[branch][0].b2 *= level;
		const double frames = biquad_tail_frames(branches[branch], sections);
		longest = frames > longest ? frames : longest;
	}
	return 2.0 * (longest + 1.0);
}

double oversampler_tail_frames(enum oversampler_phase phase, size_t stages, double level)
{
	if (phase == OVERSAMPLER_LINEAR)
		return (double)oversampler_latency(phase, stages);
	double frames = 0.0;
	/* An allpass of that many sections raises levels by a factor under 64. */
	for (size_t i = 0; i < stages; i++)
		frames += stage_tail_frames(i, 64.0 * level) / (double)((size_t)1 << i);
	return frames;
}

static bool stage_init_minimum(struct oversampler *oversampler, struct arena *arena, size_t index)
{
	struct oversampler_stage *stage = &oversampler->stage[index];
	struct biquad branches[2][HALF_BAND_SECTIONS];
	const size_t width = oversampler->pair->width, passes = width < 2 ? 2 : 1;
	stage->sections = half_band_branches(transition(index), MINIMUM_ATTENUATION_DB, branches);
	const size_t rows = stage->sections * BIQUAD_ROWS;
	stage->coefficients = ARENA_ARRAY(arena, double, passes *HALF_BAND_SECTIONS *BIQUAD_ROWS *KERNEL_WIDTH_MAXIMUM);
	if (!stage->coefficients)
		return false;
	for (size_t branch = 0; branch < 2; branch++)
		for (size_t i = 0; i < stage->sections; i++) {
			const struct biquad *section = &branches[branch][i];
			double *to = passes > 1 ? stage->coefficients + branch * rows + i * BIQUAD_ROWS
						: stage->coefficients + i * BIQUAD_ROWS * width + branch;
			to[BIQUAD_B0 * width] = section->b0;
			to[BIQUAD_B1 * width] = section->b1;
			to[BIQUAD_B2 * width] = section->b2;
			to[BIQUAD_A1 * width] = section->a1;
			to[BIQUAD_A2 * width] = section->a2;
		}
	return true;
}

/* `first` is the number of doublings that lie below. Only linear phase has any. */
static bool init(struct oversampler *oversampler, struct arena *arena, const struct kernel *kernel,
		 enum oversampler_phase phase, size_t first, size_t stages)
{
	*oversampler = (struct oversampler){ .kernel = kernel,
					     .pair = kernel_narrow(kernel, 2),
					     .phase = phase,
					     .stages = stages,
					     .latency = frames_late(phase, first, stages) };
	for (size_t i = 0; i < stages; i++) {
		struct oversampler_stage *stage = &oversampler->stage[i];
		stage->pairs = stage_pairs(first + i);
		half_band_taps(stage->taps, stage->pairs, LINEAR_ATTENUATION_DB);
		if (phase == OVERSAMPLER_MINIMUM && !stage_init_minimum(oversampler, arena, i))
			return false;
	}
	if (stages > 0 && phase == OVERSAMPLER_LINEAR)
		oversampler->stage[stages - 1].late =
			((oversampler->latency << stages) - samples_late(first, stages)) / 2;
	for (size_t i = 0; i < 3; i++)
		oversampler->lines[i] = ARENA_ARRAY(arena, double, LINE);
	oversampler->idle = ARENA_ARRAY(arena, double, LINE);
	return oversampler->lines[0] && oversampler->lines[1] && oversampler->lines[2] && oversampler->idle;
}

bool oversampler_init(struct oversampler *oversampler, struct arena *arena, const struct kernel *kernel,
		      enum oversampler_phase phase, size_t stages)
{
	return init(oversampler, arena, kernel, phase, 0, stages);
}

bool oversampler_init_above(struct oversampler *oversampler, struct arena *arena, const struct kernel *kernel,
			    size_t first, size_t stages)
{
	return init(oversampler, arena, kernel, OVERSAMPLER_LINEAR, first, stages);
}

/* Returns the doubles of the state of both branches for all passes of the kernel, and one for the sample before. */
enum { BRANCH_STATE = 2 * HALF_BAND_SECTIONS * BIQUAD_STATE_ROWS * KERNEL_WIDTH_MAXIMUM };

static size_t past_up(const struct oversampler_stage *stage)
{
	return 2 * stage->pairs - 1;
}

/* The past of the even samples, then that of the odd ones. */
static size_t past_even(const struct oversampler_stage *stage)
{
	return 2 * stage->pairs - 1 + stage->late;
}

static size_t past_odd(const struct oversampler_stage *stage)
{
	return stage->pairs + stage->late;
}

static bool memory_init(struct oversampler_memory *memory, struct arena *arena, const struct oversampler *oversampler,
			bool down)
{
	*memory = (struct oversampler_memory){ 0 };
	for (size_t i = 0; i < oversampler->stages; i++) {
		const struct oversampler_stage *stage = &oversampler->stage[i];
		memory->counts[i] = oversampler->phase == OVERSAMPLER_MINIMUM ? BRANCH_STATE + 1
				    : down                                    ? past_even(stage) + past_odd(stage)
									      : past_up(stage);
		memory->past[i] = ARENA_ARRAY(arena, double, memory->counts[i]);
		if (!memory->past[i])
			return false;
	}
	return true;
}

bool oversampler_memory_init_up(struct oversampler_memory *memory, struct arena *arena,
				const struct oversampler *oversampler)
{
	return memory_init(memory, arena, oversampler, false);
}

bool oversampler_memory_init_down(struct oversampler_memory *memory, struct arena *arena,
				  const struct oversampler *oversampler)
{
	return memory_init(memory, arena, oversampler, true);
}

void oversampler_memory_reset(struct oversampler_memory *memory)
{
	for (size_t i = 0; i < OVERSAMPLER_STAGES; i++)
		if (memory->past[i])
			memset(memory->past[i], 0, memory->counts[i] * sizeof(double));
}

/* Joins the remembered samples and `in` to a line, and remembers the last ones of both. */
static void remember(double *past, size_t held, double *line, size_t count)
{
	memcpy(line, past, held * sizeof *line);
	memcpy(past, line + count, held * sizeof *line);
}

/* Runs both branches in place. */
static void run_branches(const struct oversampler *oversampler, const struct oversampler_stage *stage, double *state,
			 const double *const in[2], double *const out[2], size_t count)
{
	const struct kernel *kernel = oversampler->pair;
	const size_t rows = stage->sections * BIQUAD_ROWS;
	const double *ins[KERNEL_WIDTH_MAXIMUM];
	double *outs[KERNEL_WIDTH_MAXIMUM];
	for (size_t i = 0; i < KERNEL_WIDTH_MAXIMUM; i++) {
		ins[i] = i < 2 ? in[i] : oversampler->idle;
		outs[i] = i < 2 ? out[i] : oversampler->idle;
	}
	kernel->filter->biquad_cascade(ins, outs, count, stage->sections, stage->coefficients, state);
	if (kernel->width < 2)
		kernel->filter->biquad_cascade(ins + 1, outs + 1, count, stage->sections, stage->coefficients + rows,
					       state + BRANCH_STATE / 2);
}

static void double_linear(const struct oversampler *oversampler, const struct oversampler_stage *stage, double *past,
			  double *out, const double *in, size_t count)
{
	const size_t held = past_up(stage);
	double *line = oversampler->lines[0], *even = oversampler->lines[1];
	memcpy(line + held, in, count * sizeof *in);
	remember(past, held, line, count);
	oversampler->kernel->fir->half_band(even, line, stage->taps, stage->pairs, count);
	oversampler->kernel->column->interleave(out, even, line + stage->pairs, count);
}

static void double_minimum(const struct oversampler *oversampler, const struct oversampler_stage *stage, double *past,
			   double *out, const double *in, size_t count)
{
	double *const to[2] = { oversampler->lines[0], oversampler->lines[1] };
	const double *const from[2] = { in, in };
	run_branches(oversampler, stage, past, from, to, count);
	oversampler->kernel->column->interleave(out, to[0], to[1], count);
}

static void halve_linear(const struct oversampler *oversampler, const struct oversampler_stage *stage, double *past,
			 double *out, const double *in, size_t count)
{
	const size_t even_held = past_even(stage), odd_held = past_odd(stage);
	double *even = oversampler->lines[0], *odd = oversampler->lines[1];
	oversampler->kernel->column->part(even + even_held, odd + odd_held, in, count);
	remember(past, even_held, even, count);
	remember(past + even_held, odd_held, odd, count);
	oversampler->kernel->fir->half_band(out, even, stage->taps, stage->pairs, count);
	oversampler->kernel->column->average(out, out, odd, count);
}

static void halve_minimum(const struct oversampler *oversampler, const struct oversampler_stage *stage, double *past,
			  double *out, const double *in, size_t count)
{
	double *even = oversampler->lines[0], *odd = oversampler->lines[1];
	oversampler->kernel->column->part(even, odd + 1, in, count);
	remember(past + BRANCH_STATE, 1, odd, count);
	double *const both[2] = { even, odd };
	run_branches(oversampler, stage, past, (const double *const *)both, both, count);
	oversampler->kernel->column->average(out, even, odd, count);
}

void oversampler_up(const struct oversampler *oversampler, struct oversampler_memory *memory, double *out,
		    const double *in, size_t frames)
{
	if (oversampler->stages == 0)
		memcpy(out, in, frames * sizeof *out);
	for (size_t i = 0; i < oversampler->stages; i++) {
		const struct oversampler_stage *stage = &oversampler->stage[i];
		if (oversampler->phase == OVERSAMPLER_LINEAR)
			double_linear(oversampler, stage, memory->past[i], out, in, frames << i);
		else
			double_minimum(oversampler, stage, memory->past[i], out, in, frames << i);
		in = out;
	}
}

void oversampler_down(const struct oversampler *oversampler, struct oversampler_memory *memory, double *out,
		      const double *in, size_t frames)
{
	if (oversampler->stages == 0)
		memcpy(out, in, frames * sizeof *out);
	for (size_t i = oversampler->stages; i-- > 0;) {
		const struct oversampler_stage *stage = &oversampler->stage[i];
		double *to = i == 0 ? out : oversampler->lines[2];
		if (oversampler->phase == OVERSAMPLER_LINEAR)
			halve_linear(oversampler, stage, memory->past[i], to, in, frames << i);
		else
			halve_minimum(oversampler, stage, memory->past[i], to, in, frames << i);
		in = to;
	}
}
