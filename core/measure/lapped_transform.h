/* stemprint: the lapped transform (MDCT) by which coders of sound work.
   SPDX-License-Identifier: GPL-3.0-or-later

   X[k] = sqrt(2 / size) sum over n from 0 to 2 size - 1 of w[n] x[n] cos(pi / size (n + 1/2 + size / 2) (k + 1/2)).
   J. P. Princen and A. B. Bradley, 1986. It runs on a complex transform of a quarter of the samples. */
#ifndef STEMPRINT_MEASURE_LAPPED_TRANSFORM_H
#define STEMPRINT_MEASURE_LAPPED_TRANSFORM_H

#include "measure/fourier_plan.h"

struct lapped_transform {
	size_t size; /**< coefficients */
	double *coefficients; /**< [size] */
	double (*turns)[2]; /**< [size / 2] cosine and sine of pi (8 k + 1) / (8 size) */
	double *folded; /**< [size] */
	double (*in)[2], (*out)[2]; /**< [size / 2] complex */
	const struct fourier_plan *plan;
};

/** Makes a transform of `size` coefficients, a multiple of 4. All memory comes from the arena. Returns NULL when out of
    memory. */
struct lapped_transform *lapped_transform_new(struct arena *arena, size_t size);

/** Transforms 2 `size` samples under a window of as many values. */
void lapped_transform_run(struct lapped_transform *transform, const double *samples, const double *window);

#endif
