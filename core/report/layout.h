/* stemprint: text in columns, for a terminal of 100.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_REPORT_LAYOUT_H
#define STEMPRINT_REPORT_LAYOUT_H

#include "base/text.h"

#include <stddef.h>

enum { LAYOUT_WIDTH = 100 };

/** Columns that the bytes take as printable.h shows them. */
size_t layout_columns(const char *bytes);

enum layout_side { LAYOUT_LEFT, LAYOUT_RIGHT };

/** Appends the bytes as printable_append() at one side of a cell of `width` columns. What is too long loses its
   beginning to "...", which keeps the file in a path. */
void layout_cell(struct text *text, const char *bytes, size_t width, enum layout_side side);

/** Appends words as printable_append(), broken between `indent` and LAYOUT_WIDTH; `column` is where the line stands
   already. A line feed in `words` starts a new line at the indent. No line feed at the end. */
void layout_wrap(struct text *text, const char *words, size_t column, size_t indent);

#endif
