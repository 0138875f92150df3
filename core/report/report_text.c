/* Writes the report for people.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/report_text.h"

#include "base/path.h"
#include "dsp/elementary.h"
#include "report/bleed_text.h"
#include "report/cause_text.h"
#include "report/coherence_text.h"
#include "report/conversion_text.h"
#include "report/device_text.h"
#include "report/hardware_text.h"
#include "report/headroom_text.h"
#include "report/judged_text.h"
#include "report/layout.h"
#include "report/printable.h"
#include "report/range_text.h"
#include "report/residual_text.h"
#include "report/sum_text.h"
#include "report/table.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

enum {
	LABEL_COLUMNS = 10, /* the width of "verdicts  " */
	REPORT_SPEAKERS = 64,
};

/* The columns of the table of files. Files that were not measured have the first ones alone. */
static const char *const titles[] = {
	"file", "format", "peak", "dBTP", "LUFS I", "LRA", "S max", "M max", "PLR", "PSR"
};

enum { TABLE_COLUMNS = sizeof titles / sizeof *titles, UNMEASURED_COLUMNS = 3 };

static const char *colour_of(enum verdict_status status)
{
	switch (status) {
	case VERDICT_PASS:
		return "\033[32m";
	case VERDICT_FAIL:
		return "\033[1;31m";
	case VERDICT_UNKNOWN:
		return "\033[33m";
	}
	return "";
}

static const char *word_of(enum verdict_status status)
{
	switch (status) {
	case VERDICT_PASS:
		return "PASS";
	case VERDICT_FAIL:
		return "FAIL";
	case VERDICT_UNKNOWN:
		return "UNKNOWN";
	}
	return "";
}

static void append_word(struct text *text, enum verdict_status status, bool colour)
{
	if (colour)
		text_append(text, "%s%s\033[0m", colour_of(status), word_of(status));
	else
		text_append(text, "%s", word_of(status));
}

static void append_rate(struct text *text, double sample_rate)
{
	text_append(text, "%.6g kHz", sample_rate / 1000.0);
}

static void append_heading(struct text *text, const struct report *report)
{
	const size_t start = text->length;
	if (report->sample_rate <= 0.0)
		return;
	if (report->recipe)
		printable_append(text, path_last_part(report->recipe));
	if (report->recipe && report->title)
		text_append(text, " \"");
	if (report->title)
		printable_append(text, report->title);
	if (report->recipe && report->title)
		text_append(text, "\"");
	if (report->recipe || report->title)
		text_append(text, "  ");
	if (report->lead_in_frames != 0)
		text_append(text, "%.1f s lead-in + ", (double)report->lead_in_frames / report->sample_rate);
	text_append(text, "%.1f s",
		    (double)(report->frames - report->tail_frames - report->lead_in_frames) / report->sample_rate);
	if (report->tail_frames != 0)
		text_append(text, " + %.1f s tail", (double)report->tail_frames / report->sample_rate);
	if (report->folded_frames != 0)
		text_append(text, ", %.1f s of tail folded onto the start",
			    (double)report->folded_frames / report->sample_rate);
	if (report->tail_mode == TAIL_LOOP)
		text_append(text, ", a loop");
	text_append(text, ", ");
	append_rate(text, report->sample_rate);
	layout_end_line(text, start);
	if (report->cut_peak > 0.0)
		text_append(text, "%-*scut off at %.1f dBFS: ask for a longer one\n", LABEL_COLUMNS, "tail",
			    gain_to_decibel(report->cut_peak));
	for (size_t i = 0; i < report->range_count; i++) {
		struct text line = { 0 };
		range_text(&report->ranges[i], report->sample_rate, &line);
		layout_line(text, report->ranges[i].region ? "region" : "range", &line, LABEL_COLUMNS);
	}
}

/* Makes the label of a file: "instrumental.wav (as-heard)". A file of another rate than the session's has its rate. */
static struct text file_label(const struct report *report, const struct report_file *file)
{
	struct text label = { 0 };
	text_append(&label, "%s", file->path);
	if (file->selective)
		text_append(&label, " (%s)", report_mode_name(file->mode));
	if (report->sample_rate > 0.0 && file->sample_rate != report->sample_rate) {
		text_append(&label, ", ");
		append_rate(&label, file->sample_rate);
	}
	headroom_text_of_file(file, &label);
	return label;
}

static struct text meter_label(const struct report_meter *meter)
{
	struct text label = { 0 };
	if (meter->mix)
		text_append(&label, "%s on mix %s", meter->name, meter->mix);
	else if (strcmp(meter->name, meter->strip) == 0)
		text_append(&label, "%s", meter->name);
	else
		text_append(&label, "%s on %s", meter->name, meter->strip);
	return label;
}

static struct text album_label(const struct report_album *album)
{
	struct text label = { 0 };
	text_append(&label, "%zu %s as one", album->file_count, album->file_count == 1 ? "file" : "files");
	return label;
}

/* Returns how many columns have a figure in any row. */
static size_t table_columns(const struct report *report)
{
	bool measured = report->meter_count != 0 || report->album;
	for (size_t i = 0; i < report->file_count; i++)
		measured |= report->files[i].measured;
	return measured ? TABLE_COLUMNS : UNMEASURED_COLUMNS;
}

static void add_level(struct table *table, double value, int decimals, bool silent)
{
	if (isfinite(value))
		table_add(table, "%.*f", decimals, value);
	else
		table_add(table, "%s", silent ? "silent" : "-");
}

/* Adds a row, and releases the label. */
static void add_row(struct table *table, struct text label, const char *format, const struct loudness *loudness,
		    bool unread)
{
	const double levels[] = {
		loudness->sample_peak_dbfs, loudness->true_peak_dbtp,      loudness->integrated_lufs,
		loudness->range_lu,         loudness->short_term_max_lufs, loudness->momentary_max_lufs,
		loudness->plr_db,           loudness->psr_min_db,
	};
	table_add(table, "%s", label.bytes ? label.bytes : "");
	table->cells.failed |= label.failed;
	text_release(&label);
	table_add(table, "%s", format);
	for (size_t i = 0; i + 2 < table->columns; i++)
		add_level(table, levels[i], i < 2 ? 2 : 1, i == 0 && !unread);
}

static void append_files(struct text *text, const struct report *report)
{
	struct table table = { .form = "nlr", .columns = table_columns(report) };
	for (size_t i = 0; i < table.columns; i++)
		table_add(&table, "%s", titles[i]);
	for (size_t i = 0; i < report->file_count; i++)
		add_row(&table, file_label(report, &report->files[i]),
			report->files[i].encoding ? report->files[i].encoding
						  : encoding_name(report->files[i].format.encoding),
			&report->files[i].loudness, report->files[i].unread);
	if (report->album)
		add_row(&table, album_label(report->album), "album", &report->album->loudness, false);
	for (size_t i = 0; i < report->meter_count; i++)
		add_row(&table, meter_label(&report->meters[i]), "meter", &report->meters[i].loudness, false);
	table_text(&table, text);
}

static bool is_wave_order(const struct report_file *file)
{
	enum speaker order[REPORT_SPEAKERS];
	if (file->channels > REPORT_SPEAKERS)
		return false;
	speakers_wave_order(order, file->channels);
	return memcmp(order, file->speakers, file->channels * sizeof *order) == 0;
}

/* Appends the speakers of a file that is neither mono nor stereo. */
static void append_speakers(struct text *text, const struct report_file *file)
{
	if (!file->speakers || (file->channels <= 2 && !file->dual_mono && is_wave_order(file)))
		return;
	struct text line = { 0 };
	printable_append(&line, path_last_part(file->path));
	text_append(&line, ":");
	for (size_t i = 0; i < file->channels; i++)
		text_append(&line, " %s", speaker_name(file->speakers[i]));
	if (file->dual_mono)
		text_append(&line, " on two loudspeakers");
	layout_line(text, "channels", &line, LABEL_COLUMNS);
}

static void append_device(struct text *text, const struct report_file *file)
{
	struct text line = { 0 };
	if (!file->device_channels)
		return;
	printable_append(&line, file->name);
	text_append(&line, ": ");
	device_text(file, &line);
	layout_line(text, "device", &line, LABEL_COLUMNS);
}

/* Appends how files were measured that other programs printed. */
static void append_method(struct text *text, const struct report *report)
{
	bool measured = false;
	for (size_t i = 0; i < report->file_count; i++)
		if (report->files[i].role == REPORT_FILE && report->files[i].measured) {
			append_speakers(text, &report->files[i]);
			measured = true;
		}
	if (!measured)
		return;
	struct text line = { 0 };
	text_append(&line, "ITU-R BS.1770-5, EBU R 128, of the whole programme, without a dialogue gate; PSR: the "
			   "smallest");
	layout_line(text, "method", &line, LABEL_COLUMNS);
}

/* Appends a level like "-128.9 dBFS", or the word for digital silence. */
static void append_dbfs(struct text *text, double dbfs, const char *unit)
{
	if (isfinite(dbfs))
		text_append(text, "%.1f%s", dbfs, unit);
	else
		text_append(text, "%s", isnan(dbfs) ? "-" : "exact");
}

static void append_figures(struct text *text, const struct proof_result *result)
{
	text_append(text, "residual ");
	append_dbfs(text, result->residual_peak_dbfs, " dBFS peak, ");
	if (isfinite(result->residual_peak_dbfs))
		append_dbfs(text, result->residual_rms_dbfs, " rms");
	if (!result->exact_wanted) {
		text_append(text, "   floor ");
		append_dbfs(text, result->floor_dbfs,
			    result->truncated       ? " (truncated files)"
			    : result->shaped        ? " (shaped noise)"
			    : result->shared_dither ? " (one dither in all files)"
			    : result->repeated      ? " (samples that return)"
						    : "");
	}
	if (!isnan(result->max_residual_dbfs)) {
		text_append(text, "   limit ");
		append_dbfs(text, result->max_residual_dbfs, "");
	}
	if (!isnan(result->engine_residual_peak_dbfs)) {
		text_append(text, "   engine ");
		append_dbfs(text, result->engine_residual_peak_dbfs, "");
	}
}

static void append_headroom(struct text *text, const struct report *report, const struct report_proof *proof)
{
	struct text words = { 0 };
	headroom_text_of_proof(report, proof, &words);
	if (words.length > 0 || words.failed)
		layout_line(text, "headroom", &words, LABEL_COLUMNS);
}

/* Appends the sum with its verdict, and the figures behind it or on lines of their own. */
static void append_sum(struct text *text, const struct text *sum, const struct text *figures,
		       enum verdict_status status, bool colour)
{
	static const char gap[] = "   ";
	const size_t begun = LABEL_COLUMNS + layout_columns(sum->bytes) + strlen(gap) + strlen(word_of(status));
	const bool beside = begun + strlen(gap) + figures->length <= layout_width(text);
	text_append(text, "%-*s", LABEL_COLUMNS, "null");
	layout_wrap(text, sum->bytes, LABEL_COLUMNS, LABEL_COLUMNS);
	if (begun > layout_width(text))
		text_append(text, "\n%*s", LABEL_COLUMNS, "");
	else
		text_append(text, "%s", gap);
	append_word(text, status, colour);
	if (beside) {
		text_append(text, "%s%s\n", gap, figures->bytes);
		return;
	}
	text_append(text, "\n%*s", LABEL_COLUMNS, "");
	layout_wrap(text, figures->bytes, LABEL_COLUMNS, LABEL_COLUMNS);
	text_append(text, "\n");
}

static void append_null(struct text *text, const struct report *report, const struct report_proof *proof, bool colour)
{
	struct text sum = { 0 }, figures = { 0 };
	const struct report_file *mix = &report->files[proof->mix];
	printable_append(&sum, mix->range ? mix->path : path_last_part(mix->path));
	text_append(&sum, " = %zu %s", proof->result.stem_count, proof->result.stem_count == 1 ? "stem" : "stems");
	if (proof->set)
		text_append(&sum, " of %s", proof->set);
	append_figures(&figures, &proof->result);
	if (sum.failed || figures.failed) {
		text->failed = true;
	} else {
		append_sum(text, &sum, &figures, proof->result.status, colour);
		append_headroom(text, report, proof);
		residual_text(&proof->result, report->files[proof->mix].sample_rate, LABEL_COLUMNS, text);
		cause_text(report, proof, LABEL_COLUMNS, text);
	}
	text_release(&sum);
	text_release(&figures);
}

static void append_trim(struct text *text, const struct report_trim *trim)
{
	const struct loudness *loudness = &trim->loudness;
	struct text line = { 0 };
	text_append(&line, "%s on %s%s: %+.2f dB", trim->processor, trim->mix ? "mix " : "",
		    trim->mix ? trim->mix : trim->strip, trim->gain_db);
	if (isfinite(loudness->sample_peak_dbfs))
		text_append(&line, "; input peak %.2f dBFS", loudness->sample_peak_dbfs);
	else
		text_append(&line, "; input silent");
	if (isfinite(loudness->true_peak_dbtp))
		text_append(&line, ", true peak %.2f dBTP", loudness->true_peak_dbtp);
	if (isfinite(loudness->integrated_lufs))
		text_append(&line, ", %.1f LUFS", loudness->integrated_lufs);
	layout_line(text, "trim", &line, LABEL_COLUMNS);
}

/* Appends the figures of a meter that the table has no columns for. */
static void append_meter(struct text *text, const struct report_meter *meter)
{
	struct text line = meter_label(meter);
	if (isfinite(meter->level.rms_dbfs))
		text_append(&line, ": rms %.1f dBFS", meter->level.rms_dbfs);
	else
		text_append(&line, ": silent");
	if (isfinite(meter->level.correlation))
		text_append(&line, ", correlation %.2f", meter->level.correlation);
	if (meter->reduces && isfinite(meter->reduction.most_db))
		text_append(&line, ", gain reduction %.1f dB at most, %.1f dB on average, %.0f %% of the time",
			    meter->reduction.most_db, meter->reduction.mean_db, 100.0 * meter->reduction.share);
	layout_line(text, "meter", &line, LABEL_COLUMNS);
}

static void append_opaque(struct text *text, const struct report_opaque *opaque)
{
	struct text line = { 0 };
	printable_append(&line, opaque->processor);
	text_append(&line, " on ");
	printable_append(&line, opaque->strip);
	if (!isfinite(opaque->peak_dbfs))
		text_append(&line, ": nothing");
	else
		text_append(&line, ": %.1f dBFS peak, %.1f rms, %.1f dB under its output; in %s", opaque->peak_dbfs,
			    opaque->rms_dbfs, -opaque->relative_db,
			    opaque->policy == STEM_POLICY_PER_LANE ? "no stem" : "the stem \"residue\"");
	if (opaque->by_track)
		text_append(&line, ", of sets by track");
	layout_line(text, opaque->policy == STEM_POLICY_PER_LANE ? "missing" : "residue", &line, LABEL_COLUMNS);
}

static void append_loop(struct text *text, const struct report *report, size_t index)
{
	struct text line = { 0 };
	hardware_text(&report->loops[index], report->sample_rate, &line);
	layout_line(text, "hardware", &line, LABEL_COLUMNS);
}

/* Appends how many sources there are. The reports for machines and the page list them. */
static void append_sources(struct text *text, const struct report *report)
{
	size_t counts[REPORT_GENERATED + 1] = { 0 }, halves = 0;
	for (size_t i = 0; i < report->source_count; i++) {
		counts[report->sources[i].role]++;
		halves += !!report->sources[i].left;
	}
	if (report->source_count == 0)
		return;
	struct text line = { 0 };
	text_append(&line, "%zu %s", counts[REPORT_SOURCE], counts[REPORT_SOURCE] == 1 ? "file" : "files");
	if (halves != 0)
		text_append(&line, " (%zu of them in L/R pairs)", halves);
	if (counts[REPORT_RESPONSE] != 0)
		text_append(&line, ", %zu impulse %s", counts[REPORT_RESPONSE],
			    counts[REPORT_RESPONSE] == 1 ? "response" : "responses");
	if (counts[REPORT_RETURN] != 0)
		text_append(&line, ", %zu %s of hardware", counts[REPORT_RETURN],
			    counts[REPORT_RETURN] == 1 ? "return" : "returns");
	if (counts[REPORT_GENERATED] != 0)
		text_append(&line, ", %zu generated", counts[REPORT_GENERATED]);
	text_append(&line, "%s", report->source_count > counts[REPORT_GENERATED] ? "; hashes in report.json" : "");
	layout_line(text, "sources", &line, LABEL_COLUMNS);
}

/* Appends which sources have another rate than the session. */
static void append_conversions(struct text *text, const struct report *report)
{
	for (size_t i = 0; i < report->source_count; i++) {
		struct text line = { 0 };
		if (!conversion_begins(report, i))
			continue;
		conversion_text(report, i, &line);
		layout_line(text, "rates", &line, LABEL_COLUMNS);
	}
}

/* Appends which limits judge which mix; "verdicts" follows. */
static void append_judged(struct text *text, const struct report *report)
{
	struct text line = { 0 };
	judged_text(report, &line);
	if (line.length > 0 || line.failed)
		layout_line(text, "judged", &line, LABEL_COLUMNS);
}

static void append_detail(struct text *text, const struct verdict *verdict, bool colour)
{
	const char *word = word_of(verdict->status);
	text_append(text, "  ");
	append_word(text, verdict->status, colour);
	text_append(text, "%*s", LABEL_COLUMNS - 2 - (int)strlen(word), "");
	struct text line = { 0 };
	printable_append(&line, verdict->name);
	text_append(&line, ": %s", verdict->detail);
	text->failed |= line.failed;
	layout_wrap(text, line.bytes ? line.bytes : "", LABEL_COLUMNS, LABEL_COLUMNS);
	text_append(text, "\n");
	text_release(&line);
}

static void append_verdicts(struct text *text, const struct verdicts *verdicts, bool colour)
{
	text_append(text, "%-*s%zu pass, %zu fail", LABEL_COLUMNS, "verdicts", verdicts->counts[VERDICT_PASS],
		    verdicts->counts[VERDICT_FAIL]);
	if (verdicts->counts[VERDICT_UNKNOWN] != 0)
		text_append(text, ", %zu unknown", verdicts->counts[VERDICT_UNKNOWN]);
	text_append(text, "\n");
	for (size_t i = 0; i < verdicts->count; i++) {
		if (verdicts->items[i].status != VERDICT_PASS)
			append_detail(text, &verdicts->items[i], colour);
	}
}

static void append_notes(struct text *text, const struct verdicts *notes)
{
	for (size_t i = 0; i < notes->count; i++) {
		struct text line = { 0 };
		printable_append(&line, notes->items[i].name);
		text_append(&line, ": %s", notes->items[i].detail);
		layout_line(text, "note", &line, LABEL_COLUMNS);
	}
}

void report_failures_text(const struct report *report, const char *subject, bool colour, struct text *text)
{
	for (size_t i = 0; report->verdicts && i < report->verdicts->count; i++) {
		const struct verdict *verdict = &report->verdicts->items[i];
		if (verdict->status != VERDICT_FAIL)
			continue;
		printable_append(text, subject);
		text_append(text, ": ");
		append_word(text, VERDICT_FAIL, colour);
		text_append(text, " ");
		printable_append(text, verdict->name);
		text_append(text, ": ");
		printable_append(text, verdict->detail);
		text_append(text, "\n");
	}
}

void report_text(const struct report *report, bool colour, struct text *text)
{
	append_heading(text, report);
	append_files(text, report);
	for (size_t i = 0; i < report->file_count; i++)
		append_device(text, &report->files[i]);
	append_method(text, report);
	for (size_t i = 0; i < report->proof_count; i++)
		append_null(text, report, &report->proofs[i], colour);
	for (size_t i = 0; i < report->proof_count; i++)
		if (report->proofs[i].coherence)
			coherence_text(report, &report->proofs[i], LABEL_COLUMNS, text);
	for (size_t i = 0; i < report->trim_count; i++)
		append_trim(text, &report->trims[i]);
	for (size_t i = 0; i < report->meter_count; i++)
		append_meter(text, &report->meters[i]);
	for (size_t i = 0; i < report->opaque_count; i++)
		append_opaque(text, &report->opaques[i]);
	for (size_t i = 0; i < report->loop_count; i++)
		append_loop(text, report, i);
	if (report->sum_count != 0)
		sum_text(report, LABEL_COLUMNS, text);
	if (report->bleed)
		bleed_text(report->bleed, LABEL_COLUMNS, text);
	append_sources(text, report);
	append_conversions(text, report);
	if (report->notes)
		append_notes(text, report->notes);
	append_judged(text, report);
	if (report->recipe || report->verdicts->count != 0)
		append_verdicts(text, report->verdicts, colour);
}
