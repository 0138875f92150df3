/* Applies constant gains to columns.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "dsp/scale.h"

#include "dsp/kernel/column.h"

#include <string.h>

/** The frames that pass a matrix at once: few enough for the first-level cache, and enough to vectorise. */
enum { TILE = 128 };

static void copy(double *out, const double *in, size_t frames)
{
	if (out != in)
		memcpy(out, in, frames * sizeof *out);
}

/* Gains of 1 and 0 take no product: so 1 keeps every bit, and 0 writes no negative zero. */
void column_scale(const struct kernel *kernel, double *out, const double *in, double gain, size_t frames)
{
	if (gain == 1.0)
		copy(out, in, frames);
	else if (gain == 0.0)
		memset(out, 0, frames * sizeof *out);
	else
		kernel->column->mix(out, &in, &gain, 1, frames);
}

static void apply_tile(const struct stereo_matrix *matrix, double *left_out, double *right_out, const double *left,
		       const double *right, size_t frames)
{
	double first[TILE], second[TILE];
	for (size_t i = 0; i < frames; i++) {
		first[i] = matrix->ll * left[i] + matrix->lr * right[i];
		second[i] = matrix->rl * left[i] + matrix->rr * right[i];
	}
	memcpy(left_out, first, frames * sizeof *first);
	memcpy(right_out, second, frames * sizeof *second);
}

void stereo_matrix_apply(const struct stereo_matrix *matrix, double *const *out, const double *const *in, size_t frames)
{
	if (matrix->ll == 1.0 && matrix->lr == 0.0 && matrix->rl == 0.0 && matrix->rr == 1.0) {
		copy(out[0], in[0], frames);
		copy(out[1], in[1], frames);
		return;
	}
	for (size_t done = 0; done < frames; done += TILE)
		apply_tile(matrix, out[0] + done, out[1] + done, in[0] + done, in[1] + done,
			   frames - done < TILE ? frames - done : TILE);
}
