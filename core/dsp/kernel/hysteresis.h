/* Follows the hysteresis of a tape along the path of its field.
   SPDX-License-Identifier: GPL-3.0-or-later

   The model of Jiles and Atherton has the magnetisation m = (1 - c) u + c L(q) at the field h, with q = h + a m, where
   only the irreversible part u has a memory: with k the width of the loop, in the direction s of h,
       du/dh = E / (k - a E) in the direction s where E = s (L(q) - u) > 0, else 0.
   The u that moves no further is U, the solution of U = L(h + a U), which hangs on h alone: so U is a table. What is
   left of the way to it is the distance d = U - u. To the first order in d,
       E = g s d and m = U - (1 - c g) d, with g = 1 / (1 + a (1 - c) dU/dh),
   and what is left out is under 1e-5 of m. So all that hangs on the field is worked out ahead of d, side by side, and
   each step of d is the exact solution for a U that is straight over the step, with corrections for its curvature and
   for a E. */
#ifndef STEMPRINT_DSP_KERNEL_HYSTERESIS_H
#define STEMPRINT_DSP_KERNEL_HYSTERESIS_H

#include <stddef.h>

/** The largest field, where a tape is saturated to within 3 %; the cubics of the curve for each unit of field, and in
   all; the coefficients of a cubic; the most columns that run side by side; the most steps of a path, and the entries
   of a row of them. A row is an odd number of cache lines, so that the same entries of all rows do not compete for one
   place in the cache. */
enum {
	HYSTERESIS_FIELD = 32,
	HYSTERESIS_CUBICS_A_UNIT = 64,
	HYSTERESIS_CUBICS = HYSTERESIS_FIELD * HYSTERESIS_CUBICS_A_UNIT + 1,
	HYSTERESIS_POWERS = 4,
	HYSTERESIS_ABREAST = 4,
	HYSTERESIS_STEPS = 512,
	HYSTERESIS_ROW = HYSTERESIS_ABREAST * HYSTERESIS_STEPS + 56,
};

/** A tape, in units of the curve. */
struct hysteresis {
	/** U for fields of 0 and more: [HYSTERESIS_CUBICS][HYSTERESIS_POWERS], the constant of each cubic first. Cubic
	   i is one of t = HYSTERESIS_CUBICS_A_UNIT h - i, for t from -1/2 to 1/2 */
	const double *curve;
	double reversible; /**< c, 0 to 1 */
	double loop; /**< k */
	double coupling; /**< a, well under 1 */
};

/** The paths of the columns that run side by side. Entry i of column j is [i * abreast + j] of each row; entry 0 is
    where the path stands, and the steps go from entry to entry. */
struct hysteresis_path {
	size_t abreast; /**< `least` or `most` of the kernel */
	double field[HYSTERESIS_ROW]; /**< up to HYSTERESIS_FIELD; a step is up to 1/4 if it is to be exact */
	double target[HYSTERESIS_ROW], slope[HYSTERESIS_ROW]; /**< U and dU/dh */
	double gain[HYSTERESIS_ROW]; /**< g */
	double distance[HYSTERESIS_ROW]; /**< d */
};

struct hysteresis_kernel {
	size_t least, most; /**< the columns that run side by side: 1 and 1, 2 and 2, or 2 and 4 */

	/** Enters `count` samples of each column as the fields behind entry 0: samples times `drive`, within the
	   largest field. Returns the longest way from one field to the next. */
	double (*enter)(struct hysteresis_path *path, const double *const *samples, double drive, size_t count);

	/** Fills the other rows up to entry `steps`; the distance of entry 0 is given. It reads fields behind these,
	   too, which are 0 or fields that were entered before. A step without way leaves every bit of the distance. */
	void (*follow)(struct hysteresis_path *path, const struct hysteresis *tape, size_t steps);

	/** Turns samples into what the tape adds to them, m times `level` less the sample, for the entries 1 to
	   `count`. m is within -1 and 1. Two columns may be the same one. */
	void (*leave)(double *const *samples, const struct hysteresis_path *path, const struct hysteresis *tape,
		      double level, size_t count);
};

#endif
