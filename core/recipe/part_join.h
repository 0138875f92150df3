/* stemprint: a recipe that stands in several files, as one.
   SPDX-License-Identifier: GPL-3.0-or-later

   Mappings are joined key by key, at any depth. All else stands in one of the files alone, and so does each strip, VCA
   and variable: what stands twice is an error "duplicate-key" or "duplicate-name", which says where both are. */
#ifndef STEMPRINT_RECIPE_PART_JOIN_H
#define STEMPRINT_RECIPE_PART_JOIN_H

#include "recipe/reader.h"

/** Joins parts, which are mappings. `version` is that of the last part, which is the recipe itself; `include` is left
    out. The first of two that stand twice counts. */
const struct document_node *part_join(struct reader *reader, const struct document_node *const *parts, size_t count);

#endif
