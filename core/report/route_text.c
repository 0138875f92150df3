/* Writes the routing in words and as a matrix.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/route_text.h"

#include "report/device_text.h"
#include "report/layout.h"
#include "report/printable.h"
#include "report/table.h"

enum { INDENT = 4 };

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
	layout_line(text, "", &line, INDENT);
}

static void append_edge(const struct route_map *map, const struct route_edge *edge, struct text *text)
{
	const size_t start = text->length;
	text_append(text, "%*s%s ", INDENT, "", edge->kind == ROUTE_KEY ? ".." : "->");
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
	layout_end_line(text, start);
}

void route_text(const struct route_map *map, struct text *text)
{
	for (size_t i = 0; i < map->row_count; i++) {
		const size_t strip = map->order[i], start = text->length;
		printable_append(text, strip_of(map, strip)->name);
		text_append(text, "  %s", strip_kind_name(strip_of(map, strip)->kind));
		append_device(map, strip, text);
		append_stems(map, strip, text);
		append_latency(map, strip, text);
		text_append(text, "%s", strip_of(map, strip)->mute ? ", muted" : "");
		layout_end_line(text, start);
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

/* Adds a cell for all connections of a pair: "output", "-12.0 dB", "automated", "output+key". */
static void add_pair(const struct route_map *map, size_t from, size_t to, struct table *table)
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
	table_add(table, "%s", cell.length == 0 ? "." : cell.bytes);
	table->cells.failed |= cell.failed;
	text_release(&cell);
}

static size_t count_fed(const struct route_map *map)
{
	size_t count = 0;
	for (size_t i = 0; i < map->row_count; i++)
		count += is_fed(map, map->order[i]);
	return count;
}

void route_matrix(const struct route_map *map, struct text *text)
{
	struct table table = { .form = "nr", .columns = 1 + count_fed(map) };
	if (table.columns == 1)
		return;
	table_add(&table, "from \\ to");
	for (size_t k = 0; k < map->row_count; k++)
		if (is_fed(map, map->order[k]))
			table_add(&table, "%s", strip_of(map, map->order[k])->name);
	for (size_t i = 0; i < map->row_count; i++) {
		table_add(&table, "%s", strip_of(map, map->order[i])->name);
		for (size_t k = 0; k < map->row_count; k++)
			if (is_fed(map, map->order[k]))
				add_pair(map, map->order[i], map->order[k], &table);
	}
	table_text(&table, text);
}
