/* stemprint: loudness profiles that come with the program, and files of the user's own.
   SPDX-License-Identifier: GPL-3.0-or-later

   The texts of recipes/profiles, built into the program (preset_bytes.cmake). */
#ifndef STEMPRINT_IO_PROFILE_FILE_H
#define STEMPRINT_IO_PROFILE_FILE_H

#include "io/preset.h"
#include "recipe/recipe.h"

/** In the order of their files. */
extern const struct preset profiles[];
extern const char *const profile_names[];
extern const size_t profile_count;

/** Reads one that comes with the program, by its index: NO_MEMORY, or DEFECT when it is wrong. */
enum status profile_read_own(size_t index, struct arena *arena, const struct loudness_profile **profile) MUST_CHECK;

/** The index of that name; SIZE_MAX when there is none. */
size_t profile_find(const char *name);

/** Reads a file. What is wrong is told in the diagnostics, which are of that file. */
enum status profile_read_file(const char *path, struct arena *arena, struct diagnostics *diagnostics,
			      const struct loudness_profile **profile) MUST_CHECK;

/** Reads the profiles that a recipe asks for, for `verify` and for mixes of their own; without `files`, naming a file is an error. */
enum status profile_settle(struct recipe *recipe, bool files, struct arena *arena,
			   struct diagnostics *diagnostics) MUST_CHECK;

#endif
