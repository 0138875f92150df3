/* stemprint: processors that are a cascade of biquads over every column.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_PROCESSORS_CASCADE_BATCH_H
#define STEMPRINT_PROCESSORS_CASCADE_BATCH_H

#include "dsp/biquad_design.h"
#include "processors/processor.h"

/** The batch of such a processor: columns of all instances and groups side by side, as wide as the kernel. `design`
   writes the sections of an instance, at most `sections_maximum`, and returns their count; 0 passes the signal as it
   is. For batch_new(). */
void *cascade_batch_new(struct arena *arena, const struct kernel *kernel, const struct processor_instance *instances,
			size_t count, size_t frames_maximum,
			size_t (*design)(const struct processor_instance *instance, struct biquad *sections),
			size_t sections_maximum);

/** For process(). */
void cascade_batch_process(void *batch, size_t frames);

/** For reset(). */
void cascade_batch_reset(void *batch);

#endif
