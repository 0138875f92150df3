/* Draws the CPU time of each strip.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/cost_text.h"
#include "report/plot_colour.h"
#include "report/plot_kind.h"

#include <math.h>
#include <stdlib.h>

enum { LABELS = 300, FIGURES = 120, ROW = 22, NARROW_ROW = 34, ROWS_MAXIMUM = 16 };

static size_t count(const struct findings *findings)
{
	return findings->costs && findings->costs->count != 0;
}

static void draw_row(struct plot *plot, const struct cost_line *line, double total, double y)
{
	const bool narrow = plot->width < PLOT_NARROW;
	struct text name = { 0 }, figure = { 0 };
	text_append(&name, "%s%s%s", line->strip, line->what[0] == '\0' ? "" : " \u00b7 ", line->what);
	plot_append_number(&figure, 1e3 * line->seconds, 1);
	text_append(&figure, " ms, ");
	plot_append_number(&figure, 100.0 * line->seconds / total, 1);
	text_append(&figure, " %%");
	plot_rectangle(plot, "bar", plot->left, narrow ? y + 17.0 : y + 4.0, plot_x(plot, line->seconds) - plot->left,
		       narrow ? 10.0 : 13.0, NULL);
	plot_label(plot, narrow ? "figure" : "figure end", narrow ? 0.0 : plot->left - 8.0, y + (narrow ? 12.0 : 15.0),
		   name.bytes, narrow ? plot->width - FIGURES : LABELS - 8.0);
	plot_words(plot, "end", plot->width, y + (narrow ? 12.0 : 15.0), figure.bytes);
	plot->text->failed |= name.failed || figure.failed;
	text_release(&name);
	text_release(&figure);
}

static void draw_lines(const struct plot_sheet *sheet, struct cost_line *lines, size_t line_count)
{
	const bool narrow = sheet->width < PLOT_NARROW;
	const double height = narrow ? NARROW_ROW : ROW;
	double total = 0.0;
	for (size_t i = 0; i < line_count; i++)
		total += lines[i].seconds;
	if (line_count > ROWS_MAXIMUM) {
		struct cost_line rest = { .strip = "all else", .what = "" };
		for (size_t i = ROWS_MAXIMUM - 1; i < line_count; i++)
			rest.seconds += lines[i].seconds;
		lines[ROWS_MAXIMUM - 1] = rest;
		line_count = ROWS_MAXIMUM;
	}
	struct plot plot;
	plot_begin(&plot, sheet, (double)line_count * height + 4.0, "CPU time of each insert");
	plot.left = narrow ? 0.0 : LABELS;
	plot.right = plot.width - (narrow ? 0.0 : FIGURES);
	plot.x = (struct plot_range){ 0.0, fmax(lines[0].seconds, lines[line_count - 1].seconds) };
	if (!(plot.x.to > 0.0))
		plot.x.to = 1.0;
	plot_open(&plot, plot_colour(0));
	for (size_t i = 0; i < line_count; i++)
		draw_row(&plot, &lines[i], total > 0.0 ? total : 1.0, (double)i * height);
	plot_close(&plot);
	plot_end(&plot);
}

static void draw(const struct findings *findings, size_t index, const struct plot_sheet *sheet)
{
	(void)index;
	struct cost_line *lines = calloc(findings->costs->count + 1, sizeof *lines);
	if (!lines) {
		sheet->text->failed = true;
		return;
	}
	draw_lines(sheet, lines, cost_lines(findings->costs, lines));
	free(lines);
}

const struct plot_kind plot_costs = {
	.name = "cpu-time",
	.heading = "CPU time",
	.caption = "The CPU time of each insert in this run, over all threads. These figures differ from run to run; "
		   "everything above stays the same.",
	.count = count,
	.draw = draw,
	.of_this_run = true,
};
