/* stemprint: the part of a recipe that decides what a render makes, as a run of bytes.
   SPDX-License-Identifier: GPL-3.0-or-later

   Two recipes with equal bytes ask for the same files. Comments, layout, anchors and the place of a fragment's text are
   not among the bytes. Every key and every value is, in the order of the recipe, because sums follow that order. The
   one exception is a key that the table of cosmetic keys lists. */
#ifndef STEMPRINT_RECIPE_CANONICAL_H
#define STEMPRINT_RECIPE_CANONICAL_H

#include "recipe/document.h"

/** A key that decides nothing about the files. */
struct canonical_cosmetic {
	const char *section; /**< the key of the root that holds it: "print" */
	const char *key; /**< "directory" */
	const char *reason; /**< why it decides nothing */
};

extern const struct canonical_cosmetic canonical_cosmetics[];
extern const size_t canonical_cosmetic_count;

/** Tells whether the table has that key of the section; a section of NULL has none. */
bool canonical_is_cosmetic(const char *section, const char *key);

/** No recipe has more bytes: aliases may repeat long texts many times. */
#define CANONICAL_BYTES_MAXIMUM ((size_t)256 * 1024 * 1024)

/** Takes the next bytes. */
typedef void canonical_take(void *context, const void *bytes, size_t length);

/** Hands over all bytes of the tree. Returns false when there are more than CANONICAL_BYTES_MAXIMUM: then the bytes say
    nothing. */
bool canonical_walk(const struct document_node *root, canonical_take *take, void *context);

#endif
