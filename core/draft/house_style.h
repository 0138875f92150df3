/* stemprint: a draft in the style of another recipe.
   SPDX-License-Identifier: GPL-3.0-or-later

   A template is a recipe, with or without sources. Its tracks serve the roles that their names say; everything else of
   it is taken as it is written. */
#ifndef STEMPRINT_DRAFT_HOUSE_STYLE_H
#define STEMPRINT_DRAFT_HOUSE_STYLE_H

#include "draft/draft_text.h"
#include "recipe/document.h"

struct house_style {
	const struct document_node *root; /**< the tree of the template */
	const char *bytes; /**< its text */
	size_t length; /**< bytes */
};

/** Appends the recipe. Each track takes the keys of the template's track for its role, or for the general role of its
    group, or for any role of its group, or else of the track `other`. It takes its name too, so that keys of
   compressors find it. Its sources, clips and automation are left out. The trim brings each file to the loudness of its
   role, so the faders are those of the template. Keys of other tracks, and members of VCAs, that no file serves are
   left out. Returns OK, NO_MEMORY, or BAD_RECIPE with diagnostics. */
enum status house_style_append(const struct draft *draft, const struct draft_heading *heading,
			       const struct house_style *style, struct diagnostics *diagnostics,
			       struct text *out) MUST_CHECK;

#endif
