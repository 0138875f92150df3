/* Makes the level that a detector of one channel, or of all channels, takes.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_PROCESSORS_LINKED_LEVEL_H
#define STEMPRINT_PROCESSORS_LINKED_LEVEL_H

#include "dsp/kernel/kernel.h"

#include <stddef.h>

/** Writes (1 - link) |own| + link x the largest magnitude of `count` columns (1 and more). own: NULL where one detector
    serves all channels: the largest magnitude alone. `out` overlaps no column. */
void linked_level(const struct kernel *kernel, double *out, const double *const *columns, size_t count,
		  const double *own, double link, size_t frames);

#endif
