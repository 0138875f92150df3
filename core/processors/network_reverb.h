/* Runs the reverbs that are made of a diffuser, a network and early reflections.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_PROCESSORS_NETWORK_REVERB_H
#define STEMPRINT_PROCESSORS_NETWORK_REVERB_H

#include "processors/processor.h"

/** Makes a batch of such reverbs, for batch_new(): their types have a network. Returns NULL when out of memory. */
void *network_reverb_new(struct arena *arena, const struct kernel *kernel, const struct processor_instance *instances,
			 size_t count);

/** Processes the next frames, for process(). */
void network_reverb_process(void *batch, size_t start, size_t frames);

/** Brings the batch to rest, for reset(). */
void network_reverb_reset(void *batch);

#endif
