/* Moves the parameters of gain computers from one point of the automation grid to the next.
   SPDX-License-Identifier: GPL-3.0-or-later

   A gain computer reads a table [row][width], one slot a detector. While a slot moves, the table changes from frame to
   frame, and the computer runs frame by frame: what it works out does not depend on how its frames are cut.
   row_courses.h is for computers that take moving parameters themselves. */
#ifndef STEMPRINT_PROCESSORS_MOVING_ROWS_H
#define STEMPRINT_PROCESSORS_MOVING_ROWS_H

#include "base/arena.h"
#include "base/status.h"
#include "dsp/kernel/kernel.h"
#include "dsp/ramp.h"

#include <stdbool.h>
#include <stddef.h>

/** The tables of one computer. A value of zeros, which was never made, moves nothing. */
struct moving_rows {
	double *table; /**< what the computer reads; the caller owns it */
	double *from, *to; /**< of the same form; `to` is where a moving slot goes */
	size_t rows, width;
	size_t left[KERNEL_WIDTH_MAXIMUM]; /**< frames until the slot rests, with the one that arrives; 0: it rests */
	size_t moving; /**< slots that move */
};

/** Makes the tables from the arena, for a computer whose parameters are in `table`. Returns false when out of memory.
 */
bool moving_rows_init(struct moving_rows *moving, struct arena *arena, double *table, size_t rows,
		      size_t width) MUST_CHECK;

/** Lets a slot start from where it is. The caller then writes its target into `to`. Each row moves in a straight line
    over AUTOMATION_GRID_FRAMES frames. */
void moving_rows_start(struct moving_rows *moving, size_t slot);

/** Writes the parameters of the next frame into the table. */
void moving_rows_step(struct moving_rows *moving);

/** Stops all slots where they are; the caller writes the table anew. */
void moving_rows_stop(struct moving_rows *moving);

#endif
