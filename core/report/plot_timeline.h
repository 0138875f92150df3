/* stemprint: bars, regions and markers in a picture of files.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_REPORT_PLOT_TIMELINE_H
#define STEMPRINT_REPORT_PLOT_TIMELINE_H

#include "report/plot_clock.h"

/** Returns whether there is something to draw: the session has markers, or regions, or something that moves. */
bool plot_timeline_is_drawn(const struct report *report);

/** Returns the height of the rows with the names, in pixels; 0 when nothing is drawn. */
double plot_timeline_height(const struct report *report);

/** Draws the names of bars, regions and markers in rows from the upper edge of the picture on. */
void plot_timeline_names(struct plot *plot, const struct report *report, const struct plot_clock *clock);

/** Draws regions as bands and markers as lines, from the height `top` down to `bottom`. */
void plot_timeline_lines(struct plot *plot, const struct report *report, const struct plot_clock *clock, double top,
			 double bottom);

/** Appends what is drawn, in words. */
void plot_timeline_words(const struct report *report, struct text *text);

#endif
