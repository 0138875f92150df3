/* stemprint: what a render costs, strip by strip, as a table.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_REPORT_COST_TEXT_H
#define STEMPRINT_REPORT_COST_TEXT_H

#include "base/text.h"
#include "engine/engine.h"

/** The costs of one run of an engine, and of the work after it. The caller owns what the pointers lead to. */
struct cost_account {
	const struct graph *graph; /**< the graph that ran */
	const struct engine_cost *costs; /**< [count] in the order of the plan */
	size_t count;
	double frames; /**< the frames that ran */
	double scale; /**< the factor for all seconds: 1 for a measurement, more for a forecast from a shorter run */
	double afterwards_seconds; /**< CPU seconds for reading back, proofs and meters; 0 without them */
};

/** One line of the table: all costs of one kind in one strip. */
struct cost_line {
	const char *strip; /**< the name of the strip, or the kind of files that the work belongs to: "all files" */
	const char *what; /**< the name of the processor, or of other work: "summing" */
	double seconds; /**< CPU seconds, with the scale */
	size_t columns; /**< the columns that the work processed; 0 when it has none */
	size_t order; /**< the order of its first step in the plan, which sorts lines of equal cost */
};

/** Fills `lines`, the most expensive first. `lines` must have room for account->count + 1. Returns how many lines it
    filled. */
size_t cost_lines(const struct cost_account *account, struct cost_line *lines);

/** Appends a table, the most expensive line first: strip, processor or other work, CPU seconds, share, and nanoseconds
    for each frame and column. The last line sums up everything that costs less than 0.5 %. When out of memory, the
    function sets text->failed. */
void cost_text(const struct cost_account *account, struct text *text);

#endif
