/* Tests pictures by the numbers in their SVG.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "fixture.h"
#include "report/plots.h"
#include "report/report_html.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct {
	double seconds;
	const char *words;
} times[] = { { 0.0, "0 s" },     { 1.25, "1.2 s" },    { 59.96, "60 s" }, { 60.0, "1:00" },
	      { 65.3, "1:05.3" }, { 119.97, "1:59.9" }, { 69.97, "1:10" }, { 3600.0, "60:00" } };

Test(plot, writes_times)
{
	for (size_t i = 0; i < sizeof times / sizeof *times; i++) {
		struct text text = { 0 };
		plot_append_time(&text, times[i].seconds);
		cr_expect_str_eq(text.bytes, times[i].words);
		text_release(&text);
	}
}

Test(plot, level_ranges_hold_what_is_asked_and_end_on_ticks)
{
	for (double lowest = -300.0; lowest < 0.0; lowest += 7.3)
		for (double span = 0.0; span < 200.0; span += 13.7) {
			const struct plot_range range = plot_level_range(lowest, lowest + span);
			cr_assert(range.from <= lowest && range.to >= lowest + span && range.to > range.from);
			cr_assert_eq(rint(range.from), range.from);
		}
}

/* A gap in a path begins a new part of it. */
Test(plot, paths_have_gaps_where_nothing_is)
{
	struct text text = { 0 };
	struct plot plot = { .text = &text };
	static const double values[] = { NAN, 1.0, 2.0, NAN, NAN, 3.0, -HUGE_VAL };
	plot_path_begin(&plot, "line");
	for (size_t i = 0; i < sizeof values / sizeof *values; i++)
		plot_path_point(&plot, (double)i, values[i]);
	plot_path_end(&plot, false);
	cr_expect_str_eq(text.bytes, "<path class=\"line\" d=\"M1 1 2 2M5 3\"/>\n");
	text_release(&text);
}

static void expect_label(const char *words, double room, const char *expected)
{
	struct text text = { 0 };
	struct plot plot = { .text = &text };
	plot_label(&plot, "", 0.0, 0.0, words, room);
	cr_expect(strstr(text.bytes, expected), "no \"%s\" in %s", expected, text.bytes);
	text_release(&text);
}

Test(plot, labels_keep_to_their_room)
{
	expect_label("drums", 100.0, ">drums</text>");
	expect_label("abcdefghijklmnopqrstuvwxyz", 63.1, ">abcd\u2026wxyz<title>abcdefghijklmnopqrstuvwxyz</title>");
	/* The cut lies between characters, not within one. */
	expect_label("\u00e4\u00f6\u00fc\u00df\u00e4\u00f6\u00fc\u00df\u00e4\u00f6\u00fc\u00df", 63.1,
		     ">\u00e4\u00f6\u00fc\u00df\u2026\u00e4\u00f6\u00fc\u00df<title>");
	for (size_t room = 0; room < 200; room++)
		expect_label("\xff\xfe\x80\x80 no text at all, and much of it", (double)room, "</text>");
}

Test(plot, wires_have_round_corners)
{
	static const struct plot_point points[] = { { 0.0, 0.0 }, { 8.0, 0.0 }, { 8.0, 20.0 }, { 30.0, 20.0 } };
	static const struct plot_point straight[] = { { 0.0, 5.0 }, { 8.0, 5.0 }, { 8.0, 5.0 }, { 30.0, 5.0 } };
	struct text text = { 0 };
	struct plot plot = { .text = &text };
	plot_wire(&plot, "flow", points, 4, "a <line>");
	plot_wire(&plot, "flow", straight, 4, NULL);
	cr_expect_str_eq(text.bytes, "<path class=\"flow\" d=\"M0 0L4 0Q8 0 8 4L8 14Q8 20 14 20L30 20\">"
				     "<title>a &lt;line&gt;</title></path>\n"
				     "<path class=\"flow\" d=\"M0 5L30 5\"/>\n");
	text_release(&text);
}

/* A hostile path leads to a file with that name and nowhere else. */
Test(plot, links_are_safe_from_names)
{
	struct text text = { 0 };
	struct plot plot = { .text = &text };
	plot_link_open(&plot, "javascript:a\"<b>", "a\"<b>");
	plot_link_close(&plot);
	cr_expect_str_eq(text.bytes, "<a href=\"javascript%3Aa%22%3Cb%3E\" aria-label=\"a&quot;&lt;b&gt;\">\n</a>\n");
	text_release(&text);
}

/* The waveform of a ramp from -1 to 1 has a lower edge that goes from the bottom of the lane to the top. */
Test(plot, a_ramp_looks_like_one)
{
	enum { FRAMES = 638400 };
	struct report_fixture fixture;
	report_fixture_init(&fixture);
	struct waveform *waveform = waveform_new(fixture.arena, FRAMES, 1);
	double *ramp = malloc(FRAMES * sizeof *ramp);
	for (size_t i = 0; i < FRAMES; i++)
		ramp[i] = -1.0 + 2.0 * (double)i / (FRAMES - 1);
	waveform_add(waveform, (const double *const[]){ ramp }, FRAMES);
	free(ramp);
	fixture.files[0].waveform = waveform;
	fixture.files[0].channels = 1;
	struct text text = { 0 };
	const struct plot_sheet sheet = { &text, 400.0, true };
	const struct findings findings = { .report = &fixture.report };
	cr_assert_eq(plot_waveforms.count(&findings), 1);
	plot_waveforms.draw(&findings, 0, &sheet);
	const char *area = strstr(text.bytes, "<path class=\"area\" d=\"M");
	cr_assert(area);
	double x, y, first_y = 0.0, last_y = 0.0;
	int used, points = 0;
	for (area += strlen("<path class=\"area\" d=\"M");
	     points < 400 && sscanf(area, "%lf %lf%n", &x, &y, &used) == 2; area += used, points++) {
		first_y = points == 0 ? y : first_y;
		last_y = y;
	}
	cr_expect_eq(points, 400);
	cr_expect_float_eq(first_y - last_y, 40.0, 0.3, "from %g to %g", first_y, last_y);
	text_release(&text);
	report_fixture_release(&fixture);
}

/* All octaves are equally wide, and all decibels equally high. */
Test(plot, a_filter_is_drawn_by_octaves)
{
	static const struct cause_point curve[] = { { 125.0, 0.0 }, { 500.0, -6.0 }, { 8000.0, 3.0 } };
	const struct cause causes[] = {
		{ .kind = CAUSE_GAIN, .confidence = 1.0, .evidence = "no curve" },
		{ .kind = CAUSE_FILTER, .confidence = 0.9, .evidence = "a <filter>", .curve = curve, .curve_count = 3 }
	};
	struct report_fixture fixture;
	report_fixture_init(&fixture);
	fixture.proof.causes = causes;
	fixture.proof.cause_count = 2;
	struct text text = { 0 };
	const struct plot_sheet sheet = { &text, 960.0, true };
	const struct findings findings = { .report = &fixture.report };
	cr_assert_eq(plot_causes.count(&findings), 1);
	cr_expect_str_eq(plot_causes.subject(&findings, 0), "a <filter>");
	plot_causes.draw(&findings, 0, &sheet);
	const char *line = strstr(text.bytes, "<path class=\"line\" d=\"M");
	double x[3], y[3];
	cr_assert(line && sscanf(line, "<path class=\"line\" d=\"M%lf %lf %lf %lf %lf %lf", &x[0], &y[0], &x[1], &y[1],
				 &x[2], &y[2]) == 6);
	cr_expect_float_eq((x[1] - x[0]) / (x[2] - x[0]), 2.0 / 6.0, 1e-3);
	cr_expect_float_eq((y[1] - y[0]) / (y[0] - y[2]), 2.0, 1e-2, "-6 dB below as far as 3 dB twice above");
	text_release(&text);
	report_fixture_release(&fixture);
}

/* A hostile name becomes harmless text. */
Test(report_html, is_safe_from_names)
{
	struct report_fixture fixture;
	report_fixture_init(&fixture);
	fixture.report.title = "</script><script>alert(1)</script>\x01\xff";
	fixture.files[0].path = "\"><img src=x onerror=alert(1)>.wav";
	struct text text = { 0 };
	const struct findings findings = { .report = &fixture.report };
	cr_assert(report_html(&findings, &text) == STATUS_OK);
	size_t ends = 0;
	for (const char *at = text.bytes; (at = strstr(at, "</script")); at++)
		ends++;
	cr_expect_eq(ends, 2, "the two of the data alone");
	cr_expect(!strstr(text.bytes, "<img"));
	cr_expect(!strchr(text.bytes, '\x01') && !strchr(text.bytes, '\xff'));
	text_release(&text);
	report_fixture_release(&fixture);
}

Test(report_html, is_the_same_twice)
{
	struct report_fixture fixture;
	report_fixture_init(&fixture);
	const struct findings findings = { .report = &fixture.report };
	struct text first = { 0 }, second = { 0 };
	cr_assert(report_html(&findings, &first) == STATUS_OK && report_html(&findings, &second) == STATUS_OK);
	cr_expect_str_eq(first.bytes, second.bytes);
	text_release(&first);
	text_release(&second);
	report_fixture_release(&fixture);
}
