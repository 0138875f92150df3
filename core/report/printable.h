/* stemprint: text of unknown origin, made safe for a terminal.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_REPORT_PRINTABLE_H
#define STEMPRINT_REPORT_PRINTABLE_H

#include "base/text.h"

#include <stdbool.h>
#include <stddef.h>

/** This number of bytes holds every character as it is shown, with a final zero. */
enum { GLYPH_BYTES = 12 };

/** One character as a terminal shows it. */
struct glyph {
	size_t bytes; /**< the bytes of the text that the character was read from; at least 1 */
	char shown[GLYPH_BYTES]; /**< what a terminal may receive: UTF-8, or an escape like \x1b */
	unsigned width; /**< columns: 0 for marks that combine, 2 for wide characters and emoji, else its length */
};

/** Reads the character at the front of `text`. `length` is the number of bytes, at least 1. A byte that is not UTF-8
    is shown as \xff, and a tab as one space. */
struct glyph glyph_read(const char *text, size_t length);

/** Returns whether a text that ends with a zero is UTF-8. */
bool printable_is_utf8(const char *text);

/** Appends text that ends with a zero, with every character as glyph_read() shows it. When out of memory, the function
    sets out->failed. */
void printable_append(struct text *out, const char *text);

/** Appends a word of a command line as printable_append() does, in single quotes where a shell would read it as several
    words or as something else. */
void printable_append_word(struct text *out, const char *word);

/** Appends JSON in UTF-8. Characters of its strings that control a terminal or the direction of writing become \u202e,
    which means the same in JSON. */
void printable_append_json(struct text *out, const char *json);

#endif
