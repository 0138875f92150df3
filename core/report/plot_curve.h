/* stemprint: the curves of automation in a picture of files.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_REPORT_PLOT_CURVE_H
#define STEMPRINT_REPORT_PLOT_CURVE_H

#include "report/plot_clock.h"

enum { PLOT_CURVES_MAXIMUM = 32 /**< a picture has so many curves at most */ };

/** The field of one curve. */
struct plot_curve_lane {
	double top, height; /**< pixels */
	bool narrow; /**< its words stand above it, and not beside it */
};

/** Draws a curve over the time of the session that the clock has, with what moves and its range. The curve has the
    shape that the mixer hears, not straight lines between points. */
void plot_curve(struct plot *plot, const struct report_curve *curve, const struct plot_clock *clock, double sample_rate,
		const struct plot_curve_lane *lane);

/** Appends what moves and how far, in words: "lead fader, −12 dB to 0 dB". */
void plot_curve_words(const struct report_curve *curve, struct text *text);

#endif
