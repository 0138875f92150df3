/* stemprint: the name of a file as words.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_DRAFT_FILE_WORDS_H
#define STEMPRINT_DRAFT_FILE_WORDS_H

#include <stdbool.h>
#include <stddef.h>

/** A name has more words, or longer ones, only if it says nothing about an instrument. The rest of it is left out. */
enum { FILE_WORDS_MAXIMUM = 24, FILE_WORD_BYTES = 24 };

/** The words are in lower case. Letters with accents have lost them: "Voce" of "VOCÈ". */
struct file_words {
	size_t count;
	char words[FILE_WORDS_MAXIMUM][FILE_WORD_BYTES];
};

/** Splits the name of a file, which comes without its folder. What follows the last point is left out. A word ends at
    whatever is neither letter nor digit, between letters and digits, and where capitals show it: "02-BGVox3_DIs.wav"
    has the words 02, bg, vox, 3, dis. Bytes that are not UTF-8 separate words. */
void file_words_split(const char *name, struct file_words *words);

/** Returns whether the word is a number. */
bool file_word_is_number(const char *word);

#endif
