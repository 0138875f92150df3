/* Draws the gain of a stem in the mix over time or frequency, where that gain explains the residual.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/plot_colour.h"
#include "report/plot_kind.h"

#include <math.h>

enum { LABELS = 64, HEIGHT = 180, AXIS = 24 };

/* The report describes a cause that is less sure in words alone. */
#define SURE 0.3

#define LEAST_SPAN_DB 3.0

static bool is_drawn(const struct cause *cause)
{
	return (cause->kind == CAUSE_FILTER || cause->kind == CAUSE_GAIN_CURVE) && cause->curve_count > 1 &&
	       cause->confidence >= SURE;
}

/* Returns the cause at `index` of all causes with a curve. If there is none, it returns NULL and counts them. */
static const struct cause *find(const struct findings *findings, size_t index, size_t *found)
{
	*found = 0;
	for (size_t i = 0; findings->report && i < findings->report->proof_count; i++) {
		const struct report_proof *proof = &findings->report->proofs[i];
		for (size_t k = 0; k < proof->cause_count; k++)
			if (is_drawn(&proof->causes[k]) && (*found)++ == index)
				return &proof->causes[k];
	}
	return NULL;
}

static size_t count(const struct findings *findings)
{
	size_t found;
	(void)find(findings, SIZE_MAX, &found);
	return found;
}

static const char *subject(const struct findings *findings, size_t index)
{
	size_t found;
	return find(findings, index, &found)->evidence;
}

/* All octaves are equally wide. */
static double x_of(const struct cause *cause, const struct cause_point *point)
{
	return cause->kind == CAUSE_FILTER ? log2(point->at) : point->at;
}

static void append_x(struct text *text, const struct cause *cause, double x)
{
	if (cause->kind != CAUSE_FILTER) {
		plot_append_time(text, x);
	} else if (x >= 1000.0) {
		plot_append_number(text, x / 1000.0, x < 9950.0 && fmod(x, 1000.0) != 0.0 ? 1 : 0);
		text_append(text, " kHz");
	} else {
		plot_append_number(text, x, 0);
		text_append(text, " Hz");
	}
}

static void draw_frequencies(struct plot *plot, const struct cause *cause)
{
	static const double ticks[] = { 31.25, 62.5, 125.0, 250.0, 500.0, 1000.0, 2000.0, 4000.0, 8000.0, 16000.0 };
	const size_t step = plot->width < PLOT_NARROW ? 2 : 1;
	for (size_t i = 0; i < sizeof ticks / sizeof *ticks; i += step) {
		struct text words = { 0 };
		const double x = plot_x(plot, log2(ticks[i]));
		if (log2(ticks[i]) < plot->x.from || log2(ticks[i]) > plot->x.to)
			continue;
		append_x(&words, cause, ticks[i]);
		plot_line(plot, "rule", x, plot->top, x, plot->bottom);
		plot_words(plot, "middle", x, plot->bottom + 15.0, words.bytes);
		plot->text->failed |= words.failed;
		text_release(&words);
	}
}

static struct plot_range levels(const struct cause *cause)
{
	double most = LEAST_SPAN_DB;
	for (size_t i = 0; i < cause->curve_count; i++)
		if (isfinite(cause->curve[i].gain_db))
			most = fmax(most, fabs(cause->curve[i].gain_db));
	return plot_level_range(-1.1 * most, 1.1 * most);
}

static void draw_points(struct plot *plot, const struct cause *cause)
{
	plot_path_begin(plot, "line");
	for (size_t i = 0; i < cause->curve_count; i++)
		plot_path_point(plot, plot_x(plot, x_of(cause, &cause->curve[i])),
				plot_y(plot, cause->curve[i].gain_db));
	plot_path_end(plot, false);
	for (size_t i = 0; i < cause->curve_count; i++) {
		const struct cause_point *point = &cause->curve[i];
		struct text title = { 0 };
		append_x(&title, cause, point->at);
		text_append(&title, ": ");
		plot_append_number(&title, point->gain_db, 2);
		text_append(&title, " dB");
		if (isfinite(point->gain_db))
			plot_circle(plot, "core", plot_x(plot, x_of(cause, point)), plot_y(plot, point->gain_db),
				    cause->curve_count > 60 ? 1.0 : 2.5, title.bytes);
		plot->text->failed |= title.failed;
		text_release(&title);
	}
}

static void draw(const struct findings *findings, size_t index, const struct plot_sheet *sheet)
{
	size_t found;
	const struct cause *cause = find(findings, index, &found);
	struct plot plot;
	plot_begin(&plot, sheet, HEIGHT, cause->evidence);
	plot.left = LABELS;
	plot.top = 8.0;
	plot.bottom = HEIGHT - AXIS;
	plot.right = plot.width - 6.0;
	plot.x = (struct plot_range){ x_of(cause, &cause->curve[0]),
				      x_of(cause, &cause->curve[cause->curve_count - 1]) };
	plot.y = levels(cause);
	if (!(plot.x.to > plot.x.from))
		plot.x.to = plot.x.from + 1.0;
	if (cause->kind == CAUSE_FILTER)
		draw_frequencies(&plot, cause);
	else
		plot_time_axis(&plot);
	plot_level_axis(&plot, "dB");
	plot_open(&plot, plot_colour(0));
	draw_points(&plot, cause);
	plot_close(&plot);
	plot_end(&plot);
}

const struct plot_kind plot_causes = {
	.name = "cause",
	.heading = "What the mix does with a stem",
	.caption = "The gain of the stem in the mix, relative to its file. With this gain on the file, the null test "
		   "would pass.",
	.count = count,
	.subject = subject,
	.draw = draw,
	.always_named = true,
};
