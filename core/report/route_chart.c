/* Turns the routing into boxes and lines.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/route_chart.h"

#include "report/plot_colour.h"

#include <math.h>
#include <string.h>

/* The least gutter between two columns. */
static const double gutter = 44.0;

bool route_chart_has_inserts(const struct recipe_strip *strip)
{
	return strip->inserts.count > 0 || strip->device != RECIPE_NONE;
}

bool route_chart_has_facts(const struct route_chart *chart, size_t strip)
{
	return chart->map.graph->recipe->strips[strip].stem != RECIPE_NONE || chart->map.latencies[strip] != 0;
}

const char *route_chart_tap(const struct route_edge *edge)
{
	if (strcmp(edge->tap, tap_name(TAP_POST_FADER)) == 0)
		return "post";
	return strcmp(edge->tap, tap_name(TAP_PRE_FADER)) == 0 ? "pre" : edge->tap;
}

/* Returns the colour that the file of the strip's only stem has elsewhere on the page. */
static const char *series_of(const struct route_chart *chart, const struct report *report, size_t strip)
{
	const struct recipe *recipe = chart->map.graph->recipe;
	const struct stem_set *stems = &chart->map.stems[strip];
	const size_t stem = stem_set_next(stems, 0);
	if (stem_set_count(stems) != 1 || stem >= recipe->stem_count)
		return "mix";
	for (size_t i = 0; i < report->file_count && i < ROUTE_PRINTS_MAXIMUM; i++)
		if (report->files[i].role == REPORT_STEM && strcmp(report->files[i].name, recipe->stems[stem]) == 0)
			return chart->prints.items[i].series;
	return plot_colour(stem);
}

/* The sums of a report are in the order of the strips. */
static void read_peaks(struct route_chart *chart, const struct report *report)
{
	const struct recipe *recipe = chart->map.graph->recipe;
	for (size_t i = 0, sum = 0; i < recipe->strip_count; i++) {
		chart->peaks_dbfs[i] = (double)NAN;
		if (sum < report->sum_count && strcmp(report->sums[sum].strip, recipe->strips[i].name) == 0)
			chart->peaks_dbfs[i] = report->sums[sum++].peak_dbfs;
	}
}

/* Gives each edge its row, and returns the rows of all strips in `rows`. */
static void number_rows(struct route_chart *chart, size_t *rows)
{
	const struct recipe *recipe = chart->map.graph->recipe;
	for (size_t i = 0; i < recipe->strip_count; i++)
		rows[i] = 2U + route_chart_has_inserts(&recipe->strips[i]) + route_chart_has_facts(chart, i);
	for (size_t i = 0; i < chart->map.edge_count; i++) {
		const struct route_edge *edge = &chart->map.edges[i];
		if (edge->kind == ROUTE_INPUT || edge->kind == ROUTE_KEY)
			chart->edge_rows[i] = rows[edge->to]++;
	}
	for (size_t i = 0; i < chart->map.edge_count; i++)
		if (chart->map.edges[i].kind == ROUTE_SEND) {
			chart->edge_rows[i] = rows[chart->map.edges[i].from];
			rows[chart->map.edges[i].from] += chart->map.edges[i].feedback ? 2 : 1;
		}
}

static double height_of(size_t rows)
{
	return 2.0 * ROUTE_EDGE + (double)rows * ROUTE_ROW;
}

static double middle_of(size_t row)
{
	return ROUTE_EDGE + ((double)row + 0.5) * ROUTE_ROW;
}

static void fill_boxes(struct route_chart *chart, const size_t *rows)
{
	const struct recipe *recipe = chart->map.graph->recipe;
	for (size_t i = 0; i < recipe->strip_count; i++)
		chart->flow.boxes[i] =
			(struct flow_box){ .rank = recipe->strips[i].kind == STRIP_OUTPUT ? FLOW_LATE : FLOW_BY_DEPTH,
					   .height = height_of(rows[i]) };
	for (size_t i = 0; i < chart->prints.count; i++)
		chart->flow.boxes[recipe->strip_count + i] =
			(struct flow_box){ .rank = FLOW_LAST, .height = height_of(2) };
}

/* Returns a number for a colour and a kind of line: what looks alike may have one way. */
static unsigned strand(const char *series, unsigned kind)
{
	const unsigned colour = series[0] == 's' ? (unsigned)(series[1] - '0') + 1 : 0;
	return 8 * colour + kind;
}

static struct flow_line line_of_edge(const struct route_chart *chart, size_t index)
{
	/* An output pulls its strips to one height more than a send does, and a key the least. */
	static const double weights[] = {
		[ROUTE_OUTPUT] = 30.0, [ROUTE_SEND] = 1.0, [ROUTE_INPUT] = 30.0, [ROUTE_KEY] = 0.5
	};
	const struct route_edge *edge = &chart->map.edges[index];
	const bool sends = edge->kind == ROUTE_SEND;
	return (struct flow_line){
		.from = edge->from,
		.to = edge->to,
		.leave = middle_of(sends ? chart->edge_rows[index] : 0),
		.enter = middle_of(sends ? 0 : chart->edge_rows[index]),
		.weight = weights[edge->kind],
		.strand = strand(chart->series[edge->from], edge->feedback ? 4 : (unsigned)edge->kind),
		.leads_on = edge->kind != ROUTE_KEY && !edge->feedback,
	};
}

static void fill_lines(struct route_chart *chart)
{
	const size_t strips = chart->map.graph->recipe->strip_count, edges = chart->map.edge_count;
	for (size_t i = 0; i < edges; i++)
		chart->flow.lines[i] = line_of_edge(chart, i);
	for (size_t i = 0; i < chart->prints.origin_count; i++) {
		const struct route_origin *origin = &chart->prints.origins[i];
		chart->flow.lines[edges + i] = (struct flow_line){
			.from = origin->strip,
			.to = strips + origin->print,
			.leave = middle_of(0),
			.enter = middle_of(0),
			.weight = 1.0,
			.leads_on = true,
		};
	}
}

static enum status make_flow(struct route_chart *chart, const struct report *report, double width)
{
	const size_t strips = chart->map.graph->recipe->strip_count;
	size_t *rows = ARENA_ARRAY(chart->arena, size_t, strips);
	chart->series = ARENA_ARRAY(chart->arena, const char *, strips);
	chart->peaks_dbfs = ARENA_ARRAY(chart->arena, double, strips);
	chart->edge_rows = ARENA_ARRAY(chart->arena, size_t, chart->map.edge_count);
	chart->flow = (struct flow_chart){
		.box_width = ROUTE_BOX, .margin = 3.0, .least_gutter = gutter, .wanted_width = width
	};
	chart->flow.box_count = strips + chart->prints.count;
	chart->flow.line_count = chart->map.edge_count + chart->prints.origin_count;
	chart->flow.boxes = ARENA_ARRAY(chart->arena, struct flow_box, chart->flow.box_count);
	chart->flow.lines = ARENA_ARRAY(chart->arena, struct flow_line, chart->flow.line_count);
	if (!rows || !chart->series || !chart->peaks_dbfs || !chart->edge_rows || !chart->flow.boxes ||
	    !chart->flow.lines)
		return STATUS_NO_MEMORY;
	for (size_t i = 0; i < strips; i++)
		chart->series[i] = series_of(chart, report, i);
	read_peaks(chart, report);
	number_rows(chart, rows);
	fill_boxes(chart, rows);
	fill_lines(chart);
	return flow_chart_place(&chart->flow, chart->arena);
}

enum status route_chart_init(struct route_chart *chart, const struct findings *findings, double width)
{
	const struct graph *graph = findings->graph;
	*chart = (struct route_chart){ .arena = arena_new() };
	if (!chart->arena)
		return STATUS_NO_MEMORY;
	if (graph->recipe->strip_count > ROUTE_STRIPS_MAXIMUM || graph->routing.connection_count > FLOW_LINES_MAXIMUM)
		return STATUS_LIMIT;
	if (!route_map_init(&chart->map, graph) ||
	    !route_prints_list(findings->report, graph, chart->arena, &chart->prints))
		return STATUS_NO_MEMORY;
	return make_flow(chart, findings->report, width);
}

void route_chart_release(struct route_chart *chart)
{
	route_map_release(&chart->map);
	arena_free(chart->arena);
}
