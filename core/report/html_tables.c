/* Writes the sections of a page that hold the figures of a report.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/html_tables.h"

#include "report/device_text.h"
#include "report/escape.h"
#include "report/figure.h"
#include "report/headroom_text.h"
#include "report/html_cell.h"
#include "report/html_link.h"
#include "report/html_page.h"
#include "report/judged_text.h"
#include "report/plot.h"
#include "report/plot_colour.h"
#include "report/report_summary.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

static void begin_section(struct text *text, const char *id, const char *heading, const char *words)
{
	text_append(text, "<section id=\"%s\">\n<h2>%s</h2>\n", id, heading);
	if (words)
		text_append(text, "<p>%s</p>\n", words);
	html_table_begin(text, id, heading);
}

static void end_section(struct text *text)
{
	html_table_end(text);
	text_append(text, "</section>\n");
}

/* Appends words with figures in them. A hyphen before a number becomes a minus sign. */
static void detail(struct text *text, const char *value)
{
	struct text set = { 0 };
	for (size_t i = 0; value[i] != '\0'; i++) {
		const bool begins = i == 0 || value[i - 1] == ' ';
		if (value[i] == '-' && begins && value[i + 1] >= '0' && value[i + 1] <= '9')
			text_append(&set, "\u2212");
		else
			text_append_bytes(&set, value + i, 1);
	}
	html_words(text, set.bytes);
	text->failed |= set.failed;
	text_release(&set);
}

static void tile(struct text *text, const char *name, double value, unsigned decimals, const char *unit)
{
	text_append(text, "<div><dt>%s</dt><dd>", name);
	plot_append_number(text, value, decimals);
	if (isfinite(value))
		text_append(text, " <small>%s</small>", unit);
	text_append(text, "</dd></div>\n");
}

static void null_tile(double peak_dbfs, struct text *text)
{
	if (peak_dbfs == -HUGE_VAL)
		text_append(text, "<div><dt>Null residual</dt><dd>exact</dd></div>\n");
	else
		tile(text, "Null residual, peak", peak_dbfs, 1, "dBFS");
}

void html_tiles(const struct report *report, struct text *text)
{
	const struct verdicts *verdicts = report->verdicts;
	const struct report_file *file = report_main_file(report);
	text_append(text, "<dl class=\"tiles\">\n");
	if (verdicts->count != 0) {
		text_append(text, "<div><dt>%zu %s</dt><dd>", verdicts->count,
			    verdicts->count == 1 ? "verdict" : "verdicts");
		html_page_status(report_verdict(report), text);
		text_append(text, "</dd></div>\n");
	}
	if (file && file->measured && (file->role == REPORT_MIX || report->file_count == 1)) {
		tile(text, "Integrated", file->loudness.integrated_lufs, 1, "LUFS");
		tile(text, "True peak", file->loudness.true_peak_dbtp, 2, "dBTP");
		tile(text, "Loudness range", file->loudness.range_lu, 1, "LU");
	}
	if (report->proof_count != 0)
		null_tile(report_summary_of(report).residual_peak_dbfs, text);
	tile(text, "Files", (double)report->file_count, 0, "");
	text_append(text, "</dl>\n");
}

static void verdict_row(const struct verdict *verdict, struct text *text)
{
	text_append(text, "<tr><td>");
	html_page_status(verdict->status, text);
	text_append(text, "</td><th scope=\"row\">");
	escape_append(text, ESCAPE_XML, verdict->name);
	text_append(text, "</th>");
	detail(text, verdict->detail);
	text_append(text, "</tr>\n");
}

/* More passes than these are folded away, because the top of the page already says that all is well. */
enum { PASSES_SHOWN = 12 };

static void verdict_table(const struct verdicts *verdicts, bool failures, bool passes, struct text *text)
{
	static const struct html_column columns[] = { { "status", false }, { "verdict", false }, { "figures", false } };
	static const enum verdict_status order[] = { VERDICT_FAIL, VERDICT_UNKNOWN, VERDICT_PASS };
	html_table_begin(text, "verdicts", "Verdicts");
	html_head(text, columns, sizeof columns / sizeof *columns);
	for (size_t k = 0; k < sizeof order / sizeof *order; k++)
		for (size_t i = 0; i < verdicts->count && (order[k] == VERDICT_PASS ? passes : failures); i++)
			if (verdicts->items[i].status == order[k])
				verdict_row(&verdicts->items[i], text);
	html_table_end(text);
}

/* Appends which limits judge which mix. */
static void append_judged(const struct report *report, struct text *text)
{
	struct text words = { 0 };
	judged_text(report, &words);
	if (words.length > 0) {
		text_append(text, "<p>Judged: ");
		escape_append(text, ESCAPE_XML, words.bytes);
		text_append(text, ".</p>\n");
	}
	text->failed |= words.failed;
	text_release(&words);
}

/* Failed verdicts come first. */
void html_verdicts(const struct report *report, struct text *text)
{
	const struct verdicts *verdicts = report->verdicts;
	const size_t passes = verdicts->counts[VERDICT_PASS];
	const bool folded = passes > PASSES_SHOWN;
	if (verdicts->count == 0)
		return;
	text_append(text, "<section id=\"verdicts\">\n<h2>Verdicts</h2>\n");
	append_judged(report, text);
	if (!folded || passes < verdicts->count)
		verdict_table(verdicts, true, !folded, text);
	if (folded) {
		text_append(text, "<details>\n<summary>%zu %spass</summary>\n", passes,
			    passes < verdicts->count ? "others " : "verdicts ");
		verdict_table(verdicts, false, true, text);
		text_append(text, "</details>\n");
	}
	text_append(text, "</section>\n");
}

void html_notes(const struct report *report, struct text *text)
{
	static const struct html_column columns[] = { { "note", false }, { "figures", false } };
	if (!report->notes || report->notes->count == 0)
		return;
	begin_section(text, "notes", "Notes", "Notes are advice, and fail nothing.");
	html_head(text, columns, sizeof columns / sizeof *columns);
	for (size_t i = 0; i < report->notes->count; i++) {
		text_append(text, "<tr>");
		html_row_name(text, report->notes->items[i].name);
		detail(text, report->notes->items[i].detail);
		text_append(text, "</tr>\n");
	}
	end_section(text);
}

static void loudness_cells(const struct loudness *loudness, struct text *text)
{
	html_number(text, loudness->true_peak_dbtp, 2);
	html_number(text, loudness->integrated_lufs, 1);
	html_number(text, loudness->range_lu, 1);
	html_number(text, loudness->short_term_max_lufs, 1);
	html_number(text, loudness->momentary_max_lufs, 1);
}

#define LOUDNESS_COLUMNS                                                                                               \
	{ "true peak<br>dBTP", true }, { "integrated<br>LUFS", true }, { "range<br>LU", true },                        \
		{ "short-term<br>max", true },                                                                         \
	{                                                                                                              \
		"momentary<br>max", true                                                                               \
	}

static const struct html_column loudness_columns[] = { LOUDNESS_COLUMNS };
static const struct html_column ratio_columns[] = { { "PLR<br>dB", true }, { "PSR<br>dB", true } };
static const struct html_column clipped_column = { "clipped<br>samples", true };

/* Appends two cells: PLR, and the smallest PSR. */
static void ratio_cells(const struct loudness *loudness, struct text *text)
{
	html_number(text, loudness->plr_db, 1);
	html_number(text, loudness->psr_min_db, 1);
}

/* Which figures of files this report has. */
struct file_table {
	bool measured; /* a file has its loudness */
	bool printed; /* stemprint printed a file, which may have clipped */
};

static void file_row(const struct report *report, const struct file_table *table, size_t index, struct text *text)
{
	const struct report_file *file = &report->files[index];
	text_append(text, "<tr><th scope=\"row\"><span class=\"dot %s\"></span>", plot_colour_of_file(report, index));
	html_link(text, file->link, file->path);
	text_append(text, "</th><td>%s%s%s", report_role_name(file->role), file->selective ? ", " : "",
		    file->selective ? report_mode_name(file->mode) : "");
	if (report->sample_rate > 0.0 && file->sample_rate != report->sample_rate) {
		text_append(text, ", ");
		figure_append_short(text, file->sample_rate / 1000.0, 3);
		text_append(text, " kHz");
	}
	headroom_text_of_file(file, text);
	text_append(text, "</td>");
	html_words(text, file->encoding ? file->encoding : encoding_name(file->format.encoding));
	html_number(text, file->loudness.sample_peak_dbfs, 2);
	if (table->measured) {
		const struct loudness nothing = loudness_absent(0.0);
		const struct loudness *loudness = file->measured ? &file->loudness : &nothing;
		loudness_cells(loudness, text);
		ratio_cells(loudness, text);
	}
	if (table->printed)
		html_number(text, (double)file->clipped, 0);
	text_append(text, "</tr>\n");
}

static void file_head(const struct file_table *table, struct text *text)
{
	static const struct html_column first[] = {
		{ "file", false }, { "what", false }, { "format", false }, { "peak<br>dBFS", true }
	};
	text_append(text, "<thead><tr>");
	html_titles(text, first, sizeof first / sizeof *first);
	if (table->measured)
		html_titles(text, loudness_columns, sizeof loudness_columns / sizeof *loudness_columns);
	if (table->measured)
		html_titles(text, ratio_columns, sizeof ratio_columns / sizeof *ratio_columns);
	if (table->printed)
		html_titles(text, &clipped_column, 1);
	text_append(text, "</tr></thead>\n<tbody>\n");
}

static void album_row(const struct report_album *album, struct text *text)
{
	text_append(text, "<tr><th scope=\"row\">%zu files as one</th><td>album</td><td></td>", album->file_count);
	html_number(text, album->loudness.sample_peak_dbfs, 2);
	loudness_cells(&album->loudness, text);
	ratio_cells(&album->loudness, text);
	text_append(text, "</tr>\n");
}

/* Appends a sentence for each proof whose files have a headroom. */
static void append_headrooms(const struct report *report, struct text *words)
{
	for (size_t i = 0; i < report->proof_count; i++) {
		struct text sentence = { 0 };
		headroom_text_of_proof(report, &report->proofs[i], &sentence);
		if (sentence.length > 0) {
			text_append(words, "%sHeadroom of ", words->length > 0 ? " " : "");
			escape_append(words, ESCAPE_XML, report->files[report->proofs[i].mix].path);
			text_append(words, ": %s.", sentence.bytes);
		}
		words->failed |= sentence.failed;
		text_release(&sentence);
	}
}

/* Appends a sentence for each device that says which outputs its channels hold. */
static void append_devices(const struct report *report, struct text *words)
{
	for (size_t i = 0; i < report->file_count; i++) {
		if (!report->files[i].device_channels)
			continue;
		text_append(words, "%s", words->length > 0 ? " " : "");
		escape_append(words, ESCAPE_XML, report->files[i].path);
		text_append(words, ": ");
		device_text(&report->files[i], words);
		text_append(words, ".");
	}
}

void html_files(const struct report *report, struct text *text)
{
	struct file_table table = { false, false };
	for (size_t i = 0; i < report->file_count; i++) {
		table.measured |= report->files[i].measured;
		table.printed |= !report->files[i].encoding;
	}
	if (report->file_count == 0)
		return;
	struct text words = { 0 };
	append_headrooms(report, &words);
	append_devices(report, &words);
	begin_section(text, "files", "Files", words.bytes);
	text->failed |= words.failed;
	text_release(&words);
	file_head(&table, text);
	for (size_t i = 0; i < report->file_count; i++)
		file_row(report, &table, i, text);
	if (report->album)
		album_row(report->album, text);
	end_section(text);
}

/* Appends the name of a strip, or of a mix with inserts of its own. */
static void html_owner(struct text *text, const char *strip, const char *mix)
{
	struct text words = { 0 };
	text_append(&words, "%s%s", mix ? "mix " : "", mix ? mix : strip);
	if (!words.failed)
		html_row_name(text, words.bytes);
	text->failed |= words.failed;
	text_release(&words);
}

void html_trims(const struct report *report, struct text *text)
{
	static const struct html_column columns[] = { { "strip", false },
						      { "insert", false },
						      { "gain<br>dB", true },
						      { "peak<br>dBFS", true },
						      LOUDNESS_COLUMNS };
	if (report->trim_count == 0)
		return;
	begin_section(text, "trims", "Gains that a first pass found",
		      "The signal before the gain, and the gain that brings it to its target.");
	html_head(text, columns, sizeof columns / sizeof *columns);
	for (size_t i = 0; i < report->trim_count; i++) {
		const struct report_trim *trim = &report->trims[i];
		text_append(text, "<tr>");
		html_owner(text, trim->strip, trim->mix);
		html_words(text, trim->processor);
		html_number(text, trim->gain_db, 2);
		html_number(text, trim->loudness.sample_peak_dbfs, 2);
		loudness_cells(&trim->loudness, text);
		text_append(text, "</tr>\n");
	}
	end_section(text);
}

static const char *opaque_destination(const struct report_opaque *opaque)
{
	if (opaque->policy == STEM_POLICY_PER_LANE)
		return opaque->by_track ? "in no stem of the sets by track" : "in no stem";
	return opaque->by_track ? "the stem residue of the sets by track" : "the stem residue";
}

void html_opaques(const struct report *report, struct text *text)
{
	static const struct html_column columns[] = {
		{ "strip", false },       { "insert", false },     { "what it adds is", false },
		{ "peak<br>dBFS", true }, { "rms<br>dBFS", true }, { "against its output<br>dB", true }
	};
	if (report->opaque_count == 0)
		return;
	begin_section(text, "opaques", "Inserts that hear all stems as one",
		      "They add sound that belongs to no single stem. It is a stem of its own, or it is missing in the "
		      "sum of the stems.");
	html_head(text, columns, sizeof columns / sizeof *columns);
	for (size_t i = 0; i < report->opaque_count; i++) {
		const struct report_opaque *opaque = &report->opaques[i];
		text_append(text, "<tr>");
		html_row_name(text, opaque->strip);
		html_words(text, opaque->processor);
		html_words(text, opaque_destination(opaque));
		html_number(text, opaque->peak_dbfs, 1);
		html_number(text, opaque->rms_dbfs, 1);
		html_number(text, opaque->relative_db, 1);
		text_append(text, "</tr>\n");
	}
	end_section(text);
}

static void meter_row(const struct report_meter *meter, struct text *text)
{
	const double none = (double)NAN;
	text_append(text, "<tr>");
	html_row_name(text, meter->name);
	html_words(text, meter->mix ? meter->mix : meter->strip);
	html_number(text, meter->loudness.sample_peak_dbfs, 2);
	loudness_cells(&meter->loudness, text);
	html_number(text, meter->level.rms_dbfs, 1);
	html_number(text, meter->level.correlation, 2);
	html_number(text, meter->reduces ? meter->reduction.most_db : none, 1);
	html_number(text, meter->reduces ? meter->reduction.mean_db : none, 1);
	text_append(text, "</tr>\n");
}

void html_meters(const struct report *report, struct text *text)
{
	static const struct html_column columns[] = { { "meter", false },
						      { "strip", false },
						      { "peak<br>dBFS", true },
						      LOUDNESS_COLUMNS,
						      { "rms<br>dBFS", true },
						      { "correlation", true },
						      { "reduction<br>most dB", true },
						      { "reduction<br>mean dB", true } };
	if (report->meter_count == 0)
		return;
	begin_section(text, "meters", "Meters", NULL);
	html_head(text, columns, sizeof columns / sizeof *columns);
	for (size_t i = 0; i < report->meter_count; i++)
		meter_row(&report->meters[i], text);
	end_section(text);
}

void html_sums(const struct report *report, struct text *text)
{
	static const struct html_column columns[] = {
		{ "strip", false }, { "kind", false }, { "inputs", true }, { "peak<br>dBFS", true }
	};
	if (report->sum_count == 0)
		return;
	begin_section(text, "sums", "Levels at summing points",
		      "The peak of all that comes into each strip. Nothing clips over 0 dBFS here; a desk would clip.");
	html_head(text, columns, sizeof columns / sizeof *columns);
	for (size_t i = 0; i < report->sum_count; i++) {
		const struct report_sum *sum = &report->sums[i];
		text_append(text, "<tr>");
		html_row_name(text, sum->strip);
		html_words(text, strip_kind_name(sum->kind));
		html_number(text, (double)sum->inputs, 0);
		html_number(text, sum->peak_dbfs, 2);
		text_append(text, "</tr>\n");
	}
	end_section(text);
}
