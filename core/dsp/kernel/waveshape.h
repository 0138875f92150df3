/* stemprint: the kernel of waveshapers.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_DSP_KERNEL_WAVESHAPE_H
#define STEMPRINT_DSP_KERNEL_WAVESHAPE_H

#include <stddef.h>

struct waveshape;

struct waveshape_kernel {
	/** The gain that the curve gives each sample of one column (waveshape.h), with antiderivative each pair of
	   neighbours: then in[-1] is read too. gain overlaps in nowhere. */
	void (*gains)(const struct waveshape *shape, const double *in, double *gain, size_t frames);
};

#endif
