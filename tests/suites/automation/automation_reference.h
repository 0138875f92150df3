/* Evaluates curves of automation from the formulas of the reference page, sharing no code with the program.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_TESTS_AUTOMATION_REFERENCE_H
#define STEMPRINT_TESTS_AUTOMATION_REFERENCE_H

#include <stdbool.h>
#include <stddef.h>

/** A point as the recipe writes it, with its position in frames. */
struct reference_point {
	long frame;
	double value; /**< dB where the curve has decibels */
	const char *shape; /**< how the curve gets here */
	double control[4]; /**< of "bezier" */
};

/** Returns the value at a frame: a linear gain where the curve has decibels. `own` holds before the first point, in the
    unit of the points; the way to a first point begins at frame 0. */
double reference_value(const struct reference_point *points, size_t count, bool decibels, double own, long frame);

#endif
