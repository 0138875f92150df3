/* Lists all processors, and finds them by name.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_PROCESSORS_REGISTRY_H
#define STEMPRINT_PROCESSORS_REGISTRY_H

#include "processors/processor.h"

/** Returns all processors, in the order of the reference, and sets *count to their number. The list is static. */
const struct processor *const *registry_list(size_t *count);

/** Returns the processors that strips and sends make of their automation. No recipe names them, and no reference lists
    them. */
const struct processor *const *registry_automation(size_t *count);

/** Returns the processor of that name, or NULL if there is none. Code that wants a certain processor includes its
    header instead (gain.h). */
const struct processor *registry_find(const char *name);

/** Returns the index of the processor's parameter of that name; -1 if it has none. */
int processor_parameter(const struct processor *processor, const char *name);

#endif
