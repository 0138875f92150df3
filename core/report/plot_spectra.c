/* Draws the spectrum of each file in third octaves, side by side on one scale.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "dsp/elementary.h"
#include "measure/third_octave.h"
#include "report/plot_colour.h"
#include "report/plot_kind.h"

#include <math.h>

enum { COLUMNS = 3, GAP = 24, NAME = 20, FIELD = 116, AXIS = 22, BETWEEN = 18, LABELS = 64 };

/* At most so many dB are drawn. */
static const double depth_db = 80.0;

static bool is_drawn(const struct report_file *file)
{
	return file->octaves && file->octaves->count != 0;
}

static size_t drawn(const struct report *report)
{
	size_t count = 0;
	for (size_t i = 0; i < report->file_count; i++)
		count += is_drawn(&report->files[i]);
	return count;
}

static size_t count(const struct findings *findings)
{
	return findings->report && drawn(findings->report) != 0;
}

static double band_dbfs(const struct third_octaves *octaves, size_t band)
{
	return octaves->powers[band] > 0.0 ? 0.5 * gain_to_decibel(octaves->powers[band]) : -(double)INFINITY;
}

/* Returns the loudest band of a file. */
static size_t loudest_of(const struct third_octaves *octaves)
{
	size_t loudest = 0;
	for (size_t i = 1; i < octaves->count; i++)
		if (octaves->powers[i] > octaves->powers[loudest])
			loudest = i;
	return loudest;
}

/* Returns the levels that all fields show: those of the loudest band of all files and of what lies under it. */
static struct plot_range levels(const struct report *report)
{
	double lowest = HUGE_VAL, highest = -HUGE_VAL;
	for (size_t i = 0; i < report->file_count; i++)
		for (size_t band = 0; is_drawn(&report->files[i]) && band < report->files[i].octaves->count; band++) {
			const double dbfs = band_dbfs(report->files[i].octaves, band);
			lowest = isfinite(dbfs) ? fmin(lowest, dbfs) : lowest;
			highest = isfinite(dbfs) ? fmax(highest, dbfs) : highest;
		}
	const double top = isfinite(highest) ? 10.0 * ceil((highest + 1.0) / 10.0) : 0.0;
	const double bottom = isfinite(lowest) ? 10.0 * floor(lowest / 10.0) : -HUGE_VAL;
	return (struct plot_range){ fmin(fmax(bottom, top - depth_db), top - 30.0), top };
}

/* Returns the mix that a stem is a part of: the first one with its part of the session. NULL: there is none. */
static const struct third_octaves *mix_of(const struct report *report, const struct report_file *file)
{
	for (size_t i = 0; i < report->file_count && file->role == REPORT_STEM; i++)
		if (report->files[i].role == REPORT_MIX && report->files[i].range == file->range &&
		    is_drawn(&report->files[i]))
			return report->files[i].octaves;
	return NULL;
}

static double slot_width(const struct plot *plot)
{
	return (plot->right - plot->left) / THIRD_OCTAVE_BANDS;
}

/* Draws the levels as steps. A closed shape stands on the lower edge of the field. */
static void draw_steps(struct plot *plot, const char *class, const struct third_octaves *octaves, bool closed)
{
	const double slot = slot_width(plot);
	plot_path_begin(plot, class);
	if (closed)
		plot_path_point(plot, plot->left, plot->bottom);
	for (size_t i = 0; i < octaves->count; i++)
		for (size_t side = 0; side < 2; side++)
			plot_path_point(plot, plot->left + slot * (double)(i + side),
					plot_y(plot, fmax(band_dbfs(octaves, i), plot->y.from)));
	if (closed)
		plot_path_point(plot, plot->left + slot * (double)octaves->count, plot->bottom);
	plot_path_end(plot, closed);
}

/* A browser shows the level of the band that the mouse points at. */
static void draw_spot(struct plot *plot, const struct third_octaves *octaves, size_t band)
{
	const double slot = slot_width(plot);
	struct text title = { 0 };
	text_append(&title, "%s: ", third_octave_name(band));
	plot_append_number(&title, band_dbfs(octaves, band), 1);
	text_append(&title, " dBFS");
	plot_rectangle(plot, "spot", plot->left + slot * (double)band, plot->top, slot, plot->bottom - plot->top,
		       title.bytes);
	plot->text->failed |= title.failed;
	text_release(&title);
}

/* Every sixth band has a label: 63, 250 Hz, 1, 4, 16 kHz. */
static void draw_frequencies(struct plot *plot)
{
	for (size_t band = 4; band < THIRD_OCTAVE_BANDS; band += 6) {
		const double x = plot->left + slot_width(plot) * ((double)band + 0.5);
		const bool last = band + 6 >= THIRD_OCTAVE_BANDS;
		plot_line(plot, "rule", x, plot->top, x, plot->bottom + 3.0);
		plot_words(plot, last ? "end" : "middle", last ? plot->right : x, plot->bottom + 15.0,
			   third_octave_name(band));
	}
}

static void append_loudest(struct text *text, const struct third_octaves *octaves, const char *unit)
{
	const size_t band = loudest_of(octaves);
	if (octaves->powers[band] <= 0.0) {
		text_append(text, "silent");
		return;
	}
	plot_append_number(text, band_dbfs(octaves, band), 1);
	text_append(text, "%s at %s", unit, third_octave_name(band));
}

static void draw_field(struct plot *plot, const struct report *report, size_t index)
{
	const struct report_file *file = &report->files[index];
	const struct third_octaves *mix = mix_of(report, file);
	struct text loudest = { 0 };
	append_loudest(&loudest, file->octaves, "");
	plot_label(plot, "name", plot->left, plot->top - 7.0, file->path,
		   plot->right - plot->left - plot_words_width(loudest.bytes, false) - 8.0);
	plot_words(plot, "end", plot->right, plot->top - 7.0, loudest.bytes);
	plot_rectangle(plot, "lane", plot->left, plot->top, plot->right - plot->left, plot->bottom - plot->top, NULL);
	plot_level_axis(plot, "dBFS");
	draw_frequencies(plot);
	plot_open(plot, plot_colour_of_file(report, index));
	draw_steps(plot, "area", file->octaves, true);
	draw_steps(plot, "line", file->octaves, false);
	plot_close(plot);
	if (mix) {
		plot_open(plot, "mix");
		draw_steps(plot, "thin", mix, false);
		plot_close(plot);
	}
	for (size_t i = 0; i < file->octaves->count; i++)
		draw_spot(plot, file->octaves, i);
	plot->text->failed |= loudest.failed;
	text_release(&loudest);
}

/* Says the loudest band of each file in words. */
static void describe(struct plot *plot, const struct report *report)
{
	struct text words = { 0 };
	text_append(&words, "The loudest third octave:");
	for (size_t i = 0, told = 0; i < report->file_count; i++) {
		if (!is_drawn(&report->files[i]))
			continue;
		text_append(&words, "%s %s ", told++ == 0 ? "" : ";", report->files[i].path);
		append_loudest(&words, report->files[i].octaves, " dBFS");
	}
	plot_describe(plot, words.bytes);
	plot->text->failed |= words.failed;
	text_release(&words);
}

static void draw(const struct findings *findings, size_t index, const struct plot_sheet *sheet)
{
	(void)index;
	const struct report *report = findings->report;
	const size_t files = drawn(report), columns = sheet->width < PLOT_NARROW ? 1 : COLUMNS;
	const size_t rows = (files + columns - 1) / columns;
	const double row = NAME + FIELD + AXIS + BETWEEN;
	const double column = (sheet->width + GAP) / (double)columns;
	struct plot plot;
	plot_begin(&plot, sheet, (double)rows * row - BETWEEN, "spectrum of each file in third octaves");
	describe(&plot, report);
	plot.y = levels(report);
	for (size_t i = 0, place = 0; i < report->file_count; i++) {
		if (!is_drawn(&report->files[i]))
			continue;
		const size_t above = place / columns, before = place % columns;
		plot.left = (double)before * column + LABELS;
		plot.right = (double)(before + 1) * column - GAP;
		plot.top = (double)above * row + NAME;
		plot.bottom = plot.top + FIELD;
		draw_field(&plot, report, i);
		place++;
	}
	plot_end(&plot);
}

static const char *more(const struct findings *findings)
{
	for (size_t i = 0; i < findings->report->file_count; i++)
		if (is_drawn(&findings->report->files[i]) && mix_of(findings->report, &findings->report->files[i]))
			return "The thin line over a stem is the mix.";
	return NULL;
}

const struct plot_kind plot_spectra = {
	.name = "spectra",
	.heading = "Spectra",
	.caption = "The mean power of each file in third octaves, all files on one scale. A full-scale sine has "
		   "\u22123.0 dBFS in its band. Beside each name stands its loudest band.",
	.more = more,
	.count = count,
	.draw = draw,
};
