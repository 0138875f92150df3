/* stemprint: what a render costs, strip by strip.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_REPORT_COST_TEXT_H
#define STEMPRINT_REPORT_COST_TEXT_H

#include "base/text.h"
#include "engine/engine.h"

/** Costs of an engine's run, and of what came after it. */
struct cost_account {
	const struct graph *graph;
	const struct engine_cost *costs;
	size_t count;
	double frames; /**< that were run */
	double scale; /**< all seconds are multiplied by it: a prediction from a shorter run; 1 for what was measured */
	double afterwards_seconds; /**< reading back, null test and meters; 0 without */
};

/** All of one kind in one strip. */
struct cost_line {
	const char *strip;
	const char *what; /**< the processor, or what else was done */
	double seconds;
	size_t columns;
	size_t order; /**< the order of its first step in the plan, which sorts lines of equal cost */
};

/** Fills `lines`, which has room for account->count + 1, the dearest first. Returns how many. */
size_t cost_lines(const struct cost_account *account, struct cost_line *lines);

/** Appends a table, the dearest first: strip, processor (or what else was done), CPU seconds, share, nanoseconds a
   frame and column. What costs under 0.5 % is summed up in the last line. When memory runs out text->failed is set. */
void cost_text(const struct cost_account *account, struct text *text);

#endif
