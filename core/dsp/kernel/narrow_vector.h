/* Treats up to four columns as one value, for template.h alone.
   SPDX-License-Identifier: GPL-3.0-or-later

   A loop in which each frame depends on the last gains nothing from the widest vectors, whose sums take longer. */
#ifndef STEMPRINT_DSP_KERNEL_NARROW_VECTOR_H
#define STEMPRINT_DSP_KERNEL_NARROW_VECTOR_H

#include "dsp/kernel/vector.h"

/* The columns of a narrow vector, and the narrow vectors of W columns. */
enum { NARROW = W > 4 ? 4 : W, GROUPS = W / NARROW };

#if KERNEL_WIDTH == 8

typedef double narrow __attribute__((vector_size(32), may_alias));
typedef double narrow_unaligned __attribute__((vector_size(32), may_alias, aligned(8)));

static inline narrow load_narrow(const double *in)
{
	return *(const narrow_unaligned *)(const void *)in;
}

static inline void store_narrow(double *out, narrow x)
{
	*(narrow_unaligned *)(void *)out = x;
}

static inline narrow narrow_all(double x)
{
	return x - (narrow){ 0 };
}

/* Returns x in the first column and zeros in the others. */
static inline narrow narrow_one(double x)
{
	return (narrow){ x };
}

static inline double narrow_first(narrow x)
{
	return x[0];
}

static inline narrow narrow_choose_if_less(narrow a, narrow b, narrow yes, narrow no)
{
	__mmask8 less = _mm256_cmp_pd_mask((__m256d)a, (__m256d)b, _CMP_LT_OQ);
	return (narrow)_mm256_mask_blend_pd(less, (__m256d)no, (__m256d)yes);
}

/* Transposes both halves of four of the widest vectors at once. */
static inline void transpose_halves(vector x[4])
{
	vector between[4];
	for (int k = 0; k < 4; k += 2) {
		between[k] = __builtin_shufflevector(x[k], x[k + 1], 0, 8, 2, 10, 4, 12, 6, 14);
		between[k + 1] = __builtin_shufflevector(x[k], x[k + 1], 1, 9, 3, 11, 5, 13, 7, 15);
	}
	for (int k = 0; k < 2; k++) {
		x[k] = __builtin_shufflevector(between[k], between[k + 2], 0, 1, 8, 9, 4, 5, 12, 13);
		x[k + 2] = __builtin_shufflevector(between[k], between[k + 2], 2, 3, 10, 11, 6, 7, 14, 15);
	}
}

/* The first half of a row is the first four frames, and the second half the last four. */
static inline void columns_of_rows(narrow out[8], double rows[][8])
{
	vector a[4];
	for (int k = 0; k < 4; k++)
		a[k] = load(rows[k]);
	transpose_halves(a);
	for (int k = 0; k < 4; k++) {
		out[k] = __builtin_shufflevector(a[k], a[k], 0, 1, 2, 3);
		out[k + 4] = __builtin_shufflevector(a[k], a[k], 4, 5, 6, 7);
	}
}

static inline void rows_of_columns(double rows[][8], const narrow in[8])
{
	vector a[4], b[4];
	for (int k = 0; k < 4; k++)
		a[k] = __builtin_shufflevector(in[k], in[k + 4], 0, 1, 2, 3, 4, 5, 6, 7);
	for (int k = 0; k < 2; k++) {
		b[k] = __builtin_shufflevector(a[k], a[k + 2], 0, 1, 8, 9, 4, 5, 12, 13);
		b[k + 2] = __builtin_shufflevector(a[k], a[k + 2], 2, 3, 10, 11, 6, 7, 14, 15);
	}
	for (int k = 0; k < 4; k += 2) {
		store(rows[k], __builtin_shufflevector(b[k], b[k + 1], 0, 8, 2, 10, 4, 12, 6, 14));
		store(rows[k + 1], __builtin_shufflevector(b[k], b[k + 1], 1, 9, 3, 11, 5, 13, 7, 15));
	}
}

#else

typedef vector narrow;

static inline narrow load_narrow(const double *in)
{
	return load(in);
}

static inline void store_narrow(double *out, narrow x)
{
	store(out, x);
}

static inline narrow narrow_all(double x)
{
	return all(x);
}

static inline narrow narrow_one(double x)
{
	return (narrow){ x };
}

static inline double narrow_first(narrow x)
{
	return column_of(x, 0);
}

static inline narrow narrow_choose_if_less(narrow a, narrow b, narrow yes, narrow no)
{
	return choose_if_less(a, b, yes, no);
}

#endif

#if KERNEL_WIDTH >= 4

/* Two columns. */
typedef double duo __attribute__((vector_size(16), may_alias));
typedef uint64_t duo_words __attribute__((vector_size(16), may_alias));
typedef uint64_t narrow_words __attribute__((vector_size(32), may_alias));

static inline duo_words duo_bits_of(duo x)
{
	return (duo_words)x;
}

static inline duo duo_number_of(duo_words bits)
{
	return (duo)bits;
}

static inline duo duo_larger(duo a, duo b)
{
	return (duo)_mm_max_pd((__m128d)a, (__m128d)b);
}

static inline duo duo_smaller(duo a, duo b)
{
	return (duo)_mm_min_pd((__m128d)a, (__m128d)b);
}

static inline narrow_words narrow_bits_of(narrow x)
{
	return (narrow_words)x;
}

static inline narrow narrow_number_of(narrow_words bits)
{
	return (narrow)bits;
}

static inline narrow narrow_larger(narrow a, narrow b)
{
	return (narrow)_mm256_max_pd((__m256d)a, (__m256d)b);
}

static inline narrow narrow_smaller(narrow a, narrow b)
{
	return (narrow)_mm256_min_pd((__m256d)a, (__m256d)b);
}

#endif

#endif
