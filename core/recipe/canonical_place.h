/* stemprint: the place of a key or value in a recipe, by a number that comments and layout do not change.
   SPDX-License-Identifier: GPL-3.0-or-later

   Two recipes with equal canonical bytes (canonical.h) have the same keys and values in the same order. Those that are
   among the bytes are counted from 1, so that a number leads from one text to the same place in the other. */
#ifndef STEMPRINT_RECIPE_CANONICAL_PLACE_H
#define STEMPRINT_RECIPE_CANONICAL_PLACE_H

#include "recipe/document.h"

/** No number is greater: aliases may repeat a tree many times. */
enum { CANONICAL_PLACES_MAXIMUM = 100000 };

/** Returns the number of the last key or value that stands there, or for which that `use` of a fragment stands; 0
   where none does. The location is one of the recipe itself (diagnostics_root()). */
uint32_t canonical_number_of(const struct document_node *root, const struct diagnostics *texts, struct location at);

/** Returns where the key or value of that number stands in the recipe itself, or a location without a line. */
struct location canonical_place_of(const struct document_node *root, const struct diagnostics *texts, uint32_t number);

#endif
