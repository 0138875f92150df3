/* stemprint: a recipe's tree with all that stands in other places put in.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_RECIPE_COMPOSE_H
#define STEMPRINT_RECIPE_COMPOSE_H

#include "recipe/fragment.h"
#include "recipe/variable.h"

/** Returns the tree that recipe_read() takes: with the files that it includes (include.h), the values of its variables
    (variable.h), tracks for the files of folders (track_files.h), then its defaults and fragments (splice.h).
   `settings` may be NULL. Errors go into the diagnostics; the tree leaves out what is wrong, so that the caller can
   read the rest. Returns false when further reading makes no sense. */
bool recipe_compose(const struct document_node *root, const char *recipe_path, const struct fragment_library *library,
		    const struct recipe_settings *settings, struct arena *arena, struct diagnostics *diagnostics,
		    const struct document_node **composed);

#endif
