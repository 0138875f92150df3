/* stemprint: a source made to fit the others of a proof.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_FORENSICS_FITTED_SOURCE_H
#define STEMPRINT_FORENSICS_FITTED_SOURCE_H

#include "base/arena.h"
#include "engine/source.h"

/** `source` with `frames` frames, silent past its own end, and `channels` channels: as many as it has, or, of a mono
   one, any number, which all hold its one channel at 0 dB. All of it is turned up by `raise_db`; with 0 no sample
   changes. In the arena; it reads and rewinds `source`, which stays the caller's, and free() does nothing. NULL when
   out of memory. */
struct source *fitted_source_new(struct arena *arena, struct source *source, size_t channels, uint64_t frames,
				 double raise_db);

#endif
