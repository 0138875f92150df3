/* Finds the cycles of a recipe from its strips, sends and keys alone.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_GRAPH_CYCLE_OUTLINE_H
#define STEMPRINT_GRAPH_CYCLE_OUTLINE_H

#include "base/diagnostic.h"
#include "recipe/recipe.h"

/** Adds an error "cycle" for each loop of a recipe whose graph cannot be built, because a value in it is wrong or a
    sound cannot be read: those that graph_build() would find, but for keys that listen to a chain. What the errors have
    left unknown closes no loop. After a solo nothing is added, because it may open a loop. Returns NO_MEMORY when the
    arena is out of memory. */
enum status graph_tell_cycles(const struct recipe *recipe, struct arena *arena,
			      struct diagnostics *diagnostics) MUST_CHECK;

#endif
