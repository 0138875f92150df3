/* stemprint: a source that fits the others of a proof.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_FORENSICS_FITTED_SOURCE_H
#define STEMPRINT_FORENSICS_FITTED_SOURCE_H

#include "base/arena.h"
#include "engine/source.h"

/** Makes a source of `frames` frames and `channels` channels from another. It is silent past the end of `source`. The
    channels are as many as `source` has; a mono source may have any number, which all hold its one channel at 0 dB.
    All samples are turned up by `raise_db`; with 0 none changes. It reads and rewinds `source`, which stays the
    caller's. It lives in the arena, and its free() does nothing. Returns NULL when out of memory. */
struct source *fitted_source_new(struct arena *arena, struct source *source, size_t channels, uint64_t frames,
				 double raise_db);

#endif
