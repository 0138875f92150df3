/* stemprint: tables of a page, cell by cell.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_REPORT_HTML_CELL_H
#define STEMPRINT_REPORT_HTML_CELL_H

#include "base/text.h"

#include <stdbool.h>
#include <stddef.h>

/** A column of a table. */
struct html_column {
	const char *title; /**< the title, as HTML */
	bool number; /**< the column holds numbers, so that its title stands at the right */
};

/** Opens a table that may scroll sideways. `class` is its class in page.css, and `label` is its name for screen
    readers, as HTML. html_head() or html_titles(), the rows and html_table_end() follow. */
void html_table_begin(struct text *text, const char *class, const char *label);

/** Closes the table. */
void html_table_end(struct text *text);

/** Appends the cells of the first row. */
void html_titles(struct text *text, const struct html_column *columns, size_t count);

/** Appends the whole first row, and opens the body of the table. */
void html_head(struct text *text, const struct html_column *columns, size_t count);

/** Appends the cell that names a row. The caller opens and closes the row. The name is escaped. */
void html_row_name(struct text *text, const char *name);

/** Appends a cell with a number and a real minus sign. A value that is not finite becomes a dash. */
void html_number(struct text *text, double value, unsigned decimals);

/** Appends a cell with words, which are escaped. */
void html_words(struct text *text, const char *words);

#endif
