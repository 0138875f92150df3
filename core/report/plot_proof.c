/* Draws each proof as levels on one scale.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/plot_kind.h"

#include <math.h>

enum { LABELS = 190, FIGURES = 108, ROW = 25, NARROW_ROW = 36, AXIS = 26, ROWS = 7 };

#define SCALE_TOP 0.0

struct row {
	const char *name;
	double dbfs;
	const char *class;
	double limit; /* NAN: there is no limit */
	const char *limit_name;
};

static size_t count(const struct findings *findings)
{
	return !findings->report ? 0 : findings->report->proof_count;
}

static const char *subject(const struct findings *findings, size_t index)
{
	const struct report_proof *proof = &findings->report->proofs[index];
	return proof->set ? proof->set : findings->report->files[proof->mix].path;
}

static double loudest_stem(const struct proof_result *result)
{
	double loudest = -HUGE_VAL;
	for (size_t i = 0; i < result->stem_count; i++)
		loudest = fmax(loudest, result->stem_peaks_dbfs[i]);
	return loudest;
}

static size_t list(const struct proof_result *result, struct row *rows)
{
	const double none = (double)NAN;
	const double limit = isnan(result->max_residual_dbfs) ? result->bound_dbfs : result->max_residual_dbfs;
	const char *status = verdict_status_text(result->status);
	size_t rows_used = 0;
	rows[rows_used++] = (struct row){ "mix, peak", result->mix_peak_dbfs, "mark", none, NULL };
	if (result->stem_count != 0)
		rows[rows_used++] = (struct row){ "loudest stem, peak", loudest_stem(result), "mark", none, NULL };
	rows[rows_used++] =
		(struct row){ "residual, peak", result->residual_peak_dbfs, status, limit,
			      isnan(result->max_residual_dbfs) ? "rounding can add up to" : "asked for: at most" };
	rows[rows_used++] = (struct row){ "residual, rms", result->residual_rms_dbfs, status, result->floor_dbfs,
					  "rounding leaves by itself" };
	if (!isnan(result->engine_residual_peak_dbfs))
		rows[rows_used++] = (struct row){ "before rounding, peak", result->engine_residual_peak_dbfs, "mark",
						  ENGINE_RESIDUAL_LIMIT_DBFS, "at most" };
	return rows_used;
}

static double lowest(const struct row *rows, size_t row_count)
{
	double found = -120.0;
	for (size_t i = 0; i < row_count; i++) {
		found = isfinite(rows[i].dbfs) ? fmin(found, rows[i].dbfs) : found;
		found = isfinite(rows[i].limit) ? fmin(found, rows[i].limit) : found;
	}
	return floor(found / 20.0) * 20.0 - 20.0;
}

static double loudest(const struct row *rows, size_t row_count)
{
	double found = -HUGE_VAL;
	for (size_t i = 0; i < row_count; i++)
		found = isfinite(rows[i].dbfs) ? fmax(found, rows[i].dbfs) : found;
	return found;
}

static void append_dbfs(struct text *text, double dbfs)
{
	if (dbfs == -HUGE_VAL) {
		text_append(text, "digital zero");
		return;
	}
	plot_append_number(text, dbfs, 1);
	text_append(text, isfinite(dbfs) ? " dBFS" : "");
}

/* Writes the words on the side of the limit where the dot is not, if there is room. */
static void draw_limit_words(struct plot *plot, const struct row *row, double y, const char *words)
{
	static const double room = 190.0;
	const double limit = plot_x(plot, row->limit), dot = isfinite(row->dbfs) ? plot_x(plot, row->dbfs) : limit;
	const double right = fmax(limit, dot) + 12.0, left = fmin(limit, dot) - 12.0;
	if (dot - limit > room + 24.0)
		plot_words(plot, "", limit + 12.0, y + 4.0, words);
	else if (right + room < plot->right || left - room < plot->left)
		plot_words(plot, "", right, y + 4.0, words);
	else
		plot_words(plot, "end", left, y + 4.0, words);
}

static void draw_row(struct plot *plot, const struct row *row, double y)
{
	const bool narrow = plot->width < PLOT_NARROW;
	struct text figure = { 0 }, limit = { 0 };
	append_dbfs(&figure, row->dbfs);
	if (isfinite(row->limit)) {
		text_append(&limit, "%s ", row->limit_name);
		append_dbfs(&limit, row->limit);
	}
	plot_line(plot, "leader", plot->left, y, plot->right, y);
	if (isfinite(row->limit))
		plot_rectangle(plot, "limit-mark", plot_x(plot, row->limit) - 1.0, y - 8.0, 2.0, 16.0, limit.bytes);
	if (isfinite(row->dbfs))
		plot_circle(plot, row->class, plot_x(plot, row->dbfs), y, 5.0, figure.bytes);
	plot_words(plot, "name", 0.0, narrow ? y - 12.0 : y + 4.0, row->name);
	plot_words(plot, "figure end", plot->width, narrow ? y - 12.0 : y + 4.0, figure.bytes);
	if (isfinite(row->limit) && !narrow)
		draw_limit_words(plot, row, y, limit.bytes);
	plot->text->failed |= figure.failed || limit.failed;
	text_release(&figure);
	text_release(&limit);
}

static void draw_axis(struct plot *plot)
{
	const double step = plot->width < PLOT_NARROW || plot->x.from < -240.0 ? 60.0 : 20.0;
	for (double value = SCALE_TOP; value >= plot->x.from; value -= step) {
		struct text words = { 0 };
		plot_append_number(&words, value, 0);
		if (value == SCALE_TOP)
			text_append(&words, " dBFS");
		plot_line(plot, "rule", plot_x(plot, value), plot->top, plot_x(plot, value), plot->bottom);
		const double x = plot_x(plot, value);
		plot_words(plot,
			   value == SCALE_TOP ? "end"
			   : x < 16.0         ? ""
					      : "middle",
			   x, plot->bottom + 15.0, words.bytes);
		plot->text->failed |= words.failed;
		text_release(&words);
	}
}

static void draw(const struct findings *findings, size_t index, const struct plot_sheet *sheet)
{
	struct row rows[ROWS];
	const size_t row_count = list(&findings->report->proofs[index].result, rows);
	const bool narrow = sheet->width < PLOT_NARROW;
	const double height = narrow ? NARROW_ROW : ROW;
	struct plot plot;
	plot_begin(&plot, sheet, (double)row_count * height + AXIS,
		   "levels of the mix, the stems, and what is left of the mix without them");
	plot.left = narrow ? 0.0 : LABELS;
	plot.right = plot.width - (narrow ? 6.0 : FIGURES);
	plot.bottom = plot.height - AXIS;
	plot.x = (struct plot_range){ lowest(rows, row_count), fmax(SCALE_TOP, ceil(loudest(rows, row_count))) };
	draw_axis(&plot);
	for (size_t i = 0; i < row_count; i++)
		draw_row(&plot, &rows[i], ((double)i + (narrow ? 0.7 : 0.5)) * height);
	plot_end(&plot);
}

const struct plot_kind plot_proofs = {
	.name = "null",
	.heading = "Null test",
	.caption =
		"The mix file minus the sum of its stem files. A stroke is the level that rounding to these file "
		"formats leaves by itself, or the limit that was asked for. A residual on its stroke, or left of it, "
		"is no more than rounding. A stem that is late by one sample would stand 60 dB and more to the right.",
	.count = count,
	.subject = subject,
	.draw = draw,
};
