/* stemprint: processors that are a fixed 2 x 2 matrix over a stereo signal.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_PROCESSORS_STEREO_BATCH_H
#define STEMPRINT_PROCESSORS_STEREO_BATCH_H

#include "dsp/scale.h"
#include "processors/processor.h"

/** The batch of such a processor: `matrix` gives that of an instance from its values. For batch_new(). */
void *stereo_batch_new(struct arena *arena, const struct processor_instance *instances, size_t count,
		       struct stereo_matrix (*matrix)(const struct parameter_value *values));

/** For process(). */
void stereo_batch_process(void *batch, size_t frames);

/** For reset(): there is no state. */
void stereo_batch_reset(void *batch);

#endif
