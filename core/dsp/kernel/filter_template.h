/* Runs filters with a state, for template.h alone.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "dsp/kernel/filter.h"

/* Sections that run side by side in a wave, and frames of a wave. Some sections wait at its start and its end. */
enum { WAVE = 4, WAVE_FRAMES = 8 };

static void copy_columns(const double *const *in, double *const *out, size_t frames)
{
	for (int k = 0; k < W; k++)
		if (in[k] != out[k])
			memcpy(out[k], in[k], frames * sizeof *out[k]);
}

/* Runs one frame through a section in transposed direct form II. The products of the input do not wait for the last
   output; only one sum, one product and one difference do. */
INLINE vector step_section(vector x, const vector *row, vector *state)
{
	vector y = row[BIQUAD_B0] * x + state[0];
	state[0] = (row[BIQUAD_B1] * x + state[1]) - row[BIQUAD_A1] * y;
	state[1] = row[BIQUAD_B2] * x - row[BIQUAD_A2] * y;
	return y;
}

/* Runs frames through several sections. A section depends on its own last frame, so each section is one frame behind
   the one before it: then neighbours do not wait for each other. Both counts are constants where this is called. */
INLINE void run_wave(vector *x, int frames, int sections, const vector *rows, vector *states)
{
	vector state[WAVE * BIQUAD_STATE_ROWS];
	for (int i = 0; i < sections * BIQUAD_STATE_ROWS; i++)
		state[i] = states[i];
#pragma GCC unroll 16
	for (int front = 0; front < frames + sections - 1; front++)
#pragma GCC unroll 8
		for (int i = 0; i < sections; i++)
			if (front - i >= 0 && front - i < frames)
				x[front - i] = step_section(x[front - i], rows + i * BIQUAD_ROWS,
							    state + i * BIQUAD_STATE_ROWS);
	for (int i = 0; i < sections * BIQUAD_STATE_ROWS; i++)
		states[i] = state[i];
}

/* Runs all sections: those that fill no wave in a shorter one. */
INLINE void run_sections(vector *x, int frames, size_t sections, const vector *rows, vector *states)
{
	size_t i = 0;
	for (; i + WAVE <= sections; i += WAVE)
		run_wave(x, frames, WAVE, rows + BIQUAD_ROWS * i, states + BIQUAD_STATE_ROWS * i);
	rows += BIQUAD_ROWS * i;
	states += BIQUAD_STATE_ROWS * i;
	if (sections - i == 3)
		run_wave(x, frames, 3, rows, states);
	else if (sections - i == 2)
		run_wave(x, frames, 2, rows, states);
	else if (sections - i == 1)
		run_wave(x, frames, 1, rows, states);
}

/* Each turn runs some frames of every group: a group waits for its own last frame, and meanwhile the next one can run.
   `groups` is 1 where that is a constant. */
INLINE void run_cascades(const double *const *in, double *const *out, size_t frames, size_t groups, size_t sections,
			 const double *coefficients, double *state)
{
	const vector *rows = (const vector *)(const void *)coefficients;
	vector *states = (vector *)(void *)state;
	const size_t rows_each = BIQUAD_ROWS * sections, states_each = BIQUAD_STATE_ROWS * sections;
	size_t frame = 0;
	for (; frame + WAVE_FRAMES <= frames; frame += WAVE_FRAMES)
		for (size_t group = 0; group < groups; group++) {
			vector x[WAVE_FRAMES];
			for (int j = 0; j < WAVE_FRAMES; j += W)
				load_tile(in + group * W, frame + (size_t)j, x + j);
			run_sections(x, WAVE_FRAMES, sections, rows + group * rows_each, states + group * states_each);
			for (int j = 0; j < WAVE_FRAMES; j += W)
				store_tile(out + group * W, frame + (size_t)j, x + j);
		}
	for (; frame < frames; frame++)
		for (size_t group = 0; group < groups; group++) {
			vector x = gather(in + group * W, frame);
			run_sections(&x, 1, sections, rows + group * rows_each, states + group * states_each);
			scatter(out + group * W, frame, x);
		}
}

static void biquad_cascade(const double *const *in, double *const *out, size_t frames, size_t sections,
			   const double *coefficients, double *state)
{
	if (sections == 0)
		copy_columns(in, out, frames);
	else
		run_cascades(in, out, frames, 1, sections, coefficients, state);
}

static void biquad_cascades(const double *const *in, double *const *out, size_t frames, size_t groups, size_t sections,
			    const double *coefficients, double *state)
{
	for (size_t group = 0; group < groups && sections == 0; group++)
		copy_columns(in + group * W, out + group * W, frames);
	if (sections > 0)
		run_cascades(in, out, frames, groups, sections, coefficients, state);
}

/* Computes one frame. The output of each stage is c^i u + rest, where `rest` depends on the states only. So u is solved
   first, and the stages need not wait for each other a second time. */
INLINE vector allpass_step(vector x, vector c, vector s, vector feedback, int stages, vector *state)
{
	vector powers[ALLPASS_STAGES], rests[ALLPASS_STAGES];
	vector power = all(1.0), rest = all(0.0);
	for (int i = 0; i < stages; i++) {
		powers[i] = power;
		rests[i] = rest;
		power = power * c;
		rest = c * rest + s * state[i];
	}
	vector u = (x + feedback * rest) * (1.0 / (1.0 - feedback * power));
	for (int i = 0; i < stages; i++)
		state[i] = s * (powers[i] * u + rests[i]) - c * state[i];
	return power * u + rest;
}

/* `stages` is a constant where this is called. */
INLINE void allpass_stages(const double *const *in, double *const *out, const double *const *cosine,
			   const double *const *sine, size_t frames, int stages, double feedback, double *state)
{
	vector states[ALLPASS_STAGES];
	const vector back = all(feedback);
	memcpy(states, state, (size_t)stages * sizeof *states);
	size_t frame = 0;
	for (; frame + W <= frames; frame += W) {
		vector x[W], c[W], s[W];
		load_tile(in, frame, x);
		load_tile(cosine, frame, c);
		load_tile(sine, frame, s);
		for (int j = 0; j < W; j++)
			x[j] = allpass_step(x[j], c[j], s[j], back, stages, states);
		store_tile(out, frame, x);
	}
	for (; frame < frames; frame++)
		scatter(out, frame,
			allpass_step(gather(in, frame), gather(cosine, frame), gather(sine, frame), back, stages,
				     states));
	memcpy(state, states, (size_t)stages * sizeof *states);
}

static void allpass_chain(const double *const *in, double *const *out, const double *const *cosine,
			  const double *const *sine, size_t frames, size_t stages, double feedback, double *state)
{
	if (stages == 2)
		allpass_stages(in, out, cosine, sine, frames, 2, feedback, state);
	else if (stages == 4)
		allpass_stages(in, out, cosine, sine, frames, 4, feedback, state);
	else if (stages == 6)
		allpass_stages(in, out, cosine, sine, frames, 6, feedback, state);
	else if (stages == 8)
		allpass_stages(in, out, cosine, sine, frames, 8, feedback, state);
	else if (stages == 10)
		allpass_stages(in, out, cosine, sine, frames, 10, feedback, state);
	else
		allpass_stages(in, out, cosine, sine, frames, 12, feedback, state);
}

/* Computes one frame of the trapezoidal state-variable filter (A. Simper, 2013). */
INLINE vector varying_step(vector x, const double *const *rows, size_t frame, vector *first, vector *second)
{
	const vector a1 = all(rows[VARYING_FILTER_A1][frame]), a2 = all(rows[VARYING_FILTER_A2][frame]);
	const vector a3 = all(rows[VARYING_FILTER_A3][frame]);
	const vector way = x - *second;
	const vector band = a1 * *first + a2 * way;
	const vector low = *second + (a2 * *first + a3 * way);
	*first = 2.0 * band - *first;
	*second = 2.0 * low - *second;
	return (rows[VARYING_FILTER_M0][frame] * x + rows[VARYING_FILTER_M1][frame] * band) +
	       rows[VARYING_FILTER_M2][frame] * low;
}

static void varying_filter(const double *const *in, double *const *out, size_t frames, const double *const *rows,
			   double *state)
{
	vector *s = (vector *)(void *)state;
	vector first = s[0], second = s[1];
	size_t frame = 0;
	for (; frame + W <= frames; frame += W) {
		vector x[W];
		load_tile(in, frame, x);
		for (int j = 0; j < W; j++)
			x[j] = varying_step(x[j], rows, frame + (size_t)j, &first, &second);
		store_tile(out, frame, x);
	}
	for (; frame < frames; frame++)
		scatter(out, frame, varying_step(gather(in, frame), rows, frame, &first, &second));
	s[0] = first;
	s[1] = second;
}

/* The coefficients of varying_step() with what is the same in each frame worked out: the new states are p first - q
   second
   + q x and (1 - r) second + q first + r x, and the output is made of x and of the sums of old and new states. */
struct moving_coefficients {
	vector p, q, r, direct, band, low;
};

/* `rest` is what stands in p beside the rows: nothing, where these are changes. */
INLINE struct moving_coefficients moving_coefficients_of(const vector rows[VARYING_FILTER_ROWS], double rest)
{
	return (struct moving_coefficients){ .p = 2.0 * rows[VARYING_FILTER_A1] - rest,
					     .q = 2.0 * rows[VARYING_FILTER_A2],
					     .r = 2.0 * rows[VARYING_FILTER_A3],
					     .direct = rows[VARYING_FILTER_M0],
					     .band = 0.5 * rows[VARYING_FILTER_M1],
					     .low = 0.5 * rows[VARYING_FILTER_M2] };
}

INLINE struct moving_coefficients moving_coefficients_from(const struct moving_cascade *cascade)
{
	vector rows[VARYING_FILTER_ROWS];
	for (int i = 0; i < VARYING_FILTER_ROWS; i++)
		rows[i] = load(cascade->from + i * W);
	return moving_coefficients_of(rows, 1.0);
}

/* A change of -0 leaves each number as it is, +0 too. */
INLINE struct moving_coefficients moving_coefficients_change(const struct moving_cascade *cascade)
{
	vector rows[VARYING_FILTER_ROWS];
	for (int i = 0; i < VARYING_FILTER_ROWS; i++) {
		const vector change = load(cascade->to + i * W) - load(cascade->from + i * W);
		rows[i] = choose_if_less(all(0.0), magnitude_of(change), change, all(-0.0));
	}
	return moving_coefficients_of(rows, 0.0);
}

INLINE vector moving_step(vector x, const struct moving_coefficients *c, vector *first, vector *second)
{
	const vector band = *first, low = *second;
	*first = (c->p * band + c->q * x) - c->q * low;
	*second = ((1.0 - c->r) * low + c->r * x) + c->q * band;
	return (c->direct * x + c->band * (band + *first)) + c->low * (low + *second);
}

/* `moves` is a constant where this is called, as in the functions below. */
INLINE vector moving_frame(vector x, const struct moving_coefficients *from, const struct moving_coefficients *change,
			   const double *share, bool moves, vector *first, vector *second)
{
	struct moving_coefficients c = *from;
	if (moves) {
		c.p = c.p + change->p * *share;
		c.q = c.q + change->q * *share;
		c.r = c.r + change->r * *share;
		c.direct = c.direct + change->direct * *share;
		c.band = c.band + change->band * *share;
		c.low = c.low + change->low * *share;
	}
	return moving_step(x, &c, first, second);
}

/* What moves, with its state. */
struct moving_section {
	struct moving_coefficients from, change;
	vector first, second;
};

/* Does what run_wave() does, with the moving section as the last one of the wave. */
INLINE void run_moving_wave(vector *x, int frames, int sections, const vector *rows, vector *states,
			    struct moving_section *last, const double *shares, bool moves)
{
	vector state[WAVE * BIQUAD_STATE_ROWS], first = last->first, second = last->second;
	for (int i = 0; i < sections * BIQUAD_STATE_ROWS; i++)
		state[i] = states[i];
#pragma GCC unroll 16
	for (int front = 0; front < frames + sections; front++) {
#pragma GCC unroll 8
		for (int i = 0; i < sections; i++)
			if (front - i >= 0 && front - i < frames)
				x[front - i] = step_section(x[front - i], rows + i * BIQUAD_ROWS,
							    state + i * BIQUAD_STATE_ROWS);
		const int at = front - sections;
		if (at >= 0)
			x[at] = moving_frame(x[at], &last->from, &last->change, moves ? shares + at : shares, moves,
					     &first, &second);
	}
	for (int i = 0; i < sections * BIQUAD_STATE_ROWS; i++)
		states[i] = state[i];
	last->first = first;
	last->second = second;
}

/* Runs all sections; those of the last wave, which the moving section ends, are up to WAVE. */
INLINE void run_moving_sections(vector *x, int frames, const struct moving_cascade *cascade,
				struct moving_section *last, const double *shares, bool moves)
{
	const vector *rows = (const vector *)(const void *)cascade->coefficients;
	vector *states = (vector *)(void *)cascade->still_state;
	size_t left = cascade->sections;
	for (; left > WAVE; left -= WAVE) {
		run_wave(x, frames, WAVE, rows, states);
		rows += BIQUAD_ROWS * WAVE;
		states += BIQUAD_STATE_ROWS * WAVE;
	}
	if (left == 4)
		run_moving_wave(x, frames, 4, rows, states, last, shares, moves);
	else if (left == 3)
		run_moving_wave(x, frames, 3, rows, states, last, shares, moves);
	else if (left == 2)
		run_moving_wave(x, frames, 2, rows, states, last, shares, moves);
	else if (left == 1)
		run_moving_wave(x, frames, 1, rows, states, last, shares, moves);
	else
		run_moving_wave(x, frames, 0, rows, states, last, shares, moves);
}

INLINE void moving_cascade_frames(const double *const *in, double *const *out, size_t frames,
				  const struct moving_cascade *cascade, struct moving_section *last, bool moves)
{
	const double *shares = cascade->shares;
	size_t frame = 0;
	for (; frame + WAVE_FRAMES <= frames; frame += WAVE_FRAMES) {
		vector x[WAVE_FRAMES];
		for (int j = 0; j < WAVE_FRAMES; j += W)
			load_tile(in, frame + (size_t)j, x + j);
		run_moving_sections(x, WAVE_FRAMES, cascade, last, moves ? shares + frame : shares, moves);
		for (int j = 0; j < WAVE_FRAMES; j += W)
			store_tile(out, frame + (size_t)j, x + j);
	}
	for (; frame < frames; frame++) {
		vector x = gather(in, frame);
		run_moving_sections(&x, 1, cascade, last, moves ? shares + frame : shares, moves);
		scatter(out, frame, x);
	}
}

static void moving_cascade(const double *const *in, double *const *out, size_t frames,
			   const struct moving_cascade *cascade)
{
	vector *states = (vector *)(void *)cascade->state;
	struct moving_section last = { .from = moving_coefficients_from(cascade),
				       .first = states[0],
				       .second = states[1] };
	if (cascade->to) {
		last.change = moving_coefficients_change(cascade);
		moving_cascade_frames(in, out, frames, cascade, &last, true);
	} else {
		moving_cascade_frames(in, out, frames, cascade, &last, false);
	}
	states[0] = last.first;
	states[1] = last.second;
}

static const struct filter_kernel filter_kernel = {
	.biquad_cascade = biquad_cascade,
	.biquad_cascades = biquad_cascades,
	.allpass_chain = allpass_chain,
	.varying_filter = varying_filter,
	.moving_cascade = moving_cascade,
};
