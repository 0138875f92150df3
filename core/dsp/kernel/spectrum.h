/* stemprint: kernels of fast convolution.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_DSP_KERNEL_SPECTRUM_H
#define STEMPRINT_DSP_KERNEL_SPECTRUM_H

#include <stdbool.h>
#include <stddef.h>

struct fft;
struct spectrum_products;

struct spectrum_kernel {
	/** The spectrum of 2 `size` real numbers, the first and the second half. They become `size` complex ones:
	   (first + i second) e^(pi i j / (2 size)), j their index, whose spectra multiply like polynomials modulo x^(2
	   size) + 1 (R. Crandall and B. Fagin, "Discrete weighted transforms", 1994): sound costs half of what complex
	   numbers would, and all bins are alike. Bin k is the sum of x[n] e^(-i w n) at w = pi (4 k - 1) / (2 size). A
	   spectrum is 2 `size` numbers in an order of the table's own (fft_bin_index()), aligned to 64 bytes; all
	   spectra of a table and a size share it. work: 2 `size` numbers, left undefined. */
	void (*forward)(const struct fft *fft, const double *first, const double *second, double *work,
			double *spectrum);

	/** The second half of what has the spectrum `size` times the sum of products (fft.h); stored in `second`, or
	   added to it. A product of spectra is that of cyclic convolution whose end wraps round with its sign turned.
	   work as above. */
	void (*backward)(const struct fft *fft, const struct spectrum_products *products, double *work, double *second,
			 bool add);
};

#endif
