/* stemprint: the words by which engineers name their tracks.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_DRAFT_ROLE_WORDS_H
#define STEMPRINT_DRAFT_ROLE_WORDS_H

#include "base/arena.h"
#include "draft/role.h"

/** How much a word says. */
enum role_weight {
	WEIGHT_NONE, /**< it says nothing by itself, as "top" or "amp" */
	WEIGHT_WEAK, /**< it counts only where nothing else says what the track is, as "noise" */
	WEIGHT_STRONG, /**< it counts */
};

/** The longest phrase of the table, in words. */
enum { ROLE_PHRASE_WORDS = 3 };

/** A phrase is one word or several that follow each other. */
struct role_phrase {
	const char *text; /**< the words, with one space between them */
	size_t words; /**< 1 to ROLE_PHRASE_WORDS */
	enum role role; /**< ROLE_COUNT with WEIGHT_NONE */
	enum role_weight weight;
};

/** All phrases, sorted by their text. */
struct role_words {
	struct role_phrase *phrases;
	size_t count;
};

/** Makes the table. Returns NULL when out of memory. */
const struct role_words *role_words_new(struct arena *arena);

/** Returns the phrase with that text, or with that text without an "s" at its end. NULL: there is none. */
const struct role_phrase *role_words_find(const struct role_words *words, const char *text);

#endif
