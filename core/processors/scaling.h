/* Runs processors that only multiply each channel by a gain.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_PROCESSORS_SCALING_H
#define STEMPRINT_PROCESSORS_SCALING_H

#include "processors/processor.h"

/** The most parameters of such a processor. */
enum { SCALING_PARAMETERS = 2 };

/** Makes the batch of a processor with that `scale` (processor.h) and so many parameters, for batch_new(). All memory
    comes from the arena. Returns NULL when out of memory. */
void *scaling_batch_new(processor_scale *scale, size_t parameters, struct arena *arena, const struct kernel *kernel,
			const struct processor_instance *instances, size_t count);

/** Multiplies the next frames, for process(). A factor of 1 copies bit for bit. */
void scaling_process(void *batch, size_t start, size_t frames);

/** Moves the values of an instance in straight lines, each frame with the gains of its own values, for retune(). To and
    from -inf dB the linear gains move in straight lines. */
void scaling_retune(void *batch, size_t instance, const struct parameter_value *values);

/** Puts the gains back to those of the instances' values, for reset(). */
void scaling_reset(void *batch);

/* clang-format off */
/** Defines the processor's own batch_new(), which passes on its `scale` and its table of parameters. */
#define SCALING_BATCH(scale, parameters) \
	_Static_assert(sizeof(parameters) / sizeof((parameters)[0]) <= SCALING_PARAMETERS, "few parameters"); \
	static void *batch_new(struct arena *arena, const struct kernel *kernel, \
			       const struct processor_instance *instances, size_t count, size_t frames_maximum) \
	{ \
		(void)frames_maximum; \
		return scaling_batch_new(scale, sizeof(parameters) / sizeof((parameters)[0]), arena, kernel, \
					 instances, count); \
	}
/* clang-format on */

#endif
