/* Draws a long line with few points.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/plot_trace.h"

#include <math.h>

/* How far a point may lie beside the line that leaves it out, in pixels. */
static const double near_enough = 0.05;

/* Points nearer than this to each other, in pixels, make a step. */
static const double step_width = 0.01;

void plot_trace_begin(struct plot_trace *trace, struct plot *plot, const char *class)
{
	*trace = (struct plot_trace){ .plot = plot };
	plot_path_begin(plot, class);
}

static void write_point(struct plot_trace *trace, double x, double y)
{
	plot_path_point(trace->plot, x, y);
	trace->from_x = x;
	trace->from_y = y;
	trace->pending = false;
}

/* Makes the newest point the end of the line so far. */
static void keep(struct plot_trace *trace, double x, double y)
{
	const double width = x - trace->from_x;
	trace->least = (y - near_enough - trace->from_y) / width;
	trace->greatest = (y + near_enough - trace->from_y) / width;
	trace->to_x = x;
	trace->to_y = y;
	trace->pending = true;
}

static void narrow(struct plot_trace *trace, double x, double y)
{
	const double least = trace->least, greatest = trace->greatest;
	keep(trace, x, y);
	trace->least = fmax(trace->least, least);
	trace->greatest = fmin(trace->greatest, greatest);
}

void plot_trace_point(struct plot_trace *trace, double x, double y)
{
	if (!trace->begun) {
		trace->begun = true;
		trace->to_x = x;
		write_point(trace, x, y);
		return;
	}
	if (x - trace->to_x < step_width) {
		if (trace->pending)
			write_point(trace, trace->to_x, trace->to_y);
		if (fabs(y - trace->from_y) >= near_enough)
			write_point(trace, x, y);
		trace->to_x = x;
		return;
	}
	const double slope = (y - trace->from_y) / (x - trace->from_x);
	if (trace->pending && slope >= trace->least && slope <= trace->greatest) {
		narrow(trace, x, y);
		return;
	}
	if (trace->pending)
		write_point(trace, trace->to_x, trace->to_y);
	keep(trace, x, y);
}

void plot_trace_end(struct plot_trace *trace)
{
	if (trace->pending)
		write_point(trace, trace->to_x, trace->to_y);
	plot_path_end(trace->plot, false);
}
