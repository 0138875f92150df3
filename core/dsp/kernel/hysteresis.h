/* Follows the hysteresis of a tape along the path of its field.
   SPDX-License-Identifier: GPL-3.0-or-later

   The model of Jiles and Atherton has the magnetisation m = (1 - c) u + c L(q) at the field h, with q = h + a m, where
   only the irreversible part u has a memory: with k the width of the loop, in the direction d of h,
       du/dh = (L(q) - u) / (d k - a (L(q) - u)) where d (L(q) - u) > 0, else 0.
   With p = h + a (1 - c) u, L(q) is a function G of p alone: the solution of G = L(p + a c G). So G is a table, and
   what hangs on u is nearly linear: the way of the field is worked out ahead of u, side by side, and each step of u is
   the exact solution for a G that is straight over the step, with its curvature as a correction. */
#ifndef STEMPRINT_DSP_KERNEL_HYSTERESIS_H
#define STEMPRINT_DSP_KERNEL_HYSTERESIS_H

#include <stddef.h>

/** The largest field, where a tape is saturated to within 3 %; the cubics of the curve for each unit of field, and in
   all; the coefficients of a cubic; the most steps of a path, and the entries of a row of them. A row is an odd number
   of cache lines, so that the same entries of all rows do not compete for one place in the cache. */
enum {
	HYSTERESIS_FIELD = 32,
	HYSTERESIS_CUBICS_A_UNIT = 64,
	HYSTERESIS_CUBICS = (HYSTERESIS_FIELD + 1) * HYSTERESIS_CUBICS_A_UNIT,
	HYSTERESIS_POWERS = 4,
	HYSTERESIS_STEPS = 512,
	HYSTERESIS_ROW = HYSTERESIS_STEPS + 40,
};

/** A tape, in units of the curve. */
struct hysteresis {
	/** G for fields of 0 and more: [HYSTERESIS_CUBICS][HYSTERESIS_POWERS], the constant of each cubic first */
	const double *curve;
	double reversible; /**< c, 0 to 1 */
	double loop; /**< k */
	double coupling; /**< a, well under 1 */
};

/** The path of one column. Entry 0 is where it stands; the steps go from entry to entry. */
struct hysteresis_path {
	double field[HYSTERESIS_ROW]; /**< up to HYSTERESIS_FIELD; a step is up to 1/4 if it is to be exact */
	double goal[HYSTERESIS_ROW], slope[HYSTERESIS_ROW]; /**< G and dG/dh at the field */
	double target[HYSTERESIS_ROW]; /**< the u that moves no further there */
	double sign[HYSTERESIS_ROW]; /**< 0 or -0: the direction of a step */
	double from[HYSTERESIS_ROW], to[HYSTERESIS_ROW]; /**< weights of the way that is left at its ends */
	double reach[HYSTERESIS_ROW]; /**< 1 over the way of the target */
	double bend[HYSTERESIS_ROW]; /**< what the curvature adds */
	double still[HYSTERESIS_ROW], moved[HYSTERESIS_ROW]; /**< how the coupling narrows the loop */
	double state[HYSTERESIS_ROW]; /**< u */
};

struct hysteresis_kernel {
	/** Enters `count` samples as the fields behind field[0]: samples times `drive`, within the largest field.
	   Returns the longest way from one field to the next. */
	double (*enter)(struct hysteresis_path *path, const double *samples, double drive, size_t count);

	/** Works out all that depends on field[0] to field[steps] of one column. It reads fields behind these, too,
	   which are 0 or fields that were entered before. */
	void (*prepare)(struct hysteresis_path *path, const struct hysteresis *tape, size_t steps);

	/** Computes state[1] to state[steps] of W columns from state[0]. A step without way leaves every bit. */
	void (*follow)(struct hysteresis_path *const *paths, size_t steps);

	/** Writes the magnetisation at the ends of all steps, -1 to 1. */
	void (*magnetise)(double *out, const struct hysteresis_path *path, const struct hysteresis *tape, size_t steps);
};

#endif
