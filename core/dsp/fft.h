/* Holds the tables of the discrete Fourier transform that rendering uses.
   SPDX-License-Identifier: GPL-3.0-or-later

   These are the tables of the transform; its passes are kernels (kernel/spectrum.h). J. W. Cooley and J. W. Tukey,
   1965; decimation in frequency on the way there, in time on the way back. Real and imaginary parts lie in arrays of
   their own, and spectra stay in the order in which the passes leave them, since a product needs no order.

   All that measures uses FFTW3 (core/measure). Rendering keeps this transform, because a print must have the same bits
   on every x86-64: FFTW3 chooses its algorithm by the CPU, its build and the plan, and the last bits of a spectrum
   change with it. Here the order of all operations is fixed. It is no slower where wide registers are, and
   errs by at most 1.6 times as much, a few 2^-53. tests/bench/fft.c measured this with 2 `size` real numbers: ours by
   the AVX-512 kernel on an AMD EPYC, FFTW 3.3.10 as Debian builds it (sse2-avx) as r2c; ns a real number, least of 15
   runs; rms error relative to the rms of the spectrum, against a direct sum in long double:

       numbers      ours  FFTW_ESTIMATE  FFTW_MEASURE    error: ours     FFTW3
	   128      0.68           1.01          0.95        1.8e-16   1.7e-16
	  2048      0.71           0.94          0.93        2.4e-16   1.6e-16
	 32768      0.99           2.29          1.56        2.6e-16   2.5e-16
	524288      1.86           6.39          3.12        3.2e-16   2.2e-16

   The SSE2 kernel takes about as long as FFTW_ESTIMATE or up to twice that, 1.9 to 7.6 ns. */
#ifndef STEMPRINT_DSP_FFT_H
#define STEMPRINT_DSP_FFT_H

#include "base/arena.h"

#include <stddef.h>

enum {
	FFT_SIZE_MINIMUM = 64, /**< complex points */
	FFT_SIZE_MAXIMUM = 1 << 22, /**< complex points */
	FFT_OCTAVES = 23, /**< one more than the logarithm of the largest size */
	FFT_PASSES_MAXIMUM = 8, /**< passes with twiddles of the largest size */
	FFT_LAST = 8, /**< points of the transforms at the end, which have no twiddles */
	FFT_ABREAST = 8 /**< twiddles of a kind that lie side by side: the widest kernel's width */
};

/** One pass: it splits transforms of `span` points into `radix` of span / radix points each. */
struct fft_pass {
	size_t radix; /**< 2, 4 or 8 */
	size_t span; /**< points */
	/** [j / FFT_ABREAST][q][cosine, sine][j % FFT_ABREAST], j under span / radix: e^(-2 pi i q j / span), q from 1;
	   in the first pass e^(pi i (1 - 4 q) j / (2 span)), q from 0. They lie in the order of their use, as one
	   stream: rows of a power of two would share cache sets. */
	const double *twiddles;
};

/** The tables of one size. They do not change, so any number of threads may share them. */
struct fft {
	size_t size; /**< complex points, a power of two */
	size_t pass_count; /**< of `passes` */
	/** The transforms of FFT_LAST points after the last pass need no table. */
	struct fft_pass passes[FFT_PASSES_MAXIMUM];
	/** e^(pi i r / (2 radix)) of the first pass. With its twiddles they make e^(pi i j / (2 size)), which the
	   forward kernel turns its numbers by. */
	double fold_cosine[8], fold_sine[8];
};

/** Makes the tables for a power of two from FFT_SIZE_MINIMUM to FFT_SIZE_MAXIMUM, in the arena, in some 20 ns a point.
    Returns NULL when out of memory. */
const struct fft *fft_new(struct arena *arena, size_t size);

/** The most sums that are built side by side while a spectrum is at hand. */
enum { SPECTRUM_SPAN = 4 };

/** A spectrum, and the spectra that multiply it, one for each sum; NULL: this sum gets nothing. */
struct spectrum_factors {
	const double *left, *right[SPECTRUM_SPAN];
};

/** A sum of products of spectra: `begun` + left * right[0] of all factors, in their order. */
struct spectrum_products {
	const struct spectrum_factors *factors; /**< [count] */
	size_t count; /**< 0 and more */
	const double *begun; /**< a spectrum that the sum starts with; NULL: zeros; NULL whenever `later` is in use */
	/** The spectra that the sums of left * right[1], right[2] ... are written to; all NULL: there are none. */
	double *later[SPECTRUM_SPAN - 1];
};

/** Tables of several sizes, by the logarithm of the size, shared by those who share an arena; all NULL at first.
   Several threads must not use it at once. */
struct fft_tables {
	const struct fft *sizes[FFT_OCTAVES];
};

/** Returns the tables of that size, and makes them in the arena at the first call. Returns NULL when out of memory. */
const struct fft *fft_shared(struct fft_tables *tables, struct arena *arena, size_t size);

/** Returns the index in a spectrum at which a kernel of that width holds the real part of a bin, 0 to size - 1; the
    imaginary part lies FFT_LAST * width further. */
size_t fft_bin_index(const struct fft *fft, size_t width, size_t bin);

#endif
