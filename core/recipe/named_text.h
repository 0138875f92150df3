/* stemprint: where a text lies that a recipe names, a fragment or a part of the recipe.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_RECIPE_NAMED_TEXT_H
#define STEMPRINT_RECIPE_NAMED_TEXT_H

#include "recipe/reader.h"

/** Finds the file that a scalar names, relative to the folder of the text in which the scalar stands. With `inside` it
    must lie in the recipe's folder. Returns false after an error. */
bool named_text_find(struct reader *reader, const struct document_node *name, bool inside, struct origin *origin);

#endif
