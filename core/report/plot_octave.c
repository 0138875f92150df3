/* Draws the residual of a proof in third octaves.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "dsp/elementary.h"
#include "measure/third_octave.h"
#include "report/drawn_proof.h"
#include "report/plot_colour.h"
#include "report/plot_kind.h"

#include <math.h>
#include <string.h>

enum { LABELS = 64, HEIGHT = 220, AXIS = 24 };

static bool is_drawn(const struct report_proof *proof)
{
	return proof->result.octaves && proof->result.octaves->count != 0 && isfinite(proof->result.residual_rms_dbfs);
}

static size_t count(const struct findings *findings)
{
	return drawn_proof_count(findings, is_drawn);
}

static const char *subject(const struct findings *findings, size_t index)
{
	return drawn_proof_subject(findings, index, is_drawn);
}

static double band_dbfs(const struct third_octaves *octaves, size_t band)
{
	return 0.5 * gain_to_decibel(octaves->powers[band]);
}

/* Returns the floor of a band. The noise of rounding is white, so each band gets its share of the width up to half the
 * rate. The width of a third octave is 0.2308 of its centre. */
static double floor_dbfs(const struct proof_result *result, double rate, size_t band)
{
	static const double width = 0.230768;
	return result->floor_dbfs + 0.5 * gain_to_decibel(width * third_octave_centre(band) / (0.5 * rate));
}

static struct plot_range levels(const struct proof_result *result, double rate)
{
	double lowest = HUGE_VAL, highest = -HUGE_VAL;
	for (size_t i = 0; i < result->octaves->count; i++) {
		const double dbfs = band_dbfs(result->octaves, i);
		lowest = isfinite(dbfs) ? fmin(lowest, dbfs) : lowest;
		highest = isfinite(dbfs) ? fmax(highest, dbfs) : highest;
	}
	if (isfinite(result->floor_dbfs)) {
		lowest = fmin(lowest, floor_dbfs(result, rate, 0));
		highest = fmax(highest, floor_dbfs(result, rate, result->octaves->count - 1));
	}
	highest = isfinite(highest) ? highest : 0.0;
	return plot_level_range(fmax(fmin(lowest, highest) - 6.0, highest - 120.0), highest + 6.0);
}

static void draw_band(struct plot *plot, const struct third_octaves *octaves, size_t band)
{
	const double dbfs = band_dbfs(octaves, band), slot = (plot->right - plot->left) / (double)octaves->count;
	const double x = plot->left + slot * (double)band;
	const char *name = third_octave_name(band);
	struct text title = { 0 };
	text_append(&title, "%s: ", name);
	plot_append_number(&title, dbfs, 1);
	text_append(&title, " dBFS");
	if (isfinite(dbfs) && dbfs > plot->y.from) {
		const double y = plot_y(plot, dbfs);
		plot_rectangle(plot, "bar", x + 1.0, y, slot - 2.0, plot->bottom - y, NULL);
	}
	plot_rectangle(plot, "spot", x, plot->top, slot, plot->bottom - plot->top, title.bytes);
	/* Every third band has a label (31.5, 63, 125 ... Hz), on a phone every sixth. */
	if (band % (plot->width < PLOT_NARROW ? 6 : 3) == 1)
		plot_words(plot, "middle", x + 0.5 * slot, plot->bottom + 15.0, name);
	plot->text->failed |= title.failed;
	text_release(&title);
}

static void draw_floor(struct plot *plot, const char *class, const struct proof_result *result, double rate)
{
	const double slot = (plot->right - plot->left) / (double)result->octaves->count;
	plot_path_begin(plot, class);
	for (size_t i = 0; i < result->octaves->count; i++) {
		const double dbfs = floor_dbfs(result, rate, i);
		plot_path_point(plot, plot->left + slot * ((double)i + 0.5),
				dbfs < plot->y.from ? (double)NAN : plot_y(plot, dbfs));
	}
	plot_path_end(plot, false);
}

static void draw(const struct findings *findings, size_t index, const struct plot_sheet *sheet)
{
	const struct report_proof *proof = drawn_proof_find(findings, index, is_drawn);
	const struct proof_result *result = &proof->result;
	const double rate = findings->report->files[proof->mix].sample_rate;
	struct plot plot;
	plot_begin(&plot, sheet, HEIGHT, "level of the residual in third octaves");
	plot.left = LABELS;
	plot.top = 8.0;
	plot.bottom = HEIGHT - AXIS;
	plot.y = levels(result, rate);
	plot_level_axis(&plot, "dBFS");
	plot_open(&plot, plot_colour(0));
	for (size_t i = 0; i < result->octaves->count; i++)
		draw_band(&plot, result->octaves, i);
	plot_close(&plot);
	if (isfinite(result->floor_dbfs)) {
		/* The floor runs through the bars, and the halo keeps it visible there. */
		draw_floor(&plot, "halo", result, rate);
		draw_floor(&plot, "limit", result, rate);
	}
	plot_end(&plot);
}

const struct plot_kind plot_octaves = {
	.name = "residual-spectrum",
	.heading = "Residual in third octaves",
	.caption = "The residual in frequency. The dashed line is what rounding leaves in each band: a residual along "
		   "it is white noise, and a residual above it is not rounding. Seconds without a peak over the bound "
		   "count as silence.",
	.count = count,
	.subject = subject,
	.draw = draw,
};
