/* Runs processors that only multiply each channel by a constant.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_PROCESSORS_SCALING_H
#define STEMPRINT_PROCESSORS_SCALING_H

#include "processors/processor.h"

/** Makes the batch of a processor with that `scale` (processor.h), for batch_new(). It asks for the gains once. All
    memory comes from the arena. Returns NULL when out of memory. */
void *scaling_batch_new(processor_scale *scale, struct arena *arena, const struct kernel *kernel,
			const struct processor_instance *instances, size_t count);

/** Multiplies the next frames, for process(). A factor of 1 copies bit for bit. */
void scaling_process(void *batch, size_t frames);

/** Does nothing, for reset(): there is no state. */
void scaling_reset(void *batch);

/* clang-format off */
/** Defines the processor's own batch_new(), which passes on its `scale`. */
#define SCALING_BATCH(scale) \
	static void *batch_new(struct arena *arena, const struct kernel *kernel, \
			       const struct processor_instance *instances, size_t count, size_t frames_maximum) \
	{ \
		(void)frames_maximum; \
		return scaling_batch_new(scale, arena, kernel, instances, count); \
	}
/* clang-format on */

#endif
