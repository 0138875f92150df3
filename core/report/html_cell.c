/* Writes the tables of a page, cell by cell.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/html_cell.h"

#include "report/escape.h"
#include "report/html_page.h"
#include "report/plot.h"

#include <math.h>

void html_table_begin(struct text *text, const char *class, const char *label)
{
	html_scroll_begin(label, text);
	text_append(text, "<table class=\"%s\">\n", class);
}

void html_table_end(struct text *text)
{
	text_append(text, "</tbody>\n</table>");
	html_scroll_end(text);
}

void html_titles(struct text *text, const struct html_column *columns, size_t count)
{
	for (size_t i = 0; i < count; i++)
		text_append(text, "<th scope=\"col\"%s>%s</th>", columns[i].number ? " class=\"number\"" : "",
			    columns[i].title);
}

void html_head(struct text *text, const struct html_column *columns, size_t count)
{
	text_append(text, "<thead><tr>");
	html_titles(text, columns, count);
	text_append(text, "</tr></thead>\n<tbody>\n");
}

void html_row_name(struct text *text, const char *name)
{
	text_append(text, "<th scope=\"row\">");
	escape_append(text, ESCAPE_XML, name);
	text_append(text, "</th>");
}

void html_number(struct text *text, double value, unsigned decimals)
{
	text_append(text, isfinite(value) ? "<td class=\"number\">" : "<td class=\"number none\">");
	plot_append_number(text, value, decimals);
	text_append(text, "</td>");
}

void html_words(struct text *text, const char *words)
{
	text_append(text, "<td>");
	escape_append(text, ESCAPE_XML, words);
	text_append(text, "</td>");
}
