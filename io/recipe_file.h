/* stemprint: a recipe from its text, with the fragments that it uses.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_IO_RECIPE_FILE_H
#define STEMPRINT_IO_RECIPE_FILE_H

#include "recipe/recipe.h"
#include "recipe/variable.h"

/** Reads a file: its YAML, its fragments, the typed recipe. Errors go into `diagnostics`, as with recipe_read() and
    yaml_read_file(). `settings` give values to its variables; NULL: there are none. After BAD_RECIPE *recipe may stand
    for what could be read, of which only the names and paths of the sounds and the connections count; otherwise it is
    NULL then. */
enum status recipe_file_read(const char *path, const struct recipe_settings *settings, struct arena *arena,
			     struct diagnostics *diagnostics, struct recipe **recipe) MUST_CHECK;

/** Reads a text as if it stood in that file. The text can use the fragments that come with stemprint, but no files. */
enum status recipe_bytes_read(const char *bytes, size_t length, const char *path, struct arena *arena,
			      struct diagnostics *diagnostics, struct recipe **recipe) MUST_CHECK;

/** Reads a text that will be written to that file: as recipe_bytes_read(), but it can use files as well. */
enum status recipe_draft_read(const char *bytes, size_t length, const char *path, struct arena *arena,
			      struct diagnostics *diagnostics, struct recipe **recipe) MUST_CHECK;

#endif
