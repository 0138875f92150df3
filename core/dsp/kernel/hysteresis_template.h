/* Follows hysteresis, for template.h alone.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "dsp/kernel/hysteresis.h"

/* Reads the curve and its slope at every field. */
static void read_curve(struct hysteresis_path *restrict path, const double *restrict curve, double lean, size_t steps)
{
	const double *restrict zeroth = curve, *restrict first = curve + HYSTERESIS_CUBICS;
	const double *restrict second = first + HYSTERESIS_CUBICS, *restrict third = second + HYSTERESIS_CUBICS;
	for (size_t i = 0; i <= steps; i++) {
		const double field = path->field[i];
		const double position = fabs(field) * HYSTERESIS_CUBICS_A_UNIT;
		const int32_t at = (int32_t)position;
		const double t = position - at, square = t * t;
		const double slope = ((first[at] + t * (2.0 * second[at])) + square * (3.0 * third[at])) *
				     (double)HYSTERESIS_CUBICS_A_UNIT;
		const double goal =
			copysign((zeroth[at] + t * first[at]) + square * (second[at] + t * third[at]), field);
		const double x = lean * slope;
		path->goal[i] = goal;
		path->slope[i] = slope;
		/* goal / (1 - x), x being under 1/100. */
		path->target[i] = goal * (1.0 + x * (1.0 + x * (1.0 + x * (1.0 + x))));
	}
}

/* With the way z over k, (1 - exp(-z)) and 1 - (1 - exp(-z)) / z are taken from their series: z is under 1/2. */
static void prepare_hysteresis(struct hysteresis_path *restrict path, const struct hysteresis *tape, size_t steps)
{
	const double lean = tape->coupling * (1.0 - tape->reversible);
	const double scale = 1.0 / tape->loop, bent = tape->coupling / tape->loop;
	read_curve(path, tape->curve, lean, steps);
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
	return u + number_of(bits_of(moves * (1.0 + (narrowed + narrowed * narrowed))) ^ sign);
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

static const struct hysteresis_kernel hysteresis_kernel = {
	.prepare = prepare_hysteresis,
	.follow = follow,
	.magnetise = magnetise,
};
