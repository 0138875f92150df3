/* stemprint: which strip feeds which, in the order of the flow.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_REPORT_ROUTE_MAP_H
#define STEMPRINT_REPORT_ROUTE_MAP_H

#include "graph/graph.h"

enum route_kind { ROUTE_OUTPUT, ROUTE_SEND, ROUTE_INPUT, ROUTE_KEY };

/** "output", "send", "input", "key". */
const char *route_kind_name(enum route_kind kind);

/** One connection that is heard, or a key. */
struct route_edge {
	size_t from, to; /**< strips */
	enum route_kind kind;
	const char *tap; /**< where it is taken, strip_tap_name(); of a key too */
	double gain_db; /**< of a send; else NAN */
};

struct route_map {
	const struct graph *graph;
	struct route_edge *edges;
	size_t edge_count;
	size_t *order; /**< strips from top to bottom: each after all that feed it */
	size_t *rows; /**< where each stands */
	size_t row_count;
	size_t *latencies; /**< frames by which each is late against the session, before it waits for others */
	bool *seen; /**< scratch */
};

/** False when out of memory; route_map_release() either way. */
bool route_map_init(struct route_map *map, const struct graph *graph);
void route_map_release(struct route_map *map);

/** The stems that sound in a strip, behind its label; none where it is not heard. */
struct stem_set route_map_stems(const struct route_map *map, size_t strip);

#endif
