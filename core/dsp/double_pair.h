/* Computes with twice the precision of a double.
   SPDX-License-Identifier: GPL-3.0-or-later

   A pair is the unevaluated sum of two doubles and has about 106 bits. Formulas: Dekker, Numer. Math. 18 (1971); Knuth,
   TAOCP 2, 4.2.2. They hold in plain rounded arithmetic and need no FMA; they fail where a compiler reorders sums
   (-ffast-math). */
#ifndef STEMPRINT_DSP_DOUBLE_PAIR_H
#define STEMPRINT_DSP_DOUBLE_PAIR_H

/** The number high + low. */
struct double_pair {
	double high; /**< the number, rounded to a double */
	double low; /**< at most half a unit in the last place of `high` */
};

/** Returns a + b, exactly, where |a| >= |b| or a is 0. */
static inline struct double_pair pair_sum_ordered(double a, double b)
{
	double sum = a + b;
	return (struct double_pair){ sum, b - (sum - a) };
}

/** Returns a + b, exactly. */
static inline struct double_pair pair_sum(double a, double b)
{
	double sum = a + b;
	double b_part = sum - a;
	double a_part = sum - b_part;
	return (struct double_pair){ sum, (a - a_part) + (b - b_part) };
}

/** Returns a * b, exactly, for |a|, |b| < 1e299 (their parts must not overflow) and |a * b| of at least 1e-290 or
    0. */
static inline struct double_pair pair_product(double a, double b)
{
	const double splitter = 0x1p27 + 1.0;
	double a_scaled = splitter * a, b_scaled = splitter * b;
	double a_high = a_scaled - (a_scaled - a), b_high = b_scaled - (b_scaled - b);
	double a_low = a - a_high, b_low = b - b_high;
	double product = a * b;
	double low = ((a_high * b_high - product) + a_high * b_low + a_low * b_high) + a_low * b_low;
	return (struct double_pair){ product, low };
}

/** Returns a + b, with an error of a few 2^-106 where both have the same sign. */
static inline struct double_pair pair_add(struct double_pair a, struct double_pair b)
{
	struct double_pair sum = pair_sum(a.high, b.high);
	return pair_sum_ordered(sum.high, sum.low + (a.low + b.low));
}

/** Returns a * b, with an error of a few 2^-106. */
static inline struct double_pair pair_multiply(struct double_pair a, struct double_pair b)
{
	struct double_pair product = pair_product(a.high, b.high);
	return pair_sum_ordered(product.high, product.low + (a.high * b.low + a.low * b.high));
}

/** Returns a / b, b not 0, with an error of a few 2^-106. */
static inline struct double_pair pair_divide(struct double_pair a, struct double_pair b)
{
	double quotient = a.high / b.high;
	struct double_pair back = pair_product(quotient, b.high);
	double rest = ((a.high - back.high) - back.low) + (a.low - quotient * b.low);
	return pair_sum_ordered(quotient, rest / b.high);
}

/** Returns the double as a pair. */
static inline struct double_pair pair_of(double value)
{
	return (struct double_pair){ value, 0.0 };
}

/** Returns the pair rounded to the nearest double. */
static inline double pair_round(struct double_pair value)
{
	return value.high + value.low;
}

#endif
