/* Runs the reverbs that are a convolution: springs, gated and reverse ones.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_PROCESSORS_RESPONSE_REVERB_H
#define STEMPRINT_PROCESSORS_RESPONSE_REVERB_H

#include "processors/processor.h"
#include "processors/reverb_settings.h"

/** Fills latency, tail and gap of the shape of such an instance. */
void response_reverb_measure(const struct reverb_settings *settings, double sample_rate, struct processor_shape *shape);

/** Makes a batch of such reverbs, for batch_new(); convolution_batch_process() and convolution_batch_reset() run it.
    Returns NULL when out of memory. */
void *response_reverb_new(struct arena *arena, const struct kernel *kernel, const struct processor_instance *instances,
			  size_t count);

#endif
