/* stemprint: kernels of filters of finite length.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_DSP_KERNEL_FIR_H
#define STEMPRINT_DSP_KERNEL_FIR_H

#include <stddef.h>

struct fir_kernel {
	/** out[n] += sum of in[n - k] * taps[k], k from 0 to count - 1 in this order; in[1 - count] is the first that
	   is read. */
	void (*convolve)(double *out, const double *in, const double *taps, size_t count, size_t frames);

	/** A filter: out[n] = sum of in[n + k] * taps[k], k from 0 to count - 1 in this order, count at least 1. in
	   holds count - 1 frames more; out overlaps it nowhere. */
	void (*correlate)(double *out, const double *in, const double *taps, size_t count, size_t frames);

	/** One phase of a half-band filter (half_band.h): out[n] = sum of taps[i] (in[n + i] + in[n + 2 pairs - 1 - i])
	   over i = 0 to pairs - 1, in that order. Reads in[0] to in[frames + 2 pairs - 2]. out overlaps in nowhere. */
	void (*half_band)(double *out, const double *in, const double *taps, size_t pairs, size_t frames);
};

#endif
