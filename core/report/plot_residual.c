/* Draws the residual of a proof over time.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "dsp/elementary.h"
#include "measure/level_series.h"
#include "report/drawn_proof.h"
#include "report/plot_colour.h"
#include "report/plot_kind.h"

#include <math.h>

enum { LABELS = 64, HEIGHT = 200, AXIS = 24, SPOTS = 120 };

#define UNDER_FLOOR_DB 30.0

static bool is_drawn(const struct report_proof *proof)
{
	return proof->result.series && proof->result.series->count > 1 && isfinite(proof->result.residual_peak_dbfs);
}

static size_t count(const struct findings *findings)
{
	return drawn_proof_count(findings, is_drawn);
}

static const char *subject(const struct findings *findings, size_t index)
{
	return drawn_proof_subject(findings, index, is_drawn);
}

/* The levels of the windows that share a pixel. */
struct stretch {
	double from, to; /* seconds */
	double peak_dbfs, rms_dbfs;
};

static struct stretch stretch(const struct proof_result *result, double sample_rate, size_t index, size_t stretches)
{
	const struct level_series *series = result->series;
	const size_t begin = index * series->count / stretches, end = (index + 1) * series->count / stretches;
	double peak = 0.0, rms = 0.0;
	for (size_t i = begin; i < end; i++) {
		peak = fmax(peak, series->peaks[i]);
		rms = fmax(rms, level_series_rms(series, i, result->frames, result->channels));
	}
	const double window = (double)series->window_frames / sample_rate, whole = (double)result->frames / sample_rate;
	return (struct stretch){ fmin((double)begin * window, whole), fmin((double)end * window, whole),
				 gain_to_decibel(peak), gain_to_decibel(rms) };
}

static void draw_steps(struct plot *plot, const struct report_proof *proof, double rate, bool of_peaks)
{
	const size_t room = (size_t)(plot->right - plot->left), windows = proof->result.series->count;
	const size_t stretches = windows < room ? windows : room;
	plot_path_begin(plot, of_peaks ? "thin" : "line");
	for (size_t i = 0; i < stretches; i++) {
		const struct stretch at = stretch(&proof->result, rate, i, stretches);
		const double dbfs = of_peaks ? at.peak_dbfs : at.rms_dbfs;
		const double y = isfinite(dbfs) ? plot_y(plot, fmax(dbfs, plot->y.from)) : plot->bottom;
		plot_path_point(plot, plot_x(plot, at.from), y);
		plot_path_point(plot, plot_x(plot, at.to), y);
	}
	plot_path_end(plot, false);
}

static void draw_spots(struct plot *plot, const struct report_proof *proof, double rate)
{
	const size_t windows = proof->result.series->count, spots = windows < SPOTS ? windows : SPOTS;
	for (size_t i = 0; i < spots; i++) {
		const struct stretch at = stretch(&proof->result, rate, i, spots);
		struct text title = { 0 };
		plot_append_time(&title, at.from);
		text_append(&title, ": peak ");
		plot_append_number(&title, at.peak_dbfs, 1);
		text_append(&title, " dBFS, rms ");
		plot_append_number(&title, at.rms_dbfs, 1);
		text_append(&title, " dBFS");
		const double x = plot_x(plot, at.from);
		plot_rectangle(plot, "spot", x, plot->top, plot_x(plot, at.to) - x, plot->bottom - plot->top,
			       title.bytes);
		plot->text->failed |= title.failed;
		text_release(&title);
	}
}

static void draw_limit(struct plot *plot, double dbfs, const char *words, double words_below)
{
	if (!isfinite(dbfs) || dbfs < plot->y.from || dbfs > plot->y.to)
		return;
	plot_line(plot, "limit", plot->left, plot_y(plot, dbfs), plot->right, plot_y(plot, dbfs));
	plot_words(plot, "end", plot->right - 4.0, plot_y(plot, dbfs) + words_below, words);
}

static struct plot_range levels(const struct proof_result *result)
{
	double highest = result->residual_peak_dbfs, lowest = result->residual_rms_dbfs;
	const double limit = isnan(result->max_residual_dbfs) ? result->bound_dbfs : result->max_residual_dbfs;
	highest = isfinite(limit) ? fmax(highest, limit) : highest;
	lowest = isfinite(result->floor_dbfs) ? fmin(lowest, result->floor_dbfs) : lowest;
	return plot_level_range(lowest - (highest - lowest < UNDER_FLOOR_DB ? 6.0 : UNDER_FLOOR_DB), highest + 6.0);
}

static void draw(const struct findings *findings, size_t index, const struct plot_sheet *sheet)
{
	const struct report_proof *proof = drawn_proof_find(findings, index, is_drawn);
	const double rate = findings->report->files[proof->mix].sample_rate;
	struct plot plot;
	plot_begin(&plot, sheet, HEIGHT, "level of the residual over time");
	plot.left = LABELS;
	plot.top = 8.0;
	plot.bottom = HEIGHT - AXIS;
	plot.x = (struct plot_range){ 0.0, (double)proof->result.frames / rate };
	plot.y = levels(&proof->result);
	plot_time_axis(&plot);
	plot_level_axis(&plot, "dBFS");
	/* The recipe's own limit replaces that of the formats. */
	if (isnan(proof->result.max_residual_dbfs))
		draw_limit(&plot, proof->result.bound_dbfs, "rounding can add up to", -4.0);
	else
		draw_limit(&plot, proof->result.max_residual_dbfs, "asked for: at most", -4.0);
	draw_limit(&plot, proof->result.floor_dbfs, "rounding leaves by itself", 13.0);
	plot_open(&plot, plot_colour(0));
	draw_steps(&plot, proof, rate, true);
	draw_steps(&plot, proof, rate, false);
	plot_close(&plot);
	draw_spots(&plot, proof, rate);
	plot_end(&plot);
}

const struct plot_kind plot_residuals = {
	.name = "residual",
	.heading = "Residual over time",
	.caption = "The mix without its stems, window by window: the peak (thin) and the rms (strong).",
	.count = count,
	.subject = subject,
	.draw = draw,
};
