/* stemprint: follows a figure over time, in memory that does not grow.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "measure/series.h"

#include <math.h>

static void halve(struct series *series)
{
	for (size_t i = 0; i < SERIES_MAXIMUM / 2; i++)
		series->values[i] = fmax(series->values[2 * i], series->values[2 * i + 1]);
	series->count = SERIES_MAXIMUM / 2;
	series->stride *= 2;
	series->step_seconds *= 2.0;
}

void series_add(struct series *series, double reading)
{
	if (series->stride == 0)
		series->stride = 1;
	series->largest = series->pending == 0 ? reading : fmax(series->largest, reading);
	series->pending++;
	if (series->pending < series->stride)
		return;
	if (series->count == SERIES_MAXIMUM) {
		halve(series);
		if (series->pending < series->stride)
			return;
	}
	series->values[series->count++] = series->largest;
	series->pending = 0;
}
