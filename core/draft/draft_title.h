/* stemprint: the words that the names of all files share, such as the title of the song.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_DRAFT_DRAFT_TITLE_H
#define STEMPRINT_DRAFT_DRAFT_TITLE_H

#include "draft/draft.h"

/** Sets first_word and end_word of all files, whose words are known. Words at the start or the end of at least half of
    the names, and of three at least, are no names of instruments, if the rest of these names says what they are. */
void draft_title_strip(struct draft *draft, const struct role_words *table);

#endif
