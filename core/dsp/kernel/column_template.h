/* Treats columns sample by sample, for template.h alone.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "dsp/kernel/column.h"

/* The vectors of a turn of a mix. */
enum { MIXED = 2 * TURN };

/* `vectors` is a constant where this is called: so many outputs share each load of a gain and of a pointer. */
INLINE void mix_turn(double *out, const double *const *in, const double *gains, size_t count, size_t i, int vectors)
{
	vector sum[MIXED];
	for (int k = 0; k < vectors; k++)
		sum[k] = load(in[0] + i + k * W) * gains[0];
	for (size_t j = 1; j < count; j++) {
		const double *column = in[j] + i;
		const vector gain = all(gains[j]);
		for (int k = 0; k < vectors; k++)
			sum[k] = sum[k] + load(column + k * W) * gain;
	}
	for (int k = 0; k < vectors; k++)
		store(out + i + k * W, sum[k]);
}

static void mix(double *out, const double *const *in, const double *gains, size_t count, size_t frames)
{
	if (count == 0) {
		memset(out, 0, frames * sizeof *out);
		return;
	}
	size_t i = 0;
	for (; i + MIXED * W <= frames; i += MIXED * W)
		mix_turn(out, in, gains, count, i, MIXED);
	for (; i + W <= frames; i += W)
		mix_turn(out, in, gains, count, i, 1);
	for (; i < frames; i++) {
		double sum = in[0][i] * gains[0];
		for (size_t j = 1; j < count; j++)
			sum = sum + in[j][i] * gains[j];
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

static void multiply_all(double *out, const double *in, const double *const *gains, const double *factors, size_t count,
			 size_t frames)
{
	size_t i = 0;
	for (; i + TURN * W <= frames; i += TURN * W) {
		vector product[TURN];
		for (int k = 0; k < TURN; k++)
			product[k] = load(gains[0] + i + k * W) * factors[0];
		for (size_t j = 1; j < count; j++) {
			const double *column = gains[j];
			for (int k = 0; k < TURN; k++)
				product[k] = product[k] * (column ? load(column + i + k * W) : all(factors[j]));
		}
		for (int k = 0; k < TURN; k++)
			store(out + i + k * W, load(in + i + k * W) * product[k]);
	}
	for (; i < frames; i++) {
		double product = gains[0][i] * factors[0];
		for (size_t j = 1; j < count; j++)
			product = product * (gains[j] ? gains[j][i] : factors[j]);
		out[i] = in[i] * product;
	}
}

/* Returns 0, 1, 2 and so on. */
INLINE vector steps_of_one(void)
{
	vector steps = all(0.0);
	for (int k = 0; k < W; k++)
		set_column(&steps, k, (double)k);
	return steps;
}

static void line(double *out, double from, double way, double first, double inverse, size_t frames)
{
	vector at = first + steps_of_one();
	size_t i = 0;
	for (; i + TURN * W <= frames; i += TURN * W) {
		for (int k = 0; k < TURN; k++)
			store(out + i + k * W, from + way * ((at + (double)(k * W)) * inverse));
		at = at + (double)(TURN * W);
	}
	for (; i + W <= frames; i += W) {
		store(out + i, from + way * (at * inverse));
		at = at + (double)W;
	}
	for (; i < frames; i++)
		out[i] = from + way * ((first + (double)i) * inverse);
}

static void larger_magnitude(double *out, const double *a, const double *b, size_t frames)
{
	size_t i = 0;
	for (; i + W <= frames; i += W)
		store(out + i, larger(magnitude_of(load(b + i)), magnitude_of(load(a + i))));
	for (; i < frames; i++) {
		const double first = fabs(a[i]), second = fabs(b[i]);
		out[i] = second > first ? second : first;
	}
}

/* Makes one vector of the first halves of two columns, and one of the second halves. */
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

static void part(double *even, double *odd, const double *in, size_t frames)
{
	size_t i = 0;
#if KERNEL_WIDTH > 1
	for (; i + W <= frames; i += W) {
		const vector a = load(in + 2 * i), b = load(in + 2 * i + W);
#if KERNEL_WIDTH == 2
		store(even + i, __builtin_shufflevector(a, b, 0, 2));
		store(odd + i, __builtin_shufflevector(a, b, 1, 3));
#elif KERNEL_WIDTH == 4
		store(even + i, __builtin_shufflevector(a, b, 0, 2, 4, 6));
		store(odd + i, __builtin_shufflevector(a, b, 1, 3, 5, 7));
#elif KERNEL_WIDTH == 8
		store(even + i, __builtin_shufflevector(a, b, 0, 2, 4, 6, 8, 10, 12, 14));
		store(odd + i, __builtin_shufflevector(a, b, 1, 3, 5, 7, 9, 11, 13, 15));
#endif
	}
#endif
	for (; i < frames; i++) {
		even[i] = in[2 * i];
		odd[i] = in[2 * i + 1];
	}
}

static void average(double *out, const double *first, const double *second, size_t frames)
{
	size_t i = 0;
	for (; i + W <= frames; i += W)
		store(out + i, 0.5 * (load(first + i) + load(second + i)));
	for (; i < frames; i++)
		out[i] = 0.5 * (first[i] + second[i]);
}

INLINE vector second_difference(const double *in)
{
	return (load(in) - 2.0 * load(in + 1)) + load(in + 2);
}

/* Returns the largest of W magnitudes, whose bits have the order of their values, or NaN where a sum is NaN. */
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

/* A comparison with NaN is false, so that the next sample would hide it; a sum of magnitudes stays NaN. `curves` is a
   constant where this is called. */
INLINE double largest_magnitude(const double *in, size_t frames, bool curves)
{
	vector most[TURN], sum[TURN];
	for (int k = 0; k < TURN; k++)
		most[k] = sum[k] = all(0.0);
	size_t i = 0;
	for (; i + TURN * W <= frames; i += TURN * W)
		for (int k = 0; k < TURN; k++) {
			const double *at = in + i + k * W;
			vector x = magnitude_of(curves ? second_difference(at) : load(at));
			sum[k] = sum[k] + x;
			most[k] = larger(x, most[k]);
		}
	for (; i + W <= frames; i += W) {
		vector x = magnitude_of(curves ? second_difference(in + i) : load(in + i));
		sum[0] = sum[0] + x;
		most[0] = larger(x, most[0]);
	}
	for (int k = 1; k < TURN; k++) {
		sum[0] = sum[0] + sum[k];
		most[0] = larger(most[k], most[0]);
	}
	double largest = largest_of(most[0], sum[0]), rest = 0.0;
	for (; i < frames; i++) {
		const double x = fabs(curves ? (in[i] - 2.0 * in[i + 1]) + in[i + 2] : in[i]);
		rest = rest + x;
		largest = x > largest ? x : largest;
	}
	return isnan(largest) || isnan(rest) ? (double)NAN : largest;
}

static double peak(const double *in, size_t frames)
{
	return largest_magnitude(in, frames, false);
}

static double curvature(const double *in, size_t frames)
{
	return largest_magnitude(in, frames, true);
}

static void turned_sine(double *out, const double *cosines, const double *sines, double sine, double cosine,
			size_t frames)
{
	size_t i = 0;
	for (; i + W <= frames; i += W) {
		const vector sum = sine * load(cosines + i) + cosine * load(sines + i);
		store(out + i, larger(smaller(sum, all(1.0)), all(-1.0)));
	}
	for (; i < frames; i++) {
		const double sum = sine * cosines[i] + cosine * sines[i], under = sum < 1.0 ? sum : 1.0;
		out[i] = under > -1.0 ? under : -1.0;
	}
}

static void swing(double *out, const double *wave, double low, double half, size_t frames)
{
	size_t i = 0;
	for (; i + W <= frames; i += W)
		store(out + i, low + half * (1.0 + load(wave + i)));
	for (; i < frames; i++)
		out[i] = low + half * (1.0 + wave[i]);
}

/* Turns t, |t| up to 1/4, into sin(2 pi t) by the Taylor series, whose next term is under 1e-18. */
INLINE vector quarter_sine(vector t)
{
	const vector x = t * 6.283185307179586476925, square = x * x;
	vector sum = all(1.0 / 51090942171709440000.0);
	sum = sum * square - 1.0 / 121645100408832000.0;
	sum = sum * square + 1.0 / 355687428096000.0;
	sum = sum * square - 1.0 / 1307674368000.0;
	sum = sum * square + 1.0 / 6227020800.0;
	sum = sum * square - 1.0 / 39916800.0;
	sum = sum * square + 1.0 / 362880.0;
	sum = sum * square - 1.0 / 5040.0;
	sum = sum * square + 1.0 / 120.0;
	sum = sum * square - 1.0 / 6.0;
	const vector sine = x + x * square * sum;
	return larger(smaller(sine, all(1.0)), all(-1.0));
}

/* The addition drops the fraction; what is left, -1/2 to 1/2, goes to the quarter with the same sine. */
INLINE vector sine_of_turns(vector turns)
{
	const vector t = turns - ((turns + 0x1.8p52) - 0x1.8p52);
	const vector quarter = choose_if_less(t, all(-0.25), -0.5 - t, t);
	return quarter_sine(choose_if_less(all(0.25), quarter, 0.5 - quarter, quarter));
}

static void sines(double *out, const double *turns, size_t frames)
{
	size_t i = 0;
	for (; i + W <= frames; i += W)
		store(out + i, sine_of_turns(load(turns + i)));
	if (i == frames)
		return;
	double rest[W] = { 0.0 };
	memcpy(rest, turns + i, (frames - i) * sizeof *rest);
	store(rest, sine_of_turns(load(rest)));
	memcpy(out + i, rest, (frames - i) * sizeof *rest);
}

/* An eighth of 0 to 2 is a quarter turn at most; what rounding leads beyond it goes to the turn with the same sine. */
INLINE vector sine_of_eighth(vector x)
{
	const vector quarter = x * 0.125;
	return quarter_sine(choose_if_less(all(0.25), quarter, 0.5 - quarter, quarter));
}

static void constant_power(double *left, double *right, const double *positions, size_t frames)
{
	size_t i = 0;
	for (; i + W <= frames; i += W) {
		const vector position = load(positions + i);
		store(left + i, sine_of_eighth(1.0 - position));
		store(right + i, sine_of_eighth(1.0 + position));
	}
	if (i == frames)
		return;
	double rest[W] = { 0.0 }, other[W];
	memcpy(rest, positions + i, (frames - i) * sizeof *rest);
	const vector position = load(rest);
	store(rest, sine_of_eighth(1.0 - position));
	store(other, sine_of_eighth(1.0 + position));
	memcpy(left + i, rest, (frames - i) * sizeof *rest);
	memcpy(right + i, other, (frames - i) * sizeof *other);
}

static void turn(double *left, double *right, const struct column_turn *turn, size_t frames)
{
	size_t at = turn->offset % TURN_STRIDE;
	const double *pair = turn->left, *other = turn->right;
	for (size_t i = 0; i < frames; at = 0, pair++, other++) {
		const size_t most = TURN_STRIDE - at, end = frames - i < most ? frames : i + most;
		const double l = *pair, r = *other;
		for (; i + W <= end; i += W, at += W) {
			const vector sine = load(turn->sines + at), cosine = load(turn->cosines + at);
			store(left + i, l * cosine - r * sine);
			store(right + i, r * cosine + l * sine);
		}
		for (; i < end; i++, at++) {
			left[i] = l * turn->cosines[at] - r * turn->sines[at];
			right[i] = r * turn->cosines[at] + l * turn->sines[at];
		}
	}
}

static const struct column_kernel column_kernel = {
	.mix = mix,
	.multiply = multiply,
	.multiply_all = multiply_all,
	.line = line,
	.constant_power = constant_power,
	.turn = turn,
	.larger_magnitude = larger_magnitude,
	.interleave = interleave,
	.part = part,
	.average = average,
	.sines = sines,
	.turned_sine = turned_sine,
	.swing = swing,
	.peak = peak,
	.curvature = curvature,
};
