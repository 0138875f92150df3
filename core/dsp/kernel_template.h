/* stemprint: the inner loops for KERNEL_WIDTH columns, included once by each instruction set.
   SPDX-License-Identifier: GPL-3.0-or-later

   The including file defines KERNEL_WIDTH and KERNEL_NAME (its table). No include guard: it is a template. With a width of 1 a
   vector is one double: that is the plain reference. Every column goes through the same operations in the same order at
   every width, so that all tables give the same bits. */
#include "dsp/kernel.h"

#include <stdint.h>
#include <string.h>

enum { W = KERNEL_WIDTH };

#if KERNEL_WIDTH == 1

typedef double vector;
typedef int64_t integers;
typedef double vector_unaligned;

static inline integers bits_of(vector x)
{
	union {
		double number;
		int64_t bits;
	} u = { .number = x };
	return u.bits;
}

static inline vector number_of(integers bits)
{
	union {
		int64_t bits;
		double number;
	} u = { .bits = bits };
	return u.number;
}

static inline vector all(double x)
{
	return x;
}

static inline integers all_integers(int64_t x)
{
	return x;
}

#define CHOOSE(condition, yes, no) ((condition) ? (yes) : (no))
#define COLUMN(x, k) (*((void)(k), &(x)))

#else

typedef double vector __attribute__((vector_size(8 * KERNEL_WIDTH), may_alias));
typedef int64_t integers __attribute__((vector_size(8 * KERNEL_WIDTH), may_alias));
typedef double vector_unaligned __attribute__((vector_size(8 * KERNEL_WIDTH), may_alias, aligned(8)));

static inline integers bits_of(vector x)
{
	return (integers)x;
}

static inline vector number_of(integers bits)
{
	return (vector)bits;
}

static inline vector all(double x)
{
	return x - (vector){ 0 };
}

static inline integers all_integers(int64_t x)
{
	return x - (integers){ 0 };
}

static inline vector choose(integers mask, vector yes, vector no)
{
	return (vector)((mask & (integers)yes) | (~mask & (integers)no));
}

#define CHOOSE(condition, yes, no) choose((condition), (yes), (no))
#define COLUMN(x, k) ((x)[k])

#endif

/* Frame i of every column. */
static inline vector gather(const double *const *in, size_t i)
{
	vector x = all(0.0);
	for (int k = 0; k < W; k++)
		COLUMN(x, k) = in[k][i];
	return x;
}

static inline void scatter(double *const *out, size_t i, vector x)
{
	for (int k = 0; k < W; k++)
		out[k][i] = COLUMN(x, k);
}

/* W rows of W become W columns of W, in registers. */
static inline void transpose(vector x[W])
{
#if KERNEL_WIDTH == 1
	(void)x;
#elif KERNEL_WIDTH == 2
	vector a = x[0], b = x[1];
	x[0] = __builtin_shufflevector(a, b, 0, 2);
	x[1] = __builtin_shufflevector(a, b, 1, 3);
#elif KERNEL_WIDTH == 4
	vector a = __builtin_shufflevector(x[0], x[1], 0, 4, 2, 6), b = __builtin_shufflevector(x[0], x[1], 1, 5, 3, 7);
	vector c = __builtin_shufflevector(x[2], x[3], 0, 4, 2, 6), d = __builtin_shufflevector(x[2], x[3], 1, 5, 3, 7);
	x[0] = __builtin_shufflevector(a, c, 0, 1, 4, 5);
	x[1] = __builtin_shufflevector(b, d, 0, 1, 4, 5);
	x[2] = __builtin_shufflevector(a, c, 2, 3, 6, 7);
	x[3] = __builtin_shufflevector(b, d, 2, 3, 6, 7);
#elif KERNEL_WIDTH == 8
	vector y[8], z[8];
	for (int k = 0; k < 4; k++) {
		y[2 * k] = __builtin_shufflevector(x[2 * k], x[2 * k + 1], 0, 8, 2, 10, 4, 12, 6, 14);
		y[2 * k + 1] = __builtin_shufflevector(x[2 * k], x[2 * k + 1], 1, 9, 3, 11, 5, 13, 7, 15);
	}
	for (int k = 0; k < 2; k++)
		for (int j = 0; j < 2; j++) {
			z[4 * k + j] =
				__builtin_shufflevector(y[4 * k + j], y[4 * k + 2 + j], 0, 1, 8, 9, 4, 5, 12, 13);
			z[4 * k + 2 + j] =
				__builtin_shufflevector(y[4 * k + j], y[4 * k + 2 + j], 2, 3, 10, 11, 6, 7, 14, 15);
		}
	for (int k = 0; k < 4; k++) {
		x[k] = __builtin_shufflevector(z[k], z[k + 4], 0, 1, 2, 3, 8, 9, 10, 11);
		x[k + 4] = __builtin_shufflevector(z[k], z[k + 4], 4, 5, 6, 7, 12, 13, 14, 15);
	}
#endif
}

static inline void load_tile(const double *const *in, size_t i, vector x[W])
{
	for (int k = 0; k < W; k++)
		x[k] = *(const vector_unaligned *)(const void *)(in[k] + i);
	transpose(x);
}

static inline void store_tile(double *const *out, size_t i, vector x[W])
{
	transpose(x);
	for (int k = 0; k < W; k++)
		*(vector_unaligned *)(void *)(out[k] + i) = x[k];
}

/* `sections` is a constant wherever this is called: coefficients and state stay in registers. Direct form II transposed. */
static inline __attribute__((always_inline)) void cascade(const double *const *in, double *const *out, size_t frames,
							  int sections, const vector *c, vector *state)
{
	vector s1[4], s2[4];
	for (int s = 0; s < sections; s++) {
		s1[s] = state[2 * s];
		s2[s] = state[2 * s + 1];
	}
#define RUN_SECTIONS(x)                                                                                                \
	for (int s = 0; s < sections; s++) {                                                                           \
		const vector *k = c + BIQUAD_ROWS * s;                                                                 \
		vector y = k[BIQUAD_B0] * (x) + s1[s];                                                                 \
		s1[s] = (k[BIQUAD_B1] * (x) + s2[s]) - k[BIQUAD_A1] * y;                                               \
		s2[s] = k[BIQUAD_B2] * (x)-k[BIQUAD_A2] * y;                                                           \
		(x) = y;                                                                                               \
	}
	size_t i = 0;
	for (; i + W <= frames; i += W) {
		vector x[W];
		load_tile(in, i, x);
		for (int j = 0; j < W; j++)
			RUN_SECTIONS(x[j])
		store_tile(out, i, x);
	}
	for (; i < frames; i++) {
		vector x = gather(in, i);
		RUN_SECTIONS(x)
		scatter(out, i, x);
	}
#undef RUN_SECTIONS
	for (int s = 0; s < sections; s++) {
		state[2 * s] = s1[s];
		state[2 * s + 1] = s2[s];
	}
}

static void biquad_cascade(const double *const *in, double *const *out, size_t frames, size_t sections,
			   const double *coefficients, double *state)
{
	const vector *c = (const vector *)(const void *)coefficients;
	vector *s = (vector *)(void *)state;
	if (sections == 0)
		for (int k = 0; k < W; k++)
			if (in[k] != out[k])
				memcpy(out[k], in[k], frames * sizeof(double));
	while (sections > 0) {
		size_t now = sections > 4 ? 4 : sections;
		switch (now) {
		case 1:
			cascade(in, out, frames, 1, c, s);
			break;
		case 2:
			cascade(in, out, frames, 2, c, s);
			break;
		case 3:
			cascade(in, out, frames, 3, c, s);
			break;
		default:
			cascade(in, out, frames, 4, c, s);
			break;
		}
		in = (const double *const *)out;
		c += now * BIQUAD_ROWS;
		s += now * BIQUAD_STATE_ROWS;
		sections -= now;
	}
}

/* log2 of a positive normal number: m in [sqrt(1/2), sqrt(2)), then 2 atanh((m - 1) / (m + 1)) / ln 2 to the 17th power; error
   under 2e-14. */
static inline vector log2_of(vector x)
{
	const integers half_root = all_integers(INT64_C(0x3fe6a09e667f3bcd));
	const integers bias = all_integers(INT64_C(0x4330000000000000)); /* 2^52 */
	integers bits = bits_of(x);
	/* Made positive so that a logical and an arithmetic shift agree. */
	integers exponent = (bits - half_root + (INT64_C(1023) << 52)) >> 52;
	vector e = number_of(exponent | bias) - (0x1p52 + 1023.0);
	vector m = number_of(bits - ((exponent - 1023) << 52));
	vector s = (m - 1.0) / (m + 1.0), z = s * s;
	vector p = all(2.0 / 17.0);
	p = p * z + 2.0 / 15.0;
	p = p * z + 2.0 / 13.0;
	p = p * z + 2.0 / 11.0;
	p = p * z + 2.0 / 9.0;
	p = p * z + 2.0 / 7.0;
	p = p * z + 2.0 / 5.0;
	p = p * z + 2.0 / 3.0;
	p = p * z + 2.0;
	return e + p * s * 1.44269504088896340736;
}

/* 2^x for |x| <= 1000; the Taylor series in x ln 2 for |x| <= 1/2 to the 12th power: error under 2e-16 relative. 2^0 is exactly 1. */
static inline vector exp2_of(vector x)
{
	vector t = x + 0x1.8p52;
	integers n = bits_of(t);
	vector f = (x - (t - 0x1.8p52)) * 0.693147180559945309417;
	vector p = all(1.0 / 479001600.0);
	p = p * f + 1.0 / 39916800.0;
	p = p * f + 1.0 / 3628800.0;
	p = p * f + 1.0 / 362880.0;
	p = p * f + 1.0 / 40320.0;
	p = p * f + 1.0 / 5040.0;
	p = p * f + 1.0 / 720.0;
	p = p * f + 1.0 / 120.0;
	p = p * f + 1.0 / 24.0;
	p = p * f + 1.0 / 6.0;
	p = p * f + 0.5;
	p = p * f + 1.0;
	p = p * f + 1.0;
	return number_of((integers)(bits_of(p) + (n << 52)));
}

struct gain_parameters {
	vector row[GAIN_COMPUTER_ROWS];
	vector half_knee, knee_scale, keep;
};

/* One frame: detector in, linear gain out. */
static inline __attribute__((always_inline)) vector gain_frame(vector x, const struct gain_parameters *p, vector *mean,
							       vector *gain)
{
	const double db_of_log2 = 3.01029995663981195214; /* 10 log10(2) */
	*mean = p->keep * *mean + p->row[GAIN_COMPUTER_MEAN] * (x * x);
	vector level = log2_of(CHOOSE(*mean > 1e-24, *mean, all(1e-24))) * db_of_log2;
	vector over = level - p->row[GAIN_COMPUTER_THRESHOLD];
	vector in_knee = over + p->half_knee;
	vector curve = CHOOSE(in_knee > 0.0, in_knee, all(0.0));
	curve = curve * curve * p->knee_scale;
	vector target = p->row[GAIN_COMPUTER_SLOPE] * CHOOSE(over >= p->half_knee, over, curve);
	target = CHOOSE(target > p->row[GAIN_COMPUTER_RANGE], target, p->row[GAIN_COMPUTER_RANGE]);
	vector weight = CHOOSE(target < *gain, p->row[GAIN_COMPUTER_ATTACK], p->row[GAIN_COMPUTER_RELEASE]);
	*gain = *gain + weight * (target - *gain);
	const double log2_of_db = 0.16609640474436811739; /* log2(10) / 20 */
	return p->row[GAIN_COMPUTER_DRY] + p->row[GAIN_COMPUTER_WET] * exp2_of(*gain * log2_of_db);
}

static void gain_computer(const double *const *in, double *const *out, size_t frames, const double *parameters,
			  double *state)
{
	struct gain_parameters p;
	memcpy(p.row, parameters, sizeof p.row);
	p.half_knee = p.row[GAIN_COMPUTER_KNEE] * 0.5;
	vector knee = p.row[GAIN_COMPUTER_KNEE];
	p.knee_scale = CHOOSE(knee > 0.0, 1.0 / (2.0 * CHOOSE(knee > 0.0, knee, all(1.0))), all(0.0));
	p.keep = 1.0 - p.row[GAIN_COMPUTER_MEAN];
	vector *s = (vector *)(void *)state;
	vector mean = s[0], gain = s[1];
	size_t i = 0;
	for (; i + W <= frames; i += W) {
		vector x[W];
		load_tile(in, i, x);
		for (int j = 0; j < W; j++)
			x[j] = gain_frame(x[j], &p, &mean, &gain);
		store_tile(out, i, x);
	}
	for (; i < frames; i++)
		scatter(out, i, gain_frame(gather(in, i), &p, &mean, &gain));
	s[0] = mean;
	s[1] = gain;
}

static void mix(double *out, const double *const *in, const double *gains, size_t count, size_t frames)
{
	if (count == 0) {
		memset(out, 0, frames * sizeof *out);
		return;
	}
	size_t i = 0;
	for (; i + W <= frames; i += W) {
		vector sum = *(const vector_unaligned *)(const void *)(in[0] + i) * gains[0];
		for (size_t j = 1; j < count; j++)
			sum = sum + *(const vector_unaligned *)(const void *)(in[j] + i) * gains[j];
		*(vector_unaligned *)(void *)(out + i) = sum;
	}
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
		*(vector_unaligned *)(void *)(out + i) = *(const vector_unaligned *)(const void *)(in + i) *
							 *(const vector_unaligned *)(const void *)(gain + i);
	for (; i < frames; i++)
		out[i] = in[i] * gain[i];
}

/* Magnitudes compare like their bits: the largest bit pattern is the largest magnitude, infinity above it, NaN above all. */
static double peak(const double *in, size_t frames)
{
	const integers magnitude = all_integers(INT64_C(0x7fffffffffffffff));
	integers most = all_integers(0);
	size_t i = 0;
	for (; i + W <= frames; i += W) {
		integers bits = bits_of(*(const vector_unaligned *)(const void *)(in + i)) & magnitude;
		most = bits_of(CHOOSE(bits > most, number_of(bits), number_of(most)));
	}
	int64_t largest = 0;
	for (int k = 0; k < W; k++)
		largest = COLUMN(most, k) > largest ? COLUMN(most, k) : largest;
	for (; i < frames; i++) {
		int64_t bits;
		memcpy(&bits, in + i, sizeof bits);
		bits &= INT64_C(0x7fffffffffffffff);
		largest = bits > largest ? bits : largest;
	}
	double value;
	memcpy(&value, &largest, sizeof value);
	return value;
}

const struct kernel KERNEL_TABLE = {
	.name = KERNEL_NAME,
	.width = KERNEL_WIDTH,
	.biquad_cascade = biquad_cascade,
	.gain_computer = gain_computer,
	.mix = mix,
	.multiply = multiply,
	.peak = peak,
};
