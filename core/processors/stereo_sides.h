/* Multiplies the sides of a stereo signal, or makes them from a mono one.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_PROCESSORS_STEREO_SIDES_H
#define STEMPRINT_PROCESSORS_STEREO_SIDES_H

#include "processors/processor.h"

/** The gains of both sides. */
struct stereo_sides {
	const double *left, *right; /**< linear, one for each frame */
	bool still; /**< the first of each holds for all frames */
};

/** Returns whether the input is mono or stereo, and makes the output stereo; for shape(). */
bool stereo_sides_fit(const struct processor_context *context, struct processor_shape *shape);

/** Multiplies frames of a block, of all groups, from `start` on. */
void stereo_sides_apply(const struct processor_instance *instance, const struct kernel *kernel,
			const struct stereo_sides *sides, size_t start, size_t frames);

#endif
