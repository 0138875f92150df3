/* Draws bars, regions and markers over the waveforms.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/plot_timeline.h"

#include <math.h>

enum {
	BAR_ROW = 15,
	REGION_ROW = 19,
	REGION_ROWS = 4, /* regions that overlap more often share the last row */
	MARKER_ROW = 15,
	MARKER_ROWS = 2,
	COLUMNS = 1024, /* more than any picture is wide */
	ITEMS_TOLD = 32, /* of each kind, in words */
};

/* Bands are pale, so that the waveforms keep their colours. REGION_COLOUR is that of the class "band". */
#define BAND_OPACITY 0.09
#define REGION_COLOUR "s2"

static size_t marker_count(const struct report *report)
{
	return report->timeline ? report->timeline->marker_count : 0;
}

static const struct tempo_map *map_of(const struct report *report)
{
	return report->timeline ? report->timeline->map : NULL;
}

bool plot_timeline_is_drawn(const struct report *report)
{
	return marker_count(report) > 0 || report->region_count > 0 || report->curves.count > 0;
}

/* A region that is joined from parts reaches from the first frame of the session that it has to the last one. */
static double region_from(const struct report *report, size_t region)
{
	const struct report_range *range = &report->regions[region];
	uint64_t from = range->from;
	for (size_t i = 0; range->edit && i < range->edit->part_count; i++)
		from = range->edit->parts[i].from < from ? range->edit->parts[i].from : from;
	return (double)from / report->sample_rate;
}

static double region_to(const struct report *report, size_t region)
{
	const struct report_range *range = &report->regions[region];
	uint64_t to = range->edit ? 0 : range->from + range->frames;
	for (size_t i = 0; range->edit && i < range->edit->part_count; i++) {
		const struct edit_part *part = &range->edit->parts[i];
		to = part->from + part->frames > to ? part->from + part->frames : to;
	}
	return (double)to / report->sample_rate;
}

/* Returns the row of a region: the first in which it overlaps none before it. `ends` holds the end of each row. */
static size_t place_region(const struct report *report, size_t region, double ends[REGION_ROWS])
{
	size_t row = 0;
	while (row + 1 < REGION_ROWS && ends[row] > region_from(report, region))
		row++;
	ends[row] = fmax(ends[row], region_to(report, region));
	return row;
}

static size_t region_rows(const struct report *report)
{
	double ends[REGION_ROWS] = { 0.0 };
	size_t rows = 0;
	for (size_t i = 0; i < report->region_count; i++) {
		const size_t row = place_region(report, i, ends);
		rows = row + 1 > rows ? row + 1 : rows;
	}
	return rows;
}

static double height_of_bars(const struct report *report)
{
	return map_of(report) ? BAR_ROW : 0.0;
}

static double height_of_regions(const struct report *report)
{
	return (double)(region_rows(report) * REGION_ROW);
}

double plot_timeline_height(const struct report *report)
{
	const double markers = marker_count(report) > 0 ? MARKER_ROWS * MARKER_ROW : 0.0;
	return plot_timeline_is_drawn(report) ? height_of_bars(report) + height_of_regions(report) + markers : 0.0;
}

static void append_position(const struct report *report, double seconds, struct text *text)
{
	if (map_of(report)) {
		const struct bar_position at =
			tempo_map_bar(map_of(report), tempo_map_quarter(map_of(report), seconds));
		plot_append_number(text, at.bar, 0);
		text_append(text, "|");
		plot_append_number(text, at.beat, fabs(at.beat - rint(at.beat)) < 0.005 ? 0 : 2);
		text_append(text, ", ");
	}
	plot_append_time(text, seconds);
}

static void append_region(const struct report *report, size_t region, struct text *text)
{
	text_append(text, "%s: ", report->regions[region].region);
	append_position(report, region_from(report, region), text);
	text_append(text, " to ");
	append_position(report, region_to(report, region), text);
}

static void append_marker(const struct report *report, size_t marker, struct text *text)
{
	text_append(text, "%s: ", report->timeline->markers[marker].name);
	append_position(report, report->timeline->markers[marker].seconds, text);
}

/* Writes the title of a row where the picture has room for one at the left. */
static void draw_row_title(struct plot *plot, double baseline, const char *words)
{
	if (plot->left > plot_words_width(words, false))
		plot_words(plot, "", 0.0, baseline, words);
}

/* Writes the number of every bar, or of every 2nd, 4th ... so that numbers keep apart. */
static void draw_bars(struct plot *plot, const struct report *report, const struct plot_clock *clock)
{
	const struct tempo_map *map = map_of(report);
	const double first = fmax(-clock->start_seconds, 0.0), last = clock->end_seconds - clock->start_seconds;
	const double most = fmax(floor((plot->right - plot->left) / 44.0), 1.0);
	const double begin = tempo_map_bar(map, tempo_map_quarter(map, first)).bar;
	const double end = tempo_map_bar(map, tempo_map_quarter(map, fmax(last, first))).bar;
	double step = 1.0, free_from = plot->left - 1.0;
	while ((end - begin + 1.0) / step > most)
		step *= 2.0;
	for (double bar = 1.0 + ceil((begin - 1.0) / step) * step; bar <= end; bar += step) {
		const double at = tempo_map_seconds(map, tempo_map_at_bar(map, (struct bar_position){ bar, 1.0 }));
		struct text words = { 0 };
		plot_append_number(&words, bar, 0);
		const double x = plot_clock_x(clock, plot, at), width = 3.0 + plot_words_width(words.bytes, false);
		if (plot_clock_has(clock, at) && x >= free_from && x + width <= plot->right) {
			plot_line(plot, "rule", x, 0.0, x, BAR_ROW);
			plot_words(plot, "", x + 3.0, BAR_ROW - 4.0, words.bytes);
			free_from = x + width + 8.0;
		}
		plot->text->failed |= words.failed;
		text_release(&words);
	}
	draw_row_title(plot, BAR_ROW - 4.0, "bars");
}

/* A name that has no room stays out, and is the title of its band. */
static void draw_region_names(struct plot *plot, const struct report *report, const struct plot_clock *clock,
			      double top)
{
	double ends[REGION_ROWS] = { 0.0 };
	for (size_t i = 0; i < report->region_count; i++) {
		const double y = top + (double)(place_region(report, i, ends) * REGION_ROW);
		const double x = plot_clock_x(clock, plot, region_from(report, i));
		const double width = plot_clock_x(clock, plot, region_to(report, i)) - x;
		struct text words = { 0 };
		append_region(report, i, &words);
		if (width > 0.0)
			plot_rectangle(plot, "band", x, y, fmax(width - 1.0, 1.0), REGION_ROW - 3.0, words.bytes);
		if (width > 36.0)
			plot_label(plot, "figure", x + 4.0, y + 12.0, report->regions[i].region, width - 8.0);
		plot->text->failed |= words.failed;
		text_release(&words);
	}
	if (report->region_count > 0)
		draw_row_title(plot, top + 12.0, "regions");
}

/* Takes the columns from `x` on, if they are free. */
static bool take_columns(bool *taken, double x, double width)
{
	const size_t first = (size_t)fmax(x, 0.0), end = (size_t)fmin(fmax(x + width, 0.0), COLUMNS);
	for (size_t i = first; i < end; i++)
		if (taken[i])
			return false;
	for (size_t i = first; i < end; i++)
		taken[i] = true;
	return true;
}

/* Writes a marker's name beside its line, in the first row with room; its line has the name as title, too. */
static void draw_marker_name(struct plot *plot, const char *name, double x, double top, bool taken[][COLUMNS])
{
	const double width = fmin(plot_words_width(name, false), 110.0);
	const bool left = x + 4.0 + width > plot->right;
	for (size_t row = 0; row < MARKER_ROWS; row++) {
		const double baseline = top + (double)(row * MARKER_ROW) + 11.0;
		if (!take_columns(taken[row], left ? x - 8.0 - width : x, width + 8.0))
			continue;
		plot_label(plot, left ? "figure end" : "figure", left ? x - 4.0 : x + 4.0, baseline, name, 110.0);
		return;
	}
}

static void draw_marker_names(struct plot *plot, const struct report *report, const struct plot_clock *clock,
			      double top)
{
	bool taken[MARKER_ROWS][COLUMNS] = { { false } };
	for (size_t i = 0; i < marker_count(report); i++) {
		const struct marker *marker = &report->timeline->markers[i];
		if (plot_clock_has(clock, marker->seconds))
			draw_marker_name(plot, marker->name, plot_clock_x(clock, plot, marker->seconds), top, taken);
	}
	if (marker_count(report) > 0)
		draw_row_title(plot, top + 11.0, "markers");
}

void plot_timeline_names(struct plot *plot, const struct report *report, const struct plot_clock *clock)
{
	if (!plot_timeline_is_drawn(report) || clock->joined)
		return;
	if (map_of(report))
		draw_bars(plot, report, clock);
	draw_region_names(plot, report, clock, height_of_bars(report));
	draw_marker_names(plot, report, clock, height_of_bars(report) + height_of_regions(report));
}

static void draw_bands(struct plot *plot, const struct report *report, const struct plot_clock *clock, double top,
		       double bottom)
{
	plot_open(plot, REGION_COLOUR);
	for (size_t i = 0; i < report->region_count; i++) {
		const double x = plot_clock_x(clock, plot, region_from(report, i));
		const double end = plot_clock_x(clock, plot, region_to(report, i));
		if (end <= x)
			continue;
		plot_shade(plot, x, top, end - x, bottom - top, BAND_OPACITY, NULL);
		plot_line(plot, "leader", x, top, x, bottom);
		plot_line(plot, "leader", end, top, end, bottom);
	}
	plot_close(plot);
}

/* Markers that share a pixel have one line. */
void plot_timeline_lines(struct plot *plot, const struct report *report, const struct plot_clock *clock, double top,
			 double bottom)
{
	bool taken[COLUMNS] = { false };
	/* A file that begins within the session is itself a part of it, so that regions would only cover it. */
	if (clock->start_seconds >= 0.0 && !clock->joined && report->region_count > 0)
		draw_bands(plot, report, clock, top, bottom);
	for (size_t i = 0; i < marker_count(report); i++) {
		const double at = report->timeline->markers[i].seconds, x = plot_clock_x(clock, plot, at);
		struct text words = { 0 };
		if (!plot_clock_has(clock, at) || !take_columns(taken, x, 1.0))
			continue;
		append_marker(report, i, &words);
		plot_rectangle(plot, "limit-mark", x - 0.5, top, 1.0, bottom - top, words.bytes);
		plot->text->failed |= words.failed;
		text_release(&words);
	}
}

void plot_timeline_words(const struct report *report, struct text *text)
{
	for (size_t i = 0; i < report->region_count && i < ITEMS_TOLD; i++) {
		text_append(text, "%s", i == 0 ? " Regions: " : "; ");
		append_region(report, i, text);
	}
	if (report->region_count > 0)
		text_append(text, report->region_count > ITEMS_TOLD ? "; and more." : ".");
	for (size_t i = 0; i < marker_count(report) && i < ITEMS_TOLD; i++) {
		text_append(text, "%s", i == 0 ? " Markers: " : "; ");
		append_marker(report, i, text);
	}
	if (marker_count(report) > 0)
		text_append(text, marker_count(report) > ITEMS_TOLD ? "; and more." : ".");
}
