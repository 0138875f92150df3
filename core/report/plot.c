/* Draws the parts of a picture as SVG.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/plot.h"

#include "report/embedded.h"
#include "report/escape.h"
#include "report/figure.h"
#include "report/html_link.h"

#include <math.h>
#include <string.h>

static void attribute(struct plot *plot, const char *name, double value)
{
	text_append(plot->text, " %s=\"", name);
	figure_append_short(plot->text, value, 1);
	text_append(plot->text, "\"");
}

/* A picture of its own size has a width and a height. `role` says what the picture is for users who cannot see it. */
static void begin(struct plot *plot, const struct plot_sheet *sheet, double width, double height, const char *role,
		  const char *label)
{
	*plot = (struct plot){
		.text = sheet->text, .width = width, .height = height, .right = width, .bottom = height
	};
	text_append(plot->text, "<svg class=\"plot\" xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 ");
	figure_append_short(plot->text, plot->width, 1);
	text_append(plot->text, " ");
	figure_append_short(plot->text, height, 1);
	text_append(plot->text, "\"");
	if (sheet->alone || width > sheet->width) {
		attribute(plot, "width", plot->width);
		attribute(plot, "height", height);
	}
	text_append(plot->text, " role=\"%s\" aria-label=\"", role);
	escape_append(plot->text, ESCAPE_XML, label);
	text_append(plot->text, "\">\n");
	if (sheet->alone) {
		text_append(plot->text, "<!-- made by stemprint -->\n"); /* io/report_mark.c looks for it */
		text_append(plot->text, "<style>\n%s</style>\n", plot_style);
		plot_rectangle(plot, "paper", 0.0, 0.0, plot->width, height, NULL);
	}
}

void plot_begin(struct plot *plot, const struct plot_sheet *sheet, double height, const char *label)
{
	begin(plot, sheet, sheet->width, height, "img", label);
}

/* An image would hide its links from users who cannot see it. */
void plot_begin_wide(struct plot *plot, const struct plot_sheet *sheet, double width, double height, const char *label)
{
	begin(plot, sheet, width, height, "group", label);
}

void plot_describe(struct plot *plot, const char *words)
{
	text_append(plot->text, "<desc>");
	escape_append(plot->text, ESCAPE_XML, words);
	text_append(plot->text, "</desc>\n");
}

void plot_end(struct plot *plot)
{
	text_append(plot->text, "</svg>\n");
}

void plot_open(struct plot *plot, const char *class)
{
	text_append(plot->text, "<g class=\"%s\">\n", class);
}

void plot_close(struct plot *plot)
{
	text_append(plot->text, "</g>\n");
}

double plot_x(const struct plot *plot, double value)
{
	return plot->left + (value - plot->x.from) / (plot->x.to - plot->x.from) * (plot->right - plot->left);
}

double plot_y(const struct plot *plot, double value)
{
	return plot->bottom - (value - plot->y.from) / (plot->y.to - plot->y.from) * (plot->bottom - plot->top);
}

void plot_line(struct plot *plot, const char *class, double x1, double y1, double x2, double y2)
{
	text_append(plot->text, "<line class=\"%s\"", class);
	attribute(plot, "x1", x1);
	attribute(plot, "y1", y1);
	attribute(plot, "x2", x2);
	attribute(plot, "y2", y2);
	text_append(plot->text, "/>\n");
}

static void end_shape(struct plot *plot, const char *element, const char *title)
{
	if (!title) {
		text_append(plot->text, "/>\n");
		return;
	}
	text_append(plot->text, "><title>");
	escape_append(plot->text, ESCAPE_XML, title);
	text_append(plot->text, "</title></%s>\n", element);
}

void plot_rectangle(struct plot *plot, const char *class, double x, double y, double width, double height,
		    const char *title)
{
	text_append(plot->text, "<rect class=\"%s\"", class);
	attribute(plot, "x", x);
	attribute(plot, "y", y);
	attribute(plot, "width", fmax(width, 0.0));
	attribute(plot, "height", fmax(height, 0.0));
	end_shape(plot, "rect", title);
}

void plot_shade(struct plot *plot, double x, double y, double width, double height, double strength, const char *title)
{
	text_append(plot->text, "<rect class=\"bar\"");
	attribute(plot, "x", x);
	attribute(plot, "y", y);
	attribute(plot, "width", fmax(width, 0.0));
	attribute(plot, "height", fmax(height, 0.0));
	text_append(plot->text, " fill-opacity=\"");
	figure_append_short(plot->text, strength, 3);
	text_append(plot->text, "\"");
	end_shape(plot, "rect", title);
}

void plot_circle(struct plot *plot, const char *class, double x, double y, double radius, const char *title)
{
	text_append(plot->text, "<circle class=\"%s\"", class);
	attribute(plot, "cx", x);
	attribute(plot, "cy", y);
	attribute(plot, "r", radius);
	end_shape(plot, "circle", title);
}

static void point(struct plot *plot, const char *before, double x, double y)
{
	text_append(plot->text, "%s", before);
	figure_append_short(plot->text, x, 1);
	text_append(plot->text, " ");
	figure_append_short(plot->text, y, 1);
}

/* Returns the point on the way from one point to another that is `distance` away from the first. */
static struct plot_point towards(const struct plot_point *from, const struct plot_point *to, double distance)
{
	const double share = distance / hypot(to->x - from->x, to->y - from->y);
	return (struct plot_point){ from->x + share * (to->x - from->x), from->y + share * (to->y - from->y) };
}

static void draw_corner(struct plot *plot, const struct plot_point *before, const struct plot_point *at,
			const struct plot_point *behind)
{
	const double in = hypot(at->x - before->x, at->y - before->y);
	const double out = hypot(behind->x - at->x, behind->y - at->y);
	const double radius = fmin(6.0, 0.5 * fmin(in, out));
	if (radius < 0.05)
		return;
	const struct plot_point begin = towards(at, before, radius), end = towards(at, behind, radius);
	point(plot, "L", begin.x, begin.y);
	point(plot, "Q", at->x, at->y);
	point(plot, " ", end.x, end.y);
}

void plot_wire(struct plot *plot, const char *class, const struct plot_point *points, size_t count, const char *title)
{
	text_append(plot->text, "<path class=\"%s\" d=\"", class);
	point(plot, "M", points[0].x, points[0].y);
	for (size_t i = 1; i + 1 < count; i++)
		draw_corner(plot, &points[i - 1], &points[i], &points[i + 1]);
	point(plot, "L", points[count - 1].x, points[count - 1].y);
	text_append(plot->text, "\"");
	end_shape(plot, "path", title);
}

void plot_link_open(struct plot *plot, const char *path, const char *label)
{
	text_append(plot->text, "<a href=\"");
	html_link_append(plot->text, path);
	text_append(plot->text, "\" aria-label=\"");
	escape_append(plot->text, ESCAPE_XML, label);
	text_append(plot->text, "\">\n");
}

void plot_link_close(struct plot *plot)
{
	text_append(plot->text, "</a>\n");
}

static void words_with_title(struct plot *plot, const char *class, double x, double y, const char *words,
			     const char *title)
{
	text_append(plot->text, "<text class=\"%s\"", class);
	attribute(plot, "x", x);
	attribute(plot, "y", y);
	text_append(plot->text, ">");
	escape_append(plot->text, ESCAPE_XML, words);
	if (title) {
		text_append(plot->text, "<title>");
		escape_append(plot->text, ESCAPE_XML, title);
		text_append(plot->text, "</title>");
	}
	text_append(plot->text, "</text>\n");
}

void plot_words(struct plot *plot, const char *class, double x, double y, const char *words)
{
	words_with_title(plot, class, x, y, words, NULL);
}

static double character_width(bool bold)
{
	return bold ? 7.1 : 6.3;
}

static bool begins_character(char byte)
{
	return ((unsigned char)byte & 0xC0) != 0x80;
}

/* Returns the start of the character of that number. */
static const char *character_at(const char *words, size_t number)
{
	for (; *words != '\0'; words++)
		if (begins_character(*words) && number-- == 0)
			break;
	return words;
}

double plot_words_width(const char *words, bool bold)
{
	double count = 0.0;
	for (; words && *words != '\0'; words++)
		count += begins_character(*words);
	return count * character_width(bold);
}

void plot_label(struct plot *plot, const char *class, double x, double y, const char *words, double room)
{
	const bool bold = strstr(class, "name");
	const double width = plot_words_width(words, bold);
	const size_t most = (size_t)(fmax(room, 0.0) / character_width(bold));
	if (width <= room || most < 3) {
		plot_words(plot, class, x, y, words);
		return;
	}
	const size_t count = (size_t)(width / character_width(bold) + 0.5), half = (most - 1) / 2;
	struct text shown = { 0 };
	text_append_bytes(&shown, words, (size_t)(character_at(words, half) - words));
	text_append(&shown, "\u2026%s", character_at(words, count - half));
	words_with_title(plot, class, x, y, shown.bytes, words);
	plot->text->failed |= shown.failed;
	text_release(&shown);
}

void plot_path_begin(struct plot *plot, const char *class)
{
	text_append(plot->text, "<path class=\"%s\" d=\"", class);
	plot->drawing = false;
}

void plot_path_point(struct plot *plot, double x, double y)
{
	const bool drawn = isfinite(x) && isfinite(y);
	if (drawn)
		point(plot, plot->drawing ? " " : "M", x, y);
	plot->drawing = drawn;
}

void plot_path_end(struct plot *plot, bool closed)
{
	text_append(plot->text, closed ? "Z\"/>\n" : "\"/>\n");
}

void plot_append_number(struct text *text, double value, unsigned decimals)
{
	struct text digits = { 0 };
	figure_append(&digits, value, decimals);
	if (!digits.bytes)
		text_append(text, "\u2013");
	else if (digits.bytes[0] == '-')
		text_append(text, "\u2212%s", digits.bytes + 1);
	else
		text_append(text, "%s", digits.bytes);
	text->failed |= digits.failed;
	text_release(&digits);
}

void plot_append_time(struct text *text, double seconds)
{
	const double minutes = floor(seconds / 60.0);
	if (minutes > 0.0) {
		figure_append(text, minutes, 0);
		text_append(text, seconds - 60.0 * minutes < 9.95 ? ":0" : ":");
		figure_append_short(text, fmin(seconds - 60.0 * minutes, 59.9), 1);
	} else {
		figure_append_short(text, seconds, 1);
		text_append(text, " s");
	}
}

/* Returns the smallest of the steps that leaves `room` pixels between ticks. */
static double step_of(const double *steps, double span, double length, double room)
{
	while (steps[1] > 0.0 && *steps / span * length < room)
		steps++;
	return *steps;
}

void plot_time_axis(struct plot *plot)
{
	static const double steps[] = { 0.1,   0.2,   0.5,   1.0,    2.0,    5.0,    10.0,   15.0,    30.0, 60.0,
					120.0, 300.0, 600.0, 1200.0, 1800.0, 3600.0, 7200.0, 14400.0, 0.0 };
	double step = step_of(steps, plot->x.to - plot->x.from, plot->right - plot->left, 64.0);
	while ((plot->x.to - plot->x.from) / step > 40.0)
		step *= 2.0;
	for (double value = plot->x.from; value <= plot->x.to * (1.0 + 1e-9); value += step) {
		struct text words = { 0 };
		const double x = plot_x(plot, value);
		plot_append_time(&words, value);
		plot_line(plot, "rule", x, plot->top, x, plot->bottom);
		plot_words(plot,
			   x > plot->right - 12.0  ? "end"
			   : x < plot->left + 12.0 ? ""
						   : "middle",
			   x, plot->bottom + 15.0, words.bytes);
		plot->text->failed |= words.failed;
		text_release(&words);
	}
}

static const double level_steps[] = { 1.0, 2.0, 3.0, 6.0, 10.0, 20.0, 30.0, 50.0, 100.0, 0.0 };

struct plot_range plot_level_range(double lowest, double highest)
{
	const double span = fmax(highest - lowest, 6.0);
	const double step = step_of(level_steps, span, 200.0, 34.0);
	return (struct plot_range){ floor(lowest / step) * step, ceil((lowest + span) / step) * step };
}

void plot_level_axis(struct plot *plot, const char *unit)
{
	const double step = step_of(level_steps, plot->y.to - plot->y.from, plot->bottom - plot->top, 26.0);
	for (double value = ceil(plot->y.from / step) * step; value <= plot->y.to + 1e-9; value += step) {
		struct text words = { 0 };
		plot_append_number(&words, value, 0);
		if (value + step > plot->y.to + 1e-9)
			text_append(&words, " %s", unit);
		plot_line(plot, "rule", plot->left, plot_y(plot, value), plot->right, plot_y(plot, value));
		plot_words(plot, "end", plot->left - 6.0, plot_y(plot, value) + 4.0, words.bytes);
		plot->text->failed |= words.failed;
		text_release(&words);
	}
}
