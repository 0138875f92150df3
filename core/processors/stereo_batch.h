/* Runs processors that multiply a stereo signal by a matrix of 2 x 2 gains.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_PROCESSORS_STEREO_BATCH_H
#define STEMPRINT_PROCESSORS_STEREO_BATCH_H

#include "dsp/scale.h"
#include "processors/processor.h"

/** Such a processor. */
struct stereo_batch_use {
	/** Returns the gains of an instance from its values. */
	struct stereo_matrix (*matrix)(const struct parameter_value *values);
	size_t parameters; /**< how many it has, at most STEREO_BATCH_PARAMETERS */
};

enum { STEREO_BATCH_PARAMETERS = 3 };

/** Makes the batch of such a processor, for its batch_new(). `use` must outlive it. All memory comes from the arena.
    Returns NULL when out of memory. */
void *stereo_batch_new(const struct stereo_batch_use *use, struct arena *arena,
		       const struct processor_instance *instances, size_t count);

/** Multiplies the next frames, for process(). */
void stereo_batch_process(void *batch, size_t start, size_t frames);

/** Moves the values of an instance in straight lines, each frame with the gains of its own values, for retune(). To and
    from -inf dB the linear gains move in straight lines. */
void stereo_batch_retune(void *batch, size_t instance, const struct parameter_value *values);

/** Puts the gains back to those of the instances' values, for reset(). */
void stereo_batch_reset(void *batch);

#endif
