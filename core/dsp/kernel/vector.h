/* Treats KERNEL_WIDTH doubles as one value, for template.h alone.
   SPDX-License-Identifier: GPL-3.0-or-later

   These are the vector extensions of GCC, which clang has too. Intrinsics serve only where the extensions need several
   instructions for one: larger(), smaller(), a square root and a choice. With a width of 1 a vector is one double. */
#ifndef STEMPRINT_DSP_KERNEL_VECTOR_H
#define STEMPRINT_DSP_KERNEL_VECTOR_H

#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#if KERNEL_WIDTH > 1
#include <immintrin.h>
#endif

enum { W = KERNEL_WIDTH };

#if KERNEL_WIDTH == 1

typedef double vector;
typedef uint64_t words;
typedef double vector_unaligned;
typedef uint64_t words_unaligned;

static inline words bits_of(vector x)
{
	union {
		double number;
		uint64_t bits;
	} u = { .number = x };
	return u.bits;
}

static inline vector number_of(words bits)
{
	union {
		uint64_t bits;
		double number;
	} u = { .bits = bits };
	return u.number;
}

static inline vector all(double x)
{
	return x;
}

static inline double column_of(vector x, int column)
{
	(void)column;
	return x;
}

static inline uint64_t word_of(words x, int column)
{
	(void)column;
	return x;
}

static inline void set_column(vector *x, int column, double value)
{
	(void)column;
	*x = value;
}

static inline words not_a_number(vector x)
{
	return x != x;
}

/* Returns the larger value, and b where one of both is NaN. */
static inline vector larger(vector a, vector b)
{
	return a > b ? a : b;
}

/* Returns the smaller value, and b where one of both is NaN. */
static inline vector smaller(vector a, vector b)
{
	return a < b ? a : b;
}

static inline vector square_root(vector x)
{
	return sqrt(x);
}

static inline vector choose_if_less(vector a, vector b, vector yes, vector no)
{
	return a < b ? yes : no;
}

static inline unsigned columns_less(vector a, vector b)
{
	return a < b;
}

static inline bool all_less(vector a, vector b)
{
	return a < b;
}

#else

typedef double vector __attribute__((vector_size(8 * KERNEL_WIDTH), may_alias));
typedef uint64_t words __attribute__((vector_size(8 * KERNEL_WIDTH), may_alias));
typedef double vector_unaligned __attribute__((vector_size(8 * KERNEL_WIDTH), may_alias, aligned(8)));
typedef uint64_t words_unaligned __attribute__((vector_size(8 * KERNEL_WIDTH), may_alias, aligned(8)));

static inline words bits_of(vector x)
{
	return (words)x;
}

static inline vector number_of(words bits)
{
	return (vector)bits;
}

static inline vector all(double x)
{
	return x - (vector){ 0 };
}

static inline double column_of(vector x, int column)
{
	return x[column];
}

static inline uint64_t word_of(words x, int column)
{
	return x[column];
}

static inline void set_column(vector *x, int column, double value)
{
	(*x)[column] = value;
}

static inline words not_a_number(vector x)
{
	return (words)(x != x);
}

static inline vector larger(vector a, vector b)
{
#if KERNEL_WIDTH == 8
	return (vector)_mm512_max_pd((__m512d)a, (__m512d)b);
#elif KERNEL_WIDTH == 4
	return (vector)_mm256_max_pd((__m256d)a, (__m256d)b);
#else
	return (vector)_mm_max_pd((__m128d)a, (__m128d)b);
#endif
}

static inline vector smaller(vector a, vector b)
{
#if KERNEL_WIDTH == 8
	return (vector)_mm512_min_pd((__m512d)a, (__m512d)b);
#elif KERNEL_WIDTH == 4
	return (vector)_mm256_min_pd((__m256d)a, (__m256d)b);
#else
	return (vector)_mm_min_pd((__m128d)a, (__m128d)b);
#endif
}

static inline vector square_root(vector x)
{
#if KERNEL_WIDTH == 8
	return (vector)_mm512_sqrt_pd((__m512d)x);
#elif KERNEL_WIDTH == 4
	return (vector)_mm256_sqrt_pd((__m256d)x);
#else
	return (vector)_mm_sqrt_pd((__m128d)x);
#endif
}

static inline vector choose_if_less(vector a, vector b, vector yes, vector no)
{
#if KERNEL_WIDTH == 8
	__mmask8 less = _mm512_cmp_pd_mask((__m512d)a, (__m512d)b, _CMP_LT_OQ);
	return (vector)_mm512_mask_blend_pd(less, (__m512d)no, (__m512d)yes);
#elif KERNEL_WIDTH == 4
	return (vector)_mm256_blendv_pd((__m256d)no, (__m256d)yes, (__m256d)(a < b));
#else
	words mask = (words)(a < b);
	return (vector)((mask & (words)yes) | (~mask & (words)no));
#endif
}

/* Returns a bit for each value of a, the lowest for the first: whether it is less than that of b; NaN is not. */
static inline unsigned columns_less(vector a, vector b)
{
#if KERNEL_WIDTH == 8
	return _mm512_cmp_pd_mask((__m512d)a, (__m512d)b, _CMP_LT_OQ);
#elif KERNEL_WIDTH == 4
	return (unsigned)_mm256_movemask_pd((__m256d)(a < b));
#else
	return (unsigned)_mm_movemask_pd((__m128d)(a < b));
#endif
}

/* Tells whether all values of a are less than those of b; NaN is not. */
static inline bool all_less(vector a, vector b)
{
	return columns_less(a, b) == (1U << KERNEL_WIDTH) - 1;
}

#endif

static inline vector magnitude_of(vector x)
{
	return number_of(bits_of(x) & (uint64_t)0x7fffffffffffffff);
}

static inline vector load(const double *in)
{
	return *(const vector_unaligned *)(const void *)in;
}

static inline void store(double *out, vector x)
{
	*(vector_unaligned *)(void *)out = x;
}

static inline words load_words(const uint64_t *in)
{
	return *(const words_unaligned *)(const void *)in;
}

static inline void store_words(uint64_t *out, words x)
{
	*(words_unaligned *)(void *)out = x;
}

/* Transposes W rows of W into W columns of W, in registers. */
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
	for (int k = 0; k < 8; k += 4)
		for (int j = 0; j < 2; j++) {
			vector a = y[k + j], b = y[k + j + 2];
			z[k + j] = __builtin_shufflevector(a, b, 0, 1, 4, 5, 8, 9, 12, 13);
			z[k + j + 2] = __builtin_shufflevector(a, b, 2, 3, 6, 7, 10, 11, 14, 15);
		}
	for (int k = 0; k < 4; k++) {
		x[k] = __builtin_shufflevector(z[k], z[k + 4], 0, 1, 4, 5, 8, 9, 12, 13);
		x[k + 4] = __builtin_shufflevector(z[k], z[k + 4], 2, 3, 6, 7, 10, 11, 14, 15);
	}
#endif
}

#if KERNEL_WIDTH == 8

/* Returns what lies `frames` after the first of sixteen samples. `frames` is from 0 to 7, and a constant where this is
   called. */
static inline vector later(vector first, vector second, int frames)
{
	const __m512i a = (__m512i)first, b = (__m512i)second;
	switch (frames) {
	case 0:
		return first;
	case 1:
		return (vector)_mm512_alignr_epi64(b, a, 1);
	case 2:
		return (vector)_mm512_alignr_epi64(b, a, 2);
	case 3:
		return (vector)_mm512_alignr_epi64(b, a, 3);
	case 4:
		return (vector)_mm512_alignr_epi64(b, a, 4);
	case 5:
		return (vector)_mm512_alignr_epi64(b, a, 5);
	case 6:
		return (vector)_mm512_alignr_epi64(b, a, 6);
	default:
		return (vector)_mm512_alignr_epi64(b, a, 7);
	}
}

#endif

/* Loads the next W frames: x[frame] holds one sample of every column. */
static inline void load_tile(const double *const *in, size_t frame, vector x[W])
{
	for (int k = 0; k < W; k++)
		x[k] = load(in[k] + frame);
	transpose(x);
}

static inline void store_tile(double *const *out, size_t frame, vector x[W])
{
	transpose(x);
	for (int k = 0; k < W; k++)
		store(out[k] + frame, x[k]);
}

/* Loads one frame: one sample of every column. */
static inline vector gather(const double *const *in, size_t frame)
{
	vector x = all(0.0);
	for (int k = 0; k < W; k++)
		set_column(&x, k, in[k][frame]);
	return x;
}

static inline void scatter(double *const *out, size_t frame, vector x)
{
	for (int k = 0; k < W; k++)
		out[k][frame] = column_of(x, k);
}

#endif
