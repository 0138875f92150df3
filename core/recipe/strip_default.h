/* stemprint: what holds for the strips of a kind that do not say otherwise.
   SPDX-License-Identifier: GPL-3.0-or-later

   A default lies beneath the keys of the strip and those of its fragments. A value that the strip has replaces that of
   the default as a whole, lists too. */
#ifndef STEMPRINT_RECIPE_STRIP_DEFAULT_H
#define STEMPRINT_RECIPE_STRIP_DEFAULT_H

#include "recipe/splicer.h"

enum { STRIP_KINDS = STRIP_OUTPUT + 1 };

/** Reads `defaults` of a recipe, one for each enum strip_kind; NULL where there is none. Errors go into the
    diagnostics, and the rest counts. */
void strip_default_read(struct splicer *splicer, const struct document_node *root,
			const struct document_node *defaults[STRIP_KINDS]);

/** Returns a spliced strip with the spliced default `under` beneath it; NULL changes nothing. */
const struct document_node *strip_default_fill(struct splicer *splicer, const struct document_node *under,
					       const struct document_node *spliced);

#endif
