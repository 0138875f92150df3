/* Computes the gains that pan a mono signal, or balance a stereo signal.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_DSP_PAN_LAW_H
#define STEMPRINT_DSP_PAN_LAW_H

#include "dsp/breakpoint_curve.h"
#include "dsp/kernel/column.h"

#include <stddef.h>

/** A pan law sets the level of a mono signal at the centre of the stereo field. */
enum pan_law {
	PAN_LAW_3, /**< -3 dB, the default: cos a, sin a with a = (position + 1) pi / 4, so that the power is constant
		    */
	PAN_LAW_4_5, /**< -4.5 dB: the geometric mean of the laws above and below */
	PAN_LAW_6, /**< -6 dB: (1 - position) / 2, (1 + position) / 2, so that the amplitude is constant */
	PAN_LAW_0, /**< 0 dB: balance_gains() */
};

/** The names of the laws as a recipe writes them, in the order of enum pan_law, and NULL: "-3 dB", "-4.5 dB", "-6 dB",
    "0 dB". */
extern const char *const pan_law_names[];

/** Returns the linear gains of a mono signal at `position`, from -1 hard left to +1 hard right; a position beyond
   counts as hard. The gains of the hard sides are exactly 1 and 0. At the centre both are equal: sqrt(1/2), 2^(-3/4),
   exactly 1/2 or exactly 1, by the law. */
void pan_gains(enum pan_law law, double position, double *left, double *right);

/** Does the same for `frames` positions from -1 to +1, within 1e-15: positions[i] becomes the gain of the left side,
   and right[i] that of the right one. */
void pan_gains_of_run(enum pan_law law, const struct kernel *kernel, double *positions, double *right, size_t frames);

/** The angles of a line, for the next run on it. Zeros are none. */
struct pan_turn {
	bool known;
	double way; /**< from frame to frame, in turns */
	double sines[TURN_STRIDE], cosines[TURN_STRIDE]; /**< of multiples of it */
};

/** Writes the gains of PAN_LAW_3 for `frames` positions from -1 to +1, those of a line from one of its frames on,
   within 1e-15. Where runs begin changes no bits. */
void pan_gains_of_line(struct pan_turn *turn, const struct kernel *kernel, const struct curve_line *line, int64_t frame,
		       double *left, double *right, size_t frames);

/** Returns the linear gains of the sides of a stereo signal at `position`, from -1 to +1: the gain of the far side
   falls linearly to 0, and that of the near side stays exactly 1. */
void balance_gains(double position, double *left, double *right);

#endif
