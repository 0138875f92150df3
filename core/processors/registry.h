/* stemprint: the list of processors.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_PROCESSORS_REGISTRY_H
#define STEMPRINT_PROCESSORS_REGISTRY_H

#include "processors/processor.h"

/** All processors, in the order of the reference. Static. */
const struct processor *const *registry_list(size_t *count);

/** The processor of that name, or NULL. */
const struct processor *registry_find(const char *name);

/** The index of the processor's parameter of that name; -1 if it has none. */
int processor_parameter(const struct processor *processor, const char *name);

#endif
