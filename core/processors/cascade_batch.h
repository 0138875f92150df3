/* Runs processors that are a cascade of biquads over every column.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_PROCESSORS_CASCADE_BATCH_H
#define STEMPRINT_PROCESSORS_CASCADE_BATCH_H

#include "dsp/biquad_design.h"
#include "processors/processor.h"

/** Makes the batch of such a processor, for its batch_new(): the columns of all instances and groups run side by side,
    as many as the kernel is wide. `design` writes the sections of an instance, at most `sections_maximum`, and returns
    their number; 0 passes the signal as it is. All memory comes from the arena. Returns NULL when out of memory. */
void *cascade_batch_new(struct arena *arena, const struct kernel *kernel, const struct processor_instance *instances,
			size_t count, size_t frames_maximum,
			size_t (*design)(const struct processor_instance *instance, struct biquad *sections),
			size_t sections_maximum);

/** Processes the next frames of all instances, for process(). */
void cascade_batch_process(void *batch, size_t start, size_t frames);

/** Clears the state of all filters, for reset(). */
void cascade_batch_reset(void *batch);

#endif
