/* stemprint: a source that is one side of another.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_FORENSICS_SIDE_SOURCE_H
#define STEMPRINT_FORENSICS_SIDE_SOURCE_H

#include "base/arena.h"
#include "engine/source.h"

/** Makes a source of one channel, which is the channel `side` of another source, from 0. It reads and rewinds `source`,
    which stays the caller's. It lives in the arena, and its free() does nothing. Returns NULL when out of memory. */
struct source *side_source_new(struct arena *arena, struct source *source, size_t side);

#endif
