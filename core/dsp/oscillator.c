/* Computes the shapes of slow oscillators.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "dsp/oscillator.h"

#include "dsp/kernel/column.h"
#include "dsp/split_mix.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

#define TURN 0x1p64

/** The phase and the number of whole turns. */
__extension__ typedef __int128 position;

static uint64_t phase_of_turns(double turns)
{
	const double fraction = turns - floor(turns);
	return fraction >= 1.0 - 0x1p-53 ? 0 : (uint64_t)(fraction * TURN);
}

/* Returns the smaller value; a choice compiles to one instruction, whereas fmin() is a call. */
static inline double held(double x, double most)
{
	const double under = x < most ? x : most;
	return under > -most ? under : -most;
}

/* Returns sin(2 pi t) for |t| up to 1/4 by the Taylor series, whose next term is under 1e-18. */
static inline double quarter_sine(double t)
{
	const double x = t * 6.283185307179586476925;
	const double square = x * x;
	double sum = 1.0 / 51090942171709440000.0;
	sum = sum * square - 1.0 / 121645100408832000.0;
	sum = sum * square + 1.0 / 355687428096000.0;
	sum = sum * square - 1.0 / 1307674368000.0;
	sum = sum * square + 1.0 / 6227020800.0;
	sum = sum * square - 1.0 / 39916800.0;
	sum = sum * square + 1.0 / 362880.0;
	sum = sum * square - 1.0 / 5040.0;
	sum = sum * square + 1.0 / 120.0;
	sum = sum * square - 1.0 / 6.0;
	return held(x + x * square * sum, 1.0);
}

/* Maps -1/2 to 1/2 turn to the quarter with the same sine. */
static inline double folded(double t)
{
	const double quarter = t < -0.25 ? -0.5 - t : t;
	return quarter > 0.25 ? 0.5 - quarter : quarter;
}

#define QUARTER_TURN ((uint64_t)1 << 62)

/* Returns turns from -1/2 to 1/2: a phase over 1/2 is a negative one, the same bits read as a signed number. */
static inline double turns_of(uint64_t phase)
{
	int64_t around;
	memcpy(&around, &phase, sizeof around);
	return (double)around * (1.0 / TURN);
}

static double phase_sine(uint64_t phase)
{
	return quarter_sine(folded(turns_of(phase)));
}

void oscillator_init(struct oscillator *oscillator, const struct oscillator_design *design)
{
	*oscillator = (struct oscillator){
		.shape = design->shape,
		.increment = phase_of_turns(design->rate / design->sample_rate),
		.start = phase_of_turns(design->start),
		.edge = fmin(fmax(design->edge, 1e-6), 0.5),
		.key = design->key,
	};
	for (uint64_t i = 0; i < OSCILLATOR_ANCHOR; i++) {
		oscillator->cosines[i] = phase_sine(i * oscillator->increment + QUARTER_TURN);
		oscillator->sines[i] = phase_sine(i * oscillator->increment);
	}
}

/* Converts phases to turns from -1/2 to 1/2. */
static void fill_turns(const struct oscillator *oscillator, uint64_t frame, double *out, size_t frames)
{
	uint64_t phase = oscillator->start + frame * oscillator->increment;
	for (size_t i = 0; i < frames; i++) {
		out[i] = turns_of(phase);
		phase += oscillator->increment;
	}
}

/* The anchors that are computed together: each takes a long chain of sums, and the chains run side by side. */
enum { ANCHORS = 4 };

/* Turns the sine on from anchor to anchor, by sin(a + b) = sin a cos b + cos a sin b: three operations a frame. */
static void fill_sine(const struct oscillator *oscillator, const struct kernel *kernel, uint64_t frame, double *out,
		      size_t frames)
{
	while (frames > 0) {
		const size_t past = (size_t)(frame % OSCILLATOR_ANCHOR);
		const size_t needed = (past + frames + OSCILLATOR_ANCHOR - 1) / OSCILLATOR_ANCHOR;
		const size_t count = needed < ANCHORS ? needed : ANCHORS;
		double sines[ANCHORS], cosines[ANCHORS];
		uint64_t anchor = oscillator->start + (frame - past) * oscillator->increment;
		for (size_t i = 0; i < count; i++, anchor += OSCILLATOR_ANCHOR * oscillator->increment) {
			sines[i] = phase_sine(anchor);
			cosines[i] = phase_sine(anchor + QUARTER_TURN);
		}
		for (size_t i = 0; i < count; i++) {
			const size_t from = i == 0 ? past : 0, left = OSCILLATOR_ANCHOR - from;
			const size_t run = frames < left ? frames : left;
			kernel->column->turned_sine(out, oscillator->cosines + from, oscillator->sines + from, sines[i],
						    cosines[i], run);
			frame += run;
			out += run;
			frames -= run;
		}
	}
}

static void square(double edge, double *out, size_t frames)
{
	const double steepness = 0.5 / edge;
	for (size_t i = 0; i < frames; i++)
		out[i] = quarter_sine(held(folded(out[i]) * steepness, 0.25));
}

/* Computes the line, and near the half turn the cosine, whose quarters count from there. */
static void ramp(double edge, bool down, double *out, size_t frames)
{
	const double slope = 2.0 / (1.0 - edge);
	const double steepness = 0.5 / edge;
	for (size_t i = 0; i < frames; i++) {
		const double t = down ? -out[i] : out[i];
		const double line = held(t * slope, 1.0);
		const double edge_value = quarter_sine(held((0.5 - fabs(t)) * steepness, 0.25));
		out[i] = line * edge_value;
	}
}

/* Returns a uniform value from -1 to 1. */
static double knot(uint64_t key, uint64_t turn)
{
	return (double)(split_mix(key + SPLIT_MIX_GAMMA * turn) >> 11) * 0x1p-52 - 1.0;
}

/* Returns the cubic through b and c with the slopes (c - a) / 2 and (d - b) / 2. It exceeds the largest knot by a
   quarter at most. */
static double cubic(double a, double b, double c, double d, double t)
{
	const double third = 0.5 * (d - a) + 1.5 * (b - c);
	const double second = a - 2.5 * b + 2.0 * c - 0.5 * d;
	return 0.8 * (((third * t + second) * t + 0.5 * (c - a)) * t + b);
}

static void random_curve(const struct oscillator *oscillator, uint64_t frame, double *out, size_t frames)
{
	int64_t around;
	memcpy(&around, &frame, sizeof around);
	position now = (position)around * oscillator->increment + oscillator->start;
	double knots[4] = { 0.0, 0.0, 0.0, 0.0 };
	uint64_t turn = 0;
	for (size_t i = 0; i < frames; i++, now += oscillator->increment) {
		if (i == 0 || turn != (uint64_t)(now >> 64)) {
			turn = (uint64_t)(now >> 64);
			for (size_t k = 0; k < 4; k++)
				knots[k] = knot(oscillator->key, turn + k);
		}
		out[i] = cubic(knots[0], knots[1], knots[2], knots[3], (double)(uint64_t)now * (1.0 / TURN));
	}
}

void oscillator_fill(const struct oscillator *oscillator, const struct kernel *kernel, uint64_t frame, double *out,
		     size_t frames)
{
	if (oscillator->shape == OSCILLATOR_RANDOM) {
		random_curve(oscillator, frame, out, frames);
		return;
	}
	if (oscillator->shape == OSCILLATOR_SINE) {
		fill_sine(oscillator, kernel, frame, out, frames);
		return;
	}
	fill_turns(oscillator, frame, out, frames);
	switch (oscillator->shape) {
	case OSCILLATOR_TRIANGLE:
		for (size_t i = 0; i < frames; i++)
			out[i] = 4.0 * folded(out[i]);
		break;
	case OSCILLATOR_SQUARE:
		square(oscillator->edge, out, frames);
		break;
	case OSCILLATOR_RAMP_UP:
	case OSCILLATOR_RAMP_DOWN:
		ramp(oscillator->edge, oscillator->shape == OSCILLATOR_RAMP_DOWN, out, frames);
		break;
	case OSCILLATOR_SINE:
	case OSCILLATOR_RANDOM:
		break;
	}
}
