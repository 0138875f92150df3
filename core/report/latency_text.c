/* Writes what the measurement of latencies found.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/latency_text.h"

#include "graph/print_file.h"
#include "report/layout.h"

#include <stdio.h>

enum { STRIP_COLUMNS = 24, WHAT_COLUMNS = 22, FRAME_COLUMNS = 10 };

static void append_titles(struct text *text)
{
	layout_cell(text, "strip", STRIP_COLUMNS, LAYOUT_LEFT);
	layout_cell(text, "processor", WHAT_COLUMNS, LAYOUT_LEFT);
	layout_cell(text, "declared", FRAME_COLUMNS, LAYOUT_RIGHT);
	layout_cell(text, "measured", FRAME_COLUMNS, LAYOUT_RIGHT);
	text_append(text, "  by\n");
}

static void append_frames(struct text *text, long long frames)
{
	char cell[32];
	snprintf(cell, sizeof cell, "%lld", frames);
	layout_cell(text, cell, FRAME_COLUMNS, LAYOUT_RIGHT);
}

/* Says how the frames were measured, or why they were not. */
static void append_method(const struct latency_reading *reading, struct text *text)
{
	switch (reading->method) {
	case LATENCY_BY_ONSET:
		text_append(text, "  first reaction");
		break;
	case LATENCY_BY_SYMMETRY:
		text_append(text, "  centre of the response");
		break;
	case LATENCY_BY_FIT:
		text_append(text, "  best fit of output and input");
		break;
	case LATENCY_ON_PURPOSE:
		text_append(text, "  not measurable: it delays on purpose, and first reacts after %lld frames",
			    reading->measured);
		break;
	case LATENCY_MOVING:
		text_append(text, "  not measurable: its delay moves, here from %lld to %lld frames", reading->measured,
			    reading->latest);
		break;
	case LATENCY_SILENT:
		text_append(text, "  not measurable: nothing comes out");
		break;
	}
}

static void append_instance(const struct latency_check *check, size_t index, struct text *text)
{
	const struct node *node = &check->graph->nodes[index];
	const struct latency_reading *reading = &check->readings[index];
	layout_cell(text, graph_owner(check->graph, node), STRIP_COLUMNS, LAYOUT_LEFT);
	layout_cell(text, node->processor->name, WHAT_COLUMNS, LAYOUT_LEFT);
	append_frames(text, (long long)node->shape.latency);
	if (latency_is_measured(reading))
		append_frames(text, reading->measured);
	else
		layout_cell(text, "-", FRAME_COLUMNS, LAYOUT_RIGHT);
	append_method(reading, text);
	text_append(text, "%s\n", reading->right ? "" : "  WRONG");
}

static void append_print_name(const struct graph *graph, size_t print, struct text *text)
{
	text_append(text, "%s %s", print_role_name(graph->prints[print].role), graph->prints[print].name);
}

static void append_miss(const struct graph *graph, const struct latency_miss *miss, struct text *text)
{
	const char *from = graph_owner(graph, &graph->nodes[miss->from]);
	if (miss->node == NODE_NONE)
		append_print_name(graph, miss->print, text);
	else
		text_append(text, "%s", graph_owner(graph, &graph->nodes[miss->node]));
	text_append(text, ": what comes from %s%s is %lld frames late, and the plan counts on %lld  WRONG\n", from,
		    miss->key ? ", as the key," : "", miss->measured, miss->expected);
}

static void append_count(struct text *text, size_t count, const char *one, const char *many)
{
	text_append(text, "%zu %s", count, count == 1 ? one : many);
}

static void append_reaction(long long frames, struct text *text)
{
	const long long off = frames < 0 ? -frames : frames;
	text_append(text, ": first reaction %lld frame%s %s its frame", off, off == 1 ? "" : "s",
		    frames < 0 ? "before" : "after");
}

/* Tells a route that is not on its frame, and why it need not be. */
static void append_route(const struct graph *graph, const struct latency_route *route, struct text *text)
{
	text_append(text, "%s in ", graph_owner(graph, &graph->nodes[route->node]));
	append_print_name(graph, route->print, text);
	if (!route->heard)
		text_append(text, ": nothing is heard");
	else
		append_reaction(route->reaction, text);
	if (!route->right)
		text_append(text, ", at most %lld before and %lld after are declared  WRONG", route->early, route->gap);
	else if (route->heard)
		text_append(text, ", %s", route->reaction < 0 ? "by pre-ringing" : "by delays that are meant");
	text_append(text, "\n");
}

static void append_routes(const struct latency_check *check, struct text *text)
{
	size_t exact = 0, silent = 0;
	for (size_t i = 0; i < check->routes.count; i++) {
		const struct latency_route *route = &check->routes.items[i];
		if (route->heard && route->right && route->reaction == 0)
			exact++;
		else if (!route->heard && !latency_route_is_whole(check->graph, route))
			silent++;
		else
			append_route(check->graph, route, text);
	}
	append_count(text, check->routes.count, "route", "routes");
	text_append(text,
		    " from a source to a print: %zu on the frame of the source, %zu without sound of other stems\n",
		    exact, silent);
}

/* Says what was compared, and how much of it is wrong. */
static void append_summary(const struct latency_check *check, size_t instances, size_t unknown, size_t wrong,
			   struct text *text)
{
	append_count(text, instances, "instance", "instances");
	text_append(text, ": %zu measured, %zu not measurable\n", instances - unknown, unknown);
	for (size_t i = 0; i < check->routes.count; i++)
		wrong += check->routes.items[i].right ? 0 : 1;
	wrong += check->meetings.miss_count;
	if (check->right)
		text_append(text, "latency: PASS, all as declared\n");
	else
		text_append(text, "latency: FAIL, %zu of what was measured differ%s from what is declared\n", wrong,
			    wrong == 1 ? "s" : "");
}

void latency_text(const struct latency_check *check, struct text *text)
{
	const struct graph *graph = check->graph;
	size_t instances = 0, unknown = 0, wrong = 0;
	append_titles(text);
	for (size_t i = 0; i < graph->order_count; i++) {
		const size_t index = graph->order[i];
		if (graph->nodes[index].kind != NODE_PROCESS)
			continue;
		append_instance(check, index, text);
		instances++;
		unknown += latency_is_measured(&check->readings[index]) ? 0 : 1;
		wrong += check->readings[index].right ? 0 : 1;
	}
	for (size_t i = 0; i < check->meetings.miss_count; i++)
		append_miss(graph, &check->meetings.misses[i], text);
	append_count(text, check->meetings.way_count, "way", "ways");
	text_append(text, " into sums, keys and prints: %zu as planned\n",
		    check->meetings.way_count - check->meetings.miss_count);
	append_routes(check, text);
	append_summary(check, instances, unknown, wrong, text);
}
