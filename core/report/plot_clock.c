/* Finds the place of the session in a picture of files.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/plot_clock.h"

#include <math.h>

struct plot_clock plot_clock_of_file(const struct report *report, const struct report_file *file)
{
	const double rate = report->sample_rate > 0.0 ? report->sample_rate : file->sample_rate;
	const double start = file->range ? -(double)file->range->from : (double)report->lead_in_frames;
	return (struct plot_clock){ .start_seconds = start / rate,
				    .end_seconds = (double)file->frames / file->sample_rate,
				    .joined = file->range && file->range->edit && file->range->edit->part_count > 1 };
}

bool plot_clock_is(const struct plot_clock *clock, const struct plot_clock *other)
{
	/* Files of other rates end within a frame of each other. */
	const double frame = 1e-3;
	return clock->joined == other->joined && fabs(clock->start_seconds - other->start_seconds) < frame &&
	       fabs(clock->end_seconds - other->end_seconds) < frame;
}

bool plot_clock_has(const struct plot_clock *clock, double session_seconds)
{
	const double at = clock->start_seconds + session_seconds;
	return !clock->joined && at >= 0.0 && at <= clock->end_seconds;
}

double plot_clock_x(const struct plot_clock *clock, const struct plot *plot, double session_seconds)
{
	const double at = clock->start_seconds + session_seconds;
	return plot_x(plot, fmin(fmax(at, 0.0), clock->end_seconds));
}
