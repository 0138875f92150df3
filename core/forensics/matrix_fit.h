/* stemprint: which stems of a stereo mix need a matrix of gains, and what these matrices are.
   SPDX-License-Identifier: GPL-3.0-or-later

   The fit is a least squares over sums of products, after one walk through the files. Every stem is free to change its
   gain. Stems take a matrix one by one, the one first that leaves least, as long as that is worth it (forward selection
   with a final elimination). */
#ifndef STEMPRINT_FORENSICS_MATRIX_FIT_H
#define STEMPRINT_FORENSICS_MATRIX_FIT_H

#include "dsp/least_squares.h"
#include "forensics/stereo_matrix.h"

/** The fit of all stems of one proof. A side has the index SIDES * stem + side. */
struct matrix_fit {
	size_t stem_count;
	double *gram; /**< [side][side] products of the stems */
	double *right; /**< [side][side of the mix] products of the stems with the rest */
	double energy; /**< of the rest, both sides together */
	bool *taken; /**< [stem] after the fit: it needs a matrix; for others a gain is enough */
	struct stereo_matrix *matrices; /**< [stem] the present ones, then those found; of a stem without `taken`: its
					   gain on both sides */
	struct stereo_matrix *present; /**< [stem] those with which the sums were made */
	struct unknown *unknowns; /**< [SIDES * SIDES * stem_count]: scratch */
	struct least_squares squares; /**< the normal equations */
};

/** Makes a fit of sums that are all 0. All memory comes from the arena. Returns NULL when out of memory. */
struct matrix_fit *matrix_fit_new(size_t stem_count, struct arena *arena);

/** Begins new sums, with the `matrices` as the present ones. */
void matrix_fit_start(struct matrix_fit *fit);

/** Adds the products of `frames` frames. `sides` are the stems as the mix holds them in time, `rest` is the mix less
    these stems with their present matrices, [side of the mix]. */
void matrix_fit_add(struct matrix_fit *fit, const double *const *sides, double *const *rest, size_t frames);

/** Finds the stems that need a matrix, and fits all gains. A stem that is not `known` keeps its gain. When only the
    energy `floor` is left, no more stems take a matrix. Returns how many stems took one. */
size_t matrix_fit_choose(struct matrix_fit *fit, const bool *known, double floor);

/** Fits all gains again; the same stems have a matrix. */
void matrix_fit_refine(struct matrix_fit *fit, const bool *known);

#endif
