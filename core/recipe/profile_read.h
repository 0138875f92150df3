/* stemprint: reads a document as a loudness profile.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_RECIPE_PROFILE_READ_H
#define STEMPRINT_RECIPE_PROFILE_READ_H

#include "recipe/document.h"
#include "recipe/profile.h"
#include "recipe/recipe_key.h"

/** The keys at the top of a profile. */
extern const struct recipe_keys profile_file_keys;

/** Reads a profile from a document. Errors go into `diagnostics`, and the function then returns NULL. It keeps the
    name. `at` is for errors that have no location in the text. */
const struct loudness_profile *profile_read(const struct document_node *root, const char *name, struct location at,
					    struct arena *arena, struct diagnostics *diagnostics);

#endif
