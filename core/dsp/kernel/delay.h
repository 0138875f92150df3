/* stemprint: kernels of delays and of what rings in them.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_DSP_KERNEL_DELAY_H
#define STEMPRINT_DSP_KERNEL_DELAY_H

#include <stddef.h>

/** Columns that rotate() mixes, and taps of ramped_fir(). */
enum { ROTATE_COLUMNS = 16, RAMPED_FIR_TAPS = 11 };

/** One reading between samples: two filters over the same window of samples, and how far it is from the first to the
   second. */
struct interpolation {
	const double *window; /**< `taps` samples */
	const double *filters; /**< `taps` coefficients of the first filter, then `taps` of the second */
	double fraction; /**< 0: the first alone; 1: the second */
	size_t taps; /**< a multiple of INTERPOLATION_PARTS */
};

/** Partial sums of a reading: products k, k + 8, k + 16 ... add up in part k, so that every width sums in the same
   order. */
enum { INTERPOLATION_PARTS = 8 };

struct delay_kernel {
	/** out = kept and kept = in, frame by frame; out may be in, and kept overlaps neither. */
	void (*swap)(double *kept, double *out, const double *in, size_t frames);

	/** ROTATE_COLUMNS columns through an orthogonal matrix, frame by frame: at the distances 1, 2, 4 and 8 each
	   pair (a, b) of columns becomes (a + t b, b - t a), then all are scaled, and `add` (NULL: nothing) is added.
	   With the angle t = tan(x), scale cos(x)^4 keeps the energy; t = 1 and 1/4 are exact, a Hadamard matrix.
	   out[i] may be any of in or add that is no longer needed: in[i], add[i]. */
	void (*rotate)(const double *const *in, const double *const *add, double *const *out, double tangent,
		       double scale, size_t frames);

	/** A filter of RAMPED_FIR_TAPS taps that change linearly: out[i] = sum of (first[k] + (start + i) step[k]) in[i
	   + k], in the order of k. in holds RAMPED_FIR_TAPS - 1 frames more; out overlaps nothing. */
	void (*ramped_fir)(double *out, const double *in, const double *first, const double *step, double start,
			   size_t frames);

	/** out[i] = reading i. */
	void (*interpolate)(double *out, const struct interpolation *readings, size_t frames);
};

#endif
