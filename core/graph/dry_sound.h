/* Computes how much dry sound comes through inserts.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_GRAPH_DRY_SOUND_H
#define STEMPRINT_GRAPH_DRY_SOUND_H

#include "recipe/recipe.h"

/** Returns how much of the dry sound an insert lets through: 1 for one that only moves or scales the sound, 1 - mix
    for effects and reverbs, 0 for all others. A `parallel` lets through what its best chain does. The arena holds
    the chains of forks; out of memory the answer is 0. */
double dry_sound_through(const struct recipe_insert *insert, struct arena *arena);

/** Returns the same for a list of inserts, which is the least of them; 1 for an empty list. */
double dry_sound_through_all(const struct recipe_inserts *inserts, struct arena *arena);

#endif
