/* stemprint: a long line of a picture with few points.
   SPDX-License-Identifier: GPL-3.0-or-later

   Points that lie on the straight way between others, within a twentieth of a pixel, are left out. */
#ifndef STEMPRINT_REPORT_PLOT_TRACE_H
#define STEMPRINT_REPORT_PLOT_TRACE_H

#include "report/plot.h"

/** A line that grows to the right. */
struct plot_trace {
	struct plot *plot;
	double from_x, from_y; /**< the last point that was written */
	double to_x, to_y; /**< the newest point, which may still be left out */
	double least, greatest; /**< the slopes of all ways that pass near enough to each point in between */
	bool begun, pending; /**< there is a point; the newest one is not written yet */
};

/** Begins a line of a class of plot.css. */
void plot_trace_begin(struct plot_trace *trace, struct plot *plot, const char *class);

/** Adds a point. `x` is not less than that of the point before. Points at one x are a step. */
void plot_trace_point(struct plot_trace *trace, double x, double y);

/** Ends the line. */
void plot_trace_end(struct plot_trace *trace);

#endif
