/* stemprint: a table for people, as wide as a terminal.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_REPORT_TABLE_H
#define STEMPRINT_REPORT_TABLE_H

#include "base/text.h"

#include <stddef.h>

/** A table whose first row holds the titles. Nothing of a cell is lost where the table is wider than the text:

    - A name, which is the first cell of a row, wraps inside its column. A name with a word that is too long stands on
      a line of its own, above its figures.
    - The words of the last column wrap inside it, or stand below their row.
    - Figures never wrap. Where they do not fit side by side, the table is written in several parts, and each part has
      the names. */
struct table {
	const char *form; /**< a letter for each column: "n" the name, "l" and "r" figures at the left and the right
			     side, "w" words, which only the last column has; the last letter also holds for all columns
			       behind it */
	size_t columns;
	size_t indent; /**< spaces before each line */
	struct text cells; /**< row by row, and each ends with a zero */
};

/** Adds a cell like printf, first those of the titles. They are shown as printable_append() does. */
void table_add(struct table *table, const char *format, ...) __attribute__((format(printf, 2, 3)));

/** Appends the lines of the table, and releases the cells. */
void table_text(struct table *table, struct text *text);

#endif
