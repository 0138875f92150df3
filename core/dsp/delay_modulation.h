/* Moves delays slowly, without loss.
   SPDX-License-Identifier: GPL-3.0-or-later

   A windowed sinc of ten taps reads a moving delay between the samples, flat within 0.003 dB up to 0.6 of Nyquist. Its
   taps are computed at the points of a grid over the session's frames and change linearly from one point to the next,
   so that they do not depend on how frames are cut into blocks. */
#ifndef STEMPRINT_DSP_DELAY_MODULATION_H
#define STEMPRINT_DSP_DELAY_MODULATION_H

#include "dsp/kernel/delay.h"
#include "dsp/kernel/kernel.h"

#include <stddef.h>
#include <stdint.h>

/** Frames from one point of the grid to the next, taps of a reading, and fractions of a frame in the table. */
enum {
	DELAY_MODULATION_GRID = RAMPED_FIR_FRAMES,
	DELAY_MODULATION_TAPS = RAMPED_FIR_TAPS - 1,
	DELAY_MODULATION_PHASES = 256,
};

/** Frames that a reading needs before its delay, and after it. */
enum { DELAY_MODULATION_BACK = 6, DELAY_MODULATION_AHEAD = 4 };

/** The taps at each fraction of a frame, from 0 to 1, with zeros behind them; constant after its init. */
struct delay_modulation_table {
	double taps[DELAY_MODULATION_PHASES + 1][RAMPED_FIR_ROW];
};

/** Computes the taps. */
void delay_modulation_table_init(struct delay_modulation_table *table);

/** How one delay moves: it is delay + depth sin(2 pi (phase + step k)) at point k of the grid, by polynomials within
   0.1 % of the sine. Its steepest change, 2 pi depth step, is under 0.9 frames from point to point. */
struct delay_modulation {
	double delay, depth; /**< frames */
	double phase, step; /**< turns; `step` from point to point */
};

/** A delay at one point of the grid: whole frames, and the taps for the fraction between a zero and zeros. */
struct delay_modulation_point {
	size_t whole; /**< frames */
	double row[1 + RAMPED_FIR_ROW];
};

/** Computes point `number` of the grid; point 0 lies at frame 0 of the session. */
void delay_modulation_point_init(struct delay_modulation_point *point, const struct delay_modulation *modulation,
				 const struct delay_modulation_table *table, const struct kernel *kernel,
				 int64_t number);

/** The way from one point of the grid to the next: two rows of the kernel's ramped_fir(), which belong to the points.
 */
struct delay_modulation_segment {
	size_t base; /**< frames: the reading starts base + DELAY_MODULATION_BACK earlier */
	const double *from, *to;
};

/** Returns the way between two points that follow each other; their delays are less than a frame apart. */
struct delay_modulation_segment delay_modulation_segment_of(const struct delay_modulation_point *from,
							    const struct delay_modulation_point *to);

#endif
