/* stemprint: fragments spliced into a recipe's tree, where it says `use`.
   SPDX-License-Identifier: GPL-3.0-or-later

   `use: NAME`, or `use: { preset: NAME, PARAMETER: VALUE }`, stands as an item of any list of inserts, and as a key
   of a strip (there a list of them, too). The fragment's inserts replace the item; a strip has the fragment's keys
   beneath its own, with the fragment's `inserts` and `sends` before its own. */
#ifndef STEMPRINT_RECIPE_SPLICE_H
#define STEMPRINT_RECIPE_SPLICE_H

#include "recipe/fragment.h"

/** Returns the recipe's tree with all fragments in it. The tree shares the recipe's own nodes where nothing
    changed. Errors go into the diagnostics, and the tree leaves out what is wrong, so that the caller can read the
    rest. Returns false when further reading makes no sense. */
bool recipe_splice(const struct document_node *root, const char *recipe_path, const struct fragment_library *library,
		   struct arena *arena, struct diagnostics *diagnostics, const struct document_node **spliced);

#endif
