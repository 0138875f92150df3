/* Turns doubles into the integers of a file.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "dsp/quantise.h"

#include "dsp/kernel/print.h"
#include "dsp/kernel/select.h"

#include <math.h>

size_t bounded_prefix(const double *column, size_t frames, double magnitude)
{
	int bounded = 1;
	for (size_t i = 0; i < frames; i++)
		bounded &= fabs(column[i]) <= magnitude;
	if (bounded)
		return frames;
	size_t first = 0;
	while (fabs(column[first]) <= magnitude)
		first++;
	return first;
}

size_t quantise(const double *in, const double *dither, int32_t *out, size_t frames, unsigned bits)
{
	enum { RUN_FRAMES = 1 << 30 };
	const struct kernel *kernel = kernel_select(NULL);
	size_t clipped = 0;
	for (size_t start = 0; start < frames; start += RUN_FRAMES) {
		size_t run = frames - start < RUN_FRAMES ? frames - start : RUN_FRAMES;
		clipped += kernel->print->quantise(in + start, dither ? dither + start : NULL, out + start, run, bits);
	}
	return clipped;
}
