/* Applies constant gains to columns.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_DSP_SCALE_H
#define STEMPRINT_DSP_SCALE_H

#include "dsp/kernel/kernel.h"

#include <stddef.h>

/** Writes gain * in to out, gain linear. A gain of exactly 1 passes every bit, and 0 writes positive zeros. out may be
    in. */
void column_scale(const struct kernel *kernel, double *out, const double *in, double gain, size_t frames);

/** A matrix of linear gains: left becomes ll * left + lr * right, and right becomes rl * left + rr * right. */
struct stereo_matrix {
	double ll, lr, rl, rr;
};

/** Writes the columns out[0] and out[1] from in[0] and in[1]. The identity passes every bit. out[i] may be in[i]. */
void stereo_matrix_apply(const struct stereo_matrix *matrix, double *const *out, const double *const *in,
			 size_t frames);

#endif
