/* Writes the routing in words and as a matrix.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/route_text.h"

#include "report/device_text.h"
#include "report/layout.h"
#include "report/printable.h"

#include <math.h>
#include <stdio.h>

enum { CELL_COLUMNS = 12, NAME_COLUMNS = 20 };

static const struct recipe_strip *strip_of(const struct route_map *map, size_t strip)
{
	return &map->graph->recipe->strips[strip];
}

static void append_device(const struct route_map *map, size_t strip, struct text *text)
{
	if (strip_of(map, strip)->device == RECIPE_NONE)
		return;
	text_append(text, " on ");
	device_text_of_strip(map->graph->recipe, strip, text);
}

static void append_stems(const struct route_map *map, size_t strip, struct text *text)
{
	const struct stem_set stems = map->stems[strip];
	const bool labelled = strip_of(map, strip)->stem != RECIPE_NONE;
	const char *separator = labelled ? ", label " : stem_set_count(&stems) == 1 ? ", stem " : ", stems ";
	for (size_t stem = stem_set_next(&stems, 0); stem < STEM_UNLABELLED; stem = stem_set_next(&stems, stem + 1)) {
		text_append(text, "%s", separator);
		printable_append(text, map->graph->recipe->stems[stem]);
		separator = " + ";
	}
}

static void append_latency(const struct route_map *map, size_t strip, struct text *text)
{
	const size_t frames = map->latencies[strip];
	if (frames != 0)
		text_append(text, ", %zu %s late (%.1f ms)", frames, frames == 1 ? "sample" : "samples",
			    1e3 * (double)frames / map->graph->recipe->session.sample_rate);
}

static void append_inserts(const struct recipe_inserts *inserts, struct text *text)
{
	struct text line = { 0 };
	if (inserts->count == 0)
		return;
	for (size_t i = 0; i < inserts->count; i++)
		text_append(&line, "%s%s", i == 0 ? "" : ", ", inserts->items[i].processor->name);
	text_append(text, "    ");
	layout_wrap(text, !line.bytes ? "" : line.bytes, 4, 4);
	text_append(text, "\n");
	text->failed |= line.failed;
	text_release(&line);
}

static void append_edge(const struct route_map *map, const struct route_edge *edge, struct text *text)
{
	text_append(text, "    %s ", edge->kind == ROUTE_KEY ? ".." : "->");
	printable_append(text, strip_of(map, edge->to)->name);
	if (edge->kind != ROUTE_OUTPUT)
		text_append(text, "  %s", route_kind_name(edge->kind));
	if (edge->kind == ROUTE_SEND) {
		text_append(text, " ");
		route_level_append(&edge->level, "-", text);
	}
	if (edge->kind != ROUTE_OUTPUT)
		text_append(text, ", %s", edge->tap);
	if (edge->feedback)
		text_append(text, ", feedback after %.1f ms", route_map_feedback_ms(map, edge));
	text_append(text, "\n");
}

void route_text(const struct route_map *map, struct text *text)
{
	for (size_t i = 0; i < map->row_count; i++) {
		const size_t strip = map->order[i];
		printable_append(text, strip_of(map, strip)->name);
		text_append(text, "  %s", strip_kind_name(strip_of(map, strip)->kind));
		append_device(map, strip, text);
		append_stems(map, strip, text);
		append_latency(map, strip, text);
		text_append(text, "%s\n", strip_of(map, strip)->mute ? ", muted" : "");
		append_inserts(&strip_of(map, strip)->inserts, text);
		for (size_t k = 0; k < map->edge_count; k++)
			if (map->edges[k].from == strip)
				append_edge(map, &map->edges[k], text);
	}
}

static bool is_fed(const struct route_map *map, size_t strip)
{
	for (size_t i = 0; i < map->edge_count; i++)
		if (map->edges[i].to == strip)
			return true;
	return false;
}

/* Appends all connections of a pair: "output", "-12.0 dB", "automated", "output+key". */
static void append_pair(const struct route_map *map, size_t from, size_t to, struct text *text)
{
	struct text cell = { 0 };
	for (size_t i = 0; i < map->edge_count; i++) {
		const struct route_edge *edge = &map->edges[i];
		if (edge->from != from || edge->to != to)
			continue;
		text_append(&cell, "%s", cell.length == 0 ? "" : "+");
		if (edge->kind == ROUTE_SEND) {
			text_append(&cell, "%s", edge->feedback ? "(" : "");
			route_level_append_short(&edge->level, "-", &cell);
			text_append(&cell, "%s", edge->feedback ? ")" : "");
		} else {
			text_append(&cell, "%s", route_kind_name(edge->kind));
		}
	}
	layout_cell(text, cell.length == 0 ? "." : cell.bytes, CELL_COLUMNS - 1, LAYOUT_RIGHT);
	text->failed |= cell.failed;
	text_release(&cell);
}

/* Appends a table whose columns are the rows `first` to `end`, if something feeds them. */
static void append_table(const struct route_map *map, size_t first, size_t end, struct text *text)
{
	layout_cell(text, "from \\ to", NAME_COLUMNS, LAYOUT_LEFT);
	for (size_t k = first; k < end; k++)
		if (is_fed(map, map->order[k])) {
			text_append(text, " ");
			layout_cell(text, strip_of(map, map->order[k])->name, CELL_COLUMNS - 1, LAYOUT_RIGHT);
		}
	text_append(text, "\n");
	for (size_t i = 0; i < map->row_count; i++) {
		layout_cell(text, strip_of(map, map->order[i])->name, NAME_COLUMNS, LAYOUT_LEFT);
		for (size_t k = first; k < end; k++)
			if (is_fed(map, map->order[k])) {
				text_append(text, " ");
				append_pair(map, map->order[i], map->order[k], text);
			}
		text_append(text, "\n");
	}
}

void route_matrix(const struct route_map *map, struct text *text)
{
	const size_t columns = (LAYOUT_WIDTH - NAME_COLUMNS) / CELL_COLUMNS;
	for (size_t first = 0; first < map->row_count;) {
		size_t end = first, fed = 0;
		while (end < map->row_count && fed + is_fed(map, map->order[end]) <= columns)
			fed += is_fed(map, map->order[end++]);
		if (fed > 0) {
			text_append(text, "%s", text->length == 0 ? "" : "\n");
			append_table(map, first, end, text);
		}
		first = end;
	}
}
