/* Prepares the rounding of stems together with their mix, as a graph's prints need it.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_ENGINE_EXACT_SUM_H
#define STEMPRINT_ENGINE_EXACT_SUM_H

#include "dsp/apportion.h"
#include "graph/graph.h"

/** Prepares one channel of the stems of proof number `proof` of the graph, in the order of the graph's prints.
    `headroom_db` lowers them and their mix before they are rounded. Returns NO_MEMORY or OK; all memory comes from
    the arena. */
enum status exact_sum_init(struct apportion *apportion, const struct graph *graph, size_t proof, size_t channel,
			   double headroom_db, const struct kernel *kernel, struct arena *arena) MUST_CHECK;

#endif
