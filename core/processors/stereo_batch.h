/* Runs processors that multiply a stereo signal by a fixed matrix of 2 x 2 gains.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_PROCESSORS_STEREO_BATCH_H
#define STEMPRINT_PROCESSORS_STEREO_BATCH_H

#include "dsp/scale.h"
#include "processors/processor.h"

/** Makes the batch of such a processor, for its batch_new(). `matrix` returns the gains of an instance from its values.
    All memory comes from the arena. Returns NULL when out of memory. */
void *stereo_batch_new(struct arena *arena, const struct processor_instance *instances, size_t count,
		       struct stereo_matrix (*matrix)(const struct parameter_value *values));

/** Multiplies the next frames, for process(). */
void stereo_batch_process(void *batch, size_t frames);

/** Does nothing, for reset(): there is no state. */
void stereo_batch_reset(void *batch);

#endif
