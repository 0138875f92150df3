/* Interpolates damaged samples from the samples around them.
   SPDX-License-Identifier: GPL-3.0-or-later

   The values are those that make the prediction errors around them smallest: least-squares autoregressive
   interpolation, A. J. E. M. Janssen, R. N. J. Veldhuis and L. B. Vries, IEEE Trans. ASSP 34 (1986). For a given model
   and given positions each value is a weighted sum of the samples around. So the same weights, applied to columns that
   add up to a whole, give values that add up to those of the whole. */
#ifndef STEMPRINT_DSP_SAMPLE_INTERPOLATION_H
#define STEMPRINT_DSP_SAMPLE_INTERPOLATION_H

#include "base/arena.h"
#include "dsp/linear_prediction.h"

#include <stdbool.h>
#include <stddef.h>

/** Workspace for up to `capacity` damaged samples, from the arena. */
struct sample_interpolation {
	size_t capacity;
	size_t *places; /**< the damaged samples, counted from the first */
	double *factor; /**< [capacity][PREDICTION_ORDER + 1]: a banded Cholesky factor */
	double *weights; /**< [capacity]: of one sample around */
	double *values; /**< [columns][capacity] */
	size_t columns;
};

/** Makes a workspace for `columns` columns. Returns false when out of memory. */
bool sample_interpolation_init(struct sample_interpolation *interpolation, struct arena *arena, size_t capacity,
			       size_t columns);

/** Replaces the samples that `damaged` marks, by index: at least one and at most the capacity, all from index 0 to
   `length` - 1. Reads PREDICTION_ORDER samples before the first and after the last of these. columns: as many as the
   workspace has, each pointing at its sample of index 0. Returns false, and changes nothing, where the equations are
   not well posed. */
bool sample_interpolation_apply(struct sample_interpolation *interpolation, const struct linear_prediction *prediction,
				const bool *damaged, size_t length, double *const *columns);

/** Does the same with one column by one solution, which is faster; rounding may differ from that of apply(). */
bool sample_interpolation_try(struct sample_interpolation *interpolation, const struct linear_prediction *prediction,
			      const bool *damaged, size_t length, double *samples);

#endif
