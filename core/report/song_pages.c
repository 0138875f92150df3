/* Writes the page that lists several recipes, and that of a recipe that was not rendered.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/diagnostic_text.h"
#include "report/escape.h"
#include "report/html_cell.h"
#include "report/html_link.h"
#include "report/html_page.h"
#include "report/plot.h"
#include "report/song_reports.h"

#include <math.h>
#include <string.h>

static void append_footer(struct text *text)
{
	text_append(text,
		    "<footer>stemprint %s \u00b7 loudness by EBU R 128 and ITU-R BS.1770</footer>\n</main>\n"
		    "</body>\n</html>\n",
		    STEMPRINT_VERSION);
}

static const char *title_of(const struct findings *findings)
{
	const char *path = song_path(findings);
	if (findings->report && findings->report->title)
		return findings->report->title;
	return path ? path : "";
}

static void append_name(const struct findings *findings, struct text *text)
{
	text_append(text, "<th scope=\"row\">");
	html_link(text, findings->page, title_of(findings));
	text_append(text, "</th>");
}

static void append_verdict(const struct findings *findings, struct text *text)
{
	text_append(text, "<td>");
	if (strcmp(song_verdict(findings), "error") == 0)
		text_append(text, "<span class=\"status fail\">\u2717 error</span>");
	else
		html_page_status(report_verdict(findings->report), text);
	text_append(text, "</td>");
}

/* Appends the first error, or how many verdicts failed, or how many warnings there are. */
static void append_remark(const struct findings *findings, struct text *text)
{
	const struct diagnostics *list = findings->diagnostics;
	struct text words = { 0 };
	for (size_t i = 0; list && i < list->count && words.length == 0; i++)
		if (list->items[i].severity == SEVERITY_ERROR)
			text_append(&words, "%s", list->items[i].message);
	for (size_t i = 0; findings->report && i < findings->report->verdicts->count && words.length == 0; i++) {
		const struct verdict *verdict = &findings->report->verdicts->items[i];
		if (verdict->status == VERDICT_FAIL)
			text_append(&words, "%s: %s", verdict->name, verdict->detail);
	}
	if (words.length == 0 && list && list->count > 0)
		text_append(&words, "%zu warning%s", list->count, list->count == 1 ? "" : "s");
	html_words(text, words.bytes ? words.bytes : "");
	text->failed |= words.failed;
	text_release(&words);
}

static void append_residual(double peak_dbfs, struct text *text)
{
	if (isinf(peak_dbfs))
		text_append(text, "<td class=\"number\">exact</td>");
	else
		html_number(text, peak_dbfs, 1);
}

static void append_row(const struct findings *findings, struct text *text)
{
	const struct report_summary none = { (double)NAN, (double)NAN, (double)NAN, (double)NAN, NULL };
	const struct report_summary *summary = findings->report ? &findings->summary : &none;
	text_append(text, "<tr>");
	append_name(findings, text);
	append_verdict(findings, text);
	html_number(text, summary->integrated_lufs, 1);
	html_number(text, summary->true_peak_dbtp, 2);
	append_residual(summary->residual_peak_dbfs, text);
	if (isfinite(summary->seconds)) {
		text_append(text, "<td class=\"number\">");
		plot_append_time(text, summary->seconds);
		text_append(text, "</td>");
	} else {
		html_number(text, (double)NAN, 0);
	}
	append_remark(findings, text);
	text_append(text, "</tr>\n");
}

enum status song_reports_html(const struct findings *findings, size_t count, struct text *text)
{
	static const struct html_column columns[] = {
		{ "song", false },
		{ "verdict", false },
		{ "integrated, LUFS", true },
		{ "true peak, dBTP", true },
		{ "null residual, dBFS", true },
		{ "length", true },
		{ "remark", false },
	};
	const char *verdict = song_verdict_of_all(findings, count);
	struct text title = { 0 };
	text_append(&title, "%zu recipes", count);
	html_page_begin(title.bytes ? title.bytes : "", verdict, false, text);
	text_append(text, "<header>\n<h1>%s</h1>\n<p>", title.bytes ? title.bytes : "");
	song_counts(findings, count, text);
	text_append(text, "</p>\n</header>\n<section id=\"songs\">\n<h2>Songs</h2>\n");
	html_table_begin(text, "songs", "Songs");
	html_head(text, columns, sizeof columns / sizeof *columns);
	for (size_t i = 0; i < count; i++)
		append_row(&findings[i], text);
	html_table_end(text);
	text_append(text, "</section>\n");
	append_footer(text);
	text->failed |= title.failed;
	text_release(&title);
	return text->failed ? STATUS_NO_MEMORY : STATUS_OK;
}

/* Appends a diagnostic as a terminal shows it. The lines end as they are; all else is escaped. */
static void append_shown(const struct diagnostics *list, size_t index, struct text *text)
{
	struct text shown = { 0 };
	diagnostic_text(list, index, false, &shown);
	char *line = shown.bytes;
	for (char *end; line && (end = strchr(line, '\n')); line = end + 1) {
		*end = '\0';
		escape_append(text, ESCAPE_XML, line);
		text_append(text, "\n");
	}
	text->failed |= shown.failed;
	text_release(&shown);
}

enum status song_failure_html(const struct findings *findings, struct text *text)
{
	const struct diagnostics *list = findings->diagnostics;
	struct text title = { 0 };
	escape_append(&title, ESCAPE_XML, title_of(findings));
	html_page_begin(title.bytes ? title.bytes : "", "error", false, text);
	text_append(text,
		    "<header>\n<h1>%s</h1>\n<p>It was not rendered.</p>\n</header>\n<section id=\"errors\">\n"
		    "<h2>Errors and warnings</h2>\n",
		    title.bytes ? title.bytes : "");
	for (size_t i = 0; list && i < list->count; i++) {
		text_append(text, "<pre>");
		append_shown(list, i, text);
		text_append(text, "</pre>\n");
	}
	text_append(text, "</section>\n");
	append_footer(text);
	text->failed |= title.failed;
	text_release(&title);
	return text->failed ? STATUS_NO_MEMORY : STATUS_OK;
}
