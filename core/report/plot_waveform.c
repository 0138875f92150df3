/* Draws the waveforms of all files, one under the other.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/plot_colour.h"
#include "report/plot_curve.h"
#include "report/plot_kind.h"
#include "report/plot_timeline.h"

#include <math.h>

enum { LABELS = 168, FIGURES = 96, LANE = 52, NARROW_LANE = 40, NARROW_LABEL = 18, GAP = 6, AXIS = 24, MORE = 18 };

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

/* The parts of the picture, from above. */
struct sheet_layout {
	const struct report *report;
	struct plot_clock clock; /* of the names above the files, and of the curves below them */
	double names, files, curves; /* the heights of the rows with names, of all files, and of all curves */
	double height, above; /* the height of a file or a curve, and of the words above it */
};

/* Returns the clock of the first full file, or of the first file when there is no full one. */
static struct plot_clock main_clock(const struct report *report)
{
	const struct report_file *found = NULL;
	for (size_t i = 0; i < report->file_count; i++)
		if (is_drawn(&report->files[i]) && (!found || (found->range && !report->files[i].range)))
			found = &report->files[i];
	return plot_clock_of_file(report, found);
}

static size_t curves_drawn(const struct report *report)
{
	if (main_clock(report).joined)
		return 0;
	return report->curves.count < PLOT_CURVES_MAXIMUM ? report->curves.count : PLOT_CURVES_MAXIMUM;
}

static struct sheet_layout layout_of(const struct report *report, bool is_narrow, size_t lanes)
{
	struct sheet_layout layout = { .report = report,
				       .clock = main_clock(report),
				       .height = is_narrow ? NARROW_LANE : LANE,
				       .above = is_narrow ? NARROW_LABEL : 0.0 };
	const double step = layout.above + layout.height + GAP;
	/* What is joined from parts of the session has no place in its time. */
	layout.names = layout.clock.joined ? 0.0 : plot_timeline_height(report);
	layout.files = (double)lanes * step;
	layout.curves = (double)curves_drawn(report) * step;
	if (report->curves.count > PLOT_CURVES_MAXIMUM && !layout.clock.joined)
		layout.curves += MORE;
	return layout;
}

/* Draws regions and markers over each run of files that hold the same part of the session. The last run goes on
   through the curves, if they have its clock. */
static void draw_lines(struct plot *plot, const struct sheet_layout *layout)
{
	const struct report *report = layout->report;
	double top = layout->names, bottom = top;
	struct plot_clock clock = layout->clock;
	for (size_t i = 0; i < report->file_count; i++) {
		if (!is_drawn(&report->files[i]))
			continue;
		const struct plot_clock next = plot_clock_of_file(report, &report->files[i]);
		if (!plot_clock_is(&clock, &next)) {
			if (bottom > top)
				plot_timeline_lines(plot, report, &clock, top, bottom);
			clock = next;
			top = bottom + layout->above;
		}
		bottom += layout->above + layout->height + GAP;
	}
	const bool is_main = plot_clock_is(&clock, &layout->clock);
	plot_timeline_lines(plot, report, &clock, top, is_main ? plot->bottom : bottom - GAP);
	if (!is_main && layout->curves > 0.0)
		plot_timeline_lines(plot, report, &layout->clock, bottom + layout->above, plot->bottom);
}

static void draw_curves(struct plot *plot, const struct sheet_layout *layout, double top)
{
	const struct report_curves *curves = &layout->report->curves;
	struct plot_curve_lane lane = { .height = layout->height, .narrow = layout->above > 0.0 };
	for (size_t i = 0; i < curves_drawn(layout->report); i++) {
		lane.top = top + layout->above;
		plot_curve(plot, &curves->items[i], &layout->clock, layout->report->sample_rate, &lane);
		top = lane.top + layout->height + GAP;
	}
	if (curves->count <= PLOT_CURVES_MAXIMUM || layout->clock.joined)
		return;
	struct text words = { 0 };
	text_append(&words, "%zu more curves are in report.json", curves->count - PLOT_CURVES_MAXIMUM);
	plot_words(plot, "", plot->left, top + 11.0, words.bytes);
	plot->text->failed |= words.failed;
	text_release(&words);
}

/* Says in words what the names, lines and curves show. */
static void describe(struct plot *plot, const struct report *report)
{
	struct text words = { 0 };
	text_append(&words, "One waveform for each file, over time.");
	plot_timeline_words(report, &words);
	for (size_t i = 0; i < curves_drawn(report); i++) {
		text_append(&words, "%s", i == 0 ? " Automation: " : "; ");
		plot_curve_words(&report->curves.items[i], &words);
	}
	if (report->curves.count > 0)
		text_append(&words, report->curves.count > PLOT_CURVES_MAXIMUM ? "; and more." : ".");
	plot_describe(plot, words.bytes);
	plot->text->failed |= words.failed;
	text_release(&words);
}

static void draw_files(struct plot *plot, const struct sheet_layout *layout, double scale, double seconds)
{
	const struct report *report = layout->report;
	double top = layout->names + layout->above;
	for (size_t i = 0; i < report->file_count; i++) {
		if (!is_drawn(&report->files[i]))
			continue;
		const struct lane lane = { .file = &report->files[i],
					   .top = top,
					   .middle = top + 0.5 * layout->height,
					   .half = scale > 0.0 ? 0.5 * layout->height / scale : 0.0 };
		draw_lane(plot, &lane, layout->height, plot_colour_of_file(report, i), seconds);
		top += layout->height + GAP + layout->above;
	}
}

static void draw(const struct findings *findings, size_t index, const struct plot_sheet *sheet)
{
	(void)index;
	const struct report *report = findings->report;
	const bool is_narrow = sheet->width < PLOT_NARROW;
	double scale, seconds;
	const size_t lanes = drawn(report, &scale, &seconds);
	const struct sheet_layout layout = layout_of(report, is_narrow, lanes);
	struct plot plot;
	plot_begin(&plot, sheet, layout.names + layout.files + layout.curves + AXIS, "waveforms of all files");
	plot.left = is_narrow ? 0.0 : LABELS;
	plot.right = plot.width - (is_narrow ? 0.0 : FIGURES);
	plot.top = layout.names;
	plot.bottom = plot.height - AXIS;
	plot.x = (struct plot_range){ 0.0, seconds };
	if (plot_timeline_is_drawn(report))
		describe(&plot, report);
	plot_time_axis(&plot);
	draw_files(&plot, &layout, scale, seconds);
	draw_curves(&plot, &layout, layout.names + layout.files);
	plot_timeline_names(&plot, report, &layout.clock);
	if (plot_timeline_is_drawn(report))
		draw_lines(&plot, &layout);
	plot_end(&plot);
}

static const char *more(const struct findings *findings)
{
	if (!plot_timeline_is_drawn(findings->report))
		return NULL;
	return "Bands are the regions of the recipe, and upright lines are markers. Curves of automation are drawn as "
	       "they are heard, each from its least value to its greatest.";
}

const struct plot_kind plot_waveforms = {
	.name = "waveforms",
	.heading = "Waveforms",
	.caption = "All files on one scale. The pale shape goes from the lowest to the highest sample, and the solid "
		   "one is the rms. The dot is at the highest sample. Strokes at the upper edge mark full scale, and "
		   "lines mark where faults begin.",
	.more = more,
	.count = count,
	.draw = draw,
};
