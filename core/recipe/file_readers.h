/* Declares what reads the files that a recipe names beside its sound.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_RECIPE_FILE_READERS_H
#define STEMPRINT_RECIPE_FILE_READERS_H

#include "recipe/tempo_file.h"

/** A function that reads a table: a list of mappings from its columns to its cells. `name` is the file as messages show
    it; the recipe names it at the location `at`. *bytes_left is how long the file may be, and becomes less by its
   length. All memory is the arena's. Returns false after an error, which the function reports. */
typedef bool table_file_read_function(const char *path, const char *name, struct location at, size_t *bytes_left,
				      struct arena *arena, struct diagnostics *diagnostics,
				      const struct document_node **rows);

/** The functions of one recipe. */
struct file_readers {
	tempo_file_read_function *tempo; /**< reads the file of a tempo map */
	table_file_read_function *table; /**< reads the points of a curve */
	bool inside; /**< the recipe is untrusted: it may name no path that leads out of its own folder */
};

#endif
