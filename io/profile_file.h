/* stemprint: loudness profiles that come with the program, and files of the user's own.
   SPDX-License-Identifier: GPL-3.0-or-later

   The build puts the texts of recipes/profiles into the program (preset_bytes.cmake). */
#ifndef STEMPRINT_IO_PROFILE_FILE_H
#define STEMPRINT_IO_PROFILE_FILE_H

#include "io/preset.h"
#include "recipe/recipe.h"

/** The profiles stand in the order of their files. */
extern const struct preset profiles[];
extern const char *const profile_names[];
extern const size_t profile_count;

/** Reads a profile that comes with the program, by its index. Returns NO_MEMORY, or DEFECT when the profile is
    wrong. */
enum status profile_read_own(size_t index, struct arena *arena, const struct loudness_profile **profile) MUST_CHECK;

/** Returns the index of that name, or SIZE_MAX when there is none. */
size_t profile_find(const char *name);

/** Reads a file. Its errors go into the diagnostics, which are those of that file. */
enum status profile_read_file(const char *path, struct arena *arena, struct diagnostics *diagnostics,
			      const struct loudness_profile **profile) MUST_CHECK;

/** Reads the profiles that a recipe asks for, for `verify` and for the targets of its mixes. Without `files`,
    naming a file is an error. */
enum status profile_settle(struct recipe *recipe, bool files, struct arena *arena,
			   struct diagnostics *diagnostics) MUST_CHECK;

#endif
