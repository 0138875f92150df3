/* Tests the picture of the routing: its boxes, its lines and its files.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/route_chart.h"

#include "core/graph/graph_text.h"
#include "report/plots.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

static struct graph_text text;
static struct route_chart chart;
static const struct report nothing = { 0 };

static void release(void)
{
	graph_text_release(&text);
}

TestSuite(route_chart, .fini = release);

static const char song[] =
	"version: 1\ntracks:\n"
	"  kick: { source: kick.wav, stem: drums, output: master, sends: [ { to: echo, level: -6 dB, tap: pre-fader }, "
	"{ to: cue } ] "
	"}\n"
	"  bass: { source: bass.wav, stem: bass, output: master, fader: -3 dB, inserts: [ compressor: { key: "
	"kick.pre-fader } ] }\n"
	"auxes: { echo: { output: master, sends: [ { to: echo, level: -12 dB, feedback: { delay: 100 ms } } ], "
	"inserts: [ delay ] } }\n"
	"outputs: { master: {}, cue: {} }\n"
	"print: { mixes: { mix: { of: master } }, stems: { of: master }, taps: { dry: kick.pre-fader } }\n";

static struct findings make(const char *yaml, const struct report *report)
{
	graph_text_build_right(yaml, true, &text);
	return (struct findings){ .report = report, .graph = text.graph };
}

static size_t strip(const char *name)
{
	return (size_t)(recipe_text_strip(&text.text, name) - text.graph->recipe->strips);
}

static size_t column(const char *name)
{
	return chart.flow.boxes[strip(name)].column;
}

/* A graph that was not rendered has the files that it would print. */
Test(route_chart, has_strips_and_files_in_columns)
{
	const struct findings findings = make(song, &nothing);
	cr_assert(route_chart_init(&chart, &findings, 960.0) == STATUS_OK);
	cr_expect(column("kick") == 0 && column("bass") == 0 && column("echo") == 1 && column("master") == 2 &&
		  column("cue") == 2);
	static const char *const files[][3] = { { "mix.wav", "master", "post-pan" },
						{ "stems/drums.wav", "master", "post-pan" },
						{ "stems/bass.wav", "master", "post-pan" },
						{ "taps/dry.wav", "kick", "pre-fader" } };
	cr_assert_eq(chart.prints.count, 4);
	cr_assert_eq(chart.prints.origin_count, 4);
	for (size_t i = 0; i < 4; i++) {
		cr_expect_str_eq(chart.prints.items[i].path, files[i][0]);
		cr_expect_eq(chart.prints.origins[i].strip, strip(files[i][1]));
		cr_expect_str_eq(chart.prints.origins[i].tap, files[i][2]);
		cr_expect_eq(chart.flow.boxes[text.graph->recipe->strip_count + i].column, 3);
	}
	cr_expect_eq(chart.flow.line_count, chart.map.edge_count + 4);
	cr_expect_str_eq(chart.series[strip("bass")], "s1");
	cr_expect_str_eq(chart.series[strip("master")], "mix");
	route_chart_release(&chart);
}

/* The line of a send leaves its row, and that of a key enters its row. The row of feedback has a second line. */
Test(route_chart, lines_meet_the_rows_that_name_them)
{
	const struct findings findings = make(song, &nothing);
	cr_assert(route_chart_init(&chart, &findings, 960.0) == STATUS_OK);
	for (size_t i = 0; i < chart.map.edge_count; i++) {
		const struct route_edge *edge = &chart.map.edges[i];
		const struct flow_line *line = &chart.flow.lines[i];
		const double row = ROUTE_EDGE + ((double)chart.edge_rows[i] + 0.5) * ROUTE_ROW;
		cr_expect_float_eq(edge->kind == ROUTE_KEY ? line->enter : line->leave, row, 1e-9);
		cr_expect_lt(line->leave, chart.flow.boxes[edge->from].height);
		cr_expect_lt(line->enter, chart.flow.boxes[edge->to].height);
		cr_expect_eq(line->leads_on, edge->kind != ROUTE_KEY && !edge->feedback);
	}
	/* Name, level, label; then the sends. Name, level, inserts, label; then the key. Name, level, inserts; then the
	   feedback. */
	cr_expect_float_eq(chart.flow.boxes[strip("kick")].height, 10.0 + 5 * 15.0, 1e-9);
	cr_expect_float_eq(chart.flow.boxes[strip("bass")].height, 10.0 + 5 * 15.0, 1e-9);
	cr_expect_float_eq(chart.flow.boxes[strip("echo")].height, 10.0 + 5 * 15.0, 1e-9);
	route_chart_release(&chart);
}

static struct report_file file(const char *path, enum report_role role, const char *name, const char *of)
{
	return (struct report_file){
		.path = path, .role = role, .name = name, .of = of, .link = path, .loudness.sample_peak_dbfs = -6.04
	};
}

static struct text draw(const struct findings *findings, bool alone)
{
	struct text svg = { 0 };
	const struct plot_sheet sheet = { .text = &svg, .width = 960.0, .alone = alone };
	plot_routes.draw(findings, 0, &sheet);
	cr_assert(!svg.failed);
	return svg;
}

static size_t times(const char *words, const char *part)
{
	size_t count = 0;
	for (; (words = strstr(words, part)); words++)
		count++;
	return count;
}

Test(route_chart, files_of_a_report_are_links)
{
	const struct report_device_channel channels[] = { { NULL, 0 }, { "master", 1 }, { "master", 2 } };
	struct report_file files[] = { file("regions/a b/mix.wav", REPORT_MIX, "mix", "master"),
				       file("stems/drums.wav", REPORT_STEM, "drums", "master"),
				       file("dry.wav", REPORT_TAP, "dry", "kick.pre-fader"),
				       file("desk.wav", REPORT_DEVICE, "desk", NULL) };
	files[3].device_channels = channels;
	files[3].channels = 3;
	const struct report_sum sums[] = { { "kick", STRIP_TRACK, 1, -3.26 },
					   { "bass", STRIP_TRACK, 1, -(double)INFINITY },
					   { "master", STRIP_OUTPUT, 3, 0.04 } };
	const struct report report = { .files = files, .file_count = 4, .sums = sums, .sum_count = 3 };
	const struct findings findings = make(song, &report);
	cr_assert(route_chart_init(&chart, &findings, 960.0) == STATUS_OK);
	static const char *const origins[][2] = {
		{ "master", "post-pan" }, { "master", "post-pan" }, { "kick", "pre-fader" }, { "master", "post-pan" }
	};
	cr_assert_eq(chart.prints.origin_count, 4);
	for (size_t i = 0; i < 4; i++) {
		cr_expect_eq(chart.prints.origins[i].print, i);
		cr_expect_eq(chart.prints.origins[i].strip, strip(origins[i][0]));
		cr_expect_str_eq(chart.prints.origins[i].tap, origins[i][1]);
	}
	route_chart_release(&chart);
	struct text page = draw(&findings, false), alone = draw(&findings, true);
	cr_expect_eq(times(page.bytes, "<a href=\"regions/a%20b/mix.wav\" aria-label=\"regions/a b/mix.wav\">"), 1);
	cr_expect_eq(times(page.bytes, "<a "), 4);
	cr_expect_eq(times(alone.bytes, "<a "), 0, "the picture may be anywhere");
	cr_expect_eq(times(page.bytes, ">in \u22123.3 dBFS<"), 1);
	cr_expect_eq(times(page.bytes, ">in silence<"), 1);
	cr_expect_eq(times(page.bytes, ">in 0.0 dBFS<"), 1);
	cr_expect_eq(times(page.bytes, ">\u22126.0 dBFS<"), 4);
	cr_expect_eq(times(page.bytes, ">fader \u22123.0 dB<"), 1);
	text_release(&page);
	text_release(&alone);
}

Test(route_chart, draws_each_strip_file_and_line_once)
{
	for (unsigned seed = 0; seed < 30; seed++) {
		const struct findings findings = make(graph_text_random(seed), &nothing);
		cr_assert(route_chart_init(&chart, &findings, 960.0) == STATUS_OK);
		struct text svg = draw(&findings, true);
		cr_expect_eq(times(svg.bytes, "<rect class=\"box"), chart.flow.box_count);
		cr_expect_eq(times(svg.bytes, "<path class=\"flow"), chart.flow.line_count);
		for (size_t i = 0; i < findings.graph->recipe->strip_count; i++) {
			char name[64];
			snprintf(name, sizeof name, ">%s</text>", findings.graph->recipe->strips[i].name);
			cr_expect_eq(times(svg.bytes, name), 1, "%s", name);
		}
		text_release(&svg);
		route_chart_release(&chart);
		graph_text_release(&text);
	}
}

/* A picture of many files shows as many as it can, and says how many it leaves out. */
Test(route_chart, counts_the_files_that_it_leaves_out)
{
	static struct report_file files[ROUTE_PRINTS_MAXIMUM + 2];
	for (size_t i = 0; i < ROUTE_PRINTS_MAXIMUM + 2; i++)
		files[i] = file("mix.wav", REPORT_MIX, "mix", "master");
	struct report report = { .files = files, .file_count = ROUTE_PRINTS_MAXIMUM };
	const struct findings findings = make(song, &report);
	struct text svg = draw(&findings, false);
	cr_expect_eq(times(svg.bytes, "not drawn"), 0);
	text_release(&svg);
	report.file_count += 2;
	svg = draw(&findings, false);
	cr_expect_eq(times(svg.bytes, ">2 more files are not drawn<"), 1);
	cr_expect_eq(times(svg.bytes, "<a "), ROUTE_PRINTS_MAXIMUM);
	text_release(&svg);
}

Test(route_chart, says_that_a_routing_is_too_large)
{
	struct text yaml = { 0 };
	text_append(&yaml, "version: 1\ntracks: { kick: { source: kick.wav } }\nbuses:\n");
	for (size_t i = 0; i < ROUTE_STRIPS_MAXIMUM; i++)
		text_append(&yaml, "  b%zu: {}\n", i);
	text_append(&yaml, "outputs: { master: {} }\n");
	const struct findings findings = make(yaml.bytes, &nothing);
	cr_expect(route_chart_init(&chart, &findings, 960.0) == STATUS_LIMIT);
	route_chart_release(&chart);
	cr_expect_eq(plot_routes.count(&findings), 1);
	struct text svg = draw(&findings, false);
	cr_expect_eq(times(svg.bytes, "The routing has 402 strips and 401 lines: too many for a picture."), 1);
	text_release(&svg);
	text_release(&yaml);
}
