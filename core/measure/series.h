/* stemprint: how a figure moved over time, in memory that does not grow.
   SPDX-License-Identifier: GPL-3.0-or-later

   When the room is full, neighbours become the larger of both and the step doubles. */
#ifndef STEMPRINT_MEASURE_SERIES_H
#define STEMPRINT_MEASURE_SERIES_H

#include <stddef.h>

enum { SERIES_MAXIMUM = 4096 };

/** All zero but the step is an empty one. */
struct series {
	double step_seconds; /**< between two values, as it is now */
	size_t count; /**< complete values */
	size_t stride; /**< readings a value; 0 counts as 1 */
	size_t pending; /**< readings of the value that is not complete */
	double largest; /**< of those */
	double values[SERIES_MAXIMUM]; /**< each the largest reading of its step */
};

/** The next reading. Not NAN. */
void series_add(struct series *series, double reading);

#endif
