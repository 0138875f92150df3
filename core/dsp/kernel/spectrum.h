/* Transforms and multiplies spectra, for fast convolution.
   SPDX-License-Identifier: GPL-3.0-or-later

   A spectrum is 2 `size` numbers, `size` that of the tables (fft.h), aligned to 64 bytes, in an order of the kernel's
   own, which fft_bin_index() knows: all spectra of one kernel and one size share it, so products need no order. */
#ifndef STEMPRINT_DSP_KERNEL_SPECTRUM_H
#define STEMPRINT_DSP_KERNEL_SPECTRUM_H

#include <stdbool.h>
#include <stddef.h>

struct fft;
struct spectrum_products;

struct spectrum_kernel {
	/** Transforms 2 `size` real numbers, `size` in `first` and `size` in `second`. They are folded to `size`
	   complex ones, (first + i second) e^(pi i j / (2 size)) with index j, whose spectra multiply like polynomials
	   modulo x^(2 size) + 1 (R. Crandall and B. Fagin, "Discrete weighted transforms", 1994): so real numbers cost
	   half of what complex ones would, and all bins are alike. Bin k is the sum of x[n] e^(-i w n), w = pi (4 k -
	   1) / (2 size), n < 2 size. work: [2 size], left undefined. */
	void (*forward)(const struct fft *fft, const double *first, const double *second, double *work,
			double *spectrum);

	/** Transforms the sum of products (fft.h) back, times `size`, and keeps the second half of the 2 `size`
	   numbers: writes it to second[size], or adds it there with `add`. Spectra multiply to a cyclic convolution
	   whose end wraps round with its sign turned. work: as above. */
	void (*backward)(const struct fft *fft, const struct spectrum_products *products, double *work, double *second,
			 bool add);
};

#endif
