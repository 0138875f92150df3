/* Draws the waveforms of all files, one under the other.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/plot_colour.h"
#include "report/plot_kind.h"

#include <math.h>

enum { LABELS = 168, FIGURES = 96, LANE = 52, NARROW_LANE = 40, NARROW_LABEL = 18, GAP = 6, AXIS = 24 };

/* The part of the picture that one file has. */
struct lane {
	const struct report_file *file;
	double top, middle, half; /* `half` is the height of full scale in pixels */
};

static double peak_of(const struct waveform *waveform, size_t column)
{
	return fmax(-waveform->lowest[column], waveform->highest[column]);
}

static size_t loudest(const struct waveform *waveform)
{
	size_t at = 0;
	for (size_t i = 1; i < waveform->columns; i++)
		if (peak_of(waveform, i) > peak_of(waveform, at))
			at = i;
	return at;
}

static bool is_drawn(const struct report_file *file)
{
	return file->waveform && file->waveform->columns != 0 && file->waveform->heard == file->waveform->frames;
}

static size_t drawn(const struct report *report, double *scale, double *seconds)
{
	size_t count = 0;
	*scale = 0.0;
	*seconds = 0.0;
	for (size_t i = 0; i < report->file_count; i++) {
		const struct report_file *file = &report->files[i];
		if (!is_drawn(file))
			continue;
		count++;
		*scale = fmax(*scale, peak_of(file->waveform, loudest(file->waveform)));
		*seconds = fmax(*seconds, (double)file->frames / file->sample_rate);
	}
	return count;
}

static size_t count(const struct findings *findings)
{
	double scale, seconds;
	return findings->report && drawn(findings->report, &scale, &seconds) != 0;
}

/* The outline at one pixel. If there are more columns than pixels, it covers all columns of that pixel. */
struct outline {
	double lowest, highest, rms, x;
};

static struct outline outline(const struct waveform *waveform, const struct plot *plot, size_t point, size_t points)
{
	const size_t begin = point * waveform->columns / points, end = (point + 1) * waveform->columns / points;
	struct outline found = { HUGE_VAL, -HUGE_VAL, 0.0, 0.0 };
	for (size_t i = begin; i < end; i++) {
		found.lowest = fmin(found.lowest, waveform->lowest[i]);
		found.highest = fmax(found.highest, waveform->highest[i]);
		found.rms = fmax(found.rms, waveform_rms(waveform, i));
	}
	const double share = 0.5 * (double)(begin + end) / (double)waveform->columns;
	found.x = plot_x(plot, share * plot->x.to);
	return found;
}

static size_t points_of(const struct waveform *waveform, const struct plot *plot)
{
	const size_t most = (size_t)(plot->right - plot->left);
	return waveform->columns < most ? waveform->columns : most;
}

static void draw_envelope(struct plot *plot, const struct lane *lane)
{
	const struct waveform *waveform = lane->file->waveform;
	const size_t points = points_of(waveform, plot);
	plot_path_begin(plot, "area");
	for (size_t i = 0; i < points; i++) {
		const struct outline at = outline(waveform, plot, i, points);
		plot_path_point(plot, at.x, lane->middle - lane->half * at.highest);
	}
	for (size_t i = points; i-- > 0;) {
		const struct outline at = outline(waveform, plot, i, points);
		plot_path_point(plot, at.x, lane->middle - lane->half * at.lowest);
	}
	plot_path_end(plot, true);
}

static void draw_core(struct plot *plot, const struct lane *lane)
{
	const struct waveform *waveform = lane->file->waveform;
	const size_t points = points_of(waveform, plot);
	plot_path_begin(plot, "core");
	for (int side = -1; side <= 1; side += 2)
		for (size_t k = 0; k < points; k++) {
			const struct outline at = outline(waveform, plot, side < 0 ? k : points - 1 - k, points);
			plot_path_point(plot, at.x, lane->middle + side * lane->half * at.rms);
		}
	plot_path_end(plot, true);
}

/* Marks the samples at or over full scale, and the highest sample. */
static void draw_marks(struct plot *plot, const struct lane *lane)
{
	const struct waveform *waveform = lane->file->waveform;
	const size_t points = points_of(waveform, plot), peak = loudest(waveform);
	for (size_t i = 0; i < points; i++) {
		const struct outline at = outline(waveform, plot, i, points);
		if (fmax(-at.lowest, at.highest) >= 1.0)
			plot_line(plot, "over", at.x, lane->top, at.x, lane->top + 5.0);
	}
	if (peak_of(waveform, peak) <= 0.0)
		return;
	const double share = ((double)peak + 0.5) / (double)waveform->columns;
	const double x = plot_x(plot, share * plot->x.to), y = lane->middle - lane->half * peak_of(waveform, peak);
	struct text title = { 0 };
	text_append(&title, "peak ");
	plot_append_number(&title, lane->file->loudness.sample_peak_dbfs, 2);
	text_append(&title, " dBFS, true peak ");
	plot_append_number(&title, lane->file->loudness.true_peak_dbtp, 2);
	text_append(&title, " dBTP, at ");
	plot_append_time(&title, share * (double)waveform->frames / lane->file->sample_rate);
	plot_circle(plot, "mark", x, fmax(y, lane->top + 2.5), 2.5, title.bytes);
	plot->text->failed |= title.failed;
	text_release(&title);
}

static void draw_fault(struct plot *plot, const struct lane *lane, double height, const struct quality_fault *fault,
		       const char *name)
{
	if (fault->fault.count == 0)
		return;
	const double seconds = (double)fault->fault.first_frame / lane->file->sample_rate;
	struct text title = { 0 };
	text_append(&title, "%s: ", name);
	plot_append_number(&title, (double)fault->fault.count, 0);
	text_append(&title, ", the first at ");
	plot_append_time(&title, seconds);
	plot_rectangle(plot, "fail", plot_x(plot, seconds) - 0.75, lane->top, 1.5, height, title.bytes);
	plot->text->failed |= title.failed;
	text_release(&title);
}

/* Marks where each kind of fault begins. */
static void draw_faults(struct plot *plot, const struct lane *lane, double height)
{
	const struct quality *quality = lane->file->quality;
	if (!quality)
		return;
	draw_fault(plot, lane, height, &quality->clipping, "clipped runs");
	draw_fault(plot, lane, height, &quality->dropouts, "drop-outs");
	draw_fault(plot, lane, height, &quality->clicks, "clicks");
}

static void draw_labels(struct plot *plot, const struct lane *lane)
{
	const bool narrow = plot->width < PLOT_NARROW;
	struct text peak = { 0 }, loud = { 0 };
	plot_append_number(&peak, lane->file->loudness.sample_peak_dbfs, 2);
	text_append(&peak, " dBFS");
	plot_append_number(&loud, lane->file->loudness.integrated_lufs, 1);
	text_append(&loud, " LUFS");
	if (narrow) {
		plot_label(plot, "name", 0.0, lane->top - 5.0, lane->file->path, plot->width - 80.0);
		plot_words(plot, "end", plot->right, lane->top - 5.0, peak.bytes);
	} else {
		plot_label(plot, "name", 0.0, lane->middle + 4.0, lane->file->path, LABELS - 8.0);
		plot_words(plot, "figure end", plot->width, lane->middle - 3.0, peak.bytes);
		if (lane->file->measured)
			plot_words(plot, "end", plot->width, lane->middle + 12.0, loud.bytes);
	}
	plot->text->failed |= peak.failed || loud.failed;
	text_release(&peak);
	text_release(&loud);
}

static void draw_lane(struct plot *plot, const struct lane *lane, double height, const char *series, double seconds)
{
	const double own = (double)lane->file->frames / lane->file->sample_rate;
	const double right = plot->right;
	plot_rectangle(plot, "lane", plot->left, lane->top, plot->right - plot->left, height, NULL);
	plot_line(plot, "rule", plot->left, lane->middle, plot->right, lane->middle);
	/* The field of a shorter file ends earlier. */
	plot->x.to = own;
	plot->right = plot->left + (right - plot->left) * own / seconds;
	plot_open(plot, series);
	draw_envelope(plot, lane);
	draw_core(plot, lane);
	plot_close(plot);
	draw_marks(plot, lane);
	draw_faults(plot, lane, height);
	plot->x.to = seconds;
	plot->right = right;
	draw_labels(plot, lane);
}

static void draw(const struct findings *findings, size_t index, const struct plot_sheet *sheet)
{
	(void)index;
	const struct report *report = findings->report;
	const bool narrow = sheet->width < PLOT_NARROW;
	const double height = narrow ? NARROW_LANE : LANE, above = narrow ? NARROW_LABEL : 0.0;
	double scale, seconds;
	const size_t lanes = drawn(report, &scale, &seconds);
	struct plot plot;
	plot_begin(&plot, sheet, (double)lanes * (above + height + GAP) + AXIS, "waveforms of all files");
	plot.left = narrow ? 0.0 : LABELS;
	plot.right = plot.width - (narrow ? 0.0 : FIGURES);
	plot.bottom = plot.height - AXIS;
	plot.x = (struct plot_range){ 0.0, seconds };
	plot_time_axis(&plot);
	double top = above;
	for (size_t i = 0; i < report->file_count; i++) {
		if (!is_drawn(&report->files[i]))
			continue;
		const struct lane lane = { .file = &report->files[i],
					   .top = top,
					   .middle = top + 0.5 * height,
					   .half = scale > 0.0 ? 0.5 * height / scale : 0.0 };
		draw_lane(&plot, &lane, height, plot_colour_of_file(report, i), seconds);
		top += height + GAP + above;
	}
	plot_end(&plot);
}

const struct plot_kind plot_waveforms = {
	.name = "waveforms",
	.heading = "Waveforms",
	.caption = "All files on one scale. The pale shape goes from the lowest to the highest sample, and the solid "
		   "one is the rms. The dot is at the highest sample. Strokes at the upper edge mark full scale, and "
		   "lines mark where faults begin.",
	.count = count,
	.draw = draw,
};
