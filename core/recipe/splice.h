/* stemprint: fragments spliced into a recipe's tree, where it says `use`.
   SPDX-License-Identifier: GPL-3.0-or-later

   `use: NAME`, or `use: { preset: NAME, PARAMETER: VALUE }`, stands as an item of any list of inserts, and as a key of a strip (there a list
   of them, too). In place of the item stand the fragment's inserts; a strip has the fragment's keys beneath its own, with the fragment's
   `inserts` and `sends` before its own. */
#ifndef STEMPRINT_RECIPE_SPLICE_H
#define STEMPRINT_RECIPE_SPLICE_H

#include "recipe/fragment.h"

/** Whatever passes one of these is an error: "use-depth", "use-limit". */
enum {
	SPLICE_DEPTH_MAXIMUM = 8, /**< fragments that use fragments */
	SPLICE_FRAGMENTS_MAXIMUM = 256, /**< different ones */
	SPLICE_NODES_MAXIMUM = 100000, /**< nodes that come out of fragments, together */
};

/** The recipe's tree with all fragments in it. The recipe's own nodes are shared where nothing changed. What is wrong goes into the
    diagnostics, and is left out of the tree, so that the rest can be read on; false when that makes no sense. */
bool recipe_splice(const struct document_node *root, const char *recipe_path, const struct fragment_library *library,
		   struct arena *arena, struct diagnostics *diagnostics, const struct document_node **spliced);

#endif
