/* Writes the routing for programs that draw graphs.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/route_text.h"

#include "report/device_text.h"
#include "report/printable.h"

#include <string.h>

/* Appends printable bytes, and what stands for those in `special`. */
static void append_escaped(struct text *text, const char *bytes, const char *special, const char *const *stand_ins)
{
	struct text shown = { 0 };
	printable_append(&shown, bytes);
	for (const char *at = shown.bytes; at && *at != '\0'; at++) {
		const char *found = strchr(special, *at);
		if (found)
			text_append(text, "%s", stand_ins[found - special]);
		else
			text_append_bytes(text, at, 1);
	}
	text->failed |= shown.failed;
	text_release(&shown);
}

static void dot_words(struct text *text, const char *bytes)
{
	static const char *const stand_ins[] = { "\\\"", "\\\\" };
	append_escaped(text, bytes, "\"\\", stand_ins);
}

/* A flowchart writes entities with "#". */
static void mermaid_words(struct text *text, const char *bytes)
{
	static const char *const stand_ins[] = { "#quot;", "#35;", "#lt;", "#gt;", "#amp;", "#96;" };
	append_escaped(text, bytes, "\"#<>&`", stand_ins);
}

/* Appends the lines of a box: name, stems, inserts, latency. */
static void append_box(const struct route_map *map, size_t strip, const char *line,
		       void (*words)(struct text *text, const char *bytes), struct text *text)
{
	const struct recipe *recipe = map->graph->recipe;
	const struct recipe_inserts *inserts = &recipe->strips[strip].inserts;
	const struct stem_set stems = map->stems[strip];
	words(text, recipe->strips[strip].name);
	for (size_t stem = stem_set_next(&stems, 0), i = 0; stem < STEM_UNLABELLED;
	     stem = stem_set_next(&stems, stem + 1), i++) {
		text_append(text, "%s%s", i == 0 ? line : " + ",
			    recipe->strips[strip].stem != RECIPE_NONE ? "label " : "");
		words(text, recipe->stems[stem]);
	}
	for (size_t i = 0; i < inserts->count; i++)
		text_append(text, "%s%s", i == 0 ? line : ", ", inserts->items[i].processor->name);
	if (recipe->strips[strip].device != RECIPE_NONE) {
		text_append(text, "%s", line);
		device_text_of_strip(recipe, strip, text);
	}
	if (map->latencies[strip] != 0)
		text_append(text, "%s%zu %s late", line, map->latencies[strip],
			    map->latencies[strip] == 1 ? "sample" : "samples");
}

static void append_feedback(const struct route_map *map, const struct route_edge *edge, struct text *text)
{
	if (edge->feedback)
		text_append(text, " feedback %.1f ms", route_map_feedback_ms(map, edge));
}

static void dot_edge(const struct route_map *map, const struct route_edge *edge, struct text *text)
{
	static const char *const styles[] = {
		[ROUTE_OUTPUT] = "solid", [ROUTE_SEND] = "dashed", [ROUTE_INPUT] = "solid", [ROUTE_KEY] = "dotted"
	};
	text_append(text, "  s%zu -> s%zu [style=%s", edge->from, edge->to, styles[edge->kind]);
	if (edge->kind == ROUTE_SEND) {
		text_append(text, ", label=\"");
		route_level_append(&edge->level, "-", text);
		text_append(text, " %s", edge->tap);
	} else if (edge->kind != ROUTE_OUTPUT) {
		text_append(text, ", label=\"%s %s", route_kind_name(edge->kind), edge->tap);
	}
	append_feedback(map, edge, text);
	/* An edge that leads back moves no box. */
	text_append(text, edge->kind == ROUTE_OUTPUT ? "];\n" : edge->feedback ? "\", constraint=false];\n" : "\"];\n");
}

void route_dot(const struct route_map *map, struct text *text)
{
	static const char *const shapes[] = { [STRIP_TRACK] = "box",
					      [STRIP_BUS] = "box, style=rounded",
					      [STRIP_AUX] = "ellipse",
					      [STRIP_OUTPUT] = "doubleoctagon" };
	const struct recipe *recipe = map->graph->recipe;
	text_append(text, "digraph \"");
	dot_words(text, !recipe->title ? "routing" : recipe->title);
	text_append(text, "\" {\n  rankdir=LR;\n");
	for (size_t i = 0; i < map->row_count; i++) {
		text_append(text, "  s%zu [label=\"", map->order[i]);
		append_box(map, map->order[i], "\\n", dot_words, text);
		text_append(text, "\", shape=%s];\n", shapes[recipe->strips[map->order[i]].kind]);
	}
	for (size_t i = 0; i < map->edge_count; i++)
		dot_edge(map, &map->edges[i], text);
	text_append(text, "}\n");
}

static void mermaid_edge(const struct route_map *map, const struct route_edge *edge, struct text *text)
{
	text_append(text, "  s%zu ", edge->from);
	if (edge->kind == ROUTE_SEND) {
		text_append(text, "-. \"");
		route_level_append(&edge->level, "-", text);
		text_append(text, " %s", edge->tap);
		append_feedback(map, edge, text);
		text_append(text, "\" .->");
	} else if (edge->kind == ROUTE_KEY) {
		text_append(text, "-. \"key %s\" .->", edge->tap);
	} else if (edge->kind == ROUTE_INPUT) {
		text_append(text, "-- \"input %s\" -->", edge->tap);
	} else {
		text_append(text, "-->");
	}
	text_append(text, " s%zu\n", edge->to);
}

void route_mermaid(const struct route_map *map, struct text *text)
{
	static const char *const opening[] = {
		[STRIP_TRACK] = "[\"", [STRIP_BUS] = "(\"", [STRIP_AUX] = "([\"", [STRIP_OUTPUT] = "[[\""
	};
	static const char *const closing[] = {
		[STRIP_TRACK] = "\"]", [STRIP_BUS] = "\")", [STRIP_AUX] = "\"])", [STRIP_OUTPUT] = "\"]]"
	};
	text_append(text, "flowchart LR\n");
	for (size_t i = 0; i < map->row_count; i++) {
		const enum strip_kind kind = map->graph->recipe->strips[map->order[i]].kind;
		text_append(text, "  s%zu%s", map->order[i], opening[kind]);
		append_box(map, map->order[i], "<br/>", mermaid_words, text);
		text_append(text, "%s\n", closing[kind]);
	}
	for (size_t i = 0; i < map->edge_count; i++)
		mermaid_edge(map, &map->edges[i], text);
}
