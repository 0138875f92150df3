/* Makes the level that a detector of one channel, or of all channels, takes.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "processors/linked_level.h"

#include "dsp/kernel/column.h"

#include <math.h>

void linked_level(const struct kernel *kernel, double *restrict out, const double *const *columns, size_t count,
		  const double *restrict own, double link, size_t frames)
{
	const double rest = 1.0 - link;
	kernel->column->larger_magnitude(out, columns[0], columns[0], frames);
	for (size_t channel = 1; channel < count; channel++)
		kernel->column->larger_magnitude(out, out, columns[channel], frames);
	for (size_t i = 0; own && i < frames; i++)
		out[i] = rest * fabs(own[i]) + link * out[i];
}
