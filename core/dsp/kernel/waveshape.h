/* Computes the gains of waveshapers.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_DSP_KERNEL_WAVESHAPE_H
#define STEMPRINT_DSP_KERNEL_WAVESHAPE_H

#include <stddef.h>

struct waveshape;

struct waveshape_kernel {
	/** Writes the linear gain that the curve (waveshape.h) gives each sample of one column. With antiderivative it
	   gives one gain to each pair of neighbours and reads in[-1] too. */
	void (*gains)(const struct waveshape *shape, const double *in, double *gain, size_t frames);
};

#endif
