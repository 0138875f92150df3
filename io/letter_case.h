/* stemprint: names as file systems compare them that ignore letter case.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_IO_LETTER_CASE_H
#define STEMPRINT_IO_LETTER_CASE_H

#include "base/arena.h"

/** Returns the text with every letter in one case: two names that differ in case alone become equal. It handles
    UTF-8 with all alphabets that the C library knows, and keeps other bytes as they are. The arena owns the result;
    NULL means out of memory. */
const char *letter_case_fold(const char *text, struct arena *arena);

#endif
