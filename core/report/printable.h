/* stemprint: text of unknown origin, made safe for a terminal.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_REPORT_PRINTABLE_H
#define STEMPRINT_REPORT_PRINTABLE_H

#include "base/text.h"

#include <stddef.h>

enum { GLYPH_BYTES = 12 };

/** One character as it is shown. */
struct glyph {
	size_t bytes; /**< of the text that it was read from; at least 1 */
	char shown[GLYPH_BYTES]; /**< what a terminal may be given: UTF-8, or an escape like \x1b */
	unsigned width; /**< columns: 0 for marks that combine, 2 for wide characters and emoji */
};

/** The character at the front of `text` (length at least 1). What is not UTF-8 is shown byte by byte, as \xff. A tab is
   shown as one space. */
struct glyph glyph_read(const char *text, size_t length);

/** Appends text that ends with a zero, all of it printable. */
void printable_append(struct text *out, const char *text);

#endif
