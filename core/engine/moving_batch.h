/* Runs a batch whose parameters automation moves.
   SPDX-License-Identifier: GPL-3.0-or-later

   Parameters move on the grid of the session: at each multiple of AUTOMATION_GRID_FRAMES (dsp/ramp.h) those instances
   whose values change are sent to the values of the next one. Blocks of the session are cut there, and the bits do not
   depend on where else they are cut. Instances that are retuned ahead need no cut at all. */
#ifndef STEMPRINT_ENGINE_MOVING_BATCH_H
#define STEMPRINT_ENGINE_MOVING_BATCH_H

#include "processors/processor.h"

struct moving_batch;

/** Makes a batch of instances that all have a range, and are equally late. They must outlive it. All memory comes from
    the arena. Returns NULL when out of memory. */
struct moving_batch *moving_batch_new(struct arena *arena, const struct kernel *kernel,
				      const struct processor *processor, const struct processor_instance *instances,
				      size_t count);

/** Processes one block, which begins at index `start` of the columns, and whose first frame is the frame `position`
    that came in. Nothing is allocated. */
void moving_batch_process(struct moving_batch *batch, uint64_t position, size_t start, size_t frames);

#endif
