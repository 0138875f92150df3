/* stemprint: the keys of a mark before they are combined.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_RECIPE_MARK_ENTRY_H
#define STEMPRINT_RECIPE_MARK_ENTRY_H

#include "recipe/reader.h"

/** The keys as the recipe gives them. */
struct mark_entry {
	struct recipe_source source; /**< it comes first, so that rows of a source read into it */
	struct location length_at, before_at; /**< line 0: the key is not there */
	double before_seconds;
	unsigned bars;
	unsigned pop_frames; /**< 0: the key is not there */
};

/** Fills in what follows from several keys, and reports keys that do not go together. *source is a copy of that of the
    entry, and becomes the source of the recipe. */
void mark_entry_settle(struct reader *reader, const struct mark_entry *mark, struct recipe_source *source);

#endif
