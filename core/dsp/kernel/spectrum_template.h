/* Transforms and multiplies spectra, for template.h alone.
   SPDX-License-Identifier: GPL-3.0-or-later

   A pass computes W butterflies side by side, on whole vectors. Only the transforms of FFT_LAST points at the end are
   shorter than a vector; they are transposed in registers, so that each has a column of its own. */
#include "dsp/fft.h"
#include "dsp/kernel/spectrum.h"

/* The numbers of W butterflies: each vector holds one point of all. */
struct points {
	vector re[8], im[8];
};

/* The columns that the outermost pass reads or writes instead of a spectrum. */
struct fft_fold {
	const double *first, *second;
	double *out;
	bool add;
};

INLINE void butterfly_2(struct points *x)
{
	vector re = x->re[0] - x->re[1], im = x->im[0] - x->im[1];
	x->re[0] = x->re[0] + x->re[1];
	x->im[0] = x->im[0] + x->im[1];
	x->re[1] = re;
	x->im[1] = im;
}

/* Transforms the points a, b, c, d in place, in natural order. */
INLINE void butterfly_4(struct points *x, int a, int b, int c, int d)
{
	vector even_re = x->re[a] + x->re[c], even_im = x->im[a] + x->im[c];
	vector even_less_re = x->re[a] - x->re[c], even_less_im = x->im[a] - x->im[c];
	vector odd_re = x->re[b] + x->re[d], odd_im = x->im[b] + x->im[d];
	vector odd_less_re = x->re[b] - x->re[d], odd_less_im = x->im[b] - x->im[d];
	x->re[a] = even_re + odd_re;
	x->im[a] = even_im + odd_im;
	x->re[b] = even_less_re + odd_less_im;
	x->im[b] = even_less_im - odd_less_re;
	x->re[c] = even_re - odd_re;
	x->im[c] = even_im - odd_im;
	x->re[d] = even_less_re - odd_less_im;
	x->im[d] = even_less_im + odd_less_re;
}

/* Transforms eight points. The odd half is first rotated by one, two and three eighths of a turn. */
INLINE void butterfly_8(struct points *x)
{
	const vector eighth = all(0.70710678118654752440);
	struct points y;
	for (int k = 0; k < 4; k++) {
		y.re[k] = x->re[k] + x->re[k + 4];
		y.im[k] = x->im[k] + x->im[k + 4];
		y.re[k + 4] = x->re[k] - x->re[k + 4];
		y.im[k + 4] = x->im[k] - x->im[k + 4];
	}
	vector re = y.re[5], im = y.im[5];
	y.re[5] = (re + im) * eighth;
	y.im[5] = (im - re) * eighth;
	re = y.re[6];
	y.re[6] = y.im[6];
	y.im[6] = -re;
	re = y.re[7];
	im = y.im[7];
	y.re[7] = (im - re) * eighth;
	y.im[7] = -((re + im) * eighth);
	butterfly_4(&y, 0, 1, 2, 3);
	butterfly_4(&y, 4, 5, 6, 7);
	for (int k = 0; k < 4; k++) {
		x->re[2 * k] = y.re[k];
		x->im[2 * k] = y.im[k];
		x->re[2 * k + 1] = y.re[k + 4];
		x->im[2 * k + 1] = y.im[k + 4];
	}
}

INLINE void butterfly(struct points *x, int radix)
{
	if (radix == 8)
		butterfly_8(x);
	else if (radix == 4)
		butterfly_4(x, 0, 1, 2, 3);
	else
		butterfly_2(x);
}

/* Multiplies the points from `first` to radix - 1 by the twiddles of j. */
INLINE void twiddle(struct points *x, int radix, int first, const double *twiddles, size_t j)
{
	const double *row = twiddles + j / FFT_ABREAST * (size_t)(2 * FFT_ABREAST * (radix - first)) + j % FFT_ABREAST;
	for (int q = first; q < radix; q++, row += 2 * FFT_ABREAST) {
		vector cosine = load(row), sine = load(row + FFT_ABREAST);
		vector re = x->re[q], im = x->im[q];
		x->re[q] = re * cosine - im * sine;
		x->im[q] = re * sine + im * cosine;
	}
}

/* Loads points that are `stride` apart. */
INLINE void points_load(struct points *x, int radix, const double *z, size_t stride)
{
	for (int r = 0; r < radix; r++) {
		x->re[r] = load(z + 2 * (size_t)r * stride);
		x->im[r] = load(z + 2 * (size_t)r * stride + W);
	}
}

INLINE void points_store(const struct points *x, int radix, double *z, size_t stride)
{
	for (int r = 0; r < radix; r++) {
		store(z + 2 * (size_t)r * stride, x->re[r]);
		store(z + 2 * (size_t)r * stride + W, x->im[r]);
	}
}

/* Loads real numbers, the second half as imaginary parts, rotated by e^(pi i r / (2 radix)). */
INLINE void points_fold(struct points *x, int radix, const struct fft *fft, const struct fft_fold *fold, size_t j,
			size_t stride)
{
	for (int r = 0; r < radix; r++, j += stride) {
		vector cosine = all(fft->fold_cosine[r]), sine = all(fft->fold_sine[r]);
		vector first = load(fold->first + j), second = load(fold->second + j);
		x->re[r] = first * cosine - second * sine;
		x->im[r] = first * sine + second * cosine;
	}
}

/* Stores the imaginary parts, rotated back. Real and imaginary parts come swapped. */
INLINE void points_unfold(const struct points *x, int radix, const struct fft *fft, const struct fft_fold *fold,
			  size_t j, size_t stride)
{
	for (int r = 0; r < radix; r++, j += stride) {
		vector cosine = all(fft->fold_cosine[r]), sine = all(fft->fold_sine[r]);
		vector second = x->re[r] * cosine - x->im[r] * sine;
		/* A sum starts at 0, so that the sign of a zero does not depend on `add`. */
		second = (fold->add ? load(fold->out + j) : all(0.0)) + second;
		store(fold->out + j, second);
	}
}

/* Runs one pass over the first `length` points. `radix`, `back` and whether there is a fold are constants where this is
   called. */
INLINE void run_pass(const struct fft *fft, size_t index, double *z, size_t length, int radix, int back,
		     const struct fft_fold *fold)
{
	const struct fft_pass *pass = &fft->passes[index];
	const size_t points = pass->span / (size_t)radix;
	const int first = fold ? 0 : 1;
	for (size_t start = 0; start < length; start += pass->span)
		for (size_t j = 0; j < points; j += W) {
			struct points x;
			if (fold && !back)
				points_fold(&x, radix, fft, fold, j, points);
			else
				points_load(&x, radix, z + 2 * (start + j), points);
			if (back)
				twiddle(&x, radix, first, pass->twiddles, j);
			butterfly(&x, radix);
			if (!back)
				twiddle(&x, radix, first, pass->twiddles, j);
			if (fold && back)
				points_unfold(&x, radix, fft, fold, j, points);
			else
				points_store(&x, radix, z + 2 * (start + j), points);
		}
}

/* Runs the first pass forwards, which is the last one backwards. */
static void outer_pass(const struct fft *fft, double *z, int back, const struct fft_fold *fold)
{
	const size_t radix = fft->passes[0].radix;
	if (radix == 8 && !back)
		run_pass(fft, 0, z, fft->size, 8, 0, fold);
	else if (radix == 8)
		run_pass(fft, 0, z, fft->size, 8, 1, fold);
	else if (radix == 4 && !back)
		run_pass(fft, 0, z, fft->size, 4, 0, fold);
	else if (radix == 4)
		run_pass(fft, 0, z, fft->size, 4, 1, fold);
	else if (!back)
		run_pass(fft, 0, z, fft->size, 2, 0, fold);
	else
		run_pass(fft, 0, z, fft->size, 2, 1, fold);
}

/* Transposes W transforms that lie one after another into one column each: x[r] holds point r of all. */
INLINE void turn_in(vector x[FFT_LAST], const double *in)
{
	for (int part = 0; part < FFT_LAST; part += W) {
		vector tile[W];
		for (int k = 0; k < W; k++)
			tile[k] = load(in + 2 * (k * FFT_LAST + part));
		transpose(tile);
		for (int k = 0; k < W; k++)
			x[part + k] = tile[k];
	}
}

INLINE void turn_out(double *out, const vector x[FFT_LAST])
{
	for (int part = 0; part < FFT_LAST; part += W) {
		vector tile[W];
		for (int k = 0; k < W; k++)
			tile[k] = x[part + k];
		transpose(tile);
		for (int k = 0; k < W; k++)
			store(out + 2 * (k * FFT_LAST + part), tile[k]);
	}
}

/* The number of points that stay in the first-level cache through all inner passes. */
enum { CACHED_POINTS = 1024 };

/* Runs the passes from `index` on over `length` points. */
static void inner_forward(const struct fft *fft, size_t index, double *z, double *spectrum, size_t length)
{
	if (length > CACHED_POINTS) {
		const size_t span = fft->passes[index].span;
		for (size_t start = 0; start < length; start += span) {
			run_pass(fft, index, z + 2 * start, span, 8, 0, NULL);
			inner_forward(fft, index + 1, z + 2 * start, spectrum + 2 * start, span);
		}
		return;
	}
	for (; index < fft->pass_count; index++)
		run_pass(fft, index, z, length, 8, 0, NULL);
	for (size_t start = 0; start < length; start += FFT_LAST * W) {
		struct points x;
		turn_in(x.re, z + 2 * start);
		turn_in(x.im, z + 2 * start + W);
		butterfly_8(&x);
		for (int r = 0; r < FFT_LAST; r++) {
			store(spectrum + 2 * start + r * W, x.re[r]);
			store(spectrum + 2 * start + (FFT_LAST + r) * W, x.im[r]);
		}
	}
}

/* A vector of real parts is followed by one of imaginary parts. If they were in two halves of the memory, they would
   share cache sets. */
static void forward(const struct fft *fft, const double *first, const double *second, double *work, double *spectrum)
{
	const struct fft_fold fold = { .first = first, .second = second };
	outer_pass(fft, work, 0, &fold);
	inner_forward(fft, 1, work, spectrum, fft->size);
}

/* The vectors of one turn: several sums hide the latency of an addition. */
enum { BINS_ABREAST = W == 8 ? 8 : 4 };

/* Prefetches the line that the next turn reads at this index. Long spectra come from the outer caches, in more streams
   than the CPU prefetches by itself. */
INLINE void prefetch(const double *at, int index)
{
	if (index * W % 8 == 0)
		__builtin_prefetch(at + 2 * FFT_LAST * W);
}

/* Adds the products of one factor. */
INLINE void multiply_add(vector *re, vector *im, const double *a, const double *b, int bins)
{
	for (int k = 0; k < bins; k++) {
		prefetch(b + k * W, k);
		prefetch(b + (FFT_LAST + k) * W, k);
		vector a_re = load(a + k * W), a_im = load(a + (FFT_LAST + k) * W);
		vector b_re = load(b + k * W), b_im = load(b + (FFT_LAST + k) * W);
		re[k] = re[k] + (a_re * b_re - a_im * b_im);
		im[k] = im[k] + (a_re * b_im + a_im * b_re);
	}
}

/* Computes FFT_LAST vectors of the sum from `at` on. With `span` it also computes those of the later sums and stores
   them. */
INLINE void points_multiply(struct points *x, const struct spectrum_products *products, size_t at, int span)
{
	const int bins = span > 1 ? 1 : BINS_ABREAST; /* a span has several sums already */
	for (int part = 0; part < FFT_LAST; part += bins) {
		vector re[SPECTRUM_SPAN][FFT_LAST], im[SPECTRUM_SPAN][FFT_LAST];
		const size_t offset = at + (size_t)(part * W);
		for (int k = 0; k < bins; k++) {
			for (int d = 0; d < span; d++)
				re[d][k] = im[d][k] = all(0.0);
			if (span == 1 && products->begun) {
				re[0][k] = load(products->begun + offset + k * W);
				im[0][k] = load(products->begun + offset + (FFT_LAST + k) * W);
			}
		}
		for (size_t i = 0; i < products->count; i++) {
			const struct spectrum_factors *factors = &products->factors[i];
			const double *a = factors->left + offset;
			for (int k = 0; k < bins; k++) {
				prefetch(a + k * W, k);
				prefetch(a + (FFT_LAST + k) * W, k);
			}
			for (int d = 0; d < span; d++)
				if (factors->right[d])
					multiply_add(re[d], im[d], a, factors->right[d] + offset, bins);
		}
		for (int k = 0; k < bins; k++) {
			x->re[part + k] = im[0][k];
			x->im[part + k] = re[0][k];
			for (int d = 1; d < span; d++) {
				store(products->later[d - 1] + offset + k * W, re[d][k]);
				store(products->later[d - 1] + offset + (FFT_LAST + k) * W, im[d][k]);
			}
		}
	}
}

/* Runs the passes down to `index` over `length` points from `at` on. */
static void inner_backward(const struct fft *fft, size_t index, double *z, const struct spectrum_products *product,
			   size_t at, size_t length)
{
	if (length > CACHED_POINTS) {
		const size_t span = fft->passes[index].span;
		for (size_t start = 0; start < length; start += span) {
			inner_backward(fft, index + 1, z + 2 * start, product, at + start, span);
			run_pass(fft, index, z + 2 * start, span, 8, 1, NULL);
		}
		return;
	}
	for (size_t start = 0; start < length; start += FFT_LAST * W) {
		struct points x;
		if (product->later[0])
			points_multiply(&x, product, 2 * (at + start), SPECTRUM_SPAN);
		else
			points_multiply(&x, product, 2 * (at + start), 1);
		butterfly_8(&x);
		turn_out(z + 2 * start, x.re);
		turn_out(z + 2 * start + W, x.im);
	}
	for (size_t i = fft->pass_count; i-- > index;)
		run_pass(fft, i, z, length, 8, 1, NULL);
}

/* The inverse swaps real and imaginary parts and runs all steps in the opposite order. */
static void backward(const struct fft *fft, const struct spectrum_products *products, double *work, double *second,
		     bool add)
{
	const struct fft_fold fold = { .out = second, .add = add };
	inner_backward(fft, 1, work, products, 0, fft->size);
	outer_pass(fft, work, 1, &fold);
}

static const struct spectrum_kernel spectrum_kernel = {
	.forward = forward,
	.backward = backward,
};
