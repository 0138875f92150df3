/* Tests bars, regions, markers and curves of automation in pictures, by the numbers in their SVG.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "fixture.h"
#include "report/plot_trace.h"
#include "report/plots.h"
#include "report/report_html.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define RATE 48000.0

enum { SECONDS = 8, FRAMES = 8 * 48000 };

/* A report of a session of 8 s with one file. */
struct song {
	struct report_fixture fixture;
	struct timeline timeline;
	struct text text;
};

static void song_init(struct song *song)
{
	*song = (struct song){ .timeline = { .sample_rate = RATE } };
	report_fixture_init(&song->fixture);
	struct waveform *waveform = waveform_new(song->fixture.arena, FRAMES, 1);
	double *silence = calloc(FRAMES, sizeof *silence);
	waveform_add(waveform, (const double *const[]){ silence }, FRAMES);
	free(silence);
	song->fixture.files[0].waveform = waveform;
	song->fixture.files[0].frames = FRAMES;
	song->fixture.report.frames = FRAMES;
	song->fixture.report.timeline = &song->timeline;
}

static void song_release(struct song *song)
{
	text_release(&song->text);
	report_fixture_release(&song->fixture);
}

/* Draws the waveforms of the song, and returns the SVG, which song_release() frees. */
static const char *draw(struct song *song, double width)
{
	const struct plot_sheet sheet = { &song->text, width, true };
	const struct findings findings = { .report = &song->fixture.report };
	text_release(&song->text);
	song->text = (struct text){ 0 };
	cr_assert_eq(plot_waveforms.count(&findings), 1);
	plot_waveforms.draw(&findings, 0, &sheet);
	cr_assert_not(song->text.failed);
	return song->text.bytes;
}

struct box {
	double x, y, width, height;
};

/* Reads the rectangle right before `place`, which points into it. */
static struct box box_before(const char *svg, const char *place)
{
	struct box box = { 0 };
	while (place > svg && strncmp(place, "<rect ", 6) != 0)
		place--;
	cr_assert_eq(sscanf(place, "<rect class=\"%*[a-z -]\" x=\"%lf\" y=\"%lf\" width=\"%lf\" height=\"%lf\"", &box.x,
			    &box.y, &box.width, &box.height),
		     4, "%.120s", place);
	return box;
}

static struct box find_box(const char *svg, const char *title)
{
	const char *place = strstr(svg, title);
	cr_assert(place, "no %s in %s", title, svg);
	return box_before(svg, place);
}

/* The field of the first waveform. */
static struct box find_field(const char *svg)
{
	const char *place = strstr(svg, "<rect class=\"lane\"");
	cr_assert(place);
	return box_before(svg, place);
}

static double middle(struct box box)
{
	return box.x + 0.5 * box.width;
}

static const double widths[] = { 960.0, 400.0 };

Test(plot_timeline, markers_stand_where_they_are)
{
	static const struct marker markers[] = { { "verse", 2.0 }, { "chorus", 5.0 }, { "behind the end", 9.0 } };
	struct song song;
	song_init(&song);
	song.timeline.markers = markers;
	song.timeline.marker_count = 3;
	for (size_t i = 0; i < 2; i++) {
		const char *svg = draw(&song, widths[i]);
		const struct box field = find_field(svg);
		cr_expect_float_eq(middle(find_box(svg, "verse: 2 s</title>")), field.x + field.width / 4.0, 0.5);
		cr_expect_float_eq(middle(find_box(svg, "chorus: 5 s</title>")), field.x + field.width * 5.0 / 8.0,
				   0.5);
		cr_expect(strstr(svg, ">verse</text>") && strstr(svg, ">chorus</text>"));
		cr_expect(!strstr(svg, "behind the end: 9 s</title>"), "it lies behind the file");
		cr_expect(strstr(svg, "<desc>One waveform for each file, over time. Markers: verse: 2 s; chorus: 5 s; "
				      "behind the end: 9 s.</desc>"));
	}
	song_release(&song);
}

/* Frame 0 of the session is not the start of every file. */
Test(plot_timeline, files_that_begin_elsewhere_have_their_own_lines)
{
	static const struct marker markers[] = { { "verse", 2.0 } };
	const struct report_range range = { .region = "part", .from = 48000, .frames = FRAMES };
	struct song song;
	song_init(&song);
	song.timeline.markers = markers;
	song.timeline.marker_count = 1;
	song.fixture.report.lead_in_frames = 96000;
	const char *svg = draw(&song, 960.0);
	struct box field = find_field(svg);
	cr_expect_float_eq(middle(find_box(svg, "verse: 2 s</title>")), field.x + field.width / 2.0, 0.5,
			   "2 s of silence, and 2 s");
	song.fixture.files[0].range = &range;
	svg = draw(&song, 960.0);
	cr_expect_float_eq(middle(find_box(svg, "verse: 2 s</title>")), field.x + field.width / 8.0, 0.5,
			   "the file begins at 1 s");
	/* A full file beside a part: each has a line of its own. */
	song.fixture.files[2].waveform = song.fixture.files[0].waveform;
	song.fixture.files[2].frames = FRAMES;
	svg = draw(&song, 960.0);
	const char *first = strstr(svg, "verse: 2 s</title>"), *second = strstr(first + 1, "verse: 2 s</title>");
	cr_assert(second);
	cr_expect_not(strstr(second + 1, "verse: 2 s</title>"));
	const struct box part = box_before(svg, first), whole = box_before(svg, second);
	cr_expect_float_eq(middle(part), field.x + field.width / 8.0, 0.5);
	cr_expect_float_eq(middle(whole), field.x + field.width / 2.0, 0.5);
	cr_expect(part.y + part.height <= whole.y + 0.01, "no line crosses a file with another clock");
	song_release(&song);
}

Test(plot_timeline, regions_are_bands_from_start_to_end)
{
	const struct report_range regions[] = { { .region = "verse", .from = 48000, .frames = 96000 },
						{ .region = "chorus", .from = 144000, .frames = 96000 },
						{ .region = "across", .from = 96000, .frames = 96000 } };
	struct song song;
	song_init(&song);
	song.fixture.report.regions = regions;
	song.fixture.report.region_count = 3;
	for (size_t i = 0; i < 2; i++) {
		const char *svg = draw(&song, widths[i]);
		const struct box field = find_field(svg);
		const struct box verse = find_box(svg, "verse: 1 s to 3 s</title>");
		const struct box chorus = find_box(svg, "chorus: 3 s to 5 s</title>");
		const struct box across = find_box(svg, "across: 2 s to 4 s</title>");
		cr_expect_float_eq(verse.x, field.x + field.width / 8.0, 0.5);
		cr_expect_float_eq(verse.x + verse.width, field.x + field.width * 3.0 / 8.0, 1.5, "a pixel is between");
		cr_expect_float_eq(chorus.x, field.x + field.width * 3.0 / 8.0, 0.5);
		cr_expect_eq(verse.y, chorus.y);
		cr_expect(across.y >= verse.y + verse.height, "a region that overlaps stands in a row of its own");
		cr_expect(field.y >= across.y + across.height);
		/* The bands over the waveforms have no title of their own, and the same edges. */
		char edge[64];
		snprintf(edge, sizeof edge, "<rect class=\"bar\" x=\"%g\"", chorus.x);
		cr_expect(strstr(svg, edge), "%s", edge);
	}
	song_release(&song);
}

/* The bars of 120 bpm in 4/4 last 2 s; from 4 s on, a bar of 3/4 lasts 1.5 s. */
Test(plot_timeline, bars_follow_the_map)
{
	static const struct {
		const char *number;
		double seconds;
	} bars[] = { { "1", 0.0 }, { "2", 2.0 }, { "3", 4.0 }, { "4", 5.5 }, { "5", 7.0 } };
	struct tempo_change tempos[1];
	struct metre_change metres[2];
	struct tempo_map map = { tempos, 0, metres, 0 };
	tempo_map_add(&map, 0.0, 120.0, TEMPO_HOLD);
	tempo_map_add_metre(&map, 0.0, 4, 4);
	tempo_map_add_metre(&map, 8.0, 3, 4);
	static const struct marker markers[] = { { "here", 4.75 } };
	struct song song;
	song_init(&song);
	song.timeline.map = &map;
	song.timeline.markers = markers;
	song.timeline.marker_count = 1;
	const char *svg = draw(&song, 960.0);
	const struct box field = find_field(svg);
	for (size_t i = 0; i < sizeof bars / sizeof *bars; i++) {
		char words[96];
		snprintf(words, sizeof words, "\" y=\"11\">%s</text>", bars[i].number);
		const char *place = strstr(svg, words);
		cr_assert(place, "bar %s", bars[i].number);
		while (strncmp(place, " x=\"", 4) != 0)
			place--;
		cr_expect_float_eq(strtod(place + 4, NULL), field.x + field.width * bars[i].seconds / SECONDS + 3.0,
				   0.5, "bar %s", bars[i].number);
	}
	cr_expect(strstr(svg, "here: 3|2.50, 4.8 s</title>"), "4.75 s are one and a half beats after bar 3");
	song_release(&song);
}

/* A point of a path. */
struct vertex {
	double x, y;
};

enum { VERTICES = 8192 };

/* Reads the path of the curve at `number`, in the order of the picture. */
static size_t read_curve(const char *svg, size_t number, struct vertex vertices[VERTICES])
{
	static const char begin[] = "<path class=\"line\" d=\"M";
	size_t count = 0;
	const char *place = strstr(svg, begin);
	while (place && number-- > 0)
		place = strstr(place + 1, begin);
	cr_assert(place);
	int used;
	for (place += strlen(begin); sscanf(place, "%lf %lf%n", &vertices[count].x, &vertices[count].y, &used) == 2;
	     place += used)
		cr_assert(++count < VERTICES);
	return count;
}

/* Returns the height of a path at x, between its points. */
static double height_at(const struct vertex *vertices, size_t count, double x)
{
	for (size_t i = 1; i < count; i++)
		if (x <= vertices[i].x)
			return vertices[i - 1].y + (vertices[i].y - vertices[i - 1].y) * (x - vertices[i - 1].x) /
							   fmax(vertices[i].x - vertices[i - 1].x, 1e-9);
	return vertices[count - 1].y;
}

static double share(double seconds, double from, double to)
{
	return fmin(fmax((seconds - from) / (to - from), 0.0), 1.0);
}

/* From here on, the shapes are the formulas of the reference, in words of their own. */
static double s_shape(double seconds)
{
	const double x = share(seconds, 2.0, 6.0);
	return -1.0 + 2.0 * (3.0 * x * x - 2.0 * x * x * x);
}

static double linear_gain_in_db(double seconds)
{
	const double from = pow(10.0, -40.0 / 20.0);
	return 20.0 * log10(from + (1.0 - from) * share(seconds, 2.0, 6.0));
}

static double exponential(double seconds)
{
	return (pow(1000.0, share(seconds, 2.0, 6.0)) - 1.0) / 999.0 * 2.0;
}

static const struct {
	enum curve_shape shape;
	bool decibels;
	enum quantity quantity;
	double least, greatest;
	double (*value)(double seconds);
} shapes[] = {
	{ CURVE_S, false, QUANTITY_PAN, -1.0, 1.0, s_shape },
	{ CURVE_LINEAR, true, QUANTITY_GAIN, -40.0, 0.0, linear_gain_in_db },
	{ CURVE_EXPONENTIAL, false, QUANTITY_PERCENT, 0.0, 2.0, exponential },
};

/* A curve is drawn as it is computed, and not as straight lines between its points. */
Test(plot_timeline, curves_have_the_shapes_of_the_reference)
{
	static struct vertex vertices[VERTICES];
	for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) {
		const struct breakpoint points[] = {
			{ .frame = 96000, .value = shapes[i].least },
			{ .frame = 288000, .value = shapes[i].greatest, .shape = shapes[i].shape }
		};
		const struct breakpoint_curve curve = { points, 2, shapes[i].decibels };
		const struct report_curve item = { "track", "lead", "key", shapes[i].quantity, false, &curve };
		struct song song;
		song_init(&song);
		song.fixture.report.curves = (struct report_curves){ &item, 1 };
		const char *svg = draw(&song, 960.0);
		const struct box field = find_field(svg), lane = find_box(svg, "<title>lead key, ");
		const size_t count = read_curve(svg, 0, vertices);
		cr_expect_lt(count, 120, "straight parts have few points: %zu", count);
		for (double seconds = 0.0; seconds < SECONDS; seconds += 0.013) {
			const double up =
				(shapes[i].value(seconds) - shapes[i].least) / (shapes[i].greatest - shapes[i].least);
			const double y = height_at(vertices, count, field.x + field.width * seconds / SECONDS);
			cr_expect_float_eq(y, lane.y + lane.height - 3.0 - up * (lane.height - 6.0), 0.6,
					   "shape %zu at %g s: %g", i, seconds, y);
		}
		song_release(&song);
	}
}

Test(plot_timeline, holds_are_steps)
{
	static const struct breakpoint points[] = { { .value = -12.0 },
						    { .frame = 96000, .value = 0.0, .shape = CURVE_HOLD },
						    { .frame = 288000, .value = -6.0, .shape = CURVE_HOLD } };
	static const struct breakpoint_curve curve = { points, 3, true };
	static const struct report_curve item = { "vca", "band", "fader", QUANTITY_GAIN, false, &curve };
	static struct vertex vertices[VERTICES];
	struct song song;
	song_init(&song);
	song.fixture.report.curves = (struct report_curves){ &item, 1 };
	for (size_t i = 0; i < 2; i++) {
		const char *svg = draw(&song, widths[i]);
		const struct box field = find_field(svg);
		const struct box lane = find_box(svg, "<title>VCA band fader, \u221212 dB to 0 dB</title>");
		const double bottom = lane.y + lane.height - 3.0, top = lane.y + 3.0, half = 0.5 * (bottom + top);
		const double x[] = { 0.0, 0.25, 0.25, 0.75, 0.75, 1.0 };
		const double y[] = { bottom, bottom, top, top, half, half };
		cr_assert_eq(read_curve(svg, 0, vertices), 6, "a flat way has its two ends alone");
		for (size_t k = 0; k < 6; k++) {
			cr_expect_float_eq(vertices[k].x, field.x + x[k] * field.width, 0.5);
			cr_expect_float_eq(vertices[k].y, y[k], 0.06);
		}
	}
	song_release(&song);
}

/* A curve that steps at 2 s does so in every file where these are. */
Test(plot_timeline, curves_are_where_the_session_is)
{
	static const struct breakpoint points[] = { { .value = -12.0 },
						    { .frame = 96000, .value = 0.0, .shape = CURVE_HOLD } };
	static const struct breakpoint_curve curve = { points, 2, true };
	static const struct report_curve item = { "track", "lead", "fader", QUANTITY_GAIN, false, &curve };
	static struct vertex vertices[VERTICES];
	const struct report_range part = { .region = "part", .from = 48000, .frames = FRAMES },
				  behind = { .region = "behind", .from = 240000, .frames = FRAMES };
	struct song song;
	song_init(&song);
	song.fixture.report.curves = (struct report_curves){ &item, 1 };
	song.fixture.report.lead_in_frames = 96000;
	const char *svg = draw(&song, 960.0);
	const struct box field = find_field(svg);
	cr_assert_eq(read_curve(svg, 0, vertices), 4);
	cr_expect_float_eq(vertices[0].x, field.x + field.width / 4.0, 0.5, "no session in the lead-in");
	cr_expect_float_eq(vertices[1].x, field.x + field.width / 2.0, 0.5);
	cr_expect_float_eq(vertices[2].x, vertices[1].x, 0.01);
	song.fixture.files[0].range = &part;
	svg = draw(&song, 960.0);
	cr_assert_eq(read_curve(svg, 0, vertices), 4);
	cr_expect_float_eq(vertices[0].x, field.x, 0.5);
	cr_expect_float_eq(vertices[1].x, field.x + field.width / 8.0, 0.5);
	song.fixture.files[0].range = &behind;
	svg = draw(&song, 960.0);
	cr_assert_eq(read_curve(svg, 0, vertices), 2, "nothing moves behind 5 s");
	cr_expect_float_eq(vertices[0].y, find_box(svg, "<title>lead fader").y + 3.0, 0.06);
	song_release(&song);
}

/* The axis of a frequency has octaves, so that equal ratios in equal times are a straight line; one that stays lies in
   the middle. */
Test(plot_timeline, frequencies_go_by_octaves)
{
	static const struct breakpoint points[] = { { .value = 100.0 },
						    { .frame = 384000, .value = 6400.0, .shape = CURVE_DB_LINEAR } };
	static const struct breakpoint linear[] = { { .value = 100.0 },
						    { .frame = 384000, .value = 6400.0, .shape = CURVE_LINEAR } };
	static const struct breakpoint_curve curve = { points, 2, false }, other = { linear, 2, false },
					     still = { points, 1, false };
	const struct report_curve items[] = { { "track", "lead", "one", QUANTITY_FREQUENCY, false, &curve },
					      { "track", "lead", "two", QUANTITY_FREQUENCY, false, &other },
					      { "track", "lead", "three", QUANTITY_FREQUENCY, false, &still } };
	static struct vertex vertices[VERTICES];
	struct song song;
	song_init(&song);
	song.fixture.report.curves = (struct report_curves){ items, 3 };
	const char *svg = draw(&song, 960.0);
	const struct box field = find_field(svg), lane = find_box(svg, "<title>lead two, 100 Hz to 6.4 kHz</title>");
	const struct box last = find_box(svg, "<title>lead three, 100 Hz</title>");
	cr_expect_leq(read_curve(svg, 0, vertices), 4, "a straight line");
	const size_t count = read_curve(svg, 1, vertices);
	for (double seconds = 0.0; seconds < SECONDS; seconds += 0.1) {
		const double octaves = log2((100.0 + 6300.0 * seconds / SECONDS) / 100.0) / 6.0;
		cr_expect_float_eq(height_at(vertices, count, field.x + field.width * seconds / SECONDS),
				   lane.y + lane.height - 3.0 - octaves * (lane.height - 6.0), 0.6, "at %g s", seconds);
	}
	cr_assert_eq(read_curve(svg, 2, vertices), 2);
	cr_expect_float_eq(vertices[0].y, last.y + 0.5 * last.height, 0.06);
	song_release(&song);
}

/* A mute of a hundredth of a pixel is drawn, and no curve has more points than its field has room for. */
Test(plot_timeline, short_things_are_seen_and_long_curves_stay_small)
{
	enum { MANY = 65536 };
	static struct vertex vertices[VERTICES];
	static struct breakpoint many[MANY];
	static const struct breakpoint blink[] = { { .frame = 100000, .value = 1.0 },
						   { .frame = 100002, .value = 0.0, .shape = CURVE_S },
						   { .frame = 100004, .value = 0.0 },
						   { .frame = 100006, .value = 1.0, .shape = CURVE_S } };
	for (size_t i = 0; i < MANY; i++)
		many[i] = (struct breakpoint){ .frame = (int64_t)i * 5,
					       .value = (double)((i * 7919) % 1000) - 500.0,
					       .shape = CURVE_LINEAR };
	const struct breakpoint_curve mute = { blink, 4, false }, noise = { many, MANY, false };
	const struct report_curve items[] = { { "track", "lead", "mute", QUANTITY_PLAIN, true, &mute },
					      { "track", "lead", "noise", QUANTITY_FREQUENCY, false, &noise } };
	struct song song;
	song_init(&song);
	song.fixture.report.curves = (struct report_curves){ items, 2 };
	const char *svg = draw(&song, 960.0);
	const struct box lane = find_box(svg, "<title>lead mute, muted to heard</title>");
	double lowest = 0.0;
	for (size_t i = read_curve(svg, 0, vertices); i-- > 0;)
		lowest = fmax(lowest, vertices[i].y);
	cr_expect_float_eq(lowest, lane.y + lane.height - 3.0, 0.06);
	cr_expect_leq(read_curve(svg, 1, vertices), 3 * (size_t)lane.width + 3);
	song_release(&song);
}

Test(plot_timeline, silence_is_the_bottom_of_a_lane)
{
	static const struct breakpoint points[] = {
		{ .value = 0.0 }, { .frame = 192000, .value = -(double)INFINITY, .shape = CURVE_LINEAR }
	};
	static const struct breakpoint_curve curve = { points, 2, true }, silence = { points + 1, 1, true };
	const struct report_curve items[] = { { "bus", "band", "fader", QUANTITY_GAIN, false, &curve },
					      { "bus", "none", "fader", QUANTITY_GAIN, false, &silence } };
	static struct vertex vertices[VERTICES];
	struct song song;
	song_init(&song);
	song.fixture.report.curves = (struct report_curves){ items, 2 };
	const char *svg = draw(&song, 960.0);
	const struct box lane = find_box(svg, "<title>band fader, \u2212\u221e dB to 0 dB</title>");
	const size_t count = read_curve(svg, 0, vertices);
	cr_expect_float_eq(vertices[0].y, lane.y + 3.0, 0.06);
	cr_expect_float_eq(vertices[count - 1].y, lane.y + lane.height - 3.0, 0.06);
	/* Half the way is half the gain, 6.02 dB of the 60 that the lane shows. */
	const struct box field = find_field(svg);
	cr_expect_float_eq(height_at(vertices, count, field.x + field.width / 4.0),
			   lane.y + 3.0 + (lane.height - 6.0) * 6.0206 / 60.0, 0.3);
	cr_expect(strstr(svg, "<title>none fader, \u2212\u221e dB</title>"));
	song_release(&song);
}

/* The line that leaves points out never runs further than a twentieth of a pixel beside them, and the rounding of the
   numbers adds another. */
Test(plot_timeline, traces_keep_near_to_their_points)
{
	static struct vertex vertices[VERTICES];
	struct text text = { 0 };
	struct plot plot = { .text = &text };
	struct plot_trace trace;
	plot_trace_begin(&trace, &plot, "line");
	for (int i = 0; i <= 8000; i++)
		plot_trace_point(&trace, 0.1 * i, 40.0 * sin(0.001 * i) + 5.0 * cos(0.03 * i));
	plot_trace_end(&trace);
	const size_t count = read_curve(text.bytes, 0, vertices);
	cr_expect_lt(count, 2500);
	for (int i = 0; i <= 8000; i++)
		cr_expect_float_eq(height_at(vertices, count, 0.1 * i), 40.0 * sin(0.001 * i) + 5.0 * cos(0.03 * i),
				   0.05 + 0.05 + 0.05 * 5.0, "at %d", i);
	text_release(&text);
}

/* Names are text, whatever they hold; a page without a timeline says nothing of it. */
Test(plot_timeline, is_safe_from_names)
{
	static const char hostile[] = "</title></svg><script>alert(1)</script>\x01\xff\"'&";
	static const struct breakpoint points[] = { { .value = 0.0 } };
	static const struct breakpoint_curve curve = { points, 1, true };
	const struct report_curve item = { "track", hostile, hostile, QUANTITY_GAIN, false, &curve };
	const struct marker marker = { hostile, 1.0 };
	const struct report_range region = { .region = hostile, .frames = 96000 };
	struct song song;
	song_init(&song);
	const size_t plain = strlen(draw(&song, 960.0));
	cr_expect_not(strstr(song.text.bytes, "<desc>"));
	song.timeline.markers = &marker;
	song.timeline.marker_count = 1;
	song.fixture.report.regions = &region;
	song.fixture.report.region_count = 1;
	song.fixture.report.curves = (struct report_curves){ &item, 1 };
	const char *svg = draw(&song, 960.0);
	cr_expect_gt(strlen(svg), plain);
	cr_expect_not(strstr(svg, "<script") || strchr(svg, '\x01') || strchr(svg, '\xff'));
	const char *end = strstr(svg, "</svg>");
	cr_expect_str_eq(end, "</svg>\n");
	song_release(&song);
}

/* However much a recipe holds, its picture stays within bounds. */
Test(plot_timeline, pictures_have_bounds)
{
	enum { MARKERS = 4096, REGIONS = 1024, CURVES = 1000 };
	static struct marker markers[MARKERS];
	static struct report_range regions[REGIONS];
	static struct report_curve curves[CURVES];
	static const struct breakpoint points[] = { { .value = 0.0 }, { .frame = 96000, .value = -6.0 } };
	static const struct breakpoint_curve curve = { points, 2, true };
	for (size_t i = 0; i < MARKERS; i++)
		markers[i] = (struct marker){ "here", (double)i * 0.002 };
	for (size_t i = 0; i < REGIONS; i++)
		regions[i] = (struct report_range){ .region = "part", .from = i * 100, .frames = FRAMES - i * 200 };
	for (size_t i = 0; i < CURVES; i++)
		curves[i] = (struct report_curve){ "track", "lead", "fader", QUANTITY_GAIN, false, &curve };
	struct song song;
	song_init(&song);
	song.timeline.markers = markers;
	song.timeline.marker_count = MARKERS;
	song.fixture.report.regions = regions;
	song.fixture.report.region_count = REGIONS;
	song.fixture.report.curves = (struct report_curves){ curves, CURVES };
	const char *svg = draw(&song, 960.0);
	cr_expect(strstr(svg, ">968 more curves are in report.json</text>"));
	cr_expect_lt(strlen(svg), 1000000, "%zu", strlen(svg));
	size_t lines = 0;
	for (const char *place = svg; (place = strstr(place, "<rect class=\"limit-mark\"")); place++)
		lines++;
	cr_expect_leq(lines, 800, "markers within a pixel share a line");
	song_release(&song);
}
