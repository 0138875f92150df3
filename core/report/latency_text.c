/* Writes what the measurement of latencies found.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/latency_text.h"

#include "graph/print_file.h"
#include "report/layout.h"
#include "report/table.h"

static const char *const titles[] = { "strip", "processor", "declared", "measured", "by" };

/* Says how the frames were measured, or why they were not. */
static void append_method(const struct latency_reading *reading, struct text *text)
{
	switch (reading->method) {
	case LATENCY_BY_ONSET:
		text_append(text, "first reaction");
		break;
	case LATENCY_BY_SYMMETRY:
		text_append(text, "centre of the response");
		break;
	case LATENCY_BY_FIT:
		text_append(text, "best fit of output and input");
		break;
	case LATENCY_ON_PURPOSE:
		text_append(text, "not measurable: it delays on purpose, and first reacts after %lld frames",
			    reading->measured);
		break;
	case LATENCY_MOVING:
		text_append(text, "not measurable: its delay moves, here from %lld to %lld frames", reading->measured,
			    reading->latest);
		break;
	case LATENCY_SILENT:
		text_append(text, "not measurable: nothing comes out");
		break;
	}
}

static void add_instance(const struct latency_check *check, size_t index, struct table *table)
{
	const struct node *node = &check->graph->nodes[index];
	const struct latency_reading *reading = &check->readings[index];
	struct text method = { 0 };
	table_add(table, "%s", graph_owner(check->graph, node));
	table_add(table, "%s", node->processor->name);
	table_add(table, "%zu", node->shape.latency);
	if (latency_is_measured(reading))
		table_add(table, "%lld", reading->measured);
	else
		table_add(table, "-");
	append_method(reading, &method);
	table_add(table, "%s%s", method.bytes ? method.bytes : "", reading->right ? "" : "  WRONG");
	table->cells.failed |= method.failed;
	text_release(&method);
}

static void append_print_name(const struct graph *graph, size_t print, struct text *text)
{
	text_append(text, "%s %s", print_role_name(graph->prints[print].role), graph->prints[print].name);
}

static void append_miss(const struct graph *graph, const struct latency_miss *miss, struct text *text)
{
	const char *from = graph_owner(graph, &graph->nodes[miss->from]);
	const size_t start = text->length;
	if (miss->node == NODE_NONE)
		append_print_name(graph, miss->print, text);
	else
		text_append(text, "%s", graph_owner(graph, &graph->nodes[miss->node]));
	text_append(text, ": what comes from %s%s is %lld frames late, and the plan counts on %lld  WRONG", from,
		    miss->key ? ", as the key," : "", miss->measured, miss->expected);
	layout_end_line(text, start);
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
	const size_t start = text->length;
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
	layout_end_line(text, start);
}

static void append_routes(const struct latency_check *check, struct text *text)
{
	size_t exact = 0, silent = 0, start;
	for (size_t i = 0; i < check->routes.count; i++) {
		const struct latency_route *route = &check->routes.items[i];
		if (route->heard && route->right && route->reaction == 0)
			exact++;
		else if (!route->heard && !latency_route_is_whole(check->graph, route))
			silent++;
		else
			append_route(check->graph, route, text);
	}
	start = text->length;
	append_count(text, check->routes.count, "route", "routes");
	text_append(text, " from a source to a print: %zu on the frame of the source, %zu without sound of other stems",
		    exact, silent);
	layout_end_line(text, start);
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
	const size_t start = text->length;
	if (check->right)
		text_append(text, "latency: PASS, all as declared");
	else
		text_append(text, "latency: FAIL, %zu of what was measured differ%s from what is declared", wrong,
			    wrong == 1 ? "s" : "");
	layout_end_line(text, start);
}

void latency_text(const struct latency_check *check, struct text *text)
{
	const struct graph *graph = check->graph;
	struct table table = { .form = "nlrrw", .columns = sizeof titles / sizeof *titles };
	size_t instances = 0, unknown = 0, wrong = 0;
	for (size_t i = 0; i < table.columns; i++)
		table_add(&table, "%s", titles[i]);
	for (size_t i = 0; i < graph->order_count; i++) {
		const size_t index = graph->order[i];
		if (graph->nodes[index].kind != NODE_PROCESS)
			continue;
		add_instance(check, index, &table);
		instances++;
		unknown += latency_is_measured(&check->readings[index]) ? 0 : 1;
		wrong += check->readings[index].right ? 0 : 1;
	}
	table_text(&table, text);
	for (size_t i = 0; i < check->meetings.miss_count; i++)
		append_miss(graph, &check->meetings.misses[i], text);
	append_count(text, check->meetings.way_count, "way", "ways");
	text_append(text, " into sums, keys and prints: %zu as planned\n",
		    check->meetings.way_count - check->meetings.miss_count);
	append_routes(check, text);
	append_summary(check, instances, unknown, wrong, text);
}
