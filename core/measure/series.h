/* stemprint: how a figure moved over time, in memory that does not grow.
   SPDX-License-Identifier: GPL-3.0-or-later

   When the room is full, the larger of two neighbours stands for both, and the step doubles. */
#ifndef STEMPRINT_MEASURE_SERIES_H
#define STEMPRINT_MEASURE_SERIES_H

#include <stddef.h>

/** The room of a series, in values. */
enum { SERIES_MAXIMUM = 4096 };

/** An empty series is all zero, except for its step. */
struct series {
	double step_seconds; /**< the time between two values now */
	size_t count; /**< values that are complete */
	size_t stride; /**< how many readings make a value; 0 counts as 1 */
	size_t pending; /**< readings of the value that is not complete */
	double largest; /**< the largest of those */
	double values[SERIES_MAXIMUM]; /**< each is the largest reading of its step, in the unit of the readings */
};

/** Adds the next reading, in any unit; it must not be NAN. */
void series_add(struct series *series, double reading);

#endif
