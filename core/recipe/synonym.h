/* Knows what DAWs call the keys of a recipe.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_RECIPE_SYNONYM_H
#define STEMPRINT_RECIPE_SYNONYM_H

#include <stddef.h>

/** Returns the one of `names` that a DAW's word stands for: "volume" is "fader". Letter case and "-", "_" or a space
    between words do not matter. Returns NULL when the word is not known, or its key is not among the names. */
const char *synonym_find(const char *word, const char *const *names, size_t count);

#endif
