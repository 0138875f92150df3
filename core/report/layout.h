/* stemprint: text in columns, for a terminal of 100 columns.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_REPORT_LAYOUT_H
#define STEMPRINT_REPORT_LAYOUT_H

#include "base/text.h"

#include <stddef.h>

/** No line that these functions lay out is wider than this number of columns. */
enum { LAYOUT_WIDTH = 100 };

/** Returns how many columns the bytes take when printable.h shows them. */
size_t layout_columns(const char *bytes);

enum layout_side { LAYOUT_LEFT, LAYOUT_RIGHT };

/** Appends the bytes, as printable_append() does, at one side of a cell of `width` columns. Bytes that are too long
    lose their beginning to "...", which keeps the file name of a path. */
void layout_cell(struct text *text, const char *bytes, size_t width, enum layout_side side);

/** Appends words, as printable_append() does, and breaks the lines between `indent` and LAYOUT_WIDTH. `column` is the
    column where the first line already stands. A line feed in `words` starts a new line at the indent. The function
    appends no line feed at the end. */
void layout_wrap(struct text *text, const char *words, size_t column, size_t indent);

#endif
