/* Finds what a source reaches in a graph, and how early or late it may be there.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_VERIFY_LATENCY_REACH_H
#define STEMPRINT_VERIFY_LATENCY_REACH_H

#include "graph/graph.h"

/** Returns the share of a source in what is read together; NULL if it is read by itself. */
const struct source_share *latency_share_of(const struct graph *graph, size_t source);

/** Returns the first of the sources that are read together with this one. */
size_t latency_reading_of(const struct graph *graph, size_t source);

/** What one reading reaches. The arrays have one item for each node. */
struct latency_reach {
	const struct graph *graph;
	size_t reading; /**< the source, or the first of those that are read together */
	size_t node; /**< its first live node */
	bool *reached; /**< a way leads to the node; keys carry no sound and are no ways */
	long long *early; /**< the most frames that any way may begin early */
	long long *gap; /**< the fewest frames that all ways may delay on purpose */
};

/** Makes the arrays, in the arena. Returns false when out of memory. */
bool latency_reach_init(struct latency_reach *reach, const struct graph *graph, struct arena *arena) MUST_CHECK;

/** Finds what the reading of a source reaches. Returns false if no live node reads it first: another source stands for
    it, or nobody needs it. */
bool latency_reach_from(struct latency_reach *reach, size_t source);

#endif
