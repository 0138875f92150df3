/* stemprint: what holds for the strips of a kind that do not say otherwise.
   SPDX-License-Identifier: GPL-3.0-or-later

   A default lies beneath the keys of the strip and those of its fragments. A value that the strip has replaces that of
   the default as a whole, lists too. */
#ifndef STEMPRINT_RECIPE_STRIP_DEFAULT_H
#define STEMPRINT_RECIPE_STRIP_DEFAULT_H

#include "recipe/splicer.h"

/** The default of one kind of strip, with its fragments in it. Both are NULL where there is none. */
struct strip_default {
	const struct document_node *with_use; /**< for strips that use no fragment themselves */
	const struct document_node *without_use; /**< for strips whose own `use` replaces that of the default */
};

/** Reads `defaults` of a recipe: one for each enum strip_kind, whose locations are shared. Errors in it go into the
    diagnostics, and the rest of it counts. Returns the recipe without it. */
const struct document_node *strip_default_take(struct splicer *splicer, const struct document_node *root,
					       struct strip_default *defaults);

/** Returns the spliced strip with its default beneath it. `strip` is as the recipe writes it. */
const struct document_node *strip_default_fill(struct splicer *splicer, const struct strip_default *beneath,
					       const struct document_node *strip, const struct document_node *spliced);

#endif
