/* stemprint: writes what has changed between two versions of files, for people.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/difference.h"

#include "report/layout.h"

#include <math.h>

enum { INDENT = 12 };

/* Appends a figure of both versions and its change, after a comma where something stands before it. */
static void append_figure(struct text *line, const char *name, double old, double now, const char *unit,
			  const char *change_unit)
{
	if (isnan(old) && isnan(now))
		return;
	text_append(line, "%s%s ", line->length > 0 ? ", " : "", name);
	if (isnan(old) || isnan(now))
		text_append(line, isnan(old) ? "none -> %.2f %s" : "%.2f -> none %s", isnan(old) ? now : old, unit);
	else if (fabs(now - old) < 0.005)
		text_append(line, "%.2f %s as before", now, unit);
	else
		text_append(line, "%.2f -> %.2f %s (%+.2f %s)", old, now, unit, now - old, change_unit);
}

static void append_line(struct text *text, struct text *line)
{
	if (line->length > 0 || line->failed)
		layout_line(text, "", line, INDENT);
}

static void append_levels(const struct comparison *comparison, struct text *text)
{
	const struct compared_sound *old = &comparison->sounds[COMPARISON_OLD];
	const struct compared_sound *now = &comparison->sounds[COMPARISON_NEW];
	struct text line = { 0 };
	append_figure(&line, "loudness", old->loudness.integrated_lufs, now->loudness.integrated_lufs, "LUFS", "LU");
	append_figure(&line, "true peak", old->loudness.true_peak_dbtp, now->loudness.true_peak_dbtp, "dBTP", "dB");
	append_figure(&line, "rms", old->rms_dbfs, now->rms_dbfs, "dBFS", "dB");
	append_line(text, &line);
}

static void append_length(const struct comparison *comparison, struct text *text)
{
	const struct compared_sound *old = &comparison->sounds[COMPARISON_OLD];
	const struct compared_sound *now = &comparison->sounds[COMPARISON_NEW];
	const bool longer = now->frames > old->frames;
	const uint64_t frames = longer ? now->frames - old->frames : old->frames - now->frames;
	struct text line = { 0 };
	if (frames > 0)
		text_append(&line, "%s by %llu frames (%.3f s)", longer ? "longer" : "shorter",
			    (unsigned long long)frames, (double)frames / now->sample_rate);
	append_line(text, &line);
}

static void append_bands(const struct comparison *comparison, struct text *text)
{
	struct band_change bands[DIFFERENCE_BANDS_SHOWN];
	const size_t count = difference_bands(comparison, bands);
	struct text line = { 0 };
	for (size_t i = 0; i < count; i++)
		text_append(&line, "%s%s %+.1f dB", i == 0 ? "bands: " : ", ", third_octave_name(bands[i].band),
			    bands[i].change_db);
	append_line(text, &line);
}

static void append_subtraction(const struct comparison *comparison, struct text *line)
{
	const double seconds = (double)comparison->first / comparison->sounds[COMPARISON_NEW].sample_rate;
	const unsigned minutes = (unsigned)(seconds / 60.0);
	text_append(line, ": from %u:%06.3f (frame %llu) on, by %.1f dBFS peak, %.1f dBFS rms", minutes,
		    seconds - 60.0 * minutes, (unsigned long long)comparison->first, comparison->peak_dbfs,
		    comparison->rms_dbfs);
}

static void append_shapes(const struct comparison *comparison, struct text *line)
{
	const struct compared_sound *old = &comparison->sounds[COMPARISON_OLD];
	const struct compared_sound *now = &comparison->sounds[COMPARISON_NEW];
	text_append(line, ": %g Hz with %zu channel%s -> %g Hz with %zu; nothing was subtracted", old->sample_rate,
		    old->channels, old->channels == 1 ? "" : "s", now->sample_rate, now->channels);
}

static void append_file(const struct difference_file *file, struct text *text)
{
	struct text line = { 0 };
	text_append(&line, "%s", file->name);
	if (file->fate == DIFFERENCE_CHANGED)
		append_subtraction(file->comparison, &line);
	if (file->fate == DIFFERENCE_RESHAPED)
		append_shapes(file->comparison, &line);
	layout_line(text, difference_fate_name(file->fate), &line, INDENT);
	if (file->fate != DIFFERENCE_CHANGED && file->fate != DIFFERENCE_RESHAPED)
		return;
	append_levels(file->comparison, text);
	if (file->fate == DIFFERENCE_CHANGED)
		append_length(file->comparison, text);
	append_bands(file->comparison, text);
}

/* What is equal to the bit comes first. */
static void append_counts(const struct difference *difference, struct text *text)
{
	static const char *const words[] = { [DIFFERENCE_SAME_BYTES] = "with the same bytes",
					     [DIFFERENCE_SAME_SOUND] = "with the same sound",
					     [DIFFERENCE_CHANGED] = "changed",
					     [DIFFERENCE_RESHAPED] = "of another rate or channel count",
					     [DIFFERENCE_NEW] = "new",
					     [DIFFERENCE_GONE] = "gone" };
	const size_t start = text->length;
	text_append(text, "%zu file%s: ", difference->count, difference->count == 1 ? "" : "s");
	bool any = false;
	for (size_t fate = 0; fate < DIFFERENCE_FATES; fate++) {
		const size_t count = difference_count(difference, (enum difference_fate)fate);
		if (count == 0)
			continue;
		text_append(text, "%s%zu %s", any ? ", " : "", count, words[fate]);
		any = true;
	}
	layout_end_line(text, start);
}

static void append_change(const struct document_change *change, struct text *text)
{
	const char *fate = !change->old_value ? "new" : !change->new_value ? "gone" : "changed";
	struct text line = { 0 };
	text_append(&line, "%s: ", change->where);
	if (change->old_value && change->new_value)
		text_append(&line, "%s -> %s", change->old_value, change->new_value);
	else
		text_append(&line, "%s", change->old_value ? change->old_value : change->new_value);
	layout_line(text, fate, &line, INDENT);
}

/* Of reports, what is equal to the bit comes first. */
static void append_changes(const struct difference *difference, struct text *text)
{
	const struct document_changes *changes = difference->changes;
	if (difference->of_reports)
		text_append(text, "%zu of %zu files have the same bytes\n", difference->equal, difference->printed);
	if (changes->count == 0)
		text_append(text,
			    difference->of_reports ? "both reports say the same\n" : "both recipes ask for the same\n");
	else
		text_append(text, "%zu change%s\n", changes->count, changes->count == 1 ? "" : "s");
	for (size_t i = 0; i < changes->count; i++)
		append_change(&changes->items[i], text);
}

void difference_text(const struct difference *difference, struct text *text)
{
	if (difference->changes) {
		append_changes(difference, text);
		return;
	}
	append_counts(difference, text);
	for (size_t i = 0; i < difference->count; i++)
		if (difference->files[i].fate != DIFFERENCE_SAME_BYTES)
			append_file(&difference->files[i], text);
}
