/* Follows hysteresis, for template.h alone.
   SPDX-License-Identifier: GPL-3.0-or-later

   The rows of a path hold the columns side by side, so that what hangs on the field is worked out for W entries at once
   however many columns there are, and a step of all columns is a part of that. */
#include "dsp/kernel/hysteresis.h"

/* The bit of a number that is its sign. */
#define SIGN_BIT ((uint64_t)0x8000000000000000)

/* Reads the cubics of the curve that lie at these offsets: out[power] holds that of every one. */
INLINE void load_cubics(const double *curve, const uint64_t at[W], vector out[HYSTERESIS_POWERS])
{
#if KERNEL_WIDTH == 8
	narrow cubics[8];
	double powers[HYSTERESIS_POWERS][8];
	for (int k = 0; k < W; k++)
		cubics[k] = load_narrow(curve + (uint32_t)at[k]);
	rows_of_columns(powers, cubics);
	for (int power = 0; power < HYSTERESIS_POWERS; power++)
		out[power] = load(powers[power]);
#elif KERNEL_WIDTH == 4
	for (int k = 0; k < W; k++)
		out[k] = load(curve + (uint32_t)at[k]);
	transpose(out);
#elif KERNEL_WIDTH == 2
	for (int power = 0; power < HYSTERESIS_POWERS; power += 2) {
		out[power] = load(curve + (uint32_t)at[0] + power);
		out[power + 1] = load(curve + (uint32_t)at[1] + power);
		transpose(out + power);
	}
#else
	for (int power = 0; power < HYSTERESIS_POWERS; power++)
		out[power] = (curve + (uint32_t)at[0])[power];
#endif
}

/* Reads the curve at W fields. The sum with a large number rounds a position to a whole one, which is the lowest bits
   of the sum. */
INLINE void read_curve(struct hysteresis_path *path, const double *curve, double lean, size_t at)
{
	const double round = 0x1.8p52;
	const vector field = load(path->field + at);
	const vector position = magnitude_of(field) * (double)HYSTERESIS_CUBICS_A_UNIT, shifted = position + round;
	const words shifted_bits = bits_of(shifted) * HYSTERESIS_POWERS;
	uint64_t offsets[W];
	memcpy(offsets, &shifted_bits, sizeof offsets);
	vector cubic[HYSTERESIS_POWERS];
	load_cubics(curve, offsets, cubic);
	const vector t = position - (shifted - round);
	const vector third = t * cubic[3], second = cubic[2] + third, first = cubic[1] + t * second;
	const vector slope = (first + t * (second + third)) * (double)HYSTERESIS_CUBICS_A_UNIT, x = lean * slope;
	store(path->target + at, number_of(bits_of(cubic[0] + t * first) ^ (bits_of(field) & SIGN_BIT)));
	store(path->slope + at, slope);
	/* 1 / (1 + x), x being under 1/100. */
	store(path->gain + at, 1.0 - x * (1.0 - x * (1.0 - x)));
}

/* What moves the distance over a step: with e = s d before it, w = max(e, 0), which is left all along the step, and t =
   min(max(e + rise, 0), rise), which the target runs ahead in it, e becomes
       e + rise - first_left w - second_left w^2 - first_rise t - second_rise t^2. */
enum { SIGN, RISE, FIRST_LEFT, SECOND_LEFT, FIRST_RISE, SECOND_RISE, MOVES };

struct moves {
	double rows[MOVES][W];
};

/* Works out the moves of the W entries from `at` on, in a path with so many columns abreast. With the way z over k, phi
   = 1 - (1 - exp(-z)) / z is taken from a fit that is within 2e-7 for z up to 1/2; a step that is longer ends before.
 */
INLINE void prepare(struct moves *moves, const struct hysteresis_path *path, double half, double bent, size_t at,
		    size_t abreast)
{
	const vector way = load(path->field + at + abreast) - load(path->field + at), length = magnitude_of(way);
	const vector rise = magnitude_of(load(path->target + at + abreast) - load(path->target + at));
	const vector gain = load(path->gain + at);
	const vector z = smaller(length * half * (gain + load(path->gain + at + abreast)), all(0.5)), square = z * z;
	const vector low = 0.5 - z * (1.0 / 6.0), high = 0.04166595995807158 - z * 0.008307802582213848;
	const vector phi = z * ((low + square * high) + (square * square) * 0.0012499781407170703), mean = 1.0 - phi;
	const vector bend =
		(load(path->slope + at) - load(path->slope + at + abreast)) * (1.0 / 12.0) * (length * z) * mean;
	const vector narrows = bent * gain * mean, wider = 1.0 + narrows * (0.5 * rise);
	const vector over = wider / larger(rise, all(1e-30));
	const vector first = z * mean * wider + (rise * phi + bend) * narrows;
	store(moves->rows[SIGN], number_of(bits_of(way) & SIGN_BIT));
	store(moves->rows[RISE], rise);
	store(moves->rows[FIRST_LEFT], first);
	store(moves->rows[SECOND_LEFT], narrows * first);
	store(moves->rows[FIRST_RISE], bend * over);
	store(moves->rows[SECOND_RISE], phi * over);
}

/* The vectors of entries that are prepared ahead of the chain of moves, so that the processor always finds something to
   do beside it, and the room for them. */
enum { AHEAD = 2, AHEAD_ROOM = 4 };

/* Defines a function that follows a path with as many columns abreast as `type` has. `prefix` is that of the functions
   of the type. */
#define DEFINE_FOLLOW(name, type, prefix)                                                                              \
	INLINE type name##_moves(double *distances, const struct moves *moves, type distance)                          \
	{                                                                                                              \
		typedef type unaligned __attribute__((may_alias, aligned(8)));                                         \
		for (size_t k = 0; k < W; k += sizeof(type) / sizeof(double)) {                                        \
			const type sign = *(const unaligned *)(const void *)(moves->rows[SIGN] + k);                   \
			const type rise = *(const unaligned *)(const void *)(moves->rows[RISE] + k);                   \
			const type first_left = *(const unaligned *)(const void *)(moves->rows[FIRST_LEFT] + k);       \
			const type second_left = *(const unaligned *)(const void *)(moves->rows[SECOND_LEFT] + k);     \
			const type first_rise = *(const unaligned *)(const void *)(moves->rows[FIRST_RISE] + k);       \
			const type second_rise = *(const unaligned *)(const void *)(moves->rows[SECOND_RISE] + k);     \
			const type e = prefix##number_of(prefix##bits_of(distance) ^ prefix##bits_of(sign));           \
			const type still = e + rise, left = prefix##larger(e, (type){ 0 });                            \
			const type risen = prefix##smaller(prefix##larger(still, (type){ 0 }), rise);                  \
			const type without = (still - first_left * left) - second_left * (left * left);                \
			const type kept = (without - first_rise * risen) - second_rise * (risen * risen);              \
			distance = prefix##number_of(prefix##bits_of(kept) ^ prefix##bits_of(sign));                   \
			*(unaligned *)(void *)(distances + k) = distance;                                              \
		}                                                                                                      \
		return distance;                                                                                       \
	}                                                                                                              \
                                                                                                                       \
	static void name(struct hysteresis_path *path, const struct hysteresis *tape, size_t steps)                    \
	{                                                                                                              \
		typedef type unaligned __attribute__((may_alias, aligned(8)));                                         \
		enum { COLUMNS = sizeof(type) / sizeof(double) };                                                      \
		const double half = 0.5 / tape->loop, bent = tape->coupling / tape->loop;                              \
		const size_t vectors = (steps * COLUMNS + W - 1) / W;                                                  \
		struct moves moves[AHEAD_ROOM] __attribute__((aligned(64)));                                           \
		type distance = *(const unaligned *)(const void *)path->distance;                                      \
		for (size_t i = 0; i < AHEAD; i++)                                                                     \
			prepare(&moves[i], path, half, bent, i *W, COLUMNS);                                           \
		for (size_t i = 0; i < vectors; i++) {                                                                 \
			prepare(&moves[(i + AHEAD) % AHEAD_ROOM], path, half, bent, (i + AHEAD) * W, COLUMNS);         \
			distance = name##_moves(path->distance + COLUMNS + i * W, &moves[i % AHEAD_ROOM], distance);   \
		}                                                                                                      \
	}

#if KERNEL_WIDTH >= 4
DEFINE_FOLLOW(follow_duo, duo, duo_)
DEFINE_FOLLOW(follow_four, narrow, narrow_)
#else
DEFINE_FOLLOW(follow_all, vector, )
#endif

#undef DEFINE_FOLLOW

/* Works on entries behind the path, too, to fill whole vectors; they hold fields from before. */
static void follow(struct hysteresis_path *path, const struct hysteresis *tape, size_t steps)
{
	const double lean = tape->coupling * (1.0 - tape->reversible);
	const double *curve = tape->curve;
	for (size_t at = 0; at < (steps + 1) * path->abreast; at += W)
		read_curve(path, curve, lean, at);
#if KERNEL_WIDTH >= 4
	if (path->abreast > 2)
		follow_four(path, tape, steps);
	else
		follow_duo(path, tape, steps);
#else
	follow_all(path, tape, steps);
#endif
}

/* Takes entries of two vectors in turn: those of the lower halves, then those of the higher ones. */
INLINE void merge(vector *a, vector *b)
{
#if KERNEL_WIDTH == 8
	const vector low = __builtin_shufflevector(*a, *b, 0, 8, 1, 9, 2, 10, 3, 11);
	*b = __builtin_shufflevector(*a, *b, 4, 12, 5, 13, 6, 14, 7, 15);
	*a = low;
#elif KERNEL_WIDTH == 4
	const vector even = __builtin_shufflevector(*a, *b, 0, 4, 2, 6);
	const vector odd = __builtin_shufflevector(*a, *b, 1, 5, 3, 7);
	*a = __builtin_shufflevector(even, odd, 0, 1, 4, 5);
	*b = __builtin_shufflevector(even, odd, 2, 3, 6, 7);
#else
	(void)a;
	(void)b;
#endif
}

/* Takes back what merge() did. */
INLINE void separate(vector *a, vector *b)
{
#if KERNEL_WIDTH == 8
	const vector even = __builtin_shufflevector(*a, *b, 0, 2, 4, 6, 8, 10, 12, 14);
	*b = __builtin_shufflevector(*a, *b, 1, 3, 5, 7, 9, 11, 13, 15);
	*a = even;
#elif KERNEL_WIDTH == 4
	const vector low = __builtin_shufflevector(*a, *b, 0, 1, 4, 5);
	const vector high = __builtin_shufflevector(*a, *b, 2, 3, 6, 7);
	*a = __builtin_shufflevector(low, high, 0, 4, 2, 6);
	*b = __builtin_shufflevector(low, high, 1, 5, 3, 7);
#else
	(void)a;
	(void)b;
#endif
}

/* Turns a vector of each column into as many vectors of entries. */
INLINE void entries_of_columns(vector x[W], size_t abreast)
{
	if (abreast == W) {
		transpose(x);
	} else if (abreast == 4) {
		merge(&x[0], &x[2]);
		merge(&x[1], &x[3]);
		merge(&x[0], &x[1]);
		merge(&x[2], &x[3]);
	} else {
		merge(&x[0], &x[1]);
	}
}

INLINE void columns_of_entries(vector x[W], size_t abreast)
{
	if (abreast == W) {
		transpose(x);
	} else if (abreast == 4) {
		separate(&x[0], &x[1]);
		separate(&x[2], &x[3]);
		separate(&x[0], &x[2]);
		separate(&x[1], &x[3]);
	} else {
		separate(&x[0], &x[1]);
	}
}

/* `abreast` is a constant where this is called. */
INLINE double enter_columns(struct hysteresis_path *path, const double *const *samples, double drive, size_t count,
			    size_t abreast)
{
	const vector most = all((double)HYSTERESIS_FIELD);
	double *fields = path->field + abreast;
	size_t i = 0;
	for (; i + W <= count; i += W) {
		vector x[W];
		for (size_t k = 0; k < abreast; k++)
			x[k] = smaller(larger(load(samples[k] + i) * drive, -most), most);
		entries_of_columns(x, abreast);
		for (size_t k = 0; k < abreast; k++)
			store(fields + i * abreast + k * W, x[k]);
	}
	for (; i < count; i++)
		for (size_t k = 0; k < abreast; k++)
			fields[i * abreast + k] =
				column_of(smaller(larger(all(samples[k][i] * drive), -most), most), 0);
	vector way = all(0.0);
	double longest = 0.0;
	for (i = 0; i + W <= count * abreast; i += W)
		way = larger(magnitude_of(load(fields + i) - load(path->field + i)), way);
	for (int k = 0; k < W; k++)
		longest = column_of(way, k) > longest ? column_of(way, k) : longest;
	for (; i < count * abreast; i++)
		longest = fabs(fields[i] - path->field[i]) > longest ? fabs(fields[i] - path->field[i]) : longest;
	return longest;
}

INLINE vector added(vector target, vector distance, vector gain, vector sample, double reversible, double level)
{
	const vector magnetisation = target - distance * (1.0 - reversible * gain);
	return level * smaller(larger(magnetisation, all(-1.0)), all(1.0)) - sample;
}

INLINE void leave_columns(double *const *samples, const struct hysteresis_path *path, const struct hysteresis *tape,
			  double level, size_t count, size_t abreast)
{
	const double c = tape->reversible;
	const double *target = path->target + abreast, *distance = path->distance + abreast;
	const double *gain = path->gain + abreast;
	size_t i = 0;
	for (; i + W <= count; i += W) {
		vector x[W];
		for (size_t k = 0; k < abreast; k++)
			x[k] = load(samples[k] + i);
		entries_of_columns(x, abreast);
		for (size_t k = 0; k < abreast; k++) {
			const size_t at = i * abreast + k * W;
			x[k] = added(load(target + at), load(distance + at), load(gain + at), x[k], c, level);
		}
		columns_of_entries(x, abreast);
		for (size_t k = 0; k < abreast; k++)
			store(samples[k] + i, x[k]);
	}
	for (; i < count; i++) {
		double x[HYSTERESIS_ABREAST];
		for (size_t k = 0; k < abreast; k++) {
			const size_t at = i * abreast + k;
			x[k] = column_of(
				added(all(target[at]), all(distance[at]), all(gain[at]), all(samples[k][i]), c, level),
				0);
		}
		for (size_t k = 0; k < abreast; k++)
			samples[k][i] = x[k];
	}
}

static double enter(struct hysteresis_path *path, const double *const *samples, double drive, size_t count)
{
	if (W >= 4 && path->abreast > 2)
		return enter_columns(path, samples, drive, count, 4);
	return enter_columns(path, samples, drive, count, W < 2 ? 1 : 2);
}

static void leave(double *const *samples, const struct hysteresis_path *path, const struct hysteresis *tape,
		  double level, size_t count)
{
	if (W >= 4 && path->abreast > 2)
		leave_columns(samples, path, tape, level, count, 4);
	else
		leave_columns(samples, path, tape, level, count, W < 2 ? 1 : 2);
}

#undef SIGN_BIT

static const struct hysteresis_kernel hysteresis_kernel = {
	.least = W < 2 ? 1 : 2,
	.most = W < 4 ? W : HYSTERESIS_ABREAST,
	.enter = enter,
	.follow = follow,
	.leave = leave,
};
