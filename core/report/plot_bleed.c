/* Draws how much of each track is in each stem.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/plot_kind.h"

#include <math.h>

enum { LABELS = 130, NARROW_LABELS = 84, ROW = 22, HEAD = 24, COLUMN_MOST = 96, SHADES = 8, CELLS_MAXIMUM = 20000 };

/* A level this far below the track's own stem has the lightest shade. */
static const double range_db = 80.0;

static size_t count(const struct findings *findings)
{
	const struct bleed *bleed = !findings->report ? NULL : findings->report->bleed;
	return bleed && bleed->reach->stem_count != 0 &&
	       bleed->reach->track_count * bleed->reach->stem_count <= CELLS_MAXIMUM;
}

static const char *shade(double relative_db)
{
	static const char *const classes[SHADES] = { "heat h0", "heat h1", "heat h2", "heat h3",
						     "heat h4", "heat h5", "heat h6", "heat h7" };
	const double step = SHADES * (1.0 + relative_db / range_db);
	return classes[(size_t)fmax(0.0, fmin(SHADES - 1.0, step))];
}

/* Appends a title like "gtr in vocals: -32.1 dB, -52.3 dBFS, bleed: gtr -> plate -> vocals -> master". */
static void append_title(const struct bleed *bleed, size_t track, size_t stem, struct text *title)
{
	const struct reach *reach = bleed->reach;
	const struct recipe *recipe = reach->recipe;
	const struct reach_cell *cell = reach_cell(reach, track, stem);
	const struct bleed_level *level = &bleed->levels[track * reach->stem_count + stem];
	text_append(title, "%s in %s: ", recipe->strips[reach->tracks[track]].name, recipe->stems[reach->stems[stem]]);
	if (isnan(level->level_dbfs)) {
		text_append(title, "silent");
	} else {
		plot_append_number(title, level->relative_db, 1);
		text_append(title, " dB, ");
		plot_append_number(title, level->level_dbfs, 1);
		text_append(title, " dBFS");
	}
	text_append(title, ", %s", reach_kind_name(cell->kind));
	for (size_t i = 0; i < cell->listed; i++)
		for (size_t k = 0; k < cell->ways[i].count; k++)
			text_append(title, "%s%s",
				    k != 0   ? " \u2192 "
				    : i == 0 ? ": "
					     : "; ",
				    recipe->strips[cell->ways[i].strips[k]].name);
}

static void draw_cell(struct plot *plot, const struct bleed *bleed, size_t track, size_t stem, double x, double y,
		      double width)
{
	const struct reach *reach = bleed->reach;
	const enum reach_kind kind = reach_cell(reach, track, stem)->kind;
	const struct bleed_level *level = &bleed->levels[track * reach->stem_count + stem];
	const bool silent = isnan(level->level_dbfs);
	struct text title = { 0 }, figure = { 0 };
	if (kind == REACH_NOT && silent)
		return;
	append_title(bleed, track, stem, &title);
	plot_open(plot, kind == REACH_OWN ? "mix" : kind == REACH_MEANT ? "s0" : "hot");
	/* All other levels are relative to the track's own stem. That stem says nothing, and stays pale. */
	const char *class = silent ? "lane" : kind == REACH_OWN ? "heat h1" : shade(level->relative_db);
	plot_rectangle(plot, class, x + 1.0, y + 1.0, width - 2.0, ROW - 2.0, title.bytes);
	plot_close(plot);
	plot_append_number(&figure, level->relative_db, kind == REACH_OWN ? 0 : 1);
	if (width >= 44.0 && !silent)
		plot_words(plot, "figure middle", x + 0.5 * width, y + 15.0, figure.bytes);
	plot->text->failed |= title.failed || figure.failed;
	text_release(&title);
	text_release(&figure);
}

static void draw(const struct findings *findings, size_t index, const struct plot_sheet *sheet)
{
	(void)index;
	const struct bleed *bleed = findings->report->bleed;
	const struct reach *reach = bleed->reach;
	struct plot plot;
	plot_begin(&plot, sheet, HEAD + (double)reach->track_count * ROW + 2.0,
		   "how much of each track is in each stem");
	plot.left = sheet->width < PLOT_NARROW ? NARROW_LABELS : LABELS;
	const double width = fmin(COLUMN_MOST, (plot.width - plot.left) / (double)reach->stem_count);
	for (size_t stem = 0; stem < reach->stem_count && width >= 16.0; stem++)
		plot_label(&plot, "figure middle", plot.left + ((double)stem + 0.5) * width, HEAD - 8.0,
			   reach->recipe->stems[reach->stems[stem]], width - 4.0);
	for (size_t track = 0; track < reach->track_count; track++) {
		const double y = HEAD + (double)track * ROW;
		plot_label(&plot, "name", 0.0, y + 15.0, reach->recipe->strips[reach->tracks[track]].name,
			   plot.left - 8.0);
		for (size_t stem = 0; stem < reach->stem_count; stem++)
			draw_cell(&plot, bleed, track, stem, plot.left + (double)stem * width, y, width);
	}
	plot_end(&plot);
}

const struct plot_kind plot_bleeds = {
	.name = "bleed",
	.heading = "Bleed",
	.caption = "The level of each track in each stem, in dB relative to its level in its own stem. Rows are "
		   "tracks, and columns are stems. Grey is a track's own stem, blue a stem that gathers it on purpose, "
		   "and red is bleed. Point at a field to see the ways that lead there.",
	.count = count,
	.draw = draw,
};
