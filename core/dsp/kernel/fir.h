/* Runs filters of finite length.
   SPDX-License-Identifier: GPL-3.0-or-later

   Each output is a sum of products in a stated order, so that it has the same bits at every width. */
#ifndef STEMPRINT_DSP_KERNEL_FIR_H
#define STEMPRINT_DSP_KERNEL_FIR_H

#include <stddef.h>

/** out has `frames` samples and overlaps in nowhere. */
struct fir_kernel {
	/** Adds a convolution to out: out[n] += sum of in[n - k] * taps[k], k from 0 to count - 1 in this order. It
	   reads in[1 - count] to in[frames - 1]. A count of 0 adds nothing. */
	void (*convolve)(double *out, const double *in, const double *taps, size_t count, size_t frames);

	/** Writes a correlation: out[n] = sum of in[n + k] * taps[k], k from 0 to count - 1 in this order, count at
	   least
	    1. It reads in[0] to in[frames + count - 2]. */
	void (*correlate)(double *out, const double *in, const double *taps, size_t count, size_t frames);

	/** Writes sums of samples by their weights (sinc_filter.h): out[n * out_step] = sum of in[n * in_step + k] *
	   weights[k], k from 0 to taps - 1, a multiple of 8. Eight sums run side by side, each over every eighth k, and
	   are added like those of sinc_filter_sum(). */
	void (*weigh)(double *out, size_t out_step, const double *in, size_t in_step, const double *weights,
		      size_t taps, size_t frames);

	/** Writes one phase of a half-band filter (half_band.h): out[n] = sum of taps[i] (in[n + i] + in[n + 2 pairs -
	   1 - i]), i from 0 to pairs - 1 in this order. It reads in[0] to in[frames + 2 pairs - 2]. */
	void (*half_band)(double *out, const double *in, const double *taps, size_t pairs, size_t frames);
};

#endif
