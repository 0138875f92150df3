/* Knows what DAWs call the keys of a recipe.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_RECIPE_SYNONYM_H
#define STEMPRINT_RECIPE_SYNONYM_H

#include <stddef.h>

/** Returns the one of `names` that a DAW's word stands for: "volume" is "fader". Letter case and "-", "_" or a space
    between words do not matter. Returns NULL when the word is not known, or its key is not among the names. */
const char *synonym_find(const char *word, const char *const *names, size_t count);

/** These do the same for the names of processors ("comp" is "compressor"), for their parameters ("wet" is "mix"), and
   for the words of a choice ("lowcut" is "highpass", "24bit" is "pcm24"). */
const char *synonym_find_processor(const char *word, const char *const *names, size_t count);
const char *synonym_find_parameter(const char *word, const char *const *names, size_t count);
const char *synonym_find_choice(const char *word, const char *const *names, size_t count);

#endif
