/* stemprint: writes what has changed between two versions of files, as a table in Markdown.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/difference.h"

#include "report/escape.h"

#include <math.h>

static void append_change(struct text *text, double old, double now)
{
	if (isnan(old) || isnan(now))
		text_append(text, " |");
	else
		text_append(text, " %.2f (%+.2f) |", now, now - old);
}

static void append_bands(const struct comparison *comparison, struct text *text)
{
	struct band_change bands[DIFFERENCE_BANDS_SHOWN];
	const size_t count = difference_bands(comparison, bands);
	for (size_t i = 0; i < count; i++)
		text_append(text, "%s %s %+.1f dB", i == 0 ? "" : ",", third_octave_name(bands[i].band),
			    bands[i].change_db);
}

static void append_row(const struct difference_file *file, struct text *text)
{
	text_append(text, "| ");
	escape_append(text, ESCAPE_MARKDOWN, file->name);
	text_append(text, " | %s |", difference_fate_name(file->fate));
	if (!file->comparison || file->fate == DIFFERENCE_SAME_SOUND) {
		text_append(text, " | | | | |\n");
		return;
	}
	const struct comparison *comparison = file->comparison;
	const struct compared_sound *old = &comparison->sounds[COMPARISON_OLD];
	const struct compared_sound *now = &comparison->sounds[COMPARISON_NEW];
	if (comparison->subtracted)
		text_append(text, " %.1f |", comparison->peak_dbfs);
	else
		text_append(text, " |");
	append_change(text, old->loudness.integrated_lufs, now->loudness.integrated_lufs);
	append_change(text, old->loudness.true_peak_dbtp, now->loudness.true_peak_dbtp);
	append_change(text, (double)old->frames / old->sample_rate, (double)now->frames / now->sample_rate);
	append_bands(comparison, text);
	text_append(text, " |\n");
}

static void append_changes(const struct difference *difference, struct text *text)
{
	const struct document_changes *changes = difference->changes;
	if (difference->of_reports)
		text_append(text, "%zu of %zu files have the same bytes.\n%s", difference->equal, difference->printed,
			    changes->count > 0 ? "\n" : "");
	if (changes->count == 0) {
		text_append(text, difference->of_reports ? "Both reports say the same.\n"
							 : "Both recipes ask for the same.\n");
		return;
	}
	text_append(text, "| where | old | new |\n|---|---|---|\n");
	for (size_t i = 0; i < changes->count; i++) {
		const struct document_change *change = &changes->items[i];
		text_append(text, "| ");
		escape_append(text, ESCAPE_MARKDOWN, change->where);
		text_append(text, " | ");
		escape_append(text, ESCAPE_MARKDOWN, change->old_value);
		text_append(text, " | ");
		escape_append(text, ESCAPE_MARKDOWN, change->new_value);
		text_append(text, " |\n");
	}
}

void difference_markdown(const struct difference *difference, struct text *text)
{
	if (difference->changes) {
		append_changes(difference, text);
		return;
	}
	const size_t same = difference_count(difference, DIFFERENCE_SAME_BYTES);
	text_append(text, "%zu of %zu files have the same bytes.\n", same, difference->count);
	if (same == difference->count)
		return;
	text_append(text,
		    "\n| file | | difference, dBFS peak | loudness, LUFS | true peak, dBTP | length, s | bands |\n"
		    "|---|---|---|---|---|---|---|\n");
	for (size_t i = 0; i < difference->count; i++)
		if (difference->files[i].fate != DIFFERENCE_SAME_BYTES)
			append_row(&difference->files[i], text);
}
