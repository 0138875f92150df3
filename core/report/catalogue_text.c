/* Writes the table of many songs, for people.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/catalogue_text.h"

#include "report/figure.h"
#include "report/layout.h"
#include "report/plot.h"
#include "report/printable.h"
#include "report/song_reports.h"

#include <math.h>
#include <string.h>

enum { NAME_COLUMNS = 34, HASH_DIGITS = 12 };

/* The columns behind the name of the song. */
enum { VERDICT_COLUMNS = 9, LEVEL_COLUMNS = 8, RESIDUAL_COLUMNS = 9, LENGTH_COLUMNS = 9 };

static void append_cell(struct text *text, struct text *cell, size_t width)
{
	layout_cell(text, cell->length > 0 ? cell->bytes : "-", width, LAYOUT_RIGHT);
	text->failed |= cell->failed;
	text_release(cell);
}

static void append_level(struct text *text, double value, unsigned decimals, size_t width)
{
	struct text cell = { 0 };
	figure_append(&cell, value, decimals);
	append_cell(text, &cell, width);
}

static void append_residual(struct text *text, double peak_dbfs)
{
	struct text cell = { 0 };
	if (isinf(peak_dbfs))
		text_append(&cell, "exact");
	else
		figure_append(&cell, peak_dbfs, 1);
	append_cell(text, &cell, RESIDUAL_COLUMNS);
}

static void append_length(struct text *text, double seconds)
{
	struct text cell = { 0 };
	if (isfinite(seconds))
		plot_append_time(&cell, seconds);
	append_cell(text, &cell, LENGTH_COLUMNS);
}

static void append_row(const struct findings *findings, struct text *text)
{
	const struct report_summary none = { (double)NAN, (double)NAN, (double)NAN, (double)NAN, NULL };
	const struct report_summary *summary = findings->report ? &findings->summary : &none;
	const char *path = song_path(findings);
	layout_cell(text, path ? path : "", NAME_COLUMNS, LAYOUT_LEFT);
	text_append(text, "  ");
	layout_cell(text, song_verdict(findings), VERDICT_COLUMNS, LAYOUT_LEFT);
	append_level(text, summary->integrated_lufs, 1, LEVEL_COLUMNS);
	append_level(text, summary->true_peak_dbtp, 2, LEVEL_COLUMNS);
	append_residual(text, summary->residual_peak_dbfs);
	append_length(text, summary->seconds);
	text_append(text, "  %.*s\n", HASH_DIGITS, summary->hash ? summary->hash : "-");
}

static void append_head(struct text *text)
{
	layout_cell(text, "song", NAME_COLUMNS, LAYOUT_LEFT);
	text_append(text, "  ");
	layout_cell(text, "verdict", VERDICT_COLUMNS, LAYOUT_LEFT);
	layout_cell(text, "LUFS I", LEVEL_COLUMNS, LAYOUT_RIGHT);
	layout_cell(text, "dBTP", LEVEL_COLUMNS, LAYOUT_RIGHT);
	layout_cell(text, "null", RESIDUAL_COLUMNS, LAYOUT_RIGHT);
	layout_cell(text, "length", LENGTH_COLUMNS, LAYOUT_RIGHT);
	text_append(text, "  mix\n");
}

static void append_counts(const struct findings *findings, size_t count, struct text *text)
{
	text_append(text, "%zu %s: ", count, count == 1 ? "song" : "songs");
	song_counts(findings, count, text);
	text_append(text, "\n");
}

void catalogue_text(const struct findings *findings, size_t count, struct text *text)
{
	append_head(text);
	for (size_t i = 0; i < count; i++)
		append_row(&findings[i], text);
	append_counts(findings, count, text);
}

void catalogue_tally(const struct findings *findings, size_t count, struct text *text)
{
	append_counts(findings, count, text);
	for (size_t i = 0; i < count; i++) {
		const char *verdict = song_verdict(&findings[i]), *path = song_path(&findings[i]);
		if (strcmp(verdict, "pass") == 0)
			continue;
		text_append(text, "  %-7s  ", verdict);
		printable_append(text, path ? path : "");
		text_append(text, "\n");
	}
}
