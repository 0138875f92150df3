/* Runs filters with a state, for template.h alone.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "dsp/kernel/filter.h"

/* Sections that run side by side in a wave at most; and frames of a pass, which stay in the first cache. */
enum { WAVE = 4, PASS = 128 };

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

/* The coefficients of varying_step() with what is the same in each frame worked out: the new states are p first + q (x
   - second) and (1 - r) second + (r x + q first), and the output is direct x + band first + low second. */
struct moving_coefficients {
	vector p, q, r, direct, band, low;
};

INLINE struct moving_coefficients moving_coefficients_of(const double *table)
{
	const vector p = 2.0 * load(table + VARYING_FILTER_A1 * W) - 1.0;
	const vector q = 2.0 * load(table + VARYING_FILTER_A2 * W), r = 2.0 * load(table + VARYING_FILTER_A3 * W);
	/* The outputs of both integrators are means of their old and their new states. */
	const vector band = 0.5 * load(table + VARYING_FILTER_M1 * W), low = 0.5 * load(table + VARYING_FILTER_M2 * W);
	return (struct moving_coefficients){
		.p = p,
		.q = q,
		.r = r,
		.direct = load(table + VARYING_FILTER_M0 * W) + (band * q + low * r),
		.band = band * (1.0 + p) + low * q,
		.low = low * (2.0 - r) - band * q,
	};
}

/* A change of -0 leaves each number as it is, +0 too. */
INLINE vector moving_change(vector from, vector to)
{
	const vector change = to - from;
	return choose_if_less(all(0.0), magnitude_of(change), change, all(-0.0));
}

INLINE struct moving_coefficients moving_coefficients_change(const struct moving_coefficients *from,
							     const struct moving_coefficients *to)
{
	return (struct moving_coefficients){ .p = moving_change(from->p, to->p),
					     .q = moving_change(from->q, to->q),
					     .r = moving_change(from->r, to->r),
					     .direct = moving_change(from->direct, to->direct),
					     .band = moving_change(from->band, to->band),
					     .low = moving_change(from->low, to->low) };
}

INLINE vector moving_step(vector x, const struct moving_coefficients *c, vector *first, vector *second)
{
	const vector band = *first, low = *second;
	*first = c->p * band + c->q * (x - low);
	*second = (1.0 - c->r) * low + (c->r * x + c->q * band);
	return (c->direct * x + c->band * band) + c->low * low;
}

/* What moves, with its state. */
struct moving_section {
	struct moving_coefficients from, change;
	vector first, second;
};

/* `moves` is a constant where this is called, as in the functions below. */
INLINE vector moving_frame(vector x, const struct moving_section *section, const double *share, bool moves,
			   vector *first, vector *second)
{
	const struct moving_coefficients *change = &section->change;
	struct moving_coefficients c = section->from;
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

/* What a wave runs: biquads that stay, and behind them sections that move. */
struct wave {
	const vector *rows; /* the coefficients of the biquads, */
	vector *states; /* and their states */
	struct moving_section *moving;
	const double *shares; /* of the way, one for each frame; not read where nothing moves */
};

/* Runs one frame through section i of a wave, of which `still` stay. */
INLINE vector step_wave(const struct wave *wave, int still, int i, bool moves, size_t frame, vector x, vector *state)
{
	state += i * BIQUAD_STATE_ROWS;
	if (i < still)
		return step_section(x, wave->rows + i * BIQUAD_ROWS, state);
	return moving_frame(x, &wave->moving[i - still], moves ? wave->shares + frame : NULL, moves, &state[0],
			    &state[1]);
}

/* Runs one frame through each section from the first to the last one, where section 0 hears frame `front`, and each
   other one the frame before that of its neighbour. */
INLINE void run_front(const struct wave *wave, int still, int sections, bool moves, vector *x, size_t front, int first,
		      int last, vector *between, vector *state)
{
#pragma GCC unroll 8
	for (int i = sections - 1; i >= 0; i--) {
		if (i < first || i > last)
			continue;
		const size_t frame = front - (size_t)i;
		const vector y = step_wave(wave, still, i, moves, frame, i == 0 ? x[frame] : between[i - 1], state);
		if (i == sections - 1)
			x[frame] = y;
		else
			between[i] = y;
	}
}

/* Runs frames through several sections. A section depends on its own last frame, so each section is one frame behind
   the one before it: then neighbours do not wait for each other. At the start and at the end some of them rest. */
INLINE void run_fronts(const struct wave *wave, int still, int sections, bool moves, vector *x, size_t frames,
		       vector *state)
{
	vector between[WAVE] = { all(0.0) };
#pragma GCC unroll 8
	for (int i = 0; i < sections - 1; i++)
		run_front(wave, still, sections, moves, x, (size_t)i, 0, i, between, state);
	for (size_t front = (size_t)sections - 1; front < frames; front++)
		run_front(wave, still, sections, moves, x, front, 0, sections - 1, between, state);
#pragma GCC unroll 8
	for (int i = 0; i < sections - 1; i++)
		run_front(wave, still, sections, moves, x, frames + (size_t)i, i + 1, sections - 1, between, state);
}

/* All but x, frames and wave are constants where this is called. */
INLINE void run_wave(vector *x, size_t frames, int still, int moving, bool moves, const struct wave *wave)
{
	const int sections = still + moving;
	vector state[WAVE * BIQUAD_STATE_ROWS];
	for (int i = 0; i < still * BIQUAD_STATE_ROWS; i++)
		state[i] = wave->states[i];
	for (int i = 0; i < moving; i++) {
		state[(still + i) * BIQUAD_STATE_ROWS] = wave->moving[i].first;
		state[(still + i) * BIQUAD_STATE_ROWS + 1] = wave->moving[i].second;
	}
	if (frames >= WAVE)
		run_fronts(wave, still, sections, moves, x, frames, state);
	else
		for (size_t frame = 0; frame < frames; frame++)
			for (int i = 0; i < sections; i++)
				x[frame] = step_wave(wave, still, i, moves, frame, x[frame], state);
	for (int i = 0; i < still * BIQUAD_STATE_ROWS; i++)
		wave->states[i] = state[i];
	for (int i = 0; i < moving; i++) {
		wave->moving[i].first = state[(still + i) * BIQUAD_STATE_ROWS];
		wave->moving[i].second = state[(still + i) * BIQUAD_STATE_ROWS + 1];
	}
}

/* Each kind of wave is a function of its own: within a larger one it would have fewer registers. */
#define DEFINE_WAVE(still, moving, moves)                                                                              \
	static __attribute__((noinline)) void wave_##still##_##moving##_##moves(vector *x, size_t frames,              \
										const struct wave *wave)               \
	{                                                                                                              \
		const struct wave copy = *wave;                                                                        \
		run_wave(x, frames, still, moving, moves, &copy);                                                      \
	}
DEFINE_WAVE(1, 0, 0)
DEFINE_WAVE(2, 0, 0)
DEFINE_WAVE(3, 0, 0)
DEFINE_WAVE(4, 0, 0)
DEFINE_WAVE(0, 1, 0)
DEFINE_WAVE(1, 1, 0)
DEFINE_WAVE(2, 1, 0)
DEFINE_WAVE(3, 1, 0)
DEFINE_WAVE(0, 2, 0)
DEFINE_WAVE(1, 2, 0)
DEFINE_WAVE(2, 2, 0)
DEFINE_WAVE(0, 1, 1)
DEFINE_WAVE(1, 1, 1)
DEFINE_WAVE(2, 1, 1)
DEFINE_WAVE(3, 1, 1)
DEFINE_WAVE(0, 2, 1)
DEFINE_WAVE(1, 2, 1)
DEFINE_WAVE(2, 2, 1)

/* The waves of sections that stay, and those that end with 1 or 2 sections that are at rest, or on a way. */
static void (*const waves[WAVE + 1])(vector *x, size_t frames, const struct wave *wave) = { NULL, wave_1_0_0,
											    wave_2_0_0, wave_3_0_0,
											    wave_4_0_0 };
static void (*const moving_waves[2][MOVING_SECTIONS][WAVE])(vector *x, size_t frames, const struct wave *wave) = {
	{ { wave_0_1_0, wave_1_1_0, wave_2_1_0, wave_3_1_0 }, { wave_0_2_0, wave_1_2_0, wave_2_2_0, NULL } },
	{ { wave_0_1_1, wave_1_1_1, wave_2_1_1, wave_3_1_1 }, { wave_0_2_1, wave_1_2_1, wave_2_2_1, NULL } },
};

/* Runs sections that stay: those that fill no wave in a shorter one. */
static void run_sections(vector *x, size_t frames, size_t sections, const vector *rows, vector *states)
{
	for (size_t i = 0; i < sections; i += WAVE) {
		const struct wave wave = { .rows = rows + BIQUAD_ROWS * i, .states = states + BIQUAD_STATE_ROWS * i };
		waves[sections - i < WAVE ? sections - i : WAVE](x, frames, &wave);
	}
}

/* Reads the frames of a pass, transposed. */
INLINE void begin_pass(const double *const *in, size_t start, size_t frames, vector *x)
{
	size_t i = 0;
	for (; i + W <= frames; i += W)
		load_tile(in, start + i, x + i);
	for (; i < frames; i++)
		x[i] = gather(in, start + i);
}

INLINE void end_pass(double *const *out, size_t start, size_t frames, vector *x)
{
	size_t i = 0;
	for (; i + W <= frames; i += W)
		store_tile(out, start + i, x + i);
	for (; i < frames; i++)
		scatter(out, start + i, x[i]);
}

/* The groups whose single sections run abreast: a section waits for its own last frame, and meanwhile the others run.
 */
enum { GROUPS_ABREAST = 4 };

/* Runs single sections frame by frame, so that what can run at the same time stands close together: a processor looks
   ahead by some dozens of operations only. `groups` is a constant where this is called. */
INLINE void run_abreast(const double *const *in, double *const *out, size_t frames, const vector *rows, vector *states,
			int groups)
{
	vector state[GROUPS_ABREAST][BIQUAD_STATE_ROWS];
	for (int group = 0; group < groups; group++)
		for (int k = 0; k < BIQUAD_STATE_ROWS; k++)
			state[group][k] = states[group * BIQUAD_STATE_ROWS + k];
	size_t frame = 0;
	for (; frame + W <= frames; frame += W) {
		vector x[GROUPS_ABREAST][W];
		for (int group = 0; group < groups; group++)
			load_tile(in + group * W, frame, x[group]);
#pragma GCC unroll 8
		for (int j = 0; j < W; j++)
#pragma GCC unroll 4
			for (int group = 0; group < groups; group++)
				x[group][j] = step_section(x[group][j], rows + group * BIQUAD_ROWS, state[group]);
		for (int group = 0; group < groups; group++)
			store_tile(out + group * W, frame, x[group]);
	}
	for (; frame < frames; frame++)
		for (int group = 0; group < groups; group++)
			scatter(out + group * W, frame,
				step_section(gather(in + group * W, frame), rows + group * BIQUAD_ROWS, state[group]));
	for (int group = 0; group < groups; group++)
		for (int k = 0; k < BIQUAD_STATE_ROWS; k++)
			states[group * BIQUAD_STATE_ROWS + k] = state[group][k];
}

static void run_single_sections(const double *const *in, double *const *out, size_t frames, size_t groups,
				const vector *rows, vector *states)
{
	size_t group = 0;
	for (; group + GROUPS_ABREAST <= groups; group += GROUPS_ABREAST)
		run_abreast(in + group * W, out + group * W, frames, rows + group * BIQUAD_ROWS,
			    states + group * BIQUAD_STATE_ROWS, GROUPS_ABREAST);
	for (; group + 2 <= groups; group += 2)
		run_abreast(in + group * W, out + group * W, frames, rows + group * BIQUAD_ROWS,
			    states + group * BIQUAD_STATE_ROWS, 2);
	if (group < groups)
		run_abreast(in + group * W, out + group * W, frames, rows + group * BIQUAD_ROWS,
			    states + group * BIQUAD_STATE_ROWS, 1);
}

/* Runs several sections, pass by pass. */
static void run_cascade(const double *const *in, double *const *out, size_t frames, size_t sections, const vector *rows,
			vector *states)
{
	for (size_t start = 0; start < frames; start += PASS) {
		vector x[PASS];
		const size_t run = frames - start < PASS ? frames - start : PASS;
		begin_pass(in, start, run, x);
		run_sections(x, run, sections, rows, states);
		end_pass(out, start, run, x);
	}
}

static void biquad_cascades(const double *const *in, double *const *out, size_t frames, size_t groups, size_t sections,
			    const double *coefficients, double *state)
{
	const vector *rows = (const vector *)(const void *)coefficients;
	vector *states = (vector *)(void *)state;
	if (sections == 1) {
		run_single_sections(in, out, frames, groups, rows, states);
		return;
	}
	for (size_t group = 0; group < groups; group++) {
		if (sections == 0)
			copy_columns(in + group * W, out + group * W, frames);
		else
			run_cascade(in + group * W, out + group * W, frames, sections,
				    rows + group * BIQUAD_ROWS * sections,
				    states + group * BIQUAD_STATE_ROWS * sections);
	}
}

static void biquad_cascade(const double *const *in, double *const *out, size_t frames, size_t sections,
			   const double *coefficients, double *state)
{
	biquad_cascades(in, out, frames, 1, sections, coefficients, state);
}

/* Reads W pieces of the curve: out[k] holds coefficient k of each. */
INLINE void pieces_at(const allpass_piece *pieces, words at, vector out[4])
{
#if KERNEL_WIDTH == 8
	for (int k = 0; k < 4; k++) {
		const narrow low = load_narrow(pieces[word_of(at, k)]), high = load_narrow(pieces[word_of(at, k + 4)]);
		out[k] = __builtin_shufflevector(low, high, 0, 1, 2, 3, 4, 5, 6, 7);
	}
	transpose_halves(out);
#elif KERNEL_WIDTH == 4
	for (int k = 0; k < 4; k++)
		out[k] = load(pieces[word_of(at, k)]);
	transpose(out);
#else
	for (int k = 0; k < 4; k++) {
		vector x = all(0.0);
		for (int column = 0; column < W; column++)
			set_column(&x, column, pieces[word_of(at, column)][k]);
		out[k] = x;
	}
#endif
}

INLINE vector on_curve(const struct allpass_curve *curve, vector wave)
{
	const vector whole = all(0x1p52), position = (wave + 1.0) * (curve->count / 2.0);
	/* The sum rounds to the nearest whole number, which may be one too many. */
	const vector nearest = (smaller(position, all(curve->count - 1.0)) + whole) - whole;
	const vector piece = choose_if_less(position, nearest, nearest - 1.0, nearest);
	vector of[4];
	pieces_at(curve->pieces, bits_of(piece + whole) & (uint64_t)0x7fffffff, of);
	const vector t = position - piece;
	return ((of[3] * t + of[2]) * t + of[1]) * t + of[0];
}

/* `stages` is a constant where this is called. One division serves two quotients. */
INLINE void weigh_stages(allpass_weights weights, const double *wave, const struct allpass_curve *curve, size_t frames,
			 int stages, double feedback)
{
	for (size_t i = 0; i < frames; i += W) {
		vector powers[ALLPASS_STAGES + 1];
		const vector c = on_curve(curve, load(wave + i)), square = 1.0 - c * c, s = square_root(square);
		powers[0] = all(1.0);
		for (int k = 0; k < stages; k++)
			powers[k + 1] = powers[k] * c;
		const vector rest = 1.0 - feedback * powers[stages], both = 1.0 / (rest * s), inverse = both * s;
		const vector share = feedback * inverse * s;
		store(weights[ALLPASS_COSINE] + i, c);
		store(weights[ALLPASS_SQUARE] + i, square);
		store(weights[ALLPASS_QUOTIENT] + i, c * (both * rest));
		store(weights[ALLPASS_THROUGH] + i, powers[stages]);
		store(weights[ALLPASS_INVERSE] + i, inverse);
		for (int k = 0; k < stages; k++) {
			store(weights[ALLPASS_INTO + k] + i, s * powers[k]);
			store(weights[ALLPASS_BACK + k] + i, share * powers[stages - 1 - k]);
		}
	}
}

static void allpass_weigh(allpass_weights weights, const double *wave, const struct allpass_curve *curve, size_t frames,
			  size_t stages, double feedback)
{
	if (stages == 2)
		weigh_stages(weights, wave, curve, frames, 2, feedback);
	else if (stages == 4)
		weigh_stages(weights, wave, curve, frames, 4, feedback);
	else if (stages == 6)
		weigh_stages(weights, wave, curve, frames, 6, feedback);
	else if (stages == 8)
		weigh_stages(weights, wave, curve, frames, 8, feedback);
	else if (stages == 10)
		weigh_stages(weights, wave, curve, frames, 10, feedback);
	else
		weigh_stages(weights, wave, curve, frames, 12, feedback);
}

/* The weights of the frame that is next: those of the first column where all share them, or else each column's own,
   transposed for W frames. */
struct allpass_reading {
	bool shared;
	const allpass_weights *first;
	const vector (*own)[W];
	size_t frame;
};

INLINE vector weight_at(const struct allpass_reading *reading, int row)
{
	return reading->shared ? all((*reading->first)[row][reading->frame]) : reading->own[row][reading->frame % W];
}

/* Computes one frame. Stage i hears c^i u + rest, where `rest` depends on the states only, so u = x + feedback y is
   solved first. What a frame waits for is short: u is a sum of products of the states, and a state waits for one
   product of u. `heard` is s times the rest, which saves a product for each stage. */
INLINE vector allpass_step(vector x, const struct allpass_reading *reading, int stages, vector *state)
{
	const vector c = weight_at(reading, ALLPASS_COSINE), square = weight_at(reading, ALLPASS_SQUARE);
	vector u = x * weight_at(reading, ALLPASS_INVERSE);
	for (int i = 0; i < stages; i += 4) {
		const vector two = weight_at(reading, ALLPASS_BACK + i) * state[i] +
				   weight_at(reading, ALLPASS_BACK + i + 1) * state[i + 1];
		if (i + 2 == stages)
			u = u + two;
		else
			u = u + (two + (weight_at(reading, ALLPASS_BACK + i + 2) * state[i + 2] +
					weight_at(reading, ALLPASS_BACK + i + 3) * state[i + 3]));
	}
	vector heard = square * state[0];
	state[0] = weight_at(reading, ALLPASS_INTO) * u - c * state[0];
	for (int i = 1; i < stages - 1; i++) {
		const vector old = state[i];
		state[i] = weight_at(reading, ALLPASS_INTO + i) * u + (heard - c * old);
		heard = c * heard + square * old;
	}
	const vector last = state[stages - 1];
	state[stages - 1] = weight_at(reading, ALLPASS_INTO + stages - 1) * u + (heard - c * last);
	return weight_at(reading, ALLPASS_THROUGH) * u +
	       (weight_at(reading, ALLPASS_QUOTIENT) * heard + weight_at(reading, ALLPASS_INTO) * last);
}

/* Transposes one row of the weights for W frames. */
INLINE void own_row(vector (*own)[W], const allpass_weights *const *weights, size_t frame, int row)
{
	for (int k = 0; k < W; k++)
		own[row][k] = load((*weights[k])[row] + frame);
	transpose(own[row]);
}

INLINE void own_rows(vector (*own)[W], const allpass_weights *const *weights, size_t frame, int stages)
{
	for (int row = 0; row < ALLPASS_INTO; row++)
		own_row(own, weights, frame, row);
	for (int i = 0; i < stages; i++) {
		own_row(own, weights, frame, ALLPASS_INTO + i);
		own_row(own, weights, frame, ALLPASS_BACK + i);
	}
}

/* `stages` and whether all columns share their weights are constants where this is called. */
INLINE void allpass_stages(const double *const *in, double *const *out, const allpass_weights *const *weights,
			   size_t frames, int stages, bool shared, double *state)
{
	vector states[ALLPASS_STAGES], own[ALLPASS_ROWS][W];
	struct allpass_reading reading = { .shared = shared, .first = weights[0], .own = (const vector(*)[W])own };
	memcpy(states, state, (size_t)stages * sizeof *states);
	while (reading.frame + W <= frames) {
		vector x[W];
		const size_t start = reading.frame;
		load_tile(in, start, x);
		if (!shared)
			own_rows(own, weights, start, stages);
		for (int j = 0; j < W; j++, reading.frame++)
			x[j] = allpass_step(x[j], &reading, stages, states);
		store_tile(out, start, x);
	}
	if (!shared && reading.frame < frames)
		own_rows(own, weights, reading.frame, stages);
	for (; reading.frame < frames; reading.frame++)
		scatter(out, reading.frame, allpass_step(gather(in, reading.frame), &reading, stages, states));
	memcpy(state, states, (size_t)stages * sizeof *states);
}

static bool same_weights(const allpass_weights *const *weights)
{
	for (int k = 1; k < W; k++)
		if (weights[k] != weights[0])
			return false;
	return true;
}

/* A chain of some stages. */
#define ALLPASS_CHAIN(STAGES)                                                                                          \
	static void allpass_chain_##STAGES(const double *const *in, double *const *out,                                \
					   const allpass_weights *const *weights, size_t frames, double *state)        \
	{                                                                                                              \
		if (same_weights(weights))                                                                             \
			allpass_stages(in, out, weights, frames, STAGES, true, state);                                 \
		else                                                                                                   \
			allpass_stages(in, out, weights, frames, STAGES, false, state);                                \
	}

ALLPASS_CHAIN(2)
ALLPASS_CHAIN(4)
ALLPASS_CHAIN(6)
ALLPASS_CHAIN(8)
ALLPASS_CHAIN(10)
ALLPASS_CHAIN(12)

static void allpass_chain(const double *const *in, double *const *out, const allpass_weights *const *weights,
			  size_t frames, size_t stages, double *state)
{
	static void (*const chains[])(const double *const *, double *const *, const allpass_weights *const *, size_t,
				      double *) = { allpass_chain_2, allpass_chain_4,  allpass_chain_6,
						    allpass_chain_8, allpass_chain_10, allpass_chain_12 };
	chains[stages / 2 - 1](in, out, weights, frames, state);
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

/* Runs the last sections that stay in one wave with those that move, where there is room for all. */
static void run_moving_sections(vector *x, size_t frames, const struct moving_cascade *cascade,
				struct moving_section *sections, const double *shares)
{
	const vector *rows = (const vector *)(const void *)cascade->coefficients;
	vector *states = (vector *)(void *)cascade->still_state;
	const size_t rest = cascade->sections % WAVE, still = rest + cascade->moving <= WAVE ? rest : 0;
	const size_t before = cascade->sections - still;
	const struct wave wave = { rows + BIQUAD_ROWS * before, states + BIQUAD_STATE_ROWS * before, sections, shares };
	run_sections(x, frames, before, rows, states);
	moving_waves[shares ? 1 : 0][cascade->moving - 1][still](x, frames, &wave);
}

static void moving_cascade(const double *const *in, double *const *out, size_t frames,
			   const struct moving_cascade *cascade)
{
	vector *states = (vector *)(void *)cascade->state;
	struct moving_section sections[MOVING_SECTIONS]; /* a change is set, and read, on a way only */
	for (size_t i = 0; i < cascade->moving; i++) {
		sections[i].from = moving_coefficients_of(cascade->from + i * VARYING_FILTER_ROWS * W);
		sections[i].first = states[i * VARYING_FILTER_STATE_ROWS];
		sections[i].second = states[i * VARYING_FILTER_STATE_ROWS + 1];
		if (cascade->to) {
			const struct moving_coefficients to =
				moving_coefficients_of(cascade->to + i * VARYING_FILTER_ROWS * W);
			sections[i].change = moving_coefficients_change(&sections[i].from, &to);
		}
	}
	for (size_t start = 0; start < frames; start += PASS) {
		vector x[PASS];
		const size_t run = frames - start < PASS ? frames - start : PASS;
		begin_pass(in, start, run, x);
		run_moving_sections(x, run, cascade, sections, cascade->to ? cascade->shares + start : NULL);
		end_pass(out, start, run, x);
	}
	for (size_t i = 0; i < cascade->moving; i++) {
		states[i * VARYING_FILTER_STATE_ROWS] = sections[i].first;
		states[i * VARYING_FILTER_STATE_ROWS + 1] = sections[i].second;
	}
}

static const struct filter_kernel filter_kernel = {
	.biquad_cascade = biquad_cascade,
	.biquad_cascades = biquad_cascades,
	.allpass_weigh = allpass_weigh,
	.allpass_chain = allpass_chain,
	.varying_filter = varying_filter,
	.moving_cascade = moving_cascade,
};
