/* stemprint: which strip feeds which, by what connection.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_GRAPH_ROUTING_H
#define STEMPRINT_GRAPH_ROUTING_H

#include "recipe/recipe.h"

enum connection_kind {
	CONNECTION_OUTPUT, /**< one of a strip's outputs */
	CONNECTION_SEND, /**< a send of the strip it comes from */
	CONNECTION_LISTEN, /**< an `input` tap of the strip it goes to */
};

struct connection {
	enum connection_kind kind;
	struct strip_tap from; /**< `at` is where the recipe says so */
	size_t to;
	double gain; /**< linear */
	double pan; /**< -1..1, of a mono signal into a stereo strip */
	bool live; /**< false: a muted send, or silenced by another strip's solo */
};

/** The connections at one end of each strip: of strip s, connections[first[s]] to connections[first[s + 1] - 1]. */
struct neighbours {
	size_t *first;
	size_t *connections; /**< indices into routing.connections, in their order */
};

/** All connections between strips. Their order is the order of summation: strip by strip as the recipe lists them,
    its outputs, then its sends; then all `input` taps. Keys are no connections: nobody hears them. */
struct routing {
	const struct recipe *recipe;
	struct connection *connections;
	size_t connection_count;
	struct neighbours outgoing, incoming;
	size_t *stack; /**< scratch of the marking functions: a strip is entered at most once */
};

/** Reads the connections out of the recipe and applies mutes of sends and solos. Solo keeps alive what leads to a soloed
    strip and what it feeds: a connection is heard when it goes to a strip that is, or feeds, a soloed one, or comes from a
    strip that is, or is fed by, a soloed one or a solo-safe one. */
enum status routing_build(const struct recipe *recipe, struct arena *arena, struct routing *routing) MUST_CHECK;

/** Marks in `reached` (one flag a strip, cleared by the caller) the strip `from` and all that it feeds over live connections. */
void routing_mark_fed(const struct routing *routing, size_t from, bool *reached);

/** The same against the flow: the strip `to` and all that feeds it. */
void routing_mark_feeding(const struct routing *routing, size_t to, bool *reached);

#endif
