/* stemprint: which strip feeds which.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "graph/graph.h"
#include "report/plots.h"

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

/* One connection or key. */
struct edge {
	size_t from, to; /* strips */
	const char *class;
	const char *what;
	double gain_db; /* NAN: none of its own */
};

struct map {
	const struct graph *graph;
	const struct report *report;
	struct edge *edges;
	size_t edge_count;
	size_t *order; /* strips from top to bottom: each after all that feed it */
	size_t *rows; /* where each stands */
	size_t row_count;
	bool *seen;
	size_t *latencies; /* of each strip */
};

static size_t count(const struct findings *findings)
{
	return findings->report != NULL && findings->graph != NULL &&
	       findings->graph->recipe->strip_count <= STRIPS_MAXIMUM;
}

static void add_connections(struct map *map)
{
	static const char *const classes[] = {
		[CONNECTION_OUTPUT] = "flow", [CONNECTION_SEND] = "send", [CONNECTION_LISTEN] = "flow"
	};
	static const char *const words[] = {
		[CONNECTION_OUTPUT] = "output", [CONNECTION_SEND] = "send", [CONNECTION_LISTEN] = "input"
	};
	const struct routing *routing = &map->graph->routing;
	for (size_t i = 0; i < routing->connection_count; i++) {
		const struct connection *connection = &routing->connections[i];
		if (!connection->live)
			continue;
		map->edges[map->edge_count++] = (struct edge){
			.from = connection->from.strip,
			.to = connection->to,
			.class = classes[connection->kind],
			.what = words[connection->kind],
			.gain_db = connection->kind == CONNECTION_SEND ? 20.0 * log10(connection->gain) : (double)NAN,
		};
	}
}

/* A processor with a key may stand in several nodes. */
static void add_key(struct map *map, size_t from, size_t to)
{
	for (size_t i = 0; i < map->edge_count; i++)
		if (map->edges[i].from == from && map->edges[i].to == to && strcmp(map->edges[i].what, "key") == 0)
			return;
	map->edges[map->edge_count++] = (struct edge){ from, to, "key", "key", (double)NAN };
}

static void read_nodes(struct map *map)
{
	for (size_t i = 0; i < map->graph->order_count; i++) {
		const struct node *node = &map->graph->nodes[map->graph->order[i]];
		if (node->kind == NODE_PROCESS && node->key != NODE_NONE &&
		    map->graph->nodes[node->key].strip != node->strip)
			add_key(map, map->graph->nodes[node->key].strip, node->strip);
		/* What merely waits for others is not the strip's own. */
		if (node->latency > map->latencies[node->strip] && node->kind != NODE_ALIGN)
			map->latencies[node->strip] = node->latency;
	}
}

/* What feeds a strip stands above it, as near as can be: a walk against the flow. There are no cycles, and no more of them at once than strips. */
static void place(struct map *map, size_t strip)
{
	if (map->seen[strip])
		return;
	map->seen[strip] = true;
	for (size_t i = 0; i < map->edge_count; i++)
		if (map->edges[i].to == strip)
			place(map, map->edges[i].from);
	map->rows[strip] = map->row_count;
	map->order[map->row_count++] = strip;
}

static bool read_map(struct map *map)
{
	const struct recipe *recipe = map->graph->recipe;
	const size_t edges = map->graph->routing.connection_count + map->graph->order_count + 1;
	map->edges = calloc(edges, sizeof *map->edges);
	map->order = calloc(recipe->strip_count + 1, sizeof *map->order);
	map->rows = calloc(recipe->strip_count + 1, sizeof *map->rows);
	map->seen = calloc(recipe->strip_count + 1, sizeof *map->seen);
	map->latencies = calloc(recipe->strip_count + 1, sizeof *map->latencies);
	if (map->edges == NULL || map->order == NULL || map->rows == NULL || map->seen == NULL ||
	    map->latencies == NULL)
		return false;
	add_connections(map);
	read_nodes(map);
	for (size_t i = 0; i < recipe->strip_count; i++)
		if (recipe->strips[i].kind == STRIP_OUTPUT)
			place(map, i);
	for (size_t i = 0; i < recipe->strip_count; i++)
		place(map, i);
	return true;
}

static void release_map(struct map *map)
{
	free(map->edges);
	free(map->order);
	free(map->rows);
	free(map->seen);
	free(map->latencies);
}

/* The one stem that all sound of a strip belongs to; RECIPE_NONE when there are several, or none. */
static size_t stem_of(const struct map *map, size_t strip)
{
	size_t found = RECIPE_NONE;
	for (size_t i = 0; i < map->graph->order_count; i++) {
		const struct node *node = &map->graph->nodes[map->graph->order[i]];
		if (node->strip != strip || node->stage == STAGE_PRINT || stem_set_count(&node->stems) == 0)
			continue;
		const size_t first = stem_set_next(&node->stems, 0);
		found = stem_set_count(&node->stems) == 1 && first < map->graph->recipe->stem_count ? first
												    : RECIPE_NONE;
	}
	return found;
}

/* As the stem's file has it elsewhere on the page. */
static const char *series_of(const struct map *map, size_t strip)
{
	const size_t stem = stem_of(map, strip);
	if (stem == RECIPE_NONE)
		return "mix";
	for (size_t i = 0; i < map->report->file_count; i++)
		if (map->report->files[i].role == REPORT_STEM &&
		    strcmp(map->report->files[i].name, map->graph->recipe->stems[stem]) == 0)
			return plot_file_series(map->report, i);
	return plot_series(stem);
}

static double row_middle(const struct map *map, size_t strip)
{
	return ((double)map->rows[strip] + 0.5) * ROW;
}

static void draw_edge(struct plot *plot, const struct map *map, const struct edge *edge)
{
	const struct recipe_strip *strips = map->graph->recipe->strips;
	const double distance = (double)map->rows[edge->to] - (double)map->rows[edge->from];
	const double most = map->row_count > 1 ? (double)map->row_count - 1.0 : 1.0;
	/* Short ways stay near, however few rows there are. */
	const double bulge =
		fmin((plot->left - 14.0) * (0.06 + 0.94 * sqrt(fabs(distance) / most)), 1.5 * ROW * fabs(distance));
	struct text title = { 0 };
	text_append(&title, "%s \u2192 %s: %s", strips[edge->from].name, strips[edge->to].name, edge->what);
	if (isfinite(edge->gain_db)) {
		text_append(&title, " ");
		plot_append_number(&title, edge->gain_db, 1);
		text_append(&title, " dB");
	}
	plot_arc(plot, edge->class, plot->left, row_middle(map, edge->from), row_middle(map, edge->to), bulge,
		 title.bytes);
	plot->text->failed |= title.failed;
	text_release(&title);
}

static void append_inserts(struct text *text, const struct recipe_inserts *inserts)
{
	for (size_t i = 0; i < inserts->count; i++)
		text_append(text, "%s%s", i == 0 ? "" : " \u00b7 ", inserts->items[i].processor->name);
}

/* What finds no room is left out, insert by insert. */
static void draw_inserts(struct plot *plot, const struct recipe_inserts *inserts, double x, double y, double room)
{
	struct recipe_inserts shown = *inserts;
	bool fits = false;
	while (shown.count != 0 && !fits) {
		struct text words = { 0 };
		append_inserts(&words, &shown);
		const size_t left_out = inserts->count - shown.count;
		if (left_out != 0)
			text_append(&words, " + %zu", left_out);
		fits = plot_words_width(words.bytes, false) < room;
		if (fits)
			plot_words(plot, "", x, y, words.bytes);
		plot->text->failed |= words.failed;
		text_release(&words);
		shown.count--;
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
	const struct recipe *recipe = map->graph->recipe;
	const struct recipe_strip *at = &recipe->strips[strip];
	const double middle = row_middle(map, strip), x = plot->left + 14.0, y = middle + 4.0;
	struct text title = { 0 };
	text_append(&title, "%s \"%s\"", strip_kind_name(at->kind), at->name);
	plot_circle(plot, "strip", plot->left, middle, at->kind == STRIP_OUTPUT ? 6.0 : 4.0, title.bytes);
	plot_label(plot, "name", x, y, at->name, plot->width >= PLOT_NARROW ? NAMES - 8.0 : NARROW_NAMES - 8.0);
	draw_latency(plot, map->latencies[strip], recipe->session.sample_rate, y);
	if (plot->width >= PLOT_NARROW) {
		const double inserts = x + NAMES + STEMS;
		if (at->stem != RECIPE_NONE)
			plot_label(plot, "figure", x + NAMES, y, recipe->stems[at->stem], STEMS - 8.0);
		draw_inserts(plot, &at->inserts, inserts, y, plot->width - LATENCIES - inserts);
	} else {
		draw_inserts(plot, &at->inserts, x + NARROW_NAMES, y, plot->width - 40.0 - x - NARROW_NAMES);
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
	plot_begin(&plot, sheet, (double)map->row_count * ROW + (narrow ? 0.0 : ROW), "which strip feeds which");
	plot.left = narrow ? NARROW_GUTTER : GUTTER;
	for (size_t i = 0; i < map->row_count; i++)
		plot_line(&plot, "rule", plot.left, (double)(i + 1) * ROW, plot.width, (double)(i + 1) * ROW);
	for (size_t i = 0; i < map->edge_count; i++) {
		plot_open(&plot, series_of(map, map->edges[i].from));
		draw_edge(&plot, map, &map->edges[i]);
		plot_close(&plot);
	}
	for (size_t i = 0; i < map->row_count; i++) {
		plot_open(&plot, series_of(map, map->order[i]));
		draw_strip(&plot, map, map->order[i]);
		plot_close(&plot);
	}
	if (!narrow)
		draw_titles(&plot, plot.height - 7.0);
	plot_end(&plot);
}

static void draw(const struct findings *findings, size_t index, const struct plot_sheet *sheet)
{
	(void)index;
	struct map map = { .graph = findings->graph, .report = findings->report };
	if (read_map(&map))
		draw_map(&map, sheet);
	else
		sheet->text->failed = true;
	release_map(&map);
}

const struct plot_kind plot_routes = {
	.name = "routing",
	.heading = "Routing",
	.caption = "Sound flows downwards: outputs are solid, sends dashed, keys dotted. Colours are stems; where "
		   "several meet there is none. Latency is how "
		   "late a strip is against the session before all are aligned.",
	.count = count,
	.draw = draw,
};
