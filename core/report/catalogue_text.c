/* Writes the table of many songs, for people.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/catalogue_text.h"

#include "report/figure.h"
#include "report/layout.h"
#include "report/plot.h"
#include "report/printable.h"
#include "report/song_reports.h"
#include "report/table.h"

#include <math.h>
#include <string.h>

enum { HASH_DIGITS = 12 };

static const char *const titles[] = { "song", "verdict", "LUFS I", "dBTP", "null", "length", "mix" };

/* Adds a cell, and releases it. */
static void add_cell(struct table *table, struct text *cell)
{
	table_add(table, "%s", cell->length > 0 ? cell->bytes : "-");
	table->cells.failed |= cell->failed;
	text_release(cell);
}

static void add_level(struct table *table, double value, unsigned decimals)
{
	struct text cell = { 0 };
	figure_append(&cell, value, decimals);
	add_cell(table, &cell);
}

static void add_residual(struct table *table, double peak_dbfs)
{
	if (isinf(peak_dbfs))
		table_add(table, "exact");
	else
		add_level(table, peak_dbfs, 1);
}

static void add_length(struct table *table, double seconds)
{
	struct text cell = { 0 };
	if (isfinite(seconds))
		plot_append_time(&cell, seconds);
	add_cell(table, &cell);
}

static void add_row(struct table *table, const struct findings *findings)
{
	const struct report_summary none = { (double)NAN, (double)NAN, (double)NAN, (double)NAN, NULL };
	const struct report_summary *summary = findings->report ? &findings->summary : &none;
	const char *path = song_path(findings);
	table_add(table, "%s", path ? path : "");
	table_add(table, "%s", song_verdict(findings));
	add_level(table, summary->integrated_lufs, 1);
	add_level(table, summary->true_peak_dbtp, 2);
	add_residual(table, summary->residual_peak_dbfs);
	add_length(table, summary->seconds);
	table_add(table, "%.*s", HASH_DIGITS, summary->hash ? summary->hash : "-");
}

static void append_counts(const struct findings *findings, size_t count, struct text *text)
{
	const size_t start = text->length;
	text_append(text, "%zu %s: ", count, count == 1 ? "song" : "songs");
	song_counts(findings, count, text);
	layout_end_line(text, start);
}

void catalogue_text(const struct findings *findings, size_t count, struct text *text)
{
	struct table table = { .form = "nlrrrrl", .columns = sizeof titles / sizeof *titles };
	for (size_t i = 0; i < table.columns; i++)
		table_add(&table, "%s", titles[i]);
	for (size_t i = 0; i < count; i++)
		add_row(&table, &findings[i]);
	table_text(&table, text);
	append_counts(findings, count, text);
}

void catalogue_tally(const struct findings *findings, size_t count, struct text *text)
{
	append_counts(findings, count, text);
	for (size_t i = 0; i < count; i++) {
		const char *verdict = song_verdict(&findings[i]), *path = song_path(&findings[i]);
		if (strcmp(verdict, "pass") == 0)
			continue;
		const size_t start = text->length;
		text_append(text, "  %-7s  ", verdict);
		printable_append(text, path ? path : "");
		layout_end_line(text, start);
	}
}
