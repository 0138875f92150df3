/* stemprint: the place of the session in a picture of files.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_REPORT_PLOT_CLOCK_H
#define STEMPRINT_REPORT_PLOT_CLOCK_H

#include "report/plot.h"
#include "report/report.h"

#include <stdbool.h>

/** Says which part of the session a file holds. The time axis of a picture begins where the file begins. */
struct plot_clock {
	double start_seconds; /**< the time of the file at which the session starts: the lead-in, or less than 0 for a
				 file that begins within the session */
	double end_seconds; /**< the length of the file */
	bool joined; /**< the file is joined from several parts of the session, and has no one place in it */
};

/** Returns the clock of a file. */
struct plot_clock plot_clock_of_file(const struct report *report, const struct report_file *file);

/** Returns whether two files hold the same part of the session. */
bool plot_clock_is(const struct plot_clock *clock, const struct plot_clock *other);

/** Returns whether a time of the session lies within the file. */
bool plot_clock_has(const struct plot_clock *clock, double session_seconds);

/** Returns the x of a time of the session. A time before or behind the file has the x of its start or its end. */
double plot_clock_x(const struct plot_clock *clock, const struct plot *plot, double session_seconds);

#endif
