/* stemprint: gains that do not change, over columns.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_DSP_SCALE_H
#define STEMPRINT_DSP_SCALE_H

#include "dsp/kernel/kernel.h"

#include <stddef.h>

/** out = gain * in. out may be in. A gain of exactly 1 passes every bit, 0 writes positive zeros. */
void column_scale(const struct kernel *kernel, double *out, const double *in, double gain, size_t frames);

/** What a stereo signal becomes: left = ll * left + lr * right, right = rl * left + rr * right. */
struct stereo_matrix {
	double ll, lr, rl, rr;
};

/** out[0], out[1] from in[0], in[1]; out[i] may be in[i]. The identity passes every bit. */
void stereo_matrix_apply(const struct stereo_matrix *matrix, double *const *out, const double *const *in,
			 size_t frames);

#endif
