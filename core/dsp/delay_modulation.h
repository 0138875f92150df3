/* stemprint: delays that move slowly, without loss.
   SPDX-License-Identifier: GPL-3.0-or-later

   A moving delay is read between the samples by a windowed sinc of ten taps, flat within 0.003 dB up to 0.6 of Nyquist.
   Its taps are worked out on a grid of the session's frames and go linearly in between, so that they do not depend on
   how frames are cut into blocks. */
#ifndef STEMPRINT_DSP_DELAY_MODULATION_H
#define STEMPRINT_DSP_DELAY_MODULATION_H

#include "dsp/kernel/delay.h"

#include <stddef.h>
#include <stdint.h>

enum { DELAY_MODULATION_GRID = 32, DELAY_MODULATION_TAPS = RAMPED_FIR_TAPS - 1, DELAY_MODULATION_PHASES = 256 };

/** Frames that a piece read at a delay reaches back further, and forward. */
enum { DELAY_MODULATION_BACK = 6, DELAY_MODULATION_AHEAD = 4 };

/** The taps at each fraction of a frame. */
struct delay_modulation_table {
	double taps[DELAY_MODULATION_PHASES + 1][DELAY_MODULATION_TAPS];
};

void delay_modulation_table_init(struct delay_modulation_table *table);

/** How one delay moves: delay + depth sin(2 pi (phase + step k)) at point k of the grid (a curve of second order within
   0.1 % of the sine). The steepest way, 2 pi depth step, is less than 0.9 frames. */
struct delay_modulation {
	double delay, depth; /**< frames */
	double phase, step; /**< turns */
};

/** A delay at one point of the grid: whole frames, and the taps for the rest. */
struct delay_modulation_point {
	size_t whole;
	double taps[DELAY_MODULATION_TAPS];
};

void delay_modulation_point_init(struct delay_modulation_point *point, const struct delay_modulation *modulation,
				 const struct delay_modulation_table *table, int64_t number);

/** From one point of the grid to the next: the taps of the kernel's ramped_fir(), for frames read `base` +
    DELAY_MODULATION_BACK earlier.
 */
struct delay_modulation_segment {
	size_t base;
	double first[RAMPED_FIR_TAPS], step[RAMPED_FIR_TAPS];
};

/** Points that follow each other: less than a whole frame apart. */
void delay_modulation_segment_init(struct delay_modulation_segment *segment, const struct delay_modulation_point *from,
				   const struct delay_modulation_point *to);

#endif
