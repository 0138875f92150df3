/* Follows hysteresis, for template.h alone.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "dsp/kernel/hysteresis.h"

/* The bit of a number that is its sign. */
#define SIGN_BIT ((uint64_t)0x8000000000000000)

/* Returns the whole parts of numbers from 0 to 2^31, and writes them. */
INLINE vector whole_of(int32_t out[W], vector x)
{
#if KERNEL_WIDTH == 1
	*out = (int32_t)x;
	return *out;
#else
	typedef int32_t numbers __attribute__((vector_size(4 * W)));
	const numbers whole = __builtin_convertvector(x, numbers);
	memcpy(out, &whole, sizeof whole);
	return __builtin_convertvector(whole, vector);
#endif
}

/* Reads the cubics of the curve with these numbers: out[power] holds that of every one. */
INLINE void load_cubics(const double *curve, const int32_t at[W], vector out[HYSTERESIS_POWERS])
{
#if KERNEL_WIDTH == 8
	narrow cubics[8];
	double powers[HYSTERESIS_POWERS][8];
	for (int k = 0; k < W; k++)
		cubics[k] = load_narrow(curve + HYSTERESIS_POWERS * at[k]);
	rows_of_columns(powers, cubics);
	for (int power = 0; power < HYSTERESIS_POWERS; power++)
		out[power] = load(powers[power]);
#elif KERNEL_WIDTH == 4
	for (int k = 0; k < W; k++)
		out[k] = load(curve + HYSTERESIS_POWERS * at[k]);
	transpose(out);
#elif KERNEL_WIDTH == 2
	for (int power = 0; power < HYSTERESIS_POWERS; power += 2) {
		out[power] = load(curve + HYSTERESIS_POWERS * at[0] + power);
		out[power + 1] = load(curve + HYSTERESIS_POWERS * at[1] + power);
		transpose(out + power);
	}
#else
	for (int power = 0; power < HYSTERESIS_POWERS; power++)
		out[power] = curve[HYSTERESIS_POWERS * at[0] + power];
#endif
}

/* Reads the curve and its slope at W fields. */
INLINE void read_curve(struct hysteresis_path *path, const double *curve, double lean, size_t i)
{
	const vector field = load(path->field + i);
	const words sign = bits_of(field) & SIGN_BIT;
	const vector position = magnitude_of(field) * (double)HYSTERESIS_CUBICS_A_UNIT;
	int32_t at[W];
	vector cubic[HYSTERESIS_POWERS];
	const vector whole = whole_of(at, position);
	load_cubics(curve, at, cubic);
	const vector t = position - whole, square = t * t;
	const vector slope =
		((cubic[1] + t * (2.0 * cubic[2])) + square * (3.0 * cubic[3])) * (double)HYSTERESIS_CUBICS_A_UNIT;
	const vector size = (cubic[0] + t * cubic[1]) + square * (cubic[2] + t * cubic[3]);
	const vector goal = number_of(bits_of(magnitude_of(size)) | sign);
	const vector x = lean * slope;
	store(path->goal + i, goal);
	store(path->slope + i, slope);
	/* goal / (1 - x), x being under 1/100. */
	store(path->target + i, goal * (1.0 + x * (1.0 + x * (1.0 + x * (1.0 + x)))));
}

/* Reads the curve at all fields, and at up to W - 1 entries behind them, which hold fields from before. */
static void read_curves(struct hysteresis_path *path, const double *curve, double lean, size_t steps)
{
	for (size_t i = 0; i <= steps; i += W)
		read_curve(path, curve, lean, i);
}

static double enter(struct hysteresis_path *path, const double *samples, double drive, size_t count)
{
	const vector most = all((double)HYSTERESIS_FIELD);
	double *field = path->field + 1, longest = 0.0;
	size_t i = 0;
	for (; i + W <= count; i += W)
		store(field + i, smaller(larger(load(samples + i) * drive, -most), most));
	for (; i < count; i++)
		field[i] = column_of(smaller(larger(all(samples[i] * drive), -most), most), 0);
	vector way = all(0.0);
	for (i = 0; i + W <= count; i += W)
		way = larger(magnitude_of(load(field + i) - load(path->field + i)), way);
	for (int k = 0; k < W; k++)
		longest = column_of(way, k) > longest ? column_of(way, k) : longest;
	for (; i < count; i++)
		longest = fabs(field[i] - path->field[i]) > longest ? fabs(field[i] - path->field[i]) : longest;
	return longest;
}

/* With the way z over k, (1 - exp(-z)) and 1 - (1 - exp(-z)) / z are taken from their series: z is under 1/2. */
static void prepare_hysteresis(struct hysteresis_path *restrict path, const struct hysteresis *tape, size_t steps)
{
	const double lean = tape->coupling * (1.0 - tape->reversible);
	const double scale = 1.0 / tape->loop, bent = tape->coupling / tape->loop;
	read_curves(path, tape->curve, lean, steps);
	for (size_t i = 0; i < steps; i++) {
		const double way = path->field[i + 1] - path->field[i], length = fabs(way);
		const double x0 = lean * path->slope[i], x1 = lean * path->slope[i + 1], x = 0.5 * (x0 + x1);
		const double over = 1.0 + x * (1.0 + x * (1.0 + x)), turns = length * scale, z = turns * (1.0 - x);
		const double first =
			z * (0.5 - z * (1.0 / 3.0 -
					z * (1.0 / 8.0 - z * (1.0 / 30.0 - z * (1.0 / 144.0 - z * (1.0 / 840.0))))));
		const double last =
			z * (0.5 - z * (1.0 / 6.0 -
					z * (1.0 / 24.0 - z * (1.0 / 120.0 - z * (1.0 / 720.0 - z * (1.0 / 5040.0))))));
		const double rise = fabs(path->target[i + 1] - path->target[i]), fall = bent * (1.0 - 0.5 * z);
		path->sign[i] = copysign(0.0, way);
		path->from[i] = (1.0 - x0) * over * first;
		path->to[i] = (1.0 - x1) * over * last;
		path->reach[i] = 1.0 / (rise > 1e-30 ? rise : 1e-30);
		path->bend[i] = length * turns * (path->slope[i] - path->slope[i + 1]) * (1.0 / 12.0) * (1.0 - 0.5 * z);
		path->still[i] = 0.5 * fall * fabs(path->goal[i + 1] - path->goal[i]);
		path->moved[i] = fall * (1.0 - x0);
	}
}

/* Moves u by one step. `left` is how far the target lies ahead: at the start, and at the end if u stood still. Where it
   lies behind at the start, u moves only for the share of the step that is beyond. */
INLINE vector follow_step(vector u, vector target, vector next, words sign, vector from, vector to, vector reach,
			  vector bend, vector still, vector moved)
{
	const vector left = larger(number_of(bits_of(target - u) ^ sign), all(0.0));
	const vector then = larger(number_of(bits_of(next - u) ^ sign), all(0.0));
	const vector share = smaller(then * reach, all(1.0));
	const vector narrowed = still + moved * left;
	const vector moves = left * from + (then * to + bend) * share;
	return u + number_of(bits_of(moves) ^ sign) * (1.0 + (narrowed + narrowed * narrowed));
}

/* Loads W steps of one quantity: x[step] holds that of every column. */
#define LOAD_STEPS(x, name, at)                                                                                        \
	do {                                                                                                           \
		for (int column = 0; column < W; column++)                                                             \
			(x)[column] = load(paths[column]->name + (at));                                                \
		transpose(x);                                                                                          \
	} while (0)

#define LOAD_STEP(x, name, at)                                                                                         \
	do {                                                                                                           \
		for (int column = 0; column < W; column++)                                                             \
			set_column(&(x), column, paths[column]->name[at]);                                             \
	} while (0)

static void follow(struct hysteresis_path *const *paths, size_t steps)
{
	vector u = all(0.0), target = all(0.0);
	LOAD_STEP(u, state, 0);
	LOAD_STEP(target, target, 0);
	size_t i = 0;
	for (; i + W <= steps; i += W) {
		vector next[W], sign[W], from[W], to[W], reach[W], bend[W], still[W], moved[W];
		LOAD_STEPS(next, target, i + 1);
		LOAD_STEPS(sign, sign, i);
		LOAD_STEPS(from, from, i);
		LOAD_STEPS(to, to, i);
		LOAD_STEPS(reach, reach, i);
		LOAD_STEPS(bend, bend, i);
		LOAD_STEPS(still, still, i);
		LOAD_STEPS(moved, moved, i);
		for (int k = 0; k < W; k++) {
			u = follow_step(u, target, next[k], bits_of(sign[k]), from[k], to[k], reach[k], bend[k],
					still[k], moved[k]);
			target = next[k];
			sign[k] = u;
		}
		transpose(sign);
		for (int column = 0; column < W; column++)
			store(paths[column]->state + i + 1, sign[column]);
	}
	for (; i < steps; i++) {
		vector next = all(0.0), sign = all(0.0), from = all(0.0), to = all(0.0), reach = all(0.0);
		vector bend = all(0.0), still = all(0.0), moved = all(0.0);
		LOAD_STEP(next, target, i + 1);
		LOAD_STEP(sign, sign, i);
		LOAD_STEP(from, from, i);
		LOAD_STEP(to, to, i);
		LOAD_STEP(reach, reach, i);
		LOAD_STEP(bend, bend, i);
		LOAD_STEP(still, still, i);
		LOAD_STEP(moved, moved, i);
		u = follow_step(u, target, next, bits_of(sign), from, to, reach, bend, still, moved);
		target = next;
		for (int column = 0; column < W; column++)
			paths[column]->state[i + 1] = column_of(u, column);
	}
}

#undef LOAD_STEPS
#undef LOAD_STEP

static void magnetise(double *restrict out, const struct hysteresis_path *restrict path, const struct hysteresis *tape,
		      size_t steps)
{
	const double c = tape->reversible, lean = tape->coupling * (1.0 - c);
	for (size_t i = 0; i < steps; i++) {
		const double u = path->state[i + 1];
		const double whole = (1.0 - c) * u + c * (path->goal[i + 1] + lean * u * path->slope[i + 1]);
		const double low = whole > -1.0 ? whole : -1.0;
		out[i] = low < 1.0 ? low : 1.0;
	}
}

#undef SIGN_BIT

static const struct hysteresis_kernel hysteresis_kernel = {
	.enter = enter,
	.prepare = prepare_hysteresis,
	.follow = follow,
	.magnetise = magnetise,
};
