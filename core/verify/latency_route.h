/* Measures when each source is heard in each print.
   SPDX-License-Identifier: GPL-3.0-or-later

   The graph runs as it would for a render, but with silence for sources and without rounding. Then it runs once for
   each source, which now plays noise from a known frame on. The first frame of a print that differs between both runs
   is the first reaction. The noise has -200 dBFS; what then stays silent (a closed gate) is heard again at -6 dBFS. */
#ifndef STEMPRINT_VERIFY_LATENCY_ROUTE_H
#define STEMPRINT_VERIFY_LATENCY_ROUTE_H

#include "engine/engine.h"

/** A source and a print that a way leads to. */
struct latency_route {
	size_t source; /**< the index of a source, in the order of the recipe: the first of those that are read together
			*/
	size_t node; /**< its node */
	size_t print; /**< an index into graph.prints */
	bool heard; /**< something came out; false behind a mute, or where a gate stays closed */
	long long reaction; /**< frames from the sound to the first reaction; 0: on its frame. Below 0: before it */
	long long early; /**< so many frames early it may be: pre-ringing on the way */
	long long gap; /**< so many frames late it may be: delays on the way that are meant */
	bool right; /**< the reaction lies within both, or nothing is heard */
};

struct latency_routes {
	struct latency_route *items; /**< for the prints that are heard together, source by source */
	size_t count;
};

/** Measures all routes. What came back from hardware is a source of its own. The prints are heard
    in memory, as many at a time as 256 MiB hold. A run takes some thousand frames and the longest echo. */
enum status latency_routes_measure(const struct graph *graph, const struct kernel *kernel, struct arena *arena,
				   struct latency_routes *routes) MUST_CHECK;

/** Tells whether the print holds all that is heard at its node. A stem, and a mix as heard without some of them, are
    rightly silent for a source of another stem. */
bool latency_route_is_whole(const struct graph *graph, const struct latency_route *route);

#endif
