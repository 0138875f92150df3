/* Writes the report as a page.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/report_html.h"

#include "base/path.h"
#include "dsp/elementary.h"
#include "measure/level_series.h"
#include "report/escape.h"
#include "report/figure.h"
#include "report/html_page.h"
#include "report/html_player.h"
#include "report/html_tables.h"
#include "report/plots.h"
#include "report/range_text.h"
#include "report/report_json.h"

#include <math.h>

#define PAGE_WIDTH 960.0
#define PHONE_WIDTH 400.0

static void append_title(const struct report *report, struct text *text)
{
	const bool alike = report->file_count > 1 && report->files[0].role == REPORT_FILE;
	if (report->title)
		escape_append(text, ESCAPE_XML, report->title);
	else if (report->recipe)
		escape_append(text, ESCAPE_XML, path_last_part(report->recipe));
	else if (alike || report->file_count == 0)
		text_append(text, "%zu files", report->file_count);
	else
		escape_append(text, ESCAPE_XML, path_last_part(report->files[0].path));
}

static void append_head(const struct report *report, struct text *text)
{
	struct text title = { 0 };
	append_title(report, &title);
	html_page_begin(title.bytes ? title.bytes : "",
			report->verdicts->count != 0 ? verdict_status_text(report_verdict(report)) : NULL,
			html_player_plays(report), text);
	text->failed |= title.failed;
	text_release(&title);
}

static void append_length(const struct report *report, struct text *text)
{
	if (!(report->sample_rate > 0.0))
		return;
	if (report->lead_in_frames != 0) {
		text_append(text, "a lead-in of ");
		plot_append_time(text, (double)report->lead_in_frames / report->sample_rate);
		text_append(text, ", ");
	}
	plot_append_time(text,
			 (double)(report->frames - report->tail_frames - report->lead_in_frames) / report->sample_rate);
	if (report->tail_frames != 0) {
		text_append(text, " and a tail of ");
		plot_append_time(text, (double)report->tail_frames / report->sample_rate);
	}
	if (report->folded_frames != 0) {
		text_append(text, ", with ");
		plot_append_time(text, (double)report->folded_frames / report->sample_rate);
		text_append(text, " of tail on the start");
	}
	if (report->tail_mode == TAIL_LOOP)
		text_append(text, ", a loop");
	text_append(text, " at ");
	figure_append_short(text, report->sample_rate / 1000.0, 3);
	text_append(text, " kHz");
}

static void append_heading(const struct report *report, struct text *text)
{
	text_append(text, "<header>\n<h1>");
	append_title(report, text);
	text_append(text, "</h1>\n<p>");
	if (report->recipe) {
		escape_append(text, ESCAPE_XML, report->recipe);
		text_append(text, report->sample_rate > 0.0 ? " \u00b7 " : "");
	}
	append_length(report, text);
	if (report->cut_peak > 0.0)
		text_append(text, " \u00b7 the tail was cut off");
	for (size_t i = 0; i < report->range_count; i++) {
		text_append(text, " \u00b7 ");
		range_text(&report->ranges[i], report->sample_rate, text);
	}
	text_append(text, "</p>\n</header>\n");
}

static void append_picture(const struct findings *findings, const struct plot_kind *kind, size_t index,
			   const char *class, const struct plot_sheet *sheet)
{
	text_append(sheet->text, "<div class=\"%s\">", class);
	if (kind->scrolls)
		html_scroll_begin(kind->heading, sheet->text);
	kind->draw(findings, index, sheet);
	if (kind->scrolls)
		html_scroll_end(sheet->text);
	text_append(sheet->text, "</div>\n");
}

/* Appends one picture for a page and one for a phone. The styles show one of them. */
static void append_figure(const struct findings *findings, const struct plot_kind *kind, size_t index,
			  struct text *text)
{
	const struct plot_sheet page = { text, PAGE_WIDTH, false }, phone = { text, PHONE_WIDTH, false };
	if (kind->subject && (kind->count(findings) > 1 || kind->always_named)) {
		text_append(text, "<h3>");
		escape_append(text, ESCAPE_XML, kind->subject(findings, index));
		text_append(text, "</h3>\n");
	}
	append_picture(findings, kind, index, "wide", &page);
	append_picture(findings, kind, index, "narrow", &phone);
}

static void append_plots(const struct findings *findings, bool of_this_run, struct text *text)
{
	for (size_t i = 0; i < plot_kind_count; i++) {
		const struct plot_kind *kind = plot_kinds[i];
		const size_t count = kind->of_this_run == of_this_run ? kind->count(findings) : 0;
		if (count == 0)
			continue;
		const char *more = kind->more ? kind->more(findings) : NULL;
		text_append(text, "<section id=\"%s\">\n<h2>%s</h2>\n<figure>\n<figcaption>%s%s%s</figcaption>\n",
			    kind->name, kind->heading, kind->caption, more ? " " : "", more ? more : "");
		for (size_t k = 0; k < count; k++)
			append_figure(findings, kind, k, text);
		text_append(text, "</figure>\n</section>\n");
	}
}

/* JSON in a page must not hold the end of its element. The function therefore writes "<" as its escape, which means the
 * same. */
static enum status append_report_data(const struct report *report, struct text *text)
{
	struct text json = { 0 };
	enum status status = report_json(report, &json);
	text_append(text, "<script type=\"application/json\" id=\"report\">\n");
	for (size_t i = 0; status == STATUS_OK && i < json.length; i++) {
		if (json.bytes[i] == '<')
			text_append(text, "\\u003c");
		else
			text_append_bytes(text, json.bytes + i, 1);
	}
	text_append(text, "</script>\n");
	text_release(&json);
	return status;
}

static void append_columns(struct text *text, const char *key, const struct waveform *waveform,
			   double (*value)(const struct waveform *waveform, size_t column))
{
	text_append(text, ",\"%s\":[", key);
	for (size_t i = 0; i < waveform->columns; i++) {
		text_append(text, i == 0 ? "" : ",");
		figure_append_short(text, value(waveform, i), 4);
	}
	text_append(text, "]");
}

static double lowest(const struct waveform *waveform, size_t column)
{
	return waveform->lowest[column];
}

static double highest(const struct waveform *waveform, size_t column)
{
	return waveform->highest[column];
}

static void append_series(struct text *text, const char *key, const struct series *series)
{
	text_append(text, ",\"%s\":[", key);
	for (size_t i = 0; i < series->count; i++) {
		text_append(text, i == 0 ? "" : ",");
		if (isfinite(series->values[i]))
			figure_append(text, series->values[i], 2);
		else
			text_append(text, "null");
	}
	text_append(text, "]");
}

/* Appends the power of each third octave as the pictures have it: a full-scale sine has -3.01 dBFS. */
static void append_octaves(struct text *text, const struct third_octaves *octaves)
{
	text_append(text, ",\"third_octaves_dbfs\":[");
	for (size_t i = 0; i < octaves->count; i++) {
		text_append(text, i == 0 ? "" : ",");
		if (octaves->powers[i] > 0.0)
			figure_append(text, 0.5 * gain_to_decibel(octaves->powers[i]), 2);
		else
			text_append(text, "null");
	}
	text_append(text, "]");
}

static double residual_peak(const struct proof_result *result, size_t window)
{
	return gain_to_decibel(result->series->peaks[window]);
}

static double residual_rms(const struct proof_result *result, size_t window)
{
	return gain_to_decibel(level_series_rms(result->series, window, result->frames, result->channels));
}

static void append_windows(struct text *text, const char *key, const struct proof_result *result,
			   double (*value)(const struct proof_result *result, size_t window))
{
	text_append(text, ",\"%s\":[", key);
	for (size_t i = 0; i < result->series->count; i++) {
		text_append(text, i == 0 ? "" : ",");
		if (isfinite(value(result, i)))
			figure_append(text, value(result, i), 2);
		else
			text_append(text, "null");
	}
	text_append(text, "]");
}

/* Appends the points of the pictures. */
static void append_picture_data(const struct report *report, struct text *text)
{
	text_append(text, "<script type=\"application/json\" id=\"picture-data\">\n[");
	for (size_t i = 0; i < report->file_count; i++) {
		const struct waveform *waveform = report->files[i].waveform;
		const struct loudness_course *course = report->files[i].course;
		text_append(text, "%s\n{\"file\":%zu", i == 0 ? "" : ",", i);
		if (waveform && waveform->heard == waveform->frames) {
			append_columns(text, "lowest", waveform, lowest);
			append_columns(text, "highest", waveform, highest);
			append_columns(text, "rms", waveform, waveform_rms);
		}
		if (report->files[i].octaves)
			append_octaves(text, report->files[i].octaves);
		if (course) {
			append_series(text, "momentary", &course->momentary);
			append_series(text, "short_term", &course->short_term);
		}
		for (size_t k = 0; k < report->proof_count; k++)
			if (report->proofs[k].mix == i && report->proofs[k].result.series) {
				append_windows(text, "residual_peak", &report->proofs[k].result, residual_peak);
				append_windows(text, "residual_rms", &report->proofs[k].result, residual_rms);
				break;
			}
		text_append(text, "}");
	}
	text_append(text, "\n]</script>\n");
}

static double most_db(const struct reduction_bin *bin)
{
	return bin->most_db;
}

static double mean_db(const struct reduction_bin *bin)
{
	return bin->sum_db / (double)bin->windows;
}

static void append_bins(struct text *text, const char *key, const struct reduction_course *course,
			double (*value)(const struct reduction_bin *bin))
{
	text_append(text, ",\"%s\":[", key);
	for (size_t i = 0; i < course->count; i++) {
		text_append(text, i == 0 ? "" : ",");
		if (course->bins[i].windows > 0)
			figure_append(text, value(&course->bins[i]), 1);
		else
			text_append(text, "null");
	}
	text_append(text, "]");
}

/* Appends the points of the gain reductions, in the order of their picture. */
static void append_reduction_data(const struct report *report, struct text *text)
{
	if (report->reduction_count == 0)
		return;
	text_append(text, "<script type=\"application/json\" id=\"reduction-data\">\n[");
	for (size_t i = 0; i < report->reduction_count; i++) {
		const struct report_reduction *reduction = &report->reductions[i];
		text_append(text, "%s\n{\"step_seconds\":", i == 0 ? "" : ",");
		figure_append_short(text, (double)reduction->course->width * reduction->window_seconds, 6);
		append_bins(text, "most_db", reduction->course, most_db);
		append_bins(text, "mean_db", reduction->course, mean_db);
		text_append(text, "}");
	}
	text_append(text, "\n]</script>\n");
}

static void append_footer(struct text *text)
{
	text_append(text,
		    "<footer>stemprint %s \u00b7 loudness by EBU R 128 and ITU-R BS.1770 \u00b7 the figures are in "
		    "this page as JSON (%s)</footer>\n",
		    STEMPRINT_VERSION, REPORT_SCHEMA);
}

enum status report_html(const struct findings *findings, struct text *text)
{
	const struct report *report = findings->report;
	if (report->verdicts->failed)
		return STATUS_NO_MEMORY;
	append_head(report, text);
	append_heading(report, text);
	html_tiles(report, text);
	html_verdicts(report, text);
	html_causes(report, text);
	html_notes(report, text);
	html_player(report, text);
	html_files(report, text);
	html_quality(report, text);
	append_plots(findings, false, text);
	html_trims(report, text);
	html_opaques(report, text);
	html_meters(report, text);
	html_sums(report, text);
	html_sources(report, text);
	append_plots(findings, true, text);
	append_footer(text);
	text_append(text, "</main>\n");
	enum status status = append_report_data(report, text);
	append_picture_data(report, text);
	append_reduction_data(report, text);
	html_player_script(report, text);
	text_append(text, "</body>\n</html>\n");
	return status == STATUS_OK && text->failed ? STATUS_NO_MEMORY : status;
}
