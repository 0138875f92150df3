/* Draws which strip feeds which, from left to right.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/device_text.h"
#include "report/figure.h"
#include "report/plot_kind.h"
#include "report/route_chart.h"

#include <math.h>

enum {
	MORE = 22, /* the height of a line of words below the chart */
	INSERTS_MOST = 16, /* more names never fit into a row */
};

/* What stands beside the edges of a box. */
static const double side_room = 11.0, right_room = 8.0, word_distance = 6.0, least_room = 40.0;

static const char line_minus[] = "\u2212";

static size_t count(const struct findings *findings)
{
	return findings->report && findings->graph;
}

/* A box that is being drawn. */
struct frame {
	struct plot *plot;
	double x, y; /* its upper left corner */
};

static struct frame frame_of(struct plot *plot, const struct route_chart *chart, size_t box)
{
	return (struct frame){ plot, chart->flow.boxes[box].x, chart->flow.boxes[box].y };
}

/* Writes a row of a box. The words at the left have the room that those at the right side leave, and at least some. */
static void write_row(const struct frame *frame, size_t row, const char *class, const char *left,
		      const char *right_class, const char *right)
{
	const double y = frame->y + ROUTE_EDGE + (double)row * ROUTE_ROW + 11.0;
	const double room = ROUTE_BOX - side_room - right_room;
	const double taken =
		right ? fmin(plot_words_width(right, false), room - least_room - word_distance) + word_distance : 0.0;
	plot_label(frame->plot, class, frame->x + side_room, y, left, room - taken);
	if (right)
		plot_label(frame->plot, right_class, frame->x + ROUTE_BOX - right_room, y, right,
			   taken - word_distance);
}

/* Writes a row and releases both texts. */
static void end_row(const struct frame *frame, size_t row, const char *class, struct text *left,
		    const char *right_class, struct text *right)
{
	frame->plot->text->failed |= left->failed || right->failed;
	write_row(frame, row, class, left->bytes ? left->bytes : "", right_class, right->bytes);
	text_release(left);
	text_release(right);
}

static void append_peak(struct text *text, double peak_dbfs)
{
	if (isinf(peak_dbfs)) {
		text_append(text, "silence");
	} else {
		plot_append_number(text, peak_dbfs, 1);
		text_append(text, " dBFS");
	}
}

static void append_inserts(struct text *text, const struct recipe_inserts *inserts, size_t shown)
{
	for (size_t i = 0; i < shown; i++)
		text_append(text, "%s%s", i == 0 ? "" : " \u00b7 ", inserts->items[i].processor->name);
	if (shown < inserts->count)
		text_append(text, "%s+ %zu", shown == 0 ? "" : " ", inserts->count - shown);
}

/* Writes the inserts, and behind them the channels of a device. Inserts that find no room are counted. */
static void write_inserts(const struct frame *frame, const struct recipe *recipe, size_t strip)
{
	const struct recipe_inserts *inserts = &recipe->strips[strip].inserts;
	struct text device = { 0 }, words = { 0 };
	if (recipe->strips[strip].device != RECIPE_NONE) {
		text_append(&device, "\u2192 ");
		device_text_of_strip(recipe, strip, &device);
	}
	const double taken = plot_words_width(device.bytes, false) + word_distance;
	const double room = ROUTE_BOX - side_room - right_room - (device.bytes ? taken : 0.0);
	size_t shown = inserts->count < INSERTS_MOST ? inserts->count : INSERTS_MOST;
	append_inserts(&words, inserts, shown);
	while (shown > 0 && plot_words_width(words.bytes, false) > room) {
		words.length = 0;
		append_inserts(&words, inserts, --shown);
	}
	end_row(frame, 2, "", &words, "end", &device);
}

static void write_facts(const struct frame *frame, const struct route_chart *chart, size_t strip, size_t row)
{
	const struct recipe *recipe = chart->map.graph->recipe;
	const size_t frames = chart->map.latencies[strip];
	struct text label = { 0 }, latency = { 0 };
	if (recipe->strips[strip].stem != RECIPE_NONE)
		text_append(&label, "label %s", recipe->stems[recipe->strips[strip].stem]);
	if (frames != 0) {
		figure_append_short(&latency, 1e3 * (double)frames / recipe->session.sample_rate, 2);
		text_append(&latency, " ms late");
	}
	end_row(frame, row, "", &label, "end", &latency);
}

static void write_levels(const struct frame *frame, const struct route_chart *chart, size_t strip)
{
	const struct recipe_strip *at = &chart->map.graph->recipe->strips[strip];
	const struct route_level fader = route_level_of_fader(at);
	struct text left = { 0 }, right = { 0 };
	if (at->mute) {
		text_append(&left, "muted");
	} else {
		text_append(&left, "fader ");
		route_level_append_short(&fader, line_minus, &left);
	}
	if (!isnan(chart->peaks_dbfs[strip])) {
		text_append(&right, "in ");
		append_peak(&right, chart->peaks_dbfs[strip]);
	}
	end_row(frame, 1, "figure", &left, "figure end", &right);
}

/* Says in full what the rows of a strip have little room for. */
static void append_title(struct text *title, const struct route_chart *chart, size_t strip)
{
	const struct recipe *recipe = chart->map.graph->recipe;
	const struct recipe_strip *at = &recipe->strips[strip];
	const struct route_level fader = route_level_of_fader(at);
	const size_t frames = chart->map.latencies[strip];
	text_append(title, "%s \"%s\", fader ", strip_kind_name(at->kind), at->name);
	route_level_append(&fader, line_minus, title);
	text_append(title, "%s", at->mute ? ", muted" : "");
	for (size_t i = 0; i < at->inserts.count; i++)
		text_append(title, "%s%s", i == 0 ? ", inserts " : " \u00b7 ", at->inserts.items[i].processor->name);
	if (frames != 0)
		text_append(title, ", %zu %s late", frames, frames == 1 ? "sample" : "samples");
}

static void draw_frame(const struct frame *frame, const char *class, double height, const char *title)
{
	plot_rectangle(frame->plot, class, frame->x, frame->y, ROUTE_BOX, height, title);
	plot_rectangle(frame->plot, "bar", frame->x + 4.0, frame->y + 6.0, 3.0, height - 12.0, NULL);
}

static void draw_strip(struct plot *plot, const struct route_chart *chart, size_t strip)
{
	static const char *const classes[] = {
		[STRIP_TRACK] = "box", [STRIP_BUS] = "box bus", [STRIP_AUX] = "box aux", [STRIP_OUTPUT] = "box output"
	};
	const struct recipe_strip *at = &chart->map.graph->recipe->strips[strip];
	const struct frame frame = frame_of(plot, chart, strip);
	struct text title = { 0 };
	append_title(&title, chart, strip);
	draw_frame(&frame, classes[at->kind], chart->flow.boxes[strip].height, title.bytes);
	write_row(&frame, 0, "name", at->name, "end", strip_kind_name(at->kind));
	write_levels(&frame, chart, strip);
	if (route_chart_has_inserts(at))
		write_inserts(&frame, chart->map.graph->recipe, strip);
	if (route_chart_has_facts(chart, strip))
		write_facts(&frame, chart, strip, 2 + route_chart_has_inserts(at));
	plot->text->failed |= title.failed;
	text_release(&title);
}

static void append_feedback(struct text *text, const struct route_chart *chart, const struct route_edge *edge)
{
	text_append(text, "feedback after ");
	figure_append_short(text, route_map_feedback_ms(&chart->map, edge), 2);
	text_append(text, " ms");
}

/* Writes the row of a send, of an input or of a key in the box of a strip, if it stands there. */
static void write_edge(struct plot *plot, const struct route_chart *chart, size_t strip, size_t index)
{
	const struct route_edge *edge = &chart->map.edges[index];
	const struct recipe_strip *strips = chart->map.graph->recipe->strips;
	const bool sends = edge->kind == ROUTE_SEND;
	const struct frame frame = frame_of(plot, chart, strip);
	struct text left = { 0 }, right = { 0 };
	if (edge->kind == ROUTE_OUTPUT || strip != (sends ? edge->from : edge->to))
		return;
	if (sends) {
		text_append(&left, "%s %s", edge->feedback ? "\u21ba" : "\u2192", strips[edge->to].name);
		route_level_append_short(&edge->level, line_minus, &right);
		text_append(&right, " ");
	} else {
		text_append(&left, "%s %s", route_kind_name(edge->kind), strips[edge->from].name);
	}
	text_append(&right, "%s", route_chart_tap(edge));
	end_row(&frame, chart->edge_rows[index], "figure", &left, "end", &right);
	if (edge->feedback) {
		append_feedback(&left, chart, edge);
		end_row(&frame, chart->edge_rows[index] + 1, "", &left, "", &right);
	}
}

/* A file that was printed is a link. A picture that is a file of its own has none, because it may be anywhere. */
static void draw_print(struct plot *plot, const struct route_chart *chart, size_t index, bool links)
{
	const struct route_print *print = &chart->prints.items[index];
	const size_t box = chart->map.graph->recipe->strip_count + index;
	const struct frame frame = frame_of(plot, chart, box);
	struct text role = { 0 }, figures = { 0 };
	draw_frame(&frame, "box print", chart->flow.boxes[box].height, NULL);
	if (links && print->link)
		plot_link_open(plot, print->link, print->path);
	write_row(&frame, 0, "name", print->path, "", NULL);
	if (links && print->link)
		plot_link_close(plot);
	text_append(&role, "%s", print->role);
	if (!isnan(print->peak_dbfs))
		append_peak(&figures, print->peak_dbfs);
	if (isfinite(print->integrated_lufs)) {
		text_append(&figures, ", ");
		plot_append_number(&figures, print->integrated_lufs, 1);
		text_append(&figures, " LUFS");
	}
	end_row(&frame, 1, "", &role, "figure end", &figures);
}

/* Draws the head of an arrow whose tip is at x, y. It points to the right, or with a negative length to the left. */
static void draw_head(struct plot *plot, double x, double y, double length)
{
	plot_path_begin(plot, "core");
	plot_path_point(plot, x, y);
	plot_path_point(plot, x - length, y - 3.5);
	plot_path_point(plot, x - length, y + 3.5);
	plot_path_end(plot, true);
}

/* Draws a line, the head of its arrow, and one where it passes a box to the left. Lines with a common way differ at
 * their beginning alone. The path therefore begins at their end, so that their dashes lie upon each other. */
static void draw_line(struct plot *plot, const struct route_chart *chart, size_t index, const char *class,
		      const char *title)
{
	const struct flow_line *line = &chart->flow.lines[index];
	const struct plot_point *points = chart->flow.points + line->first_point;
	plot_wire(plot, class, points, line->point_count, title);
	draw_head(plot, points[0].x, points[0].y, 7.0);
	for (size_t i = 1; i < line->point_count; i++)
		if (points[i].x - points[i - 1].x > 0.5 * ROUTE_BOX)
			draw_head(plot, 0.5 * (points[i - 1].x + points[i].x) - 3.5, points[i].y, -7.0);
}

static void draw_edge(struct plot *plot, const struct route_chart *chart, size_t index)
{
	static const char *const classes[] = {
		[ROUTE_OUTPUT] = "flow", [ROUTE_SEND] = "flow send", [ROUTE_INPUT] = "flow", [ROUTE_KEY] = "flow key"
	};
	const struct route_edge *edge = &chart->map.edges[index];
	const struct recipe_strip *strips = chart->map.graph->recipe->strips;
	struct text title = { 0 };
	text_append(&title, "%s \u2192 %s: %s", strips[edge->from].name, strips[edge->to].name,
		    route_kind_name(edge->kind));
	if (edge->kind == ROUTE_SEND) {
		text_append(&title, " ");
		route_level_append(&edge->level, line_minus, &title);
	}
	if (edge->kind != ROUTE_OUTPUT)
		text_append(&title, ", %s", edge->tap);
	if (edge->feedback) {
		text_append(&title, ", ");
		append_feedback(&title, chart, edge);
	}
	plot_open(plot, chart->series[edge->from]);
	draw_line(plot, chart, index, edge->feedback ? "flow feedback" : classes[edge->kind], title.bytes);
	plot_close(plot);
	plot->text->failed |= title.failed;
	text_release(&title);
}

static void draw_origin(struct plot *plot, const struct route_chart *chart, size_t index)
{
	const struct route_origin *origin = &chart->prints.origins[index];
	const struct route_print *print = &chart->prints.items[origin->print];
	struct text title = { 0 };
	text_append(&title, "%s \u2192 %s: %s, %s", chart->map.graph->recipe->strips[origin->strip].name, print->path,
		    print->role, origin->tap);
	plot_open(plot, print->series);
	draw_line(plot, chart, chart->map.edge_count + index, "flow", title.bytes);
	plot_close(plot);
	plot->text->failed |= title.failed;
	text_release(&title);
}

/* Says in words what the picture shows. */
static void describe(struct plot *plot, const struct route_chart *chart)
{
	struct text words = { 0 };
	text_append(&words,
		    "Sound flows from left to right over %zu strips in %zu columns to %zu files. Each box tells what "
		    "feeds it by a key or an input, and where its sends go.",
		    chart->map.row_count, chart->flow.column_count - (chart->prints.count > 0), chart->prints.count);
	plot_describe(plot, words.bytes);
	plot->text->failed |= words.failed;
	text_release(&words);
}

static void draw_left_out(struct plot *plot, size_t left_out)
{
	struct text words = { 0 };
	if (left_out == 0)
		return;
	text_append(&words, "%zu more %s not drawn", left_out, left_out == 1 ? "file is" : "files are");
	plot_words(plot, "", 0.0, plot->height - 6.0, words.bytes);
	plot->text->failed |= words.failed;
	text_release(&words);
}

static void draw_chart(struct route_chart *chart, const struct plot_sheet *sheet)
{
	struct plot plot;
	const size_t strips = chart->map.graph->recipe->strip_count;
	const double more = chart->prints.left_out > 0 ? MORE : 0.0;
	plot_begin_wide(&plot, sheet, fmax(sheet->width, chart->flow.width), chart->flow.height + more,
			"which strip feeds which, and what is printed");
	describe(&plot, chart);
	for (size_t i = 0; i < chart->map.edge_count; i++)
		draw_edge(&plot, chart, i);
	for (size_t i = 0; i < chart->prints.origin_count; i++)
		draw_origin(&plot, chart, i);
	for (size_t i = 0; i < strips; i++) {
		plot_open(&plot, chart->series[i]);
		draw_strip(&plot, chart, i);
		/* A screen reader reads the words of a strip together. */
		for (size_t k = 0; k < chart->map.edge_count; k++)
			write_edge(&plot, chart, i, k);
		plot_close(&plot);
	}
	for (size_t i = 0; i < chart->prints.count; i++) {
		plot_open(&plot, chart->prints.items[i].series);
		draw_print(&plot, chart, i, !sheet->alone);
		plot_close(&plot);
	}
	draw_left_out(&plot, chart->prints.left_out);
	plot_end(&plot);
}

static void draw_limit(const struct graph *graph, const struct plot_sheet *sheet)
{
	struct plot plot;
	struct text words = { 0 };
	text_append(&words, "The routing has %zu strips and %zu lines: too many for a picture.",
		    graph->recipe->strip_count, graph->routing.connection_count);
	plot_begin(&plot, sheet, 36.0, "the routing is too large for a picture");
	plot_words(&plot, "", 0.0, 13.0, words.bytes);
	plot_words(&plot, "", 0.0, 29.0, "The command `stemprint graph` writes it as text.");
	plot_end(&plot);
	sheet->text->failed |= words.failed;
	text_release(&words);
}

static void draw(const struct findings *findings, size_t index, const struct plot_sheet *sheet)
{
	(void)index;
	struct route_chart chart;
	const enum status status = route_chart_init(&chart, findings, sheet->width);
	if (status == STATUS_OK)
		draw_chart(&chart, sheet);
	else if (status == STATUS_LIMIT)
		draw_limit(findings->graph, sheet);
	else
		sheet->text->failed = true;
	route_chart_release(&chart);
}

const struct plot_kind plot_routes = {
	.name = "routing",
	.heading = "Routing",
	.caption = "Sound flows from left to right: tracks, buses and auxes, outputs, and the printed files, which are "
		   "links. Outputs are solid lines, sends are dashed, keys are dotted, and feedback, which leads back "
		   "to the left, has dashes and dots. A send is named in its strip with its level, before (pre) or "
		   "after (post) the fader. <code>in</code> is the peak of all that comes into a strip. A colour is a "
		   "stem; a strip with several stems has none.",
	.count = count,
	.draw = draw,
	.scrolls = true,
};
