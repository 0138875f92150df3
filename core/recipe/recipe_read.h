/* stemprint: reads a document as a recipe.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_RECIPE_RECIPE_READ_H
#define STEMPRINT_RECIPE_RECIPE_READ_H

#include "recipe/document.h"
#include "recipe/file_readers.h"
#include "recipe/recipe.h"

/** Reads the typed recipe from a document. All errors go into `diagnostics` in one go; the function then returns
    BAD_RECIPE, and the caller may use nothing of *recipe but the names and paths of the sounds. `recipe_path` is the
   recipe's file: relative paths are resolved against its folder. `files` reads the other files that it names, of tempo
   maps and curves; with NULL, naming one is an error. */
enum status recipe_read(const struct document_node *root, const char *recipe_path, const struct file_readers *files,
			struct arena *arena, struct diagnostics *diagnostics, struct recipe **recipe) MUST_CHECK;

#endif
