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

/** The largest field; the cubics of the curve for each unit of field, and in all; the most steps of a path. */
enum {
	HYSTERESIS_FIELD = 32,
	HYSTERESIS_CUBICS_A_UNIT = 64,
	HYSTERESIS_CUBICS = (HYSTERESIS_FIELD + 1) * HYSTERESIS_CUBICS_A_UNIT,
	HYSTERESIS_STEPS = 512,
};

/** A tape, in units of the curve. */
struct hysteresis {
	const double *curve; /**< G for fields of 0 and more: [4][HYSTERESIS_CUBICS] */
	double reversible; /**< c, 0 to 1 */
	double loop; /**< k */
	double coupling; /**< a, well under 1 */
};

/** The path of one column. Entry 0 is where it stands; the steps go from entry to entry. */
struct hysteresis_path {
	double field[HYSTERESIS_STEPS + 1]; /**< up to HYSTERESIS_FIELD; a step is up to 1/4 if it is to be exact */
	double goal[HYSTERESIS_STEPS + 1], slope[HYSTERESIS_STEPS + 1]; /**< G and dG/dh at the field */
	double target[HYSTERESIS_STEPS + 1]; /**< the u that moves no further there */
	double sign[HYSTERESIS_STEPS]; /**< 0 or -0: the direction of a step */
	double from[HYSTERESIS_STEPS], to[HYSTERESIS_STEPS]; /**< weights of the way that is left at its ends */
	double reach[HYSTERESIS_STEPS]; /**< 1 over the way of the target */
	double bend[HYSTERESIS_STEPS]; /**< what the curvature adds */
	double still[HYSTERESIS_STEPS], moved[HYSTERESIS_STEPS]; /**< how the coupling narrows the loop */
	double state[HYSTERESIS_STEPS + 1]; /**< u */
};

struct hysteresis_kernel {
	/** Works out all that depends on field[0] to field[steps] of one column. */
	void (*prepare)(struct hysteresis_path *path, const struct hysteresis *tape, size_t steps);

	/** Computes state[1] to state[steps] of W columns from state[0]. A step without way leaves every bit. */
	void (*follow)(struct hysteresis_path *const *paths, size_t steps);

	/** Writes the magnetisation at the ends of all steps, -1 to 1. */
	void (*magnetise)(double *out, const struct hysteresis_path *path, const struct hysteresis *tape, size_t steps);
};

#endif
