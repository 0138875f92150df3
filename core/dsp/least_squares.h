/* stemprint: linear least squares by normal equations.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_DSP_LEAST_SQUARES_H
#define STEMPRINT_DSP_LEAST_SQUARES_H

#include "base/arena.h"

#include <stdbool.h>
#include <stddef.h>

/** Room for equations of up to `capacity` unknowns. */
struct least_squares {
	size_t count; /**< unknowns */
	double *gram; /**< [count][count], symmetric: products of the columns */
	double *right; /**< [count]: products of the columns and of what they are to make up; after solving, the
			  unknowns */
	double *scales; /**< [capacity] */
	size_t *order; /**< [capacity] */
};

/** All zero. False when out of memory. */
bool least_squares_init(struct least_squares *squares, struct arena *arena, size_t capacity);

/** Solves gram x = right; `gram` is lost. Columns are taken by how much the others leave of them (Cholesky with
   diagonal pivots); one of which less than `tolerance` of its energy is left, because others make it up or because it
   is silent, gets 0. Returns how many were taken. */
size_t least_squares_solve(struct least_squares *squares, double tolerance);

#endif
