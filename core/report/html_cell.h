/* stemprint: tables of a page, cell by cell.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_REPORT_HTML_CELL_H
#define STEMPRINT_REPORT_HTML_CELL_H

#include "base/text.h"

#include <stdbool.h>
#include <stddef.h>

/** Titles of numbers stand over them. */
struct html_column {
	const char *title; /**< HTML */
	bool number;
};

/** A table that may be wider than the page; `label` is HTML. Titles, rows and html_table_end() follow. */
void html_table_begin(struct text *text, const char *class, const char *label);
void html_table_end(struct text *text);

/** Cells of the first row. */
void html_titles(struct text *text, const struct html_column *columns, size_t count);

/** The whole of it, and the beginning of the body. */
void html_head(struct text *text, const struct html_column *columns, size_t count);

/** The cell that names a row. */
void html_row_name(struct text *text, const char *name);

/** With a real minus; what is not finite is a dash. */
void html_number(struct text *text, double value, unsigned decimals);

void html_words(struct text *text, const char *words);

#endif
