/* stemprint: a picture that is drawn as SVG.
   SPDX-License-Identifier: GPL-3.0-or-later

   All lengths are in pixels of the picture's own width, and y grows downwards. Colours and type come from plot.css by
   class. */
#ifndef STEMPRINT_REPORT_PLOT_H
#define STEMPRINT_REPORT_PLOT_H

#include "base/text.h"

#include <stdbool.h>
#include <stddef.h>

/** The sheet that a picture is drawn on. */
struct plot_sheet {
	struct text *text; /**< the functions append the SVG here; when out of memory, they set text->failed */
	double width; /**< pixels: 960 for a page, 400 for a phone */
	bool alone; /**< the picture becomes a file of its own, with its style and its background */
};

/** Under this width, in pixels, a label goes above the thing that it names. */
#define PLOT_NARROW 600.0

/** A place in a picture. */
struct plot_point {
	double x, y;
};

/** A range of values. */
struct plot_range {
	double from, to;
};

/** A picture that is being drawn. It has one field with two axes, which map values to pixels. */
struct plot {
	struct text *text; /**< the text of the sheet */
	double width, height; /**< the size of the picture */
	double left, top, right, bottom; /**< the edges of the field */
	struct plot_range x, y; /**< the values at the edges of the field; y.from is at the bottom */
	bool drawing; /**< the path has a point, which the next point is joined to */
};

/** Begins a picture of the sheet's width. `label` says what the picture shows, for users who cannot see it. The field
   is the whole picture, and its ranges are 0; the caller sets what it needs. */
void plot_begin(struct plot *plot, const struct plot_sheet *sheet, double height, const char *label);

/** Begins a picture in the same way that has a width of its own and may hold links. If it is wider than the sheet, it
    keeps its size, and a page shows it in a box that scrolls. */
void plot_begin_wide(struct plot *plot, const struct plot_sheet *sheet, double width, double height, const char *label);

/** Says in words what a picture shows beside its label, for users who cannot see it; right after plot_begin(). */
void plot_describe(struct plot *plot, const char *words);

/** Ends the picture. */
void plot_end(struct plot *plot);

/** Opens a group of a class of plot.css. A class of plot_colour.h gives its colour to everything in the group. */
void plot_open(struct plot *plot, const char *class);

/** Closes the group. */
void plot_close(struct plot *plot);

/** Returns the x of a value of the x axis. */
double plot_x(const struct plot *plot, double value);

/** Returns the y of a value of the y axis. */
double plot_y(const struct plot *plot, double value);

/** Draws a line. */
void plot_line(struct plot *plot, const char *class, double x1, double y1, double x2, double y2);

/** Draws a rectangle. A browser shows `title` when the mouse points at it; NULL: nothing is shown. */
void plot_rectangle(struct plot *plot, const char *class, double x, double y, double width, double height,
		    const char *title);

/** Draws a rectangle in the colour of the group. `strength` is its opacity, 0 to 1. */
void plot_shade(struct plot *plot, double x, double y, double width, double height, double strength, const char *title);

/** Draws a circle around x, y. */
void plot_circle(struct plot *plot, const char *class, double x, double y, double radius, const char *title);

/** Draws a line over `count` points, 2 or more, with round corners. */
void plot_wire(struct plot *plot, const char *class, const struct plot_point *points, size_t count, const char *title);

/** Makes what follows a link to the file at a relative path, until plot_link_close(). `label` is what a screen reader
    says. */
void plot_link_open(struct plot *plot, const char *path, const char *label);

/** Ends the link. */
void plot_link_close(struct plot *plot);

/** Writes words. `class` names the type ("name", "figure") and the side that stands at x ("middle", "end"; none: the
    beginning). */
void plot_words(struct plot *plot, const char *class, double x, double y, const char *words);

/** Writes words that must fit into `room` pixels. Words that are too long lose their middle to "...", and a browser
    shows the whole when the mouse points at them. */
void plot_label(struct plot *plot, const char *class, double x, double y, const char *words, double room);

/** Returns about how many pixels the words take; NULL counts as empty. `bold` is true for the class "name", which takes
    more. */
double plot_words_width(const char *words, bool bold);

/** Begins a path of straight lines. */
void plot_path_begin(struct plot *plot, const char *class);

/** Adds a point to the path. A point that is not finite leaves a gap. */
void plot_path_point(struct plot *plot, double x, double y);

/** Ends the path. `closed` joins its last point to its first. */
void plot_path_end(struct plot *plot, bool closed);

/** Draws the ticks of the time axis, in seconds, under the field. */
void plot_time_axis(struct plot *plot);

/** Draws the ticks of the level axis beside the field, and lines through it. `unit` stands behind the numbers. */
void plot_level_axis(struct plot *plot, const char *unit);

/** Returns the range in dB, widened to whole ticks of a level axis: 6, 12, 20 dB ... */
struct plot_range plot_level_range(double lowest, double highest);

/** Appends a time like "1:05.3" or "12.4 s". */
void plot_append_time(struct text *text, double seconds);

/** Appends a number with a real minus sign. A value that is not finite becomes a dash. */
void plot_append_number(struct text *text, double value, unsigned decimals);

#endif
