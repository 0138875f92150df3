/* Writes a table of what the stems of a proof have in common, for people.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/coherence_text.h"

#include "report/layout.h"
#include "report/table.h"

#include <math.h>

enum { PAIRS_TOLD = 5 };

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

static void append_shares(const struct coherence_table *shares)
{
	const struct coherence *coherence = shares->proof->coherence;
	struct table table = { .form = "nr", .columns = coherence->stem_count + 1, .indent = shares->indent };
	table_add(&table, "stem \\ with");
	for (size_t other = 0; other < coherence->stem_count; other++)
		table_add(&table, "%s", name_of(shares, other));
	for (size_t one = 0; one < coherence->stem_count; one++) {
		table_add(&table, "%s", name_of(shares, one));
		for (size_t other = 0; other < coherence->stem_count; other++) {
			const double share_db = coherence->shares_db[one * coherence->stem_count + other];
			if (isfinite(share_db))
				table_add(&table, "%.1f", share_db);
			else
				table_add(&table, ".");
		}
	}
	table_text(&table, shares->text);
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
		struct text line = { 0 };
		text_append(&line, "%s and %s: %.3f at %.0f Hz", name_of(table, pair / count),
			    name_of(table, pair % count), below, coherence->frequencies[pair]);
		layout_line(table->text, "", &line, table->indent);
	}
}

void coherence_text(const struct report *report, const struct report_proof *proof, size_t indent, struct text *text)
{
	const struct coherence_table table = { report, proof, indent, text };
	struct text legend = { 0 };
	if (isnan(proof->coherence->floor_db)) {
		text_append(&legend, "the files are too short, or silent");
		layout_line(text, "bleed", &legend, indent);
		return;
	}
	text_append(
		&legend,
		"what a stem has in common with another, dB against all of it; . no more than chance (%.0f dB); then "
		"the most alike: largest coherence of a frequency",
		proof->coherence->floor_db);
	layout_line(text, "bleed", &legend, indent);
	append_shares(&table);
	append_pairs(&table);
}
