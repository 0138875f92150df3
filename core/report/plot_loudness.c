/* Draws the loudness of a mix over time.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/plot_colour.h"
#include "report/plot_kind.h"

#include <math.h>

enum { LABELS = 64, HEIGHT = 220, AXIS = 24, SPOTS = 120 };

/* The field shows this many LU under the loudest reading. A lower reading leaves the field. */
#define DEPTH 24.0
#define DEPTH_LEAST 9.0

#define MOMENTARY_SECONDS 0.4
#define SHORT_TERM_SECONDS 3.0

static bool is_drawn(const struct report_file *file)
{
	return (file->role == REPORT_MIX || file->role == REPORT_FILE) && file->course &&
	       file->course->momentary.count > 1 && isfinite(file->loudness.momentary_max_lufs);
}

static const struct report_file *find(const struct findings *findings, size_t index)
{
	size_t i = 0;
	for (;; i++)
		if (is_drawn(&findings->report->files[i]) && index-- == 0)
			return &findings->report->files[i];
}

static size_t count(const struct findings *findings)
{
	size_t found = 0;
	for (size_t i = 0; findings->report && i < findings->report->file_count; i++)
		found += is_drawn(&findings->report->files[i]);
	return found;
}

static const char *subject(const struct findings *findings, size_t index)
{
	return find(findings, index)->path;
}

/* Returns the loudest of the readings that share a pixel. */
static double loudest(const struct series *series, size_t begin, size_t end)
{
	double found = (double)NAN;
	for (size_t i = begin; i < end; i++)
		found = isnan(found) || series->values[i] > found ? series->values[i] : found;
	return found;
}

/* Returns the height of a reading. A line leaves or enters the field at its bottom. */
static double height(const struct plot *plot, double lufs, bool inside)
{
	if (lufs >= plot->y.from)
		return plot_y(plot, lufs);
	return inside && !isnan(lufs) ? plot->bottom : (double)NAN;
}

static void draw_series(struct plot *plot, const char *class, const struct series *series, double first_seconds)
{
	const size_t room = (size_t)(plot->right - plot->left);
	const size_t points = series->count < room ? series->count : room;
	bool inside = false;
	plot_path_begin(plot, class);
	for (size_t i = 0; i < points; i++) {
		const size_t begin = i * series->count / points, end = (i + 1) * series->count / points;
		const double lufs = loudest(series, begin, end);
		const double seconds = first_seconds + 0.5 * (double)(begin + end - 1) * series->step_seconds;
		plot_path_point(plot, plot_x(plot, fmin(seconds, plot->x.to)), height(plot, lufs, inside));
		inside = lufs >= plot->y.from;
	}
	plot_path_end(plot, false);
}

static void append_lufs(struct text *text, const char *words, double lufs)
{
	text_append(text, "%s", words);
	plot_append_number(text, lufs, 1);
	text_append(text, " LUFS");
}

static void draw_target(struct plot *plot, const struct report_target *target)
{
	const double tolerance = isnan(target->tolerance_lu) ? 0.0 : target->tolerance_lu;
	const double top = plot_y(plot, fmin(target->integrated_lufs + tolerance, plot->y.to));
	const double bottom = plot_y(plot, fmax(target->integrated_lufs - tolerance, plot->y.from));
	struct text words = { 0 };
	append_lufs(&words, "target ", target->integrated_lufs);
	if (target->by)
		text_append(&words, ", %s", target->by);
	plot_rectangle(plot, "band", plot->left, top, plot->right - plot->left, fmax(bottom - top, 1.5), words.bytes);
	plot_words(plot, "", plot->left + 6.0, bottom + 13.0, words.bytes);
	plot->text->failed |= words.failed;
	text_release(&words);
}

static void draw_integrated(struct plot *plot, const struct report_file *file)
{
	const double lufs = file->loudness.integrated_lufs;
	struct text words = { 0 };
	if (!isfinite(lufs) || lufs < plot->y.from)
		return;
	append_lufs(&words, "integrated ", lufs);
	plot_line(plot, "limit", plot->left, plot_y(plot, lufs), plot->right, plot_y(plot, lufs));
	plot_words(plot, "figure end", plot->right - 4.0, plot_y(plot, lufs) - 5.0, words.bytes);
	plot->text->failed |= words.failed;
	text_release(&words);
}

static void draw_spots(struct plot *plot, const struct series *series)
{
	const size_t spots = series->count < SPOTS ? series->count : SPOTS;
	for (size_t i = 0; i < spots; i++) {
		const size_t begin = i * series->count / spots, end = (i + 1) * series->count / spots;
		const double seconds = MOMENTARY_SECONDS + (double)begin * series->step_seconds;
		const double x = plot_x(plot, seconds);
		struct text title = { 0 };
		plot_append_time(&title, seconds);
		append_lufs(&title, ": momentary ", loudest(series, begin, end));
		plot_rectangle(plot, "spot", x, plot->top,
			       plot_x(plot, seconds + (double)(end - begin) * series->step_seconds) - x,
			       plot->bottom - plot->top, title.bytes);
		plot->text->failed |= title.failed;
		text_release(&title);
	}
}

static struct plot_range levels(const struct report_file *file)
{
	double highest = file->loudness.momentary_max_lufs, lowest = highest;
	for (size_t i = 0; i < file->course->momentary.count; i++)
		lowest = fmin(lowest, file->course->momentary.values[i]);
	lowest = fmin(fmax(lowest, highest - DEPTH), highest - DEPTH_LEAST);
	for (size_t i = 0; i < file->target_count; i++) {
		highest = fmax(highest, file->targets[i].integrated_lufs + 2.0);
		lowest = fmin(lowest, file->targets[i].integrated_lufs - 3.0);
	}
	return plot_level_range(lowest, highest + 1.0);
}

static void draw(const struct findings *findings, size_t index, const struct plot_sheet *sheet)
{
	const struct report_file *file = find(findings, index);
	struct plot plot;
	plot_begin(&plot, sheet, HEIGHT, "loudness over time");
	plot.left = LABELS;
	plot.top = 8.0;
	plot.bottom = HEIGHT - AXIS;
	plot.x = (struct plot_range){ 0.0, (double)file->frames / file->sample_rate };
	plot.y = levels(file);
	for (size_t i = 0; i < file->target_count; i++)
		draw_target(&plot, &file->targets[i]);
	plot_time_axis(&plot);
	plot_level_axis(&plot, "LUFS");
	plot_open(&plot, plot_colour(0));
	draw_series(&plot, "thin", &file->course->momentary, MOMENTARY_SECONDS);
	draw_series(&plot, "line", &file->course->short_term, SHORT_TERM_SECONDS);
	plot_close(&plot);
	draw_integrated(&plot, file);
	draw_spots(&plot, &file->course->momentary);
	plot_end(&plot);
}

const struct plot_kind plot_loudness = {
	.name = "loudness",
	.heading = "Loudness over time",
	.caption = "Momentary (400 ms, thin) and short-term loudness (3 s, strong), each at the end of its window, and "
		   "the integrated loudness. The band is the loudness that was asked for.",
	.count = count,
	.subject = subject,
	.draw = draw,
};
