/* Takes the steps from the text of a recipe to the tree that is read.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "recipe/compose.h"

#include "recipe/include.h"
#include "recipe/splice.h"
#include "recipe/track_files.h"

bool recipe_compose(const struct document_node *root, const char *recipe_path, const struct fragment_library *library,
		    const struct recipe_settings *settings, struct arena *arena, struct diagnostics *diagnostics,
		    const struct document_node **composed)
{
	struct reader reader = { .arena = arena, .diagnostics = diagnostics, .recipe_path = recipe_path };
	*composed = root;
	if (!recipe_include(&reader, library, composed))
		return false;
	recipe_put_variables(&reader, settings, composed);
	recipe_put_track_files(&reader, library, composed);
	return recipe_splice(*composed, recipe_path, library, arena, diagnostics, composed);
}
