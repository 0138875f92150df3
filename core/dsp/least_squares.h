/* Solves linear least squares by normal equations.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_DSP_LEAST_SQUARES_H
#define STEMPRINT_DSP_LEAST_SQUARES_H

#include "base/arena.h"

#include <stdbool.h>
#include <stddef.h>

/** Normal equations gram x = right of up to `capacity` unknowns. The caller sets count, gram and right; memory is from
   the arena. */
struct least_squares {
	size_t count; /**< unknowns, up to the capacity */
	double *gram; /**< [count][count], symmetric: inner products of the columns */
	double *right; /**< [count]: inner products of the columns with the target; after solving, the unknowns */
	double *scales; /**< [capacity]: scratch */
	size_t *order; /**< [capacity]: scratch */
};

/** Makes equations that are all zero. Returns false when out of memory. */
bool least_squares_init(struct least_squares *squares, struct arena *arena, size_t capacity);

/** Solves gram x = right and overwrites `gram`: Cholesky with diagonal pivots, which takes next the column of which the
    others leave most. A column of which less than `tolerance` of its energy is left (others make it up, or it is
   silent) gets 0. Returns how many columns were taken. */
size_t least_squares_solve(struct least_squares *squares, double tolerance);

#endif
