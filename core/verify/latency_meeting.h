/* Follows measured latencies through a graph to the points where sounds meet.
   SPDX-License-Identifier: GPL-3.0-or-later

   Every sum, every key and every print has to hear all its ways equally late. Alignment was planned with declared
   latencies; here the measured ones are added up along every way, with the delays that the graph inserted. */
#ifndef STEMPRINT_VERIFY_LATENCY_MEETING_H
#define STEMPRINT_VERIFY_LATENCY_MEETING_H

#include "graph/graph.h"
#include "verify/latency_probe.h"

/** A way that arrives at another time than the point where it meets others expects. */
struct latency_miss {
	size_t node; /**< the node at which sounds meet; for a print NODE_NONE */
	size_t print; /**< an index into graph.prints; NODE_NONE for a node */
	size_t from; /**< the node that the way comes from */
	bool key; /**< it comes as the key */
	long long expected, measured; /**< frames by which it is late against the session */
};

struct latency_meetings {
	struct latency_miss *misses; /**< in the order of the plan */
	size_t miss_count;
	size_t way_count; /**< how many ways into sums, keys and prints were compared */
};

/** Compares all of them. readings[node] counts for each live NODE_PROCESS; where it holds no latency, the declared one
    stands in. */
enum status latency_meetings_check(const struct graph *graph, const struct latency_reading *readings,
				   struct arena *arena, struct latency_meetings *meetings) MUST_CHECK;

#endif
