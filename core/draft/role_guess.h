/* stemprint: what a track is, guessed from its name.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_DRAFT_ROLE_GUESS_H
#define STEMPRINT_DRAFT_ROLE_GUESS_H

#include "draft/file_words.h"
#include "draft/role_words.h"

struct role_guess {
	enum role role; /**< ROLE_OTHER: not known */
	enum role_weight weight; /**< how much the phrase says; WEIGHT_NONE: not known */
	const char *phrase; /**< the phrase that says it, of the table; NULL: not known */
	const char *also; /**< the phrase of another group that the name holds as well; NULL: none */
};

/** Guesses from the first `count` words of a name, the longest phrases first. A word that is not in the table counts as
    the words of the table that it is made of ("leadvox"). Of two phrases that say different things, these rules choose:
    a strong one wins over a weak one; within a group the special one wins over the general one (the snare over the
    drums, the room over the snare); of two groups the last one, since the noun stands last in English. A weak phrase
    wins over weak ones behind it, and a mix loses to all others. */
struct role_guess role_guess_words(const struct role_words *table, const struct file_words *words, size_t first,
				   size_t count);

#endif
