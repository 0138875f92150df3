/* stemprint: processors that do no more than multiply.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_PROCESSORS_SCALING_H
#define STEMPRINT_PROCESSORS_SCALING_H

#include "processors/processor.h"

/** The batch of a processor with that processor.scale, for batch_new(). NULL when out of memory. */
void *scaling_batch_new(processor_scale *scale, struct arena *arena, const struct kernel *kernel,
			const struct processor_instance *instances, size_t count);

/** For process() and reset(). */
void scaling_process(void *batch, size_t frames);
void scaling_reset(void *batch);

/* clang-format off */
/** The processor's own batch_new(), which knows its `scale`. */
#define SCALING_BATCH(scale) \
	static void *batch_new(struct arena *arena, const struct kernel *kernel, \
			       const struct processor_instance *instances, size_t count, size_t frames_maximum) \
	{ \
		(void)frames_maximum; \
		return scaling_batch_new(scale, arena, kernel, instances, count); \
	}
/* clang-format on */

#endif
