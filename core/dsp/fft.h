/* stemprint: the discrete Fourier transform of a power of two.
   SPDX-License-Identifier: GPL-3.0-or-later

   What it is for is convolution: real and imaginary parts lie in arrays of their own, and spectra stay in the order in
   which the passes leave them, which multiplication does not mind. The passes themselves are kernels
   (kernel/spectrum.h), which give the same bits on every x86-64; a library's would not. J. W. Cooley and J. W. Tukey,
   1965; decimation in frequency there, in time back. */
#ifndef STEMPRINT_DSP_FFT_H
#define STEMPRINT_DSP_FFT_H

#include "base/arena.h"

#include <stddef.h>

enum {
	FFT_SIZE_MINIMUM = 64,
	FFT_SIZE_MAXIMUM = 1 << 22,
	FFT_OCTAVES = 23,
	FFT_PASSES_MAXIMUM = 8,
	FFT_LAST = 8,
	FFT_ABREAST = 8
};

/** Splits transforms of `span` points into `radix` of span / radix points each. */
struct fft_pass {
	size_t radix; /**< 2, 4 or 8 */
	size_t span;
	/** [j / FFT_ABREAST][q][cosine, sine][j % FFT_ABREAST], j under span / radix: e^(-2 pi i q j / span), q from 1;
	   of the first pass e^(pi i (1 - 4 q) j / (2 span)), q from 0. One stream in the order of its use: at powers of
	   two rows would share cache sets. */
	const double *twiddles;
};

/** Tables of a size, shared by whoever transforms that many points. Nobody changes them. */
struct fft {
	size_t size;
	size_t pass_count;
	struct fft_pass
		passes[FFT_PASSES_MAXIMUM]; /**< the transforms of FFT_LAST points after the last one need no table */
	/** e^(pi i r / (2 radix)) of the first pass. With its twiddles they make e^(pi i j / (2 size)), for
	   spectrum_kernel.forward(). */
	double fold_cosine[8], fold_sine[8];
};

/** The tables for a power of two from FFT_SIZE_MINIMUM to FFT_SIZE_MAXIMUM, in the arena; NULL when out of memory. Some
    20 ns a point. */
const struct fft *fft_new(struct arena *arena, size_t size);

/** Sums that are built side by side while a spectrum is at hand. */
enum { SPECTRUM_SPAN = 4 };

/** A spectrum, and what it is multiplied with for each sum; NULL: nothing. */
struct spectrum_factors {
	const double *left, *right[SPECTRUM_SPAN];
};

/** The sum of left * right[0], in the order of factors, after what is begun. */
struct spectrum_products {
	const struct spectrum_factors *factors;
	size_t count;
	const double *begun; /**< NULL: nothing; unless there are sums for later */
	double *later[SPECTRUM_SPAN -
		      1]; /**< where the sums of left * right[1] and so on go; all NULL: there are none */
};

/** Tables that those who share an arena share too, by the logarithm of their size; all NULL at first. Not for several
   threads at once. */
struct fft_tables {
	const struct fft *sizes[FFT_OCTAVES];
};

/** The tables of that size, made when they are not there yet. NULL when out of memory. */
const struct fft *fft_shared(struct fft_tables *tables, struct arena *arena, size_t size);

/** Where a spectrum (spectrum_kernel.forward()) of a kernel of that width holds the real part of a bin; the imaginary
   part lies FFT_LAST * width further. */
size_t fft_bin_index(const struct fft *fft, size_t width, size_t bin);

#endif
