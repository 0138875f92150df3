/* Writes the section of a page that lists what the render was made from.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/conversion_text.h"
#include "report/escape.h"
#include "report/html_cell.h"
#include "report/html_tables.h"

static void source_row(const struct report_source *source, struct text *text)
{
	text_append(text, "<tr>");
	html_row_name(text, source->file);
	text_append(text, "<td>%s%s</td>", report_source_role_name(source->role),
		    !source->left ? "" : ", half of a pair");
	html_words(text, !source->encoding ? "" : source->encoding);
	html_number(text, source->sample_rate, 0);
	html_number(text, (double)source->channels, 0);
	html_number(text, (double)source->frames, 0);
	html_words(text, !source->hash ? "" : source->hash);
	text_append(text, "</tr>\n");
}

/* Appends a paragraph for each rate that was converted. */
static void append_conversions(const struct report *report, struct text *text)
{
	for (size_t i = 0; i < report->source_count; i++) {
		struct text sentence = { 0 };
		if (!conversion_begins(report, i))
			continue;
		conversion_text(report, i, &sentence);
		text_append(text, "<p>");
		escape_append(text, ESCAPE_XML, sentence.bytes);
		text_append(text, ".</p>\n");
		text->failed |= sentence.failed;
		text_release(&sentence);
	}
}

/* More files than this are folded away, because a reader looks them up and does not read them. */
enum { SOURCES_SHOWN = 12 };

void html_sources(const struct report *report, struct text *text)
{
	static const struct html_column columns[] = { { "source", false },    { "what", false },    { "format", false },
						      { "rate<br>Hz", true }, { "channels", true }, { "frames", true },
						      { "hash", false } };
	const bool folded = report->source_count > SOURCES_SHOWN;
	if (report->source_count == 0)
		return;
	text_append(text, "<section id=\"sources\">\n<h2>Sources</h2>\n");
	append_conversions(report, text);
	if (folded)
		text_append(text, "<details>\n<summary>%zu sources</summary>\n", report->source_count);
	html_table_begin(text, "sources", "Sources");
	html_head(text, columns, sizeof columns / sizeof *columns);
	for (size_t i = 0; i < report->source_count; i++)
		source_row(&report->sources[i], text);
	html_table_end(text);
	text_append(text, "%s</section>\n", folded ? "</details>\n" : "");
}
