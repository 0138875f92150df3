/* stemprint: whether dry sound comes through inserts.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_GRAPH_DRY_SOUND_H
#define STEMPRINT_GRAPH_DRY_SOUND_H

#include "recipe/recipe.h"

/** How much of the dry sound an insert lets through: 1 for what only moves or scales the sound, 1 - mix for effects and reverbs, 0 for all else. A
    `parallel` lets through what its best chain does. The arena holds what forks are asked for; out of memory the answer is 0. */
double dry_sound_through(const struct recipe_insert *insert, struct arena *arena);

/** The same of a list of inserts: the least of them; 1 for an empty list. */
double dry_sound_through_all(const struct recipe_inserts *inserts, struct arena *arena);

#endif
