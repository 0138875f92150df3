/* stemprint: real samples and their spectrum, for all that measures.
   SPDX-License-Identifier: GPL-3.0-or-later

   The buffers are this transform's own, the plans are shared (fourier_plan.h, where the promise of equal bits stands).
   Several threads may transform at once, each with a transform of its own. */
#ifndef STEMPRINT_MEASURE_FOURIER_TRANSFORM_H
#define STEMPRINT_MEASURE_FOURIER_TRANSFORM_H

#include "measure/fourier_plan.h"

struct fourier_transform {
	size_t size; /**< samples */
	size_t bin_count; /**< size / 2 + 1 */
	double *samples; /**< [size], any unit */
	double (*bins)[2]; /**< [bin_count] real and imaginary part of the sum of x[n] e^(-2 pi i k n / size) */
	const struct fourier_plan *forward, *backward;
};

/** Makes room for `size` samples, an even number from 8, and for their spectrum, all zero. All goes with the arena.
    Returns NULL when out of memory. */
struct fourier_transform *fourier_transform_new(struct arena *arena, size_t size);

/** Turns samples into bins; the samples stay. */
void fourier_transform_forward(struct fourier_transform *transform);

/** Turns bins into samples, multiplied by `size`; the bins are lost. */
void fourier_transform_backward(struct fourier_transform *transform);

#endif
