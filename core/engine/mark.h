/* stemprint: sources that mark the session: clicks, count-ins, pops and time-code.
   SPDX-License-Identifier: GPL-3.0-or-later

   Every sample follows from the tempo map, the rate and its own number, so nothing drifts, and the bits are the same
   for every division into blocks. */
#ifndef STEMPRINT_ENGINE_MARK_H
#define STEMPRINT_ENGINE_MARK_H

#include "base/arena.h"
#include "engine/mark_session.h"
#include "engine/source.h"
#include "recipe/recipe.h"

/** Returns the mark that a source of a recipe describes; its kind is one. A mark that lasts as long as the session has
   0 frames, and is silent, until mark_extend(). The source lives in the arena, and `from` must live as long; its free()
    does nothing. NULL when out of memory. */
struct source *mark_new(const struct recipe_source *from, const struct mark_session *session, struct arena *arena);

/** Lets a mark that lasts as long as the session end at this frame, and rewinds it; any other mark stays as it is. */
void mark_extend(struct source *mark, uint64_t end);

#endif
