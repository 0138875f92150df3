/* stemprint: kernels that treat columns sample by sample.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_DSP_KERNEL_COLUMN_H
#define STEMPRINT_DSP_KERNEL_COLUMN_H

#include <stddef.h>

struct column_kernel {
	/** out = sum of gains[i] * in[i] in the order of i; a count of 0 gives silence. out is none of in, except that
	   it may be in[0]. */
	void (*mix)(double *out, const double *const *in, const double *gains, size_t count, size_t frames);

	/** out = in * gain, sample by sample; out may be in or gain. */
	void (*multiply)(double *out, const double *in, const double *gain, size_t frames);

	/** out = the larger of |a| and |b|, sample by sample, |a| where either is NaN; out may be a or b. */
	void (*larger_magnitude)(double *out, const double *a, const double *b, size_t frames);

	/** out[2 i] = first[i], out[2 i + 1] = second[i]. out overlaps neither. */
	void (*interleave)(double *out, const double *first, const double *second, size_t frames);

	/** The largest magnitude of `frames` samples; 0 of none. A NaN anywhere gives NaN. */
	double (*peak)(const double *in, size_t frames);

	/** The largest magnitude of `frames` second differences in[i] - 2 in[i + 1] + in[i + 2], as peak() tells it. */
	double (*curvature)(const double *in, size_t frames);
};

#endif
