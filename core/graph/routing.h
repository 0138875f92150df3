/* Finds which strip feeds which, and by what connection.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_GRAPH_ROUTING_H
#define STEMPRINT_GRAPH_ROUTING_H

#include "recipe/recipe.h"

enum connection_kind {
	CONNECTION_OUTPUT, /**< It is one of a strip's outputs. */
	CONNECTION_SEND, /**< It is a send of the strip where it begins. */
	CONNECTION_LISTEN, /**< It is an `input` tap of the strip where it ends. */
};

struct connection {
	enum connection_kind kind;
	struct strip_tap from; /**< `at` is where the recipe says so. */
	size_t to;
	double gain; /**< It is linear. */
	double pan; /**< It is -1..1, for a mono signal into a stereo strip. */
	bool live; /**< It is false for a muted send, or one that another strip's solo silences. */
};

/** They are the connections at one end of each strip; strip s has connections[first[s]] to connections[first[s + 1]
    - 1]. */
struct neighbours {
	size_t *first;
	size_t *connections; /**< They are indices into routing.connections, in their order. */
};

/** It holds all connections between strips. Their order is the order of summation: strip by strip as the recipe
    lists them, its outputs, then its sends; then all `input` taps. Keys are no connections: no sum adds them. */
struct routing {
	const struct recipe *recipe;
	struct connection *connections;
	size_t connection_count;
	struct neighbours outgoing, incoming;
	size_t *stack; /**< The marking functions use it as scratch: a strip is entered at most once. */
};

/** Reads the connections out of the recipe and applies mutes of sends and solos. Solo keeps what leads to a soloed
    strip and what it feeds. A connection is heard in two cases: it goes to a strip that is soloed or feeds a soloed
    one; or it comes from a strip that is soloed or solo-safe, or is fed by such a one. */
enum status routing_build(const struct recipe *recipe, struct arena *arena, struct routing *routing) MUST_CHECK;

/** Marks in `reached` (one flag for each strip, cleared by the caller) the strip `from` and all that it feeds over
    live connections. */
void routing_mark_fed(const struct routing *routing, size_t from, bool *reached);

/** Marks the same against the flow: the strip `to` and all strips that feed it. */
void routing_mark_feeding(const struct routing *routing, size_t to, bool *reached);

#endif
