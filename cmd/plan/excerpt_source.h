/* Plays pieces of a source, from all over the session.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_CMD_PLAN_EXCERPT_SOURCE_H
#define STEMPRINT_CMD_PLAN_EXCERPT_SOURCE_H

#include "base/arena.h"
#include "engine/source.h"

/** Makes a source of `frames` frames: pieces of `piece` frames of `from`, one after the other, that lie equally far
    apart in a session of `session` frames, which is no shorter than `frames`. Where `from` cannot skip, they follow
   each other. `from` stands at its start; it stays the caller's, and outlives the source. Returns NULL when out of
    memory. */
struct source *excerpt_source_new(struct source *from, uint64_t session, uint64_t frames, size_t piece,
				  struct arena *arena);

#endif
