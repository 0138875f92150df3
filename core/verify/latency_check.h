/* Checks all latencies of a graph by measurement.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_VERIFY_LATENCY_CHECK_H
#define STEMPRINT_VERIFY_LATENCY_CHECK_H

#include "verify/latency_meeting.h"
#include "verify/latency_route.h"

struct latency_check {
	const struct graph *graph;
	/** readings[node] is set for each live NODE_PROCESS. */
	struct latency_reading *readings;
	struct latency_meetings meetings;
	struct latency_routes routes;
	bool right; /**< nothing differs from what is declared */
};

/** Measures each instance by itself, then every way through the measured instances, then the graph as
    it runs. All memory of the result comes
   from the arena. */
enum status latency_check(const struct graph *graph, const struct kernel *kernel, struct arena *arena,
			  struct latency_check *check) MUST_CHECK;

#endif
