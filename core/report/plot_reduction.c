/* Draws by how much dynamics turn the level, one insert under the other.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/plot_kind.h"

#include <math.h>

enum {
	LABELS = 168,
	SCALE = 52,
	FIGURES = 96,
	LANE = 58,
	NARROW_LABEL = 20,
	GAP = 20,
	AXIS = 24,
	MORE = 18,
	SPOTS = 60,
	DRAWN_MAXIMUM = 48
};

/* A gate that is shut is drawn at this reduction. */
static const double deepest_db = 60.0;

static size_t drawn(const struct report *report)
{
	return report->reduction_count < DRAWN_MAXIMUM ? report->reduction_count : DRAWN_MAXIMUM;
}

static size_t count(const struct findings *findings)
{
	return findings->report && findings->report->reduction_count > 0;
}

static double seconds_of(const struct report_reduction *reduction)
{
	const struct reduction_course *course = reduction->course;
	return (double)course->count * (double)course->width * reduction->window_seconds;
}

/* Returns the scale of a field, from the most that its insert turns down at the lower edge to the most that it turns
   up at the upper one. */
static struct plot_range levels(const struct reduction_course *course)
{
	double down = 0.0, up = 0.0;
	for (size_t i = 0; i < course->count; i++)
		if (course->bins[i].windows > 0) {
			down = fmax(down, course->bins[i].most_db);
			up = fmax(up, -course->bins[i].sum_db / (double)course->bins[i].windows);
		}
	down = fmin(6.0 * fmax(ceil(down / 6.0 - 1e-9), 1.0), deepest_db);
	return (struct plot_range){ -down, up > 0.5 ? 6.0 * ceil(up / 6.0) : 0.0 };
}

static double height_of(const struct plot *plot, double reduction_db)
{
	return plot_y(plot, fmin(fmax(-reduction_db, plot->y.from), plot->y.to));
}

/* Draws steps: the largest reductions as a shape that hangs from 0 dB, or the mean ones as a line. */
static void draw_steps(struct plot *plot, const struct report_reduction *reduction, bool of_mean)
{
	const size_t bins = reduction->course->count, room = (size_t)(plot->right - plot->left);
	const size_t shares = bins < room ? bins : room;
	const double end = plot_x(plot, seconds_of(reduction)), width = (end - plot->left) / (double)shares;
	plot_path_begin(plot, of_mean ? "line" : "area");
	if (!of_mean)
		plot_path_point(plot, plot->left, plot_y(plot, 0.0));
	for (size_t i = 0; i < shares; i++) {
		const struct reduction_bin part = reduction_course_part(reduction->course, i, shares);
		const double db = part.windows == 0 ? 0.0 : of_mean ? part.sum_db / (double)part.windows : part.most_db;
		const double y = of_mean && part.windows == 0 ? (double)NAN : height_of(plot, db);
		plot_path_point(plot, plot->left + width * (double)i, y);
		plot_path_point(plot, plot->left + width * (double)(i + 1), y);
	}
	if (!of_mean)
		plot_path_point(plot, end, plot_y(plot, 0.0));
	plot_path_end(plot, !of_mean);
}

/* A browser shows the reduction of the time that the mouse points at. */
static void draw_spots(struct plot *plot, const struct report_reduction *reduction)
{
	const size_t bins = reduction->course->count, spots = bins < SPOTS ? bins : SPOTS;
	const double seconds = seconds_of(reduction), width = (plot_x(plot, seconds) - plot->left) / (double)spots;
	for (size_t i = 0; i < spots; i++) {
		const struct reduction_bin part = reduction_course_part(reduction->course, i, spots);
		struct text title = { 0 };
		plot_append_time(&title, seconds * (double)i / (double)spots);
		text_append(&title, part.windows == 0 ? ": silent" : ": most ");
		if (part.windows != 0) {
			plot_append_number(&title, part.most_db, 1);
			text_append(&title, " dB, mean ");
			plot_append_number(&title, part.sum_db / (double)part.windows, 1);
			text_append(&title, " dB");
		}
		plot_rectangle(plot, "spot", plot->left + width * (double)i, plot->top, width, plot->bottom - plot->top,
			       title.bytes);
		plot->text->failed |= title.failed;
		text_release(&title);
	}
}

/* Draws 0 dB and the ends of the scale. */
static void draw_scale(struct plot *plot)
{
	const double levels[] = { plot->y.to, 0.0, 0.5 * plot->y.from, plot->y.from };
	for (size_t i = 0; i < sizeof levels / sizeof *levels; i++) {
		if (i == (plot->y.to > 0.0 ? 2U : 0U)) /* There is no room for four, and 0 dB stands twice. */
			continue;
		struct text words = { 0 };
		const double y = plot_y(plot, levels[i]);
		plot_append_number(&words, levels[i], 0);
		text_append(&words, "%s", levels[i] < 0.0 || levels[i] > 0.0 ? "" : " dB");
		plot_line(plot, "rule", plot->left, y, plot->right, y);
		plot_words(plot, "end", plot->left - 6.0, y + 4.0, words.bytes);
		plot->text->failed |= words.failed;
		text_release(&words);
	}
}

static void append_name(const struct report_reduction *reduction, struct text *text)
{
	text_append(text, "%s%s \u00b7 %s", reduction->mix ? "mix " : "",
		    reduction->mix ? reduction->mix : reduction->strip, reduction->processor);
	if (reduction->number != 0)
		text_append(text, " %zu", reduction->number);
}

static void append_figure(const struct report_reduction *reduction, const char *what, double db, struct text *text)
{
	if (isnan(reduction->reduction.most_db)) {
		text_append(text, "silent");
		return;
	}
	text_append(text, "%s ", what);
	plot_append_number(text, db, 1);
	text_append(text, " dB");
}

static void draw_labels(struct plot *plot, const struct report_reduction *reduction)
{
	struct text name = { 0 }, most = { 0 }, mean = { 0 };
	const double middle = 0.5 * (plot->top + plot->bottom);
	append_name(reduction, &name);
	append_figure(reduction, "most", reduction->reduction.most_db, &most);
	append_figure(reduction, "mean", reduction->reduction.mean_db, &mean);
	if (plot->width < PLOT_NARROW) {
		plot_label(plot, "name", 0.0, plot->top - 7.0, name.bytes, plot->width - 100.0);
		plot_words(plot, "end", plot->right, plot->top - 7.0, most.bytes);
	} else {
		plot_label(plot, "name", 0.0, middle + 4.0, name.bytes, LABELS);
		plot_words(plot, "figure end", plot->width, middle - 3.0, most.bytes);
		if (!isnan(reduction->reduction.most_db))
			plot_words(plot, "end", plot->width, middle + 12.0, mean.bytes);
	}
	plot->text->failed |= name.failed || most.failed || mean.failed;
	text_release(&name);
	text_release(&most);
	text_release(&mean);
}

static void draw_lane(struct plot *plot, const struct report_reduction *reduction)
{
	plot->y = levels(reduction->course);
	plot_rectangle(plot, "lane", plot->left, plot->top, plot->right - plot->left, plot->bottom - plot->top, NULL);
	draw_scale(plot);
	plot_open(plot, "mix");
	draw_steps(plot, reduction, false);
	draw_steps(plot, reduction, true);
	plot_close(plot);
	draw_labels(plot, reduction);
	draw_spots(plot, reduction);
}

/* Says in words how far each insert turned down. */
static void describe(struct plot *plot, const struct report *report)
{
	struct text words = { 0 };
	text_append(&words, "The most of each:");
	for (size_t i = 0; i < drawn(report); i++) {
		const struct report_reduction *reduction = &report->reductions[i];
		text_append(&words, "%s ", i == 0 ? "" : ";");
		append_name(reduction, &words);
		text_append(&words, " ");
		append_figure(reduction, "", reduction->reduction.most_db, &words);
	}
	plot_describe(plot, words.bytes);
	plot->text->failed |= words.failed;
	text_release(&words);
}

static void draw_rest(struct plot *plot, size_t left_out)
{
	struct text words = { 0 };
	text_append(&words, "%zu more are not drawn", left_out);
	plot_words(plot, "", plot->left, plot->height - 5.0, words.bytes);
	plot->text->failed |= words.failed;
	text_release(&words);
}

static void draw(const struct findings *findings, size_t index, const struct plot_sheet *sheet)
{
	(void)index;
	const struct report *report = findings->report;
	const bool is_narrow = sheet->width < PLOT_NARROW;
	const double above = is_narrow ? NARROW_LABEL : 0.0, step = above + LANE + GAP;
	const size_t lanes = drawn(report), left_out = report->reduction_count - lanes;
	struct plot plot;
	plot_begin(&plot, sheet, (double)lanes * step - GAP + AXIS + 8.0 + (left_out > 0 ? MORE : 0.0),
		   "gain reduction over time");
	describe(&plot, report);
	plot.left = is_narrow ? SCALE : LABELS + SCALE;
	plot.right = plot.width - (is_narrow ? 0.0 : FIGURES);
	for (size_t i = 0; i < lanes; i++)
		plot.x.to = fmax(plot.x.to, seconds_of(&report->reductions[i]));
	plot.top = 8.0;
	plot.bottom = plot.top + (double)lanes * step - GAP;
	if (plot.x.to > 0.0)
		plot_time_axis(&plot);
	for (size_t i = 0; i < lanes; i++) {
		plot.top = 8.0 + above + (double)i * step;
		plot.bottom = plot.top + LANE;
		draw_lane(&plot, &report->reductions[i]);
	}
	if (left_out > 0)
		draw_rest(&plot, left_out);
	plot_end(&plot);
}

const struct plot_kind plot_reductions = {
	.name = "reduction",
	.heading = "Gain reduction",
	.caption = "What each insert with dynamics does to the level of its sound, in windows of 1 ms over \u221270 "
		   "dBFS: the pale shape is the most within each step, and the line is the mean. Makeup does not "
		   "count, and an insert whose makeup moves is left out. An insert that turns a band is drawn by what "
		   "this does to the whole sound.",
	.count = count,
	.draw = draw,
};
