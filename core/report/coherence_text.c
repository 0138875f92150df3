/* Writes a table of what the stems of a proof have in common, for people.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/coherence_text.h"

#include "report/layout.h"
#include "report/printable.h"

#include <math.h>
#include <stdio.h>

enum { NAME_COLUMNS = 24, CELL_COLUMNS = 11, PAIRS_TOLD = 5 };

struct coherence_table {
	const struct report *report;
	const struct report_proof *proof;
	size_t indent;
	struct text *text;
};

static const char *name_of(const struct coherence_table *table, size_t stem)
{
	return table->report->files[table->proof->stems[stem]].name;
}

static void append_rows(const struct coherence_table *table, size_t first, size_t end)
{
	const struct coherence *coherence = table->proof->coherence;
	struct text *text = table->text;
	text_append(text, "%*s", (int)table->indent, "");
	layout_cell(text, "stem \\ with", NAME_COLUMNS, LAYOUT_LEFT);
	for (size_t other = first; other < end; other++) {
		text_append(text, " ");
		layout_cell(text, name_of(table, other), CELL_COLUMNS - 1, LAYOUT_RIGHT);
	}
	text_append(text, "\n");
	for (size_t one = 0; one < coherence->stem_count; one++) {
		text_append(text, "%*s", (int)table->indent, "");
		layout_cell(text, name_of(table, one), NAME_COLUMNS, LAYOUT_LEFT);
		for (size_t other = first; other < end; other++) {
			const double share_db = coherence->shares_db[one * coherence->stem_count + other];
			char cell[16] = ".";
			if (isfinite(share_db))
				snprintf(cell, sizeof cell, "%.1f", share_db);
			layout_cell(text, cell, CELL_COLUMNS, LAYOUT_RIGHT);
		}
		text_append(text, "\n");
	}
}

/* Returns the pair whose coherence is the largest under `below`, or equal to it and later than `after`. Returns `count`
 * squared when there is none. */
static size_t next_pair(const struct coherence *coherence, double below, size_t after)
{
	const size_t count = coherence->stem_count;
	size_t found = count * count;
	for (size_t i = 0; i < count * count; i++) {
		const double value = coherence->largest[i];
		if (i / count >= i % count || isnan(value) || value > below || (value == below && i <= after))
			continue;
		if (found == count * count || value > coherence->largest[found])
			found = i;
	}
	return found;
}

static void append_pairs(const struct coherence_table *table)
{
	const struct coherence *coherence = table->proof->coherence;
	const size_t count = coherence->stem_count;
	double below = 2.0;
	for (size_t told = 0, pair = 0; told < PAIRS_TOLD; told++) {
		pair = next_pair(coherence, below, pair);
		if (pair == count * count)
			return;
		below = coherence->largest[pair];
		text_append(table->text, "%*s", (int)table->indent, "");
		printable_append(table->text, name_of(table, pair / count));
		text_append(table->text, " and ");
		printable_append(table->text, name_of(table, pair % count));
		text_append(table->text, ": %.3f at %.0f Hz\n", below, coherence->frequencies[pair]);
	}
}

void coherence_text(const struct report *report, const struct report_proof *proof, size_t indent, struct text *text)
{
	const struct coherence_table table = { report, proof, indent, text };
	const size_t columns = (LAYOUT_WIDTH - indent - NAME_COLUMNS) / CELL_COLUMNS;
	struct text legend = { 0 };
	if (isnan(proof->coherence->floor_db)) {
		text_append(text, "the files are too short, or silent\n");
		return;
	}
	text_append(
		&legend,
		"what a stem has in common with another, dB against all of it; . no more than chance (%.0f dB); then "
		"the most alike: largest coherence of a frequency",
		proof->coherence->floor_db);
	layout_wrap(text, !legend.bytes ? "" : legend.bytes, indent, indent);
	text_append(text, "\n");
	text->failed |= legend.failed;
	text_release(&legend);
	for (size_t first = 0; first < proof->coherence->stem_count; first += columns) {
		const size_t rest = proof->coherence->stem_count - first;
		append_rows(&table, first, first + (rest < columns ? rest : columns));
	}
	append_pairs(&table);
}
