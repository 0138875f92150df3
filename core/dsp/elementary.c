/* Computes elementary functions whose bits do not depend on the CPU.
   SPDX-License-Identifier: GPL-3.0-or-later

   These are Taylor series on reduced arguments. The leading terms are pairs of doubles, so that the sum is rounded
   once; the others are small enough for single doubles. */
#include "dsp/elementary.h"

#include "dsp/double_pair.h"

#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static const double infinite = (double)INFINITY;
static const double not_a_number = (double)NAN;
static const struct double_pair ln_2 = { 0x1.62e42fefa39efp-1, 0x1.abc9e3b39803fp-56 };
static const struct double_pair log2_e = { 0x1.71547652b82fep+0, 0x1.777d0ffda0d24p-56 };
static const struct double_pair decibel_per_octave = { 0x1.8151824c7587fp+2, -0x1.40a64a27f478dp-52 };
static const struct double_pair octave_per_decibel = { 0x1.542a5a12e1c5bp-3, -0x1.33e2bb36cd142p-57 };

static uint64_t bits_of(double value)
{
	uint64_t bits;
	memcpy(&bits, &value, sizeof bits);
	return bits;
}

static double double_of(uint64_t bits)
{
	double value;
	memcpy(&value, &bits, sizeof value);
	return value;
}

/* Rounds to an integer, halves to even, for |x| < 2^51: the addition drops the fraction. */
static double round_to_whole(double x)
{
	const double shift = 0x1.8p52;
	return (x + shift) - shift;
}

/* Returns coefficients[0] + x coefficients[1] + x^2 coefficients[2] ... */
static double polynomial(const double *coefficients, size_t count, double x)
{
	double sum = coefficients[count - 1];
	for (size_t i = count - 1; i-- > 0;)
		sum = sum * x + coefficients[i];
	return sum;
}

static double power_of_two(int exponent)
{
	return double_of((uint64_t)(exponent + 1023) << 52);
}

/* Scales in two steps, so that neither factor overflows and a subnormal result is rounded once. */
static double scale_by_power(double value, int exponent)
{
	int half = exponent / 2;
	return value * power_of_two(half) * power_of_two(exponent - half);
}

/* Returns e^r - 1 for |r| up to 0.35. */
static struct double_pair exp_minus_one_reduced(struct double_pair r)
{
	static const double series[] = {
		1.0 / 2.0,         1.0 / 6.0,          1.0 / 24.0,          1.0 / 120.0,     1.0 / 720.0,
		1.0 / 5040.0,      1.0 / 40320.0,      1.0 / 362880.0,      1.0 / 3628800.0, 1.0 / 39916800.0,
		1.0 / 479001600.0, 1.0 / 6227020800.0, 1.0 / 87178291200.0,
	};
	double x = r.high;
	double rest = x * x * polynomial(series, COUNT(series), x);
	return pair_sum_ordered(x, rest + (r.low + x * r.low));
}

/* Reduces x = k ln 2 + r. The first part of ln 2 has 32 bits, so that its product with k is exact. */
static struct double_pair reduce_natural(double x, int *k)
{
	const double ln_2_first = 0x1.62e42fee00000p-1, ln_2_second = 0x1.a39ef35793c76p-33;
	double whole = round_to_whole(x * log2_e.high);
	*k = (int)whole;
	return pair_sum(x - whole * ln_2_first, -(whole * ln_2_second));
}

/* Returns 2^shift e^x for |x| up to 800. */
static double exp_scaled(double x, int shift)
{
	int k;
	struct double_pair power = exp_minus_one_reduced(reduce_natural(x, &k));
	struct double_pair sum = pair_sum_ordered(1.0, power.high);
	return scale_by_power(sum.high + (sum.low + power.low), k + shift);
}

static double exp2_of_pair(struct double_pair x)
{
	if (x.high > 1100.0)
		return infinite;
	if (x.high < -1100.0)
		return 0.0;
	double whole = round_to_whole(x.high);
	struct double_pair fraction = pair_sum(x.high - whole, x.low);
	struct double_pair power = exp_minus_one_reduced(pair_multiply(fraction, ln_2));
	struct double_pair sum = pair_sum_ordered(1.0, power.high);
	return scale_by_power(sum.high + (sum.low + power.low), (int)whole);
}

double elementary_exp(double x)
{
	if (isnan(x))
		return x;
	if (x > 800.0)
		return infinite;
	return x < -800.0 ? 0.0 : exp_scaled(x, 0);
}

double elementary_exp2(double x)
{
	return isnan(x) ? x : exp2_of_pair(pair_of(x));
}

/* Returns ln m for m from sqrt(1/2) to sqrt(2): 2 artanh s, s = (m-1)/(m+1), |s| up to 0.1716. */
static struct double_pair log_reduced(double m)
{
	static const double series[] = {
		1.0 / 7.0,  1.0 / 9.0,  1.0 / 11.0, 1.0 / 13.0, 1.0 / 15.0, 1.0 / 17.0,
		1.0 / 19.0, 1.0 / 21.0, 1.0 / 23.0, 1.0 / 25.0, 1.0 / 27.0,
	};
	static const struct double_pair third = { 0x1.5555555555555p-2, 0x1.5555555555555p-56 };
	static const struct double_pair fifth = { 0x1.999999999999ap-3, -0x1.999999999999ap-57 };
	struct double_pair s = pair_divide(pair_of(m - 1.0), pair_sum(m, 1.0));
	struct double_pair square = pair_multiply(s, s);
	struct double_pair sum = pair_multiply(square, pair_of(polynomial(series, COUNT(series), square.high)));
	sum = pair_multiply(square, pair_add(fifth, sum));
	sum = pair_multiply(square, pair_add(third, sum));
	sum = pair_multiply(s, pair_add(pair_of(1.0), sum));
	return (struct double_pair){ 2.0 * sum.high, 2.0 * sum.low };
}

/* Returns log2 x for finite x > 0. */
static struct double_pair log2_pair(double x)
{
	const uint64_t root_half = 0x3fe6a09e667f3bcd, one = 0x3ff0000000000000, mantissa = 0x000fffffffffffff;
	int exponent = 0;
	if (x < 0x1p-1022) {
		x *= 0x1p54;
		exponent = -54;
	}
	uint64_t shifted = bits_of(x) + (one - root_half);
	exponent += (int)(shifted >> 52) - 1023;
	struct double_pair log = log_reduced(double_of((shifted & mantissa) + root_half));
	return pair_add(pair_of(exponent), pair_multiply(log, log2_e));
}

/* Returns the logarithm of zero, negative, infinite and NaN arguments. */
static bool log_special(double x, double *result)
{
	if (x > 0.0 && x < infinite)
		return false;
	*result = x == 0.0 ? -infinite : x > 0.0 ? x : not_a_number;
	return true;
}

double elementary_log(double x)
{
	double result;
	return log_special(x, &result) ? result : pair_round(pair_multiply(log2_pair(x), ln_2));
}

double elementary_log2(double x)
{
	double result;
	return log_special(x, &result) ? result : pair_round(log2_pair(x));
}

double elementary_pow(double x, double y)
{
	double log = 0.0;
	if (y == 0.0 || x == 1.0)
		return 1.0;
	if (log_special(x, &log) || isnan(y))
		return isnan(log) || isnan(y) ? not_a_number : (log > 0.0) == (y > 0.0) ? infinite : 0.0;
	struct double_pair octaves = log2_pair(x);
	double size = y * octaves.high;
	if (!(fabs(size) < 1100.0))
		return size > 0.0 ? infinite : 0.0;
	return exp2_of_pair(pair_multiply(pair_of(y), octaves));
}

/* Reduces x = quadrant pi/2 + r, |r| up to pi/4. The first three parts of pi/2 have 33 bits, so that their products
   with a count up to 2^20 are exact. */
static struct double_pair reduce_quarter(double x, unsigned *quadrant)
{
	const double two_over_pi = 0x1.45f306dc9c883p-1;
	const double first = 0x1.921fb54400000p+0, second = 0x1.0b4611a600000p-34, third = 0x1.3198a2e000000p-69,
		     fourth = 0x1.b839a252049c1p-104;
	if (fabs(x) > 0x1p20)
		x = fmod(x, 2.0 * ELEMENTARY_PI);
	double count = round_to_whole(x * two_over_pi);
	*quadrant = (unsigned)(int)count & 3U;
	struct double_pair r = pair_sum(x - count * first, -(count * second));
	struct double_pair rest = pair_sum(r.high, -(count * third));
	return pair_sum_ordered(rest.high, rest.low + (r.low - count * fourth));
}

static struct double_pair sin_reduced(struct double_pair r)
{
	static const double series[] = {
		-1.0 / 6.0,        1.0 / 120.0,        -1.0 / 5040.0,          1.0 / 362880.0,
		-1.0 / 39916800.0, 1.0 / 6227020800.0, -1.0 / 1307674368000.0, 1.0 / 355687428096000.0,
	};
	double x = r.high, square = x * x;
	double rest = x * square * polynomial(series, COUNT(series), square);
	return pair_sum_ordered(x, rest + (r.low - 0.5 * square * r.low));
}

static struct double_pair cos_reduced(struct double_pair r)
{
	static const double series[] = {
		1.0 / 24.0,        -1.0 / 720.0,         1.0 / 40320.0,          -1.0 / 3628800.0,
		1.0 / 479001600.0, -1.0 / 87178291200.0, 1.0 / 20922789888000.0, -1.0 / 6402373705728000.0,
	};
	struct double_pair square = pair_product(r.high, r.high);
	struct double_pair sum = pair_sum_ordered(1.0, -0.5 * square.high);
	double rest = square.high * square.high * polynomial(series, COUNT(series), square.high);
	return pair_sum_ordered(sum.high, sum.low + (rest - (0.5 * square.low + r.high * r.low)));
}

static struct double_pair pair_negated(struct double_pair value, bool negated)
{
	return negated ? (struct double_pair){ -value.high, -value.low } : value;
}

static void sin_and_cos(double x, struct double_pair *sine, struct double_pair *cosine)
{
	unsigned quadrant;
	struct double_pair r = reduce_quarter(x, &quadrant);
	bool swapped = (quadrant & 1U) != 0;
	struct double_pair s = sin_reduced(r), c = cos_reduced(r);
	*sine = pair_negated(swapped ? c : s, quadrant >= 2);
	*cosine = pair_negated(swapped ? s : c, quadrant == 1 || quadrant == 2);
}

double elementary_sin(double x)
{
	struct double_pair sine, cosine;
	if (!isfinite(x))
		return not_a_number;
	sin_and_cos(x, &sine, &cosine);
	return pair_round(sine);
}

double elementary_cos(double x)
{
	struct double_pair sine, cosine;
	if (!isfinite(x))
		return not_a_number;
	sin_and_cos(x, &sine, &cosine);
	return pair_round(cosine);
}

double elementary_tan(double x)
{
	struct double_pair sine, cosine;
	if (!isfinite(x))
		return not_a_number;
	sin_and_cos(x, &sine, &cosine);
	return pair_round(pair_divide(sine, cosine));
}

/* Returns e^x - 1 for 0 <= x <= 40. */
static struct double_pair exp_minus_one(double x)
{
	int k;
	struct double_pair power = exp_minus_one_reduced(reduce_natural(x, &k));
	double scale = power_of_two(k);
	return pair_add(pair_sum(scale, -1.0), (struct double_pair){ scale * power.high, scale * power.low });
}

double elementary_sinh(double x)
{
	double size = fabs(x);
	if (!(size < 800.0))
		return x * infinite;
	if (size > 40.0)
		return copysign(exp_scaled(size, -1), x);
	struct double_pair excess = exp_minus_one(size);
	struct double_pair other = pair_divide(excess, pair_add(excess, pair_of(1.0)));
	return copysign(0.5 * pair_round(pair_add(excess, other)), x);
}

double elementary_tanh(double x)
{
	double size = fabs(x);
	if (isnan(x))
		return x;
	if (size > 20.0)
		return copysign(1.0, x);
	struct double_pair excess = exp_minus_one(2.0 * size);
	return copysign(pair_round(pair_divide(excess, pair_add(excess, pair_of(2.0)))), x);
}

double decibel_to_gain(double db)
{
	if (!(fabs(db) < 1e5))
		return isnan(db) ? db : db > 0.0 ? infinite : 0.0;
	return exp2_of_pair(pair_multiply(pair_of(db), octave_per_decibel));
}

double gain_to_decibel(double gain)
{
	double result;
	return log_special(gain, &result) ? result : pair_round(pair_multiply(log2_pair(gain), decibel_per_octave));
}
