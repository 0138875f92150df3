/* stemprint: a picture, drawn as SVG.
   SPDX-License-Identifier: GPL-3.0-or-later

   All lengths are in pixels of the picture's own width; y grows downwards. Colours and type come from plot.css by
   class. */
#ifndef STEMPRINT_REPORT_PLOT_H
#define STEMPRINT_REPORT_PLOT_H

#include "base/text.h"

#include <stdbool.h>
#include <stddef.h>

/** What a picture is drawn on. */
struct plot_sheet {
	struct text *text; /**< where the SVG is appended */
	double width; /**< 960 for a page, 400 for a phone */
	bool alone; /**< a file of its own: with its style and its paper */
};

/** Under this width labels go above what they label. */
#define PLOT_NARROW 600.0

struct plot_range {
	double from, to;
};

/** A picture on its way, with one field whose axes values are mapped by. */
struct plot {
	struct text *text;
	double width, height;
	double left, top, right, bottom; /**< edges of the field */
	struct plot_range x, y; /**< of the field's values; y.from is at the bottom */
	bool drawing; /**< a path has a point to go on from */
};

/** `label` says what is seen, for those who do not see it. */
void plot_begin(struct plot *plot, const struct plot_sheet *sheet, double height, const char *label);
void plot_end(struct plot *plot);

/** A group of a class, "mix" or "s0" to "s7": what is drawn in it has the series' colour. */
void plot_open(struct plot *plot, const char *class);
void plot_close(struct plot *plot);

double plot_x(const struct plot *plot, double value);
double plot_y(const struct plot *plot, double value);

void plot_line(struct plot *plot, const char *class, double x1, double y1, double x2, double y2);

/** `title` tells what it is when pointed at; NULL: nothing. */
void plot_rectangle(struct plot *plot, const char *class, double x, double y, double width, double height,
		    const char *title);
/** In the colour of the series, `strength` 0 to 1. */
void plot_shade(struct plot *plot, double x, double y, double width, double height, double strength, const char *title);
void plot_circle(struct plot *plot, const char *class, double x, double y, double radius, const char *title);

/** From one height to another, out to the left by `bulge` and back. */
void plot_arc(struct plot *plot, const char *class, double x, double from, double to, double bulge, const char *title);

/** `class`: of the type ("name", "figure") and the side ("middle", "end"). */
void plot_words(struct plot *plot, const char *class, double x, double y, const char *words);

/** The same in so many pixels: what is too long loses its middle to "...", and is told whole when pointed at. */
void plot_label(struct plot *plot, const char *class, double x, double y, const char *words, double room);

/** Pixels that the words take, about; bold ones in the class "name" take more. */
double plot_words_width(const char *words, bool bold);

/** A path, point by point; a point that is not finite leaves a gap. */
void plot_path_begin(struct plot *plot, const char *class);
void plot_path_point(struct plot *plot, double x, double y);
void plot_path_end(struct plot *plot, bool closed);

/** Ticks under the field, rules through it. */
void plot_time_axis(struct plot *plot);
void plot_level_axis(struct plot *plot, const char *unit);

/** Widens a range to whole ticks of a level axis: 6, 12, 20 dB ... */
struct plot_range plot_level_range(double lowest, double highest);

/** "1:05.3", "12.4 s". */
void plot_append_time(struct text *text, double seconds);

/** With a real minus; what is not finite is a dash. */
void plot_append_number(struct text *text, double value, unsigned decimals);

#endif
