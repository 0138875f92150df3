/* Draws which strip feeds which.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/device_text.h"
#include "report/plot_colour.h"
#include "report/plot_kind.h"
#include "report/route_map.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
	ROW = 24,
	GUTTER = 190,
	NARROW_GUTTER = 84,
	NAMES = 150,
	NARROW_NAMES = 112,
	STEMS = 110,
	LATENCIES = 130,
	STRIPS_MAXIMUM = 400
};

struct map {
	struct route_map route;
	const struct report *report;
};

static size_t count(const struct findings *findings)
{
	return findings->report && findings->graph && findings->graph->recipe->strip_count <= STRIPS_MAXIMUM;
}

/* Returns the one stem that all sound of a strip belongs to; RECIPE_NONE when there are several, or none. */
static size_t stem_of(const struct map *map, size_t strip)
{
	const struct stem_set stems = route_map_stems(&map->route, strip);
	const size_t first = stem_set_next(&stems, 0);
	return stem_set_count(&stems) == 1 && first < map->route.graph->recipe->stem_count ? first : RECIPE_NONE;
}

/* Returns the colour that the file of the strip's stem has elsewhere on the page. */
static const char *series_of(const struct map *map, size_t strip)
{
	const size_t stem = stem_of(map, strip);
	if (stem == RECIPE_NONE)
		return "mix";
	for (size_t i = 0; i < map->report->file_count; i++)
		if (map->report->files[i].role == REPORT_STEM &&
		    strcmp(map->report->files[i].name, map->route.graph->recipe->stems[stem]) == 0)
			return plot_colour_of_file(map->report, i);
	return plot_colour(stem);
}

static double row_middle(const struct map *map, size_t strip)
{
	return ((double)map->route.rows[strip] + 0.5) * ROW;
}

static void draw_edge(struct plot *plot, const struct map *map, const struct route_edge *edge)
{
	static const char *const classes[] = {
		[ROUTE_OUTPUT] = "flow", [ROUTE_SEND] = "send", [ROUTE_INPUT] = "flow", [ROUTE_KEY] = "key"
	};
	const struct recipe_strip *strips = map->route.graph->recipe->strips;
	const double distance = (double)map->route.rows[edge->to] - (double)map->route.rows[edge->from];
	const double most = map->route.row_count > 1 ? (double)map->route.row_count - 1.0 : 1.0;
	/* A short way stays near the strips, also when there are few rows. */
	const double far = fmax(fabs(distance), 1.0 / 3.0); /* A strip that feeds itself has a small loop. */
	const double bulge = fmin((plot->left - 14.0) * (0.06 + 0.94 * sqrt(far / most)), 1.5 * ROW * far);
	const double lean = edge->from == edge->to ? ROW / 6.0 : 0.0;
	struct text title = { 0 };
	text_append(&title, "%s \u2192 %s: %s", strips[edge->from].name, strips[edge->to].name,
		    route_kind_name(edge->kind));
	if (edge->kind == ROUTE_SEND) {
		text_append(&title, " ");
		route_level_append(&edge->level, "\u2212", &title);
	}
	if (edge->feedback) {
		text_append(&title, ", feedback after ");
		plot_append_number(&title, route_map_feedback_ms(&map->route, edge), 1);
		text_append(&title, " ms");
	}
	plot_arc(plot, classes[edge->kind], plot->left, row_middle(map, edge->from) - lean,
		 row_middle(map, edge->to) + lean, bulge, title.bytes);
	plot->text->failed |= title.failed;
	text_release(&title);
}

static void append_inserts(struct text *text, const struct recipe_inserts *inserts)
{
	for (size_t i = 0; i < inserts->count; i++)
		text_append(text, "%s%s", i == 0 ? "" : " \u00b7 ", inserts->items[i].processor->name);
}

/* Draws the inserts, and behind them the channels of a device. It leaves out an insert that finds no room. */
static void draw_inserts(struct plot *plot, const struct recipe *recipe, size_t strip, double x, double y, double room)
{
	const struct recipe_inserts *inserts = &recipe->strips[strip].inserts;
	const bool has_device = recipe->strips[strip].device != RECIPE_NONE;
	struct recipe_inserts shown = *inserts;
	bool fits = false;
	for (size_t rows = inserts->count + has_device; rows != 0 && !fits; rows--) {
		struct text words = { 0 };
		append_inserts(&words, &shown);
		const size_t left_out = inserts->count - shown.count;
		if (left_out != 0)
			text_append(&words, " + %zu", left_out);
		if (has_device) {
			text_append(&words, "%s\u2192 ", inserts->count == 0 ? "" : " ");
			device_text_of_strip(recipe, strip, &words);
		}
		fits = plot_words_width(words.bytes, false) < room;
		if (fits)
			plot_words(plot, "", x, y, words.bytes);
		plot->text->failed |= words.failed;
		text_release(&words);
		shown.count -= shown.count != 0;
	}
}

static void draw_latency(struct plot *plot, size_t frames, double sample_rate, double y)
{
	struct text words = { 0 };
	if (frames == 0)
		return;
	plot_append_number(&words, (double)frames, 0);
	if (plot->width >= PLOT_NARROW) {
		text_append(&words, frames == 1 ? " sample, " : " samples, ");
		plot_append_number(&words, 1e3 * (double)frames / sample_rate, 1);
		text_append(&words, " ms");
	}
	plot_words(plot, "end", plot->width, y, words.bytes);
	plot->text->failed |= words.failed;
	text_release(&words);
}

static void draw_strip(struct plot *plot, const struct map *map, size_t strip)
{
	const struct recipe *recipe = map->route.graph->recipe;
	const struct recipe_strip *at = &recipe->strips[strip];
	const double middle = row_middle(map, strip), x = plot->left + 14.0, y = middle + 4.0;
	struct text title = { 0 };
	text_append(&title, "%s \"%s\"", strip_kind_name(at->kind), at->name);
	plot_circle(plot, "strip", plot->left, middle, at->kind == STRIP_OUTPUT ? 6.0 : 4.0, title.bytes);
	plot_label(plot, "name", x, y, at->name, plot->width >= PLOT_NARROW ? NAMES - 8.0 : NARROW_NAMES - 8.0);
	draw_latency(plot, map->route.latencies[strip], recipe->session.sample_rate, y);
	if (plot->width >= PLOT_NARROW) {
		const double inserts = x + NAMES + STEMS;
		if (at->stem != RECIPE_NONE)
			plot_label(plot, "figure", x + NAMES, y, recipe->stems[at->stem], STEMS - 8.0);
		draw_inserts(plot, recipe, strip, inserts, y, plot->width - LATENCIES - inserts);
	} else {
		draw_inserts(plot, recipe, strip, x + NARROW_NAMES, y, plot->width - 40.0 - x - NARROW_NAMES);
	}
	plot->text->failed |= title.failed;
	text_release(&title);
}

static void draw_titles(struct plot *plot, double y)
{
	const double x = plot->left + 14.0;
	plot_words(plot, "", x, y, "strip");
	plot_words(plot, "", x + NAMES, y, "stem");
	plot_words(plot, "", x + NAMES + STEMS, y, "inserts");
	plot_words(plot, "end", plot->width, y, "latency");
}

static void draw_map(const struct map *map, const struct plot_sheet *sheet)
{
	const bool narrow = sheet->width < PLOT_NARROW;
	struct plot plot;
	plot_begin(&plot, sheet, (double)map->route.row_count * ROW + (narrow ? 0.0 : ROW), "which strip feeds which");
	plot.left = narrow ? NARROW_GUTTER : GUTTER;
	for (size_t i = 0; i < map->route.row_count; i++)
		plot_line(&plot, "rule", plot.left, (double)(i + 1) * ROW, plot.width, (double)(i + 1) * ROW);
	for (size_t i = 0; i < map->route.edge_count; i++) {
		plot_open(&plot, series_of(map, map->route.edges[i].from));
		draw_edge(&plot, map, &map->route.edges[i]);
		plot_close(&plot);
	}
	for (size_t i = 0; i < map->route.row_count; i++) {
		plot_open(&plot, series_of(map, map->route.order[i]));
		draw_strip(&plot, map, map->route.order[i]);
		plot_close(&plot);
	}
	if (!narrow)
		draw_titles(&plot, plot.height - 7.0);
	plot_end(&plot);
}

static void draw(const struct findings *findings, size_t index, const struct plot_sheet *sheet)
{
	(void)index;
	struct map map = { .report = findings->report };
	if (route_map_init(&map.route, findings->graph))
		draw_map(&map, sheet);
	else
		sheet->text->failed = true;
	route_map_release(&map.route);
}

const struct plot_kind plot_routes = {
	.name = "routing",
	.heading = "Routing",
	.caption = "Sound flows downwards. Outputs are solid, sends dashed, and keys dotted. A colour is a stem; a "
		   "strip with several stems has none. The latency is how late a strip is against the session, before "
		   "all strips are aligned.",
	.count = count,
	.draw = draw,
};
