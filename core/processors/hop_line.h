/* Lets a processor work on a window of the past that moves on by a hop.
   SPDX-License-Identifier: GPL-3.0-or-later

   Hops begin at session frames that are multiples of the hop, so a strip that is late by some frames gets the same
   samples just as late. How frames are cut into blocks changes nothing. */
#ifndef STEMPRINT_PROCESSORS_HOP_LINE_H
#define STEMPRINT_PROCESSORS_HOP_LINE_H

#include "base/arena.h"
#include "processors/processor.h"

#include <stddef.h>

/** The windows of all columns of an instance. */
struct hop_line {
	const struct processor_instance *instance;
	size_t hop; /**< frames */
	size_t span; /**< frames of a window, at least one hop */
	size_t columns; /**< groups x channels */
	double **windows; /**< [columns][span], the oldest frame first */
	double **results; /**< [columns][hop]: what a turn makes, and the next hop plays */
	size_t filled; /**< frames of the current hop so far */
};

/** Makes a line of silence, from the arena. What a turn makes from window frame i on comes out span - i frames late.
    Returns false when out of memory. */
bool hop_line_init(struct hop_line *line, struct arena *arena, const struct processor_instance *instance, size_t hop,
		   size_t span);

/** Processes the frames that begin at index `start` of the columns. `turn` runs whenever a hop is complete: it reads
   and may change the windows, and writes the results. */
void hop_line_process(struct hop_line *line, size_t start, size_t frames, void (*turn)(void *owner), void *owner);

/** Fills the line with silence. */
void hop_line_reset(struct hop_line *line);

#endif
