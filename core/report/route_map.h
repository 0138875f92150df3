/* stemprint: which strip feeds which, in the order of the flow.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_REPORT_ROUTE_MAP_H
#define STEMPRINT_REPORT_ROUTE_MAP_H

#include "graph/graph.h"
#include "report/route_level.h"

/** OUTPUT is the `output` of a strip, SEND one of its sends, INPUT a tap that another strip plays, and KEY the signal
    that a processor listens to. */
enum route_kind { ROUTE_OUTPUT, ROUTE_SEND, ROUTE_INPUT, ROUTE_KEY };

/** Returns "output", "send", "input" or "key". */
const char *route_kind_name(enum route_kind kind);

/** One connection between two strips that are heard. */
struct route_edge {
	size_t from, to; /**< the indices of the strips in the recipe */
	enum route_kind kind;
	const char *tap; /**< the tap of `from` where the signal is taken, as strip_tap_name() writes it */
	const struct recipe_send *feedback; /**< the send, if it closes a loop */
	struct route_level level; /**< that of a send; all zero for other kinds */
	size_t earlier_key; /**< scratch: the number of the key before this one that leads to the same strip */
};

/** The map owns its arrays. Arrays with [strips] have one element for each strip of the recipe. */
struct route_map {
	const struct graph *graph; /**< the caller's graph, which must outlive the map */
	struct route_edge *edges; /**< [edge_count] */
	size_t edge_count;
	size_t *order; /**< [strips] the strips from top to bottom: each comes after all strips that feed it */
	size_t row_count; /**< the number of strips */
	size_t *latencies; /**< [strips] the frames by which each is late against the session, before it waits for
			      others */
	struct stem_set *stems; /**< [strips] the stems that sound in each, after its own label */
	bool *seen; /**< [strips] scratch for the walk that finds the order */
	size_t *last_keys; /**< [strips] scratch: the number of the last key that leads to each, from 1; 0: none */
};

/** Makes the map of a graph. Returns false when out of memory. The caller calls route_map_release() in both cases. */
bool route_map_init(struct route_map *map, const struct graph *graph);

/** Returns the delay of a loop that the edge closes, in ms. */
double route_map_feedback_ms(const struct route_map *map, const struct route_edge *edge);

/** Frees what the map owns. */
void route_map_release(struct route_map *map);

#endif
