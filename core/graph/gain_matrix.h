/* Finds the largest gain of a small matrix of complex numbers.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_GRAPH_GAIN_MATRIX_H
#define STEMPRINT_GRAPH_GAIN_MATRIX_H

#include "graph/node_response.h"

/** The most rows of a matrix. */
enum { GAIN_MATRIX_ROWS = 8 };

/** A square matrix: values[row * rows + column]. */
struct gain_matrix {
	size_t rows; /**< 1 to GAIN_MATRIX_ROWS */
	struct phasor values[GAIN_MATRIX_ROWS * GAIN_MATRIX_ROWS];
};

/** Returns the magnitude of the largest eigenvalue, to 1e-4 of it (I. M. Gelfand, 1941: the limit of the roots of the
    norms of its powers). */
double gain_matrix_radius(const struct gain_matrix *matrix);

/** Returns the root of the sum of all squares (G. Frobenius): no eigenvalue is larger. */
double gain_matrix_norm(const struct gain_matrix *matrix);

#endif
