/* stemprint: a recipe from its text, with the fragments that it uses.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_IO_RECIPE_FILE_H
#define STEMPRINT_IO_RECIPE_FILE_H

#include "recipe/recipe.h"

/** Reads a file: YAML, fragments, typed recipe. What is wrong goes into `diagnostics`, as recipe_read() and yaml_read_file() have it. */
enum status recipe_file_read(const char *path, struct arena *arena, struct diagnostics *diagnostics,
			     struct recipe **recipe) MUST_CHECK;

/** The same for a text that would stand in that file. It can use what comes with stemprint, but no files. */
enum status recipe_bytes_read(const char *bytes, size_t length, const char *path, struct arena *arena,
			      struct diagnostics *diagnostics, struct recipe **recipe) MUST_CHECK;

#endif
