/* stemprint: numbers of twice double precision.
   SPDX-License-Identifier: GPL-3.0-or-later

   The unevaluated sum of two doubles, about 106 bits. Formulas: Dekker, Numer. Math. 18 (1971); Knuth, TAOCP 2, 4.2.2.
   They hold in plain rounded arithmetic, so they need no FMA; they do not hold where compilers may reorder sums. */
#ifndef STEMPRINT_DSP_DOUBLE_PAIR_H
#define STEMPRINT_DSP_DOUBLE_PAIR_H

struct double_pair {
	double high;
	double low; /**< at most half a unit in the last place of `high` */
};

/** a + b, exactly, where |a| >= |b| or a is 0. */
static inline struct double_pair pair_sum_ordered(double a, double b)
{
	double sum = a + b;
	return (struct double_pair){ sum, b - (sum - a) };
}

/** a + b, exactly. */
static inline struct double_pair pair_sum(double a, double b)
{
	double sum = a + b;
	double b_part = sum - a;
	double a_part = sum - b_part;
	return (struct double_pair){ sum, (a - a_part) + (b - b_part) };
}

/** a * b, exactly, where neither overflows when split (|a|, |b| < 1e299) nor the product is under 1e-290. */
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

static inline struct double_pair pair_add(struct double_pair a, struct double_pair b)
{
	struct double_pair sum = pair_sum(a.high, b.high);
	return pair_sum_ordered(sum.high, sum.low + (a.low + b.low));
}

static inline struct double_pair pair_multiply(struct double_pair a, struct double_pair b)
{
	struct double_pair product = pair_product(a.high, b.high);
	return pair_sum_ordered(product.high, product.low + (a.high * b.low + a.low * b.high));
}

static inline struct double_pair pair_divide(struct double_pair a, struct double_pair b)
{
	double quotient = a.high / b.high;
	struct double_pair back = pair_product(quotient, b.high);
	double rest = ((a.high - back.high) - back.low) + (a.low - quotient * b.low);
	return pair_sum_ordered(quotient, rest / b.high);
}

static inline struct double_pair pair_of(double value)
{
	return (struct double_pair){ value, 0.0 };
}

static inline double pair_round(struct double_pair value)
{
	return value.high + value.low;
}

#endif
