/* stemprint: the inner loops for KERNEL_WIDTH columns, compiled once for each instruction set.
   SPDX-License-Identifier: GPL-3.0-or-later

   The including file defines KERNEL_WIDTH, KERNEL_NAME and KERNEL_TABLE. No include guard: it is a template. Every
   column goes through the same operations in the same order at every width, so that all tables give the same bits. */
#include "dsp/kernel_narrow_vector.h"
#include "dsp/kernel_spectrum.h"
#include "dsp/kernel_vector.h"

#include "dsp/kernel_table.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

#define INLINE static inline __attribute__((always_inline))

/* Frames a turn: as many as make a square of columns and frames, or a few more. */
enum { TILE = W > 4 ? W : 4 };

/* Sections that run abreast, and frames a turn: every start and end of a wave has sections that wait. */
enum { WAVE = 4, WAVE_FRAMES = 8 };

static void copy_columns(const double *const *in, double *const *out, size_t frames)
{
	for (int k = 0; k < W; k++)
		if (in[k] != out[k])
			memcpy(out[k], in[k], frames * sizeof *out[k]);
}

/* One frame through a section in transposed direct form II. The products of the input do not wait for the output of the
   frame before: what does is one sum, one product and one difference. */
INLINE vector step_section(vector x, const vector *row, vector *state)
{
	vector y = row[BIQUAD_B0] * x + state[0];
	state[0] = (row[BIQUAD_B1] * x + state[1]) - row[BIQUAD_A1] * y;
	state[1] = row[BIQUAD_B2] * x - row[BIQUAD_A2] * y;
	return y;
}

/* A section waits for itself from frame to frame. Each of them is a frame behind the one before it, so that what stands
   next to each other does not wait for each other. Both counts are constants where this is called. */
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

/* Fewer than a wave needs wait for themselves in any order. */
INLINE void run_sections(vector *x, int frames, size_t sections, const vector *rows, vector *states)
{
	size_t i = 0;
	for (; i + WAVE <= sections; i += WAVE)
		run_wave(x, frames, WAVE, rows + BIQUAD_ROWS * i, states + BIQUAD_STATE_ROWS * i);
	for (; i < sections; i++)
		run_wave(x, frames, 1, rows + BIQUAD_ROWS * i, states + BIQUAD_STATE_ROWS * i);
}

static void biquad_cascade(const double *const *in, double *const *out, size_t frames, size_t sections,
			   const double *coefficients, double *state)
{
	const vector *rows = (const vector *)(const void *)coefficients;
	vector *states = (vector *)(void *)state;
	size_t frame = 0;
	if (sections == 0) {
		copy_columns(in, out, frames);
		return;
	}
	for (; frame + WAVE_FRAMES <= frames; frame += WAVE_FRAMES) {
		vector x[WAVE_FRAMES];
		for (int j = 0; j < WAVE_FRAMES; j += W)
			load_tile(in, frame + (size_t)j, x + j);
		run_sections(x, WAVE_FRAMES, sections, rows, states);
		for (int j = 0; j < WAVE_FRAMES; j += W)
			store_tile(out, frame + (size_t)j, x + j);
	}
	for (; frame < frames; frame++) {
		vector x = gather(in, frame);
		run_sections(&x, 1, sections, rows, states);
		scatter(out, frame, x);
	}
}

#include "dsp/kernel_gain_template.h"

#include "dsp/kernel_compressor_template.h"
#include "dsp/kernel_release_template.h"

struct gate_parameters {
	vector mean, keep; /**< weights of the new square and of the mean so far */
	vector upper, open_upper, closing; /**< ends of the knee: upper closed, upper open, lower open */
	vector knee, bend, slope, range;
	vector attack, hold, release;
};

static inline struct gate_parameters gate_parameters_of(const vector *row)
{
	const vector open_upper = row[GATE_COMPUTER_UPPER] - row[GATE_COMPUTER_HYSTERESIS];
	return (struct gate_parameters){
		.mean = row[GATE_COMPUTER_MEAN],
		.keep = 1.0 - row[GATE_COMPUTER_MEAN],
		.upper = row[GATE_COMPUTER_UPPER],
		.open_upper = open_upper,
		.closing = open_upper - row[GATE_COMPUTER_KNEE],
		.knee = row[GATE_COMPUTER_KNEE],
		.bend = row[GATE_COMPUTER_BEND],
		.slope = row[GATE_COMPUTER_SLOPE],
		.range = row[GATE_COMPUTER_RANGE],
		.attack = row[GATE_COMPUTER_ATTACK],
		.hold = row[GATE_COMPUTER_HOLD],
		.release = row[GATE_COMPUTER_RELEASE],
	};
}

/* The gain in dB at level x of the curve whose knee ends at `upper`. */
INLINE vector gate_curve(vector x, vector upper, const struct gate_parameters *p)
{
	vector way = upper - x;
	vector bent = smaller(larger(way, all(0.0)), p->knee);
	vector under = larger(way - p->knee, all(0.0));
	return larger(-(p->bend * (bent * bent) + p->slope * under), p->range);
}

/* One frame: level x with the gains that the curves of the closed and of the open gate ask for. */
INLINE vector gate_step(vector x, vector closed, vector opened, const struct gate_parameters *p, vector *s)
{
	const vector none = all(0.0), half = all(0.5), least = all(-1e9); /* dB, under every goal */
	const vector open = choose_if_less(x, p->upper, s[GATE_COMPUTER_OPEN], all(1.0));
	const vector goal = s[GATE_COMPUTER_GOAL], left = s[GATE_COMPUTER_LEFT], gain_db = s[GATE_COMPUTER_GAIN];
	vector asked = choose_if_less(half, open, opened, closed);
	vector counted = choose_if_less(x, p->closing, choose_if_less(half, open, least, asked), asked);
	vector fallen = choose_if_less(half, left, goal, choose_if_less(x, p->closing, closed, asked));
	vector after = choose_if_less(half, left, open, choose_if_less(x, p->closing, none, open));
	s[GATE_COMPUTER_OPEN] = choose_if_less(counted, goal, after, open);
	s[GATE_COMPUTER_LEFT] = choose_if_less(counted, goal, larger(left - 1.0, none), p->hold);
	s[GATE_COMPUTER_GOAL] = choose_if_less(counted, goal, fallen, asked);
	vector way = s[GATE_COMPUTER_GOAL] - gain_db;
	vector moved = choose_if_less(none, way, gain_db + p->attack * way, gain_db + p->release * way);
	s[GATE_COMPUTER_GAIN] = choose_if_less(larger(way, -way), all(1e-9), s[GATE_COMPUTER_GOAL], moved);
	return s[GATE_COMPUTER_GAIN];
}

/* The first `frames` of `rows` detector frames become linear gains; the others are idle. Both are constants where this
   is called. */
INLINE void gate_rows(vector *x, int frames, int rows, const struct gate_parameters *p, vector *s)
{
	vector closed[TILE], opened[TILE];
	for (int j = 0; j < frames; j++)
		x[j] = mean_square(x[j], p->mean, p->keep, &s[GATE_COMPUTER_SQUARE]);
	for (int j = 0; j < rows; j += ABREAST)
		decibels_of_power(x + j, ABREAST);
	for (int j = 0; j < frames; j++) {
		closed[j] = gate_curve(x[j], p->upper, p);
		opened[j] = gate_curve(x[j], p->open_upper, p);
	}
	for (int j = 0; j < frames; j++)
		x[j] = gate_step(x[j], closed[j], opened[j], p, s);
	for (int j = 0; j < rows; j += ABREAST)
		gain_of_decibels(x + j, ABREAST);
}

/* The computer of gate_rows() and its like, over all columns: tiles, and what is left over one frame at a time beside
   rows that are idle. */
#define ROWS_COMPUTER(noun, STATE_ROWS, idle)                                                                          \
	static void noun##_computer(const double *const *in, double *const *out, size_t frames,                        \
				    const double *parameters, double *state)                                           \
	{                                                                                                              \
		const struct noun##_parameters p = noun##_parameters_of((const vector *)(const void *)parameters);     \
		vector s[STATE_ROWS];                                                                                  \
		memcpy(s, state, sizeof s);                                                                            \
		size_t frame = 0;                                                                                      \
		for (; frame + TILE <= frames; frame += TILE) {                                                        \
			vector x[TILE];                                                                                \
			for (int j = 0; j < TILE; j += W)                                                              \
				load_tile(in, frame + (size_t)j, x + j);                                               \
			noun##_rows(x, TILE, TILE, &p, s);                                                             \
			for (int j = 0; j < TILE; j += W)                                                              \
				store_tile(out, frame + (size_t)j, x + j);                                             \
		}                                                                                                      \
		for (; frame < frames; frame++) {                                                                      \
			vector x[ABREAST];                                                                             \
			for (int k = 0; k < ABREAST; k++)                                                              \
				x[k] = all(idle);                                                                      \
			x[0] = gather(in, frame);                                                                      \
			noun##_rows(x, 1, ABREAST, &p, s);                                                             \
			scatter(out, frame, x[0]);                                                                     \
		}                                                                                                      \
		memcpy(state, s, sizeof s);                                                                            \
	}

ROWS_COMPUTER(gate, GATE_COMPUTER_STATE_ROWS, 1.0)

#include "dsp/kernel_dynamics_template.h"

/* One frame. What comes out of each stage is c^i u + rest, where `rest` stems from the states alone: so u can be solved
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

/* `stages` is a constant wherever this is called. */
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

/* Several vectors a turn hide the latency of the sum, and share the loads of gains and pointers. */
enum { TURN = 4 };

static void mix(double *out, const double *const *in, const double *gains, size_t count, size_t frames)
{
	if (count == 0) {
		memset(out, 0, frames * sizeof *out);
		return;
	}
	size_t i = 0;
	for (; i + TURN * W <= frames; i += TURN * W) {
		vector sum[TURN];
		for (int k = 0; k < TURN; k++)
			sum[k] = load(in[0] + i + k * W) * gains[0];
		for (size_t j = 1; j < count; j++) {
			const double *column = in[j] + i;
			vector gain = all(gains[j]);
			for (int k = 0; k < TURN; k++)
				sum[k] = sum[k] + load(column + k * W) * gain;
		}
		for (int k = 0; k < TURN; k++)
			store(out + i + k * W, sum[k]);
	}
	for (; i < frames; i++) {
		double sum = in[0][i] * gains[0];
		for (size_t j = 1; j < count; j++)
			sum = sum + in[j][i] * gains[j];
		out[i] = sum;
	}
}

/* Asks for what the loop writes some turns later: another core may hold it, or none. Past the end of a column that is
   in vain, and does no harm. */
INLINE void soon_written(const double *column, int frames)
{
	enum { FRAMES_AHEAD = 256, FRAMES_OF_A_LINE = 8 };
	for (int i = 0; i < frames; i += FRAMES_OF_A_LINE)
		__builtin_prefetch(column + FRAMES_AHEAD + i, 1);
}

/* One way through the memory of `kept`, which is often far away. */
static void exchange(double *kept, double *out, const double *in, size_t frames)
{
	size_t i = 0;
	for (; i + TURN * W <= frames; i += TURN * W) {
		vector older[TURN], newer[TURN];
		soon_written(out + i, TURN * W);
		soon_written(kept + i, TURN * W);
		for (int k = 0; k < TURN; k++) {
			older[k] = load(kept + i + k * W);
			newer[k] = load(in + i + k * W);
		}
		for (int k = 0; k < TURN; k++) {
			store(out + i + k * W, older[k]);
			store(kept + i + k * W, newer[k]);
		}
	}
	for (; i < frames; i++) {
		const double newer = in[i];
		out[i] = kept[i];
		kept[i] = newer;
	}
}

/* `vectors` is a constant where this is called. */
INLINE void correlate_turn(double *out, const double *in, const double *taps, size_t count, int vectors)
{
	vector sum[TURN];
	for (int k = 0; k < vectors; k++)
		sum[k] = load(in + k * W) * taps[0];
	for (size_t j = 1; j < count; j++) {
		const vector tap = all(taps[j]);
		for (int k = 0; k < vectors; k++)
			sum[k] = sum[k] + load(in + j + k * W) * tap;
	}
	for (int k = 0; k < vectors; k++)
		store(out + k * W, sum[k]);
}

static void correlate(double *out, const double *in, const double *taps, size_t count, size_t frames)
{
	size_t i = 0;
	for (; i + TURN * W <= frames; i += TURN * W)
		correlate_turn(out + i, in + i, taps, count, TURN);
	for (; i + W <= frames; i += W)
		correlate_turn(out + i, in + i, taps, count, 1);
	/* The last ones once more, so that none is left over. */
	if (i < frames && frames >= W) {
		correlate_turn(out + frames - W, in + frames - W, taps, count, 1);
		return;
	}
	for (; i < frames; i++) {
		double sum = in[i] * taps[0];
		for (size_t j = 1; j < count; j++)
			sum = sum + in[i + j] * taps[j];
		out[i] = sum;
	}
}

#include "dsp/kernel_intersample_template.h"

/* Eight pairs at a constant distance. `whole`: the tangent is 1, and a product by it is the factor itself. */
INLINE void rotate_pairs(vector x[ROTATE_COLUMNS], int distance, vector tangent, bool whole)
{
	for (int pair = 0; pair < ROTATE_COLUMNS / 2; pair++) {
		const int i = pair / distance * 2 * distance + pair % distance;
		const vector a = x[i], b = x[i + distance];
		x[i] = whole ? a + b : a + tangent * b;
		x[i + distance] = whole ? b - a : b - tangent * a;
	}
}

INLINE void rotate_frame(vector x[ROTATE_COLUMNS], vector tangent, bool whole)
{
	rotate_pairs(x, 1, tangent, whole);
	rotate_pairs(x, 2, tangent, whole);
	rotate_pairs(x, 4, tangent, whole);
	rotate_pairs(x, 8, tangent, whole);
}

/* `whole` and `adds` are constants wherever this is called. */
INLINE void rotate_columns(const double *const *in, const double *const *add, double *const *out, double tangent,
			   double scale, size_t frames, bool whole, bool adds)
{
	const vector t = all(tangent), s = all(scale);
	vector x[ROTATE_COLUMNS];
	size_t i = 0;
	for (; i + W <= frames; i += W) {
		for (int k = 0; k < ROTATE_COLUMNS; k++)
			x[k] = load(in[k] + i);
		rotate_frame(x, t, whole);
		for (int k = 0; k < ROTATE_COLUMNS; k++)
			store(out[k] + i, adds ? x[k] * s + load(add[k] + i) : x[k] * s);
	}
	for (; i < frames; i++) {
		for (int k = 0; k < ROTATE_COLUMNS; k++)
			x[k] = all(in[k][i]);
		rotate_frame(x, t, whole);
		for (int k = 0; k < ROTATE_COLUMNS; k++)
			out[k][i] = column_of(adds ? x[k] * s + all(add[k][i]) : x[k] * s, 0);
	}
}

static void rotate(const double *const *in, const double *const *add, double *const *out, double tangent, double scale,
		   size_t frames)
{
	if (tangent == 1.0 && add)
		rotate_columns(in, add, out, tangent, scale, frames, true, true);
	else if (tangent == 1.0)
		rotate_columns(in, add, out, tangent, scale, frames, true, false);
	else if (add)
		rotate_columns(in, add, out, tangent, scale, frames, false, true);
	else
		rotate_columns(in, add, out, tangent, scale, frames, false, false);
}

/* Copies of the taps, which no store can touch, stay in registers. */
static void slide(double *out, const double *in, const double *first, const double *step, double start, size_t frames)
{
	vector ramp = all(0.0), still[SLIDE_TAPS], change[SLIDE_TAPS];
	for (int k = 0; k < W; k++)
		set_column(&ramp, k, k);
	for (int k = 0; k < SLIDE_TAPS; k++) {
		still[k] = all(first[k]);
		change[k] = all(step[k]);
	}
	size_t i = 0;
	for (; i + W <= frames; i += W) {
		const vector way = all(start + (double)i) + ramp;
		vector sum = load(in + i) * (still[0] + way * change[0]);
		for (int k = 1; k < SLIDE_TAPS; k++)
			sum = sum + load(in + i + k) * (still[k] + way * change[k]);
		store(out + i, sum);
	}
	for (; i < frames; i++) {
		const double way = start + (double)i;
		double sum = in[i] * (first[0] + way * step[0]);
		for (size_t k = 1; k < SLIDE_TAPS; k++)
			sum = sum + in[i + k] * (first[k] + way * step[k]);
		out[i] = sum;
	}
}

static void multiply(double *out, const double *in, const double *gain, size_t frames)
{
	size_t i = 0;
	for (; i + W <= frames; i += W)
		store(out + i, load(in + i) * load(gain + i));
	for (; i < frames; i++)
		out[i] = in[i] * gain[i];
}

static void louder(double *out, const double *a, const double *b, size_t frames)
{
	size_t i = 0;
	for (; i + W <= frames; i += W)
		store(out + i, larger(magnitude_of(load(b + i)), magnitude_of(load(a + i))));
	for (; i < frames; i++) {
		const double first = fabs(a[i]), second = fabs(b[i]);
		out[i] = second > first ? second : first;
	}
}

/* Two vectors become one of the columns' first halves, and one of the second halves. */
static void interleave(double *out, const double *first, const double *second, size_t frames)
{
	size_t i = 0;
#if KERNEL_WIDTH > 1
	for (; i + W <= frames; i += W) {
		const vector a = load(first + i), b = load(second + i);
#if KERNEL_WIDTH == 2
		store(out + 2 * i, __builtin_shufflevector(a, b, 0, 2));
		store(out + 2 * i + W, __builtin_shufflevector(a, b, 1, 3));
#elif KERNEL_WIDTH == 4
		store(out + 2 * i, __builtin_shufflevector(a, b, 0, 4, 1, 5));
		store(out + 2 * i + W, __builtin_shufflevector(a, b, 2, 6, 3, 7));
#elif KERNEL_WIDTH == 8
		store(out + 2 * i, __builtin_shufflevector(a, b, 0, 8, 1, 9, 2, 10, 3, 11));
		store(out + 2 * i + W, __builtin_shufflevector(a, b, 4, 12, 5, 13, 6, 14, 7, 15));
#endif
	}
#endif
	for (; i < frames; i++) {
		out[2 * i] = first[i];
		out[2 * i + 1] = second[i];
	}
}

/* Vectors in the partial sums of a reading. */
enum { PARTS = INTERPOLATION_PARTS / W };

INLINE double interpolated(const struct interpolation *reading)
{
	vector first[PARTS], second[PARTS];
	double parts[INTERPOLATION_PARTS];
	for (int k = 0; k < PARTS; k++)
		first[k] = second[k] = all(0.0);
	const double *window = reading->window, *filter = reading->filters, *next = filter + reading->taps;
	for (size_t tap = 0; tap < reading->taps; tap += INTERPOLATION_PARTS)
		for (size_t k = 0; k < PARTS; k++) {
			vector x = load(window + tap + k * W);
			first[k] += load(filter + tap + k * W) * x;
			second[k] += load(next + tap + k * W) * x;
		}
	for (int k = 0; k < PARTS; k++)
		store(parts + k * W, first[k] + reading->fraction * (second[k] - first[k]));
	return ((parts[0] + parts[4]) + (parts[2] + parts[6])) + ((parts[1] + parts[5]) + (parts[3] + parts[7]));
}

static void interpolate(double *out, const struct interpolation *readings, size_t frames)
{
	for (size_t i = 0; i < frames; i++)
		out[i] = interpolated(&readings[i]);
}

/* `vectors` is a constant where this is called. Each pair of samples shares a tap. */
INLINE void half_band_turn(double *out, const double *in, const double *taps, size_t pairs, int vectors)
{
	const double *last = in + 2 * pairs - 1;
	vector sum[TURN];
	for (int k = 0; k < vectors; k++)
		sum[k] = all(0.0);
	for (size_t j = 0; j < pairs; j++) {
		const vector tap = all(taps[j]);
		for (int k = 0; k < vectors; k++)
			sum[k] = sum[k] + (load(in + j + k * W) + load(last - j + k * W)) * tap;
	}
	for (int k = 0; k < vectors; k++)
		store(out + k * W, sum[k]);
}

static void half_band(double *out, const double *in, const double *taps, size_t pairs, size_t frames)
{
	size_t i = 0;
	for (; i + TURN * W <= frames; i += TURN * W)
		half_band_turn(out + i, in + i, taps, pairs, TURN);
	for (; i + W <= frames; i += W)
		half_band_turn(out + i, in + i, taps, pairs, 1);
	/* The last ones once more, so that none is left over. */
	if (i < frames && frames >= W) {
		half_band_turn(out + frames - W, in + frames - W, taps, pairs, 1);
		return;
	}
	for (; i < frames; i++) {
		double sum = 0.0;
		for (size_t j = 0; j < pairs; j++)
			sum = sum + (in[i + j] + in[i + (2 * pairs - 1 - j)]) * taps[j];
		out[i] = sum;
	}
}

INLINE vector second_difference(const double *in)
{
	return (load(in) - 2.0 * load(in + 1)) + load(in + 2);
}

/* The largest of W magnitudes, whose bits are in the order of their values; not a number where a sum is none. */
INLINE double largest_of(vector most, vector sum)
{
	const words bits = bits_of(most), undefined = not_a_number(sum);
	union {
		uint64_t bits;
		double number;
	} largest = { .bits = 0 };
	uint64_t any = 0;
	for (int j = 0; j < W; j++) {
		largest.bits = word_of(bits, j) > largest.bits ? word_of(bits, j) : largest.bits;
		any |= word_of(undefined, j);
	}
	return any != 0 ? (double)NAN : largest.number;
}

/* A comparison is false for what is not a number, so that the next sample would hide it; a sum of magnitudes never
   loses it. `bends` is a constant where this is called. */
INLINE double largest_magnitude(const double *in, size_t frames, bool bends)
{
	vector most[TURN], sum[TURN];
	for (int k = 0; k < TURN; k++)
		most[k] = sum[k] = all(0.0);
	size_t i = 0;
	for (; i + TURN * W <= frames; i += TURN * W)
		for (int k = 0; k < TURN; k++) {
			const double *at = in + i + k * W;
			vector x = magnitude_of(bends ? second_difference(at) : load(at));
			sum[k] = sum[k] + x;
			most[k] = larger(x, most[k]);
		}
	for (; i + W <= frames; i += W) {
		vector x = magnitude_of(bends ? second_difference(in + i) : load(in + i));
		sum[0] = sum[0] + x;
		most[0] = larger(x, most[0]);
	}
	for (int k = 1; k < TURN; k++) {
		sum[0] = sum[0] + sum[k];
		most[0] = larger(most[k], most[0]);
	}
	double largest = largest_of(most[0], sum[0]), rest = 0.0;
	for (; i < frames; i++) {
		const double x = fabs(bends ? (in[i] - 2.0 * in[i + 1]) + in[i + 2] : in[i]);
		rest = rest + x;
		largest = x > largest ? x : largest;
	}
	return isnan(largest) || isnan(rest) ? (double)NAN : largest;
}

static double peak(const double *in, size_t frames)
{
	return largest_magnitude(in, frames, false);
}

static double bend(const double *in, size_t frames)
{
	return largest_magnitude(in, frames, true);
}

#include "dsp/kernel_bytes_template.h"
#include "dsp/kernel_quantise_template.h"
#include "dsp/kernel_waveshape_template.h"

/* The printing kernels use the helpers of the two headers above that pack bytes and quantise. */
#include "dsp/kernel_print_template.h"

/* The apportioning kernel rounds and dithers with the helpers of the quantising kernels. */
#include "dsp/kernel_apportion_template.h"

const struct kernel KERNEL_TABLE = {
	.name = KERNEL_NAME,
	.width = KERNEL_WIDTH,
	.biquad_cascade = biquad_cascade,
	.gain_computer = gain_computer,
	.release_computer = release_computer,
	.gate_computer = gate_computer,
	.transient_computer = transient_computer,
	.allpass_chain = allpass_chain,
	.varying_filter = varying_filter,
	.mix = mix,
	.exchange = exchange,
	.correlate = correlate,
	.raise_steps = raise_steps,
	.rotate = rotate,
	.slide = slide,
	.multiply = multiply,
	.louder = louder,
	.interleave = interleave,
	.half_band = half_band,
	.waveshape = waveshape,
	.interpolate = interpolate,
	.peak = peak,
	.bend = bend,
	.quantise = quantise_column,
	.quantise_dithered = quantise_dithered,
	.print_24 = print_24,
	.unpack_24 = unpack_24,
	.pack_24 = pack_24,
	.apportion = apportion_frames,
	.fft_forward = fft_forward,
	.fft_backward = fft_backward,
	.fir = fir,
};
