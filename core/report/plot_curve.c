/* Draws the curves of automation.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/plot_curve.h"

#include "dsp/elementary.h"
#include "report/plot_colour.h"
#include "report/plot_trace.h"

#include <math.h>
#include <string.h>

enum { INSET = 3 };

/* A level in dB is drawn down to this many dB under its greatest, and silence at least so far under it. */
static const double deepest_db = 120.0, silence_db = 60.0;

/* Frequencies have an axis of octaves, where they have a logarithm. */
static bool has_octaves(const struct report_curve *curve, const struct curve_extent *extent)
{
	return curve->quantity == QUANTITY_FREQUENCY && extent->least > 0.0;
}

/* Returns the values at the lower and the upper edge of a curve's field; of octaves their logarithms. */
static struct plot_range values_of(const struct report_curve *curve, const struct curve_extent *extent)
{
	struct plot_range range = { extent->least, extent->greatest };
	if (has_octaves(curve, extent))
		range = (struct plot_range){ elementary_log2(range.from), elementary_log2(range.to) };
	if (curve->mutes)
		return (struct plot_range){ 0.0, 1.0 };
	if (isnan(range.from))
		return (struct plot_range){ -silence_db, 0.0 };
	if (extent->silent)
		range.from = fmin(range.from, range.to - silence_db);
	if (curve->curve->decibels)
		range.from = fmax(range.from, range.to - deepest_db);
	if (range.to > range.from)
		return range;
	const double margin = fmax(fabs(range.to), 1.0);
	return (struct plot_range){ range.from - margin, range.to + margin };
}

/* Appends a value as a recipe would write it, with a real minus sign. */
static void append_value(const struct report_curve *curve, double value, struct text *text)
{
	char words[64];
	if (curve->mutes) {
		text_append(text, value > 0.5 ? "heard" : "muted");
		return;
	}
	if (!isfinite(value)) {
		text_append(text, "\u2212\u221e dB");
		return;
	}
	quantity_format(curve->quantity, value, words, sizeof words);
	text_append(text, "%s%s", words[0] == '-' ? "\u2212" : "", words[0] == '-' ? words + 1 : words);
}

static void append_least(const struct report_curve *curve, const struct curve_extent *extent, struct text *text)
{
	append_value(curve, extent->silent ? -(double)INFINITY : extent->least, text);
}

static void append_greatest(const struct report_curve *curve, const struct curve_extent *extent, struct text *text)
{
	append_value(curve, isnan(extent->greatest) ? -(double)INFINITY : extent->greatest, text);
}

/* Names whose value it is. A strip needs no more than its name. */
static void append_owner(const struct report_curve *curve, struct text *text)
{
	const bool is_vca = strcmp(curve->kind, "vca") == 0, is_mix = strcmp(curve->kind, "mix") == 0;
	text_append(text, "%s%s", is_vca ? "VCA " : is_mix ? "mix " : "", curve->owner);
}

void plot_curve_words(const struct report_curve *curve, struct text *text)
{
	const struct curve_extent extent = curve_extent(curve->curve);
	append_owner(curve, text);
	text_append(text, " %s, ", curve->key);
	append_least(curve, &extent, text);
	if (extent.silent ? !isnan(extent.greatest) : extent.greatest > extent.least) {
		text_append(text, " to ");
		append_greatest(curve, &extent, text);
	}
}

/* A curve on its way over the picture, frame by frame of the session. */
struct course {
	struct plot *plot; /* the field of the curve; its x axis counts from the start of the session, s */
	struct plot_trace trace;
	const struct breakpoint_curve *curve;
	struct curve_reader reader;
	size_t next; /* the first point that was not passed */
	bool octaves; /* the y axis holds logarithms */
	double sample_rate;
};

static void go_to(struct course *course, double frame, double value)
{
	const double height = course->octaves ? elementary_log2(value) : value;
	const double y = plot_y(course->plot, fmin(fmax(height, course->plot->y.from), course->plot->y.to));
	plot_trace_point(&course->trace, plot_x(course->plot, frame / course->sample_rate), y);
}

static double value_at(struct course *course, int64_t frame)
{
	double value;
	curve_reader_fill(&course->reader, NULL, frame, &value, 1);
	return course->curve->decibels ? gain_to_decibel(value) : value;
}

/* Returns the value with which a curve comes to one of its points. */
static double arrival(const struct breakpoint_curve *curve, size_t point)
{
	return curve->points[point].shape == CURVE_HOLD && point > 0 ? curve->points[point - 1].value
								     : curve->points[point].value;
}

/* The lowest and the highest value within one pixel, and the first of them. */
struct turn {
	double frames[2], values[2];
};

static void see(struct turn *turn, double frame, double value)
{
	for (int side = 0; side < 2; side++)
		if (isnan(turn->values[side]) ||
		    (side == 0 ? value < turn->values[side] : value > turn->values[side])) {
			turn->values[side] = value;
			turn->frames[side] = frame;
		}
}

/* Passes the points before a frame. One point is drawn where it is, and of many in one pixel the extremes are. */
static void pass_points(struct course *course, int64_t before)
{
	const struct breakpoint *points = course->curve->points;
	const size_t first = course->next;
	struct turn turn = { { 0.0, 0.0 }, { (double)NAN, (double)NAN } };
	for (; course->next < course->curve->count && points[course->next].frame < before; course->next++) {
		const double frame = (double)points[course->next].frame;
		see(&turn, frame, arrival(course->curve, course->next));
		see(&turn, frame, points[course->next].value);
	}
	if (course->next == first)
		return;
	if (points[course->next - 1].frame == points[first].frame) {
		go_to(course, (double)points[first].frame, arrival(course->curve, first));
		go_to(course, (double)points[first].frame, points[course->next - 1].value);
		return;
	}
	const int sooner = turn.frames[0] <= turn.frames[1] ? 0 : 1;
	go_to(course, turn.frames[sooner], turn.values[sooner]);
	go_to(course, turn.frames[1 - sooner], turn.values[1 - sooner]);
}

/* Draws a curve from one frame of the session to another, with a value for each pixel and each point. */
static void draw_course(struct course *course, int64_t from, int64_t to)
{
	const int64_t pixels = (int64_t)fmax(ceil(course->plot->right - course->plot->left), 1.0);
	const int64_t steps = to - from < pixels ? to - from : pixels;
	while (course->next < course->curve->count && course->curve->points[course->next].frame <= from)
		course->next++;
	go_to(course, (double)from, value_at(course, from));
	for (int64_t i = 1; i <= steps; i++) {
		const int64_t frame = from + (int64_t)((double)(to - from) * (double)i / (double)steps);
		pass_points(course, frame);
		/* A point at this very frame belongs to the next pixel; the last pixel ends where the curve arrives. */
		const bool at_point =
			course->next < course->curve->count && course->curve->points[course->next].frame == frame;
		if (!at_point)
			go_to(course, (double)frame, value_at(course, frame));
		else if (i == steps)
			go_to(course, (double)frame, arrival(course->curve, course->next));
	}
}

static void draw_words_above(struct plot *plot, const char *owner, const char *key, const char *least,
			     const char *greatest, const struct plot_curve_lane *lane)
{
	struct text name = { 0 }, range = { 0 };
	text_append(&name, "%s %s", owner, key);
	text_append(&range, "%s \u2026 %s", least, greatest);
	plot_label(plot, "name", 0.0, lane->top - 5.0, name.bytes,
		   plot->right - plot_words_width(range.bytes, false) - 8.0);
	plot_words(plot, "end", plot->right, lane->top - 5.0, range.bytes);
	plot->text->failed |= name.failed || range.failed;
	text_release(&name);
	text_release(&range);
}

/* Returns where the last part of a key begins, with a colon and a space; NULL for a key of one part. */
static const char *last_part(const char *key)
{
	const char *found = NULL;
	for (const char *at = key; (at = strstr(at, ": ")); at++)
		found = at;
	return found;
}

/* Words of one or two lines stand between those of the range, and have all the room; a third line has less. */
static void draw_words_beside(struct plot *plot, const char *owner, const char *key, const char *least,
			      const char *greatest, const struct plot_curve_lane *lane)
{
	const double middle = lane->top + 0.5 * lane->height;
	const double ends = fmax(plot_words_width(least, false), plot_words_width(greatest, false));
	const double room = plot->left - 8.0, beside = room - ends - 8.0;
	const char *colon = last_part(key);
	if (colon) {
		struct text where = { 0 };
		text_append_bytes(&where, key, (size_t)(colon - key));
		plot_label(plot, "name", 0.0, middle - 12.0, owner, beside);
		plot_label(plot, "figure", 0.0, middle + 4.0, where.bytes, room);
		plot_label(plot, "figure", 0.0, middle + 20.0, colon + 2, beside);
		plot->text->failed |= where.failed;
		text_release(&where);
	} else {
		plot_label(plot, "name", 0.0, middle - 3.0, owner, room);
		plot_label(plot, "figure", 0.0, middle + 12.0, key, room);
	}
	plot_words(plot, "end", plot->left - 6.0, lane->top + 10.0, greatest);
	plot_words(plot, "end", plot->left - 6.0, lane->top + lane->height - 2.0, least);
}

static void draw_words(struct plot *plot, const struct report_curve *curve, const struct curve_extent *extent,
		       const struct plot_curve_lane *lane)
{
	struct text owner = { 0 }, least = { 0 }, greatest = { 0 };
	append_owner(curve, &owner);
	append_least(curve, extent, &least);
	append_greatest(curve, extent, &greatest);
	const bool failed = owner.failed || least.failed || greatest.failed;
	if (failed)
		plot->text->failed = true;
	else if (lane->narrow)
		draw_words_above(plot, owner.bytes, curve->key, least.bytes, greatest.bytes, lane);
	else
		draw_words_beside(plot, owner.bytes, curve->key, least.bytes, greatest.bytes, lane);
	text_release(&owner);
	text_release(&least);
	text_release(&greatest);
}

void plot_curve(struct plot *plot, const struct report_curve *curve, const struct plot_clock *clock, double sample_rate,
		const struct plot_curve_lane *lane)
{
	const struct curve_extent extent = curve_extent(curve->curve);
	const double first = fmax(-clock->start_seconds, 0.0), last = clock->end_seconds - clock->start_seconds;
	struct text title = { 0 };
	plot_curve_words(curve, &title);
	plot_rectangle(plot, "lane", plot->left, lane->top, plot->right - plot->left, lane->height, title.bytes);
	draw_words(plot, curve, &extent, lane);
	plot->text->failed |= title.failed;
	text_release(&title);
	if (last <= first)
		return;
	struct plot field = *plot;
	field.left = plot_clock_x(clock, plot, first);
	field.right = plot_clock_x(clock, plot, last);
	field.x = (struct plot_range){ first, last };
	field.y = values_of(curve, &extent);
	field.top = lane->top + INSET;
	field.bottom = lane->top + lane->height - INSET;
	struct course course = { .plot = &field,
				 .curve = curve->curve,
				 .octaves = has_octaves(curve, &extent),
				 .sample_rate = sample_rate };
	curve_reader_init(&course.reader, curve->curve);
	plot_open(plot, plot_colour(0));
	plot_trace_begin(&course.trace, &field, "line");
	draw_course(&course, (int64_t)(first * sample_rate), (int64_t)(last * sample_rate));
	plot_trace_end(&course.trace);
	plot_close(plot);
}
