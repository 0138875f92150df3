/* Finds which strip feeds which, and by what connection.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_GRAPH_ROUTING_H
#define STEMPRINT_GRAPH_ROUTING_H

#include "recipe/recipe.h"

enum connection_kind {
	CONNECTION_OUTPUT, /**< one of the outputs of the strip where it begins */
	CONNECTION_SEND, /**< a send of the strip where it begins */
	CONNECTION_LISTEN, /**< an `input` tap of the strip where it ends */
};

/** A connection takes the signal of one strip into the input of another. */
struct connection {
	enum connection_kind kind;
	struct strip_tap from; /**< its `at` is the location of the connection in the recipe */
	size_t to; /**< an index into recipe.strips */
	double gain; /**< linear, 0 or more */
	double pan; /**< -1 to 1, for a mono signal into a stereo strip */
	const struct recipe_send *feedback; /**< the send, if it closes a loop with a delay; otherwise NULL */
	const struct recipe_send *moving; /**< a send that automation moves; NULL: the connection stays */
	bool live; /**< false for a send that is muted or at -inf dB, and for what another strip's solo silences */
};

/** The connections at one end of every strip: strip s has connections[first[s]] to connections[first[s + 1] - 1]. */
struct neighbours {
	size_t *first; /**< one for each strip, and one more */
	size_t *connections; /**< indices into routing.connections, in their order */
};

/** All connections between strips. Their order is the order of summation: strip by strip as the recipe lists them,
    first the outputs of a strip, then its sends; all `input` taps come last. Keys are no connections, because no sum
    adds them. The arena owns all arrays. */
struct routing {
	const struct recipe *recipe;
	struct connection *connections;
	size_t connection_count;
	struct neighbours outgoing,
		incoming; /**< by the strip where a connection begins, and by the one where it ends */
	size_t *stack; /**< scratch of the functions below, one for each strip */
};

/** Reads the connections out of the recipe and applies mutes of sends and solos. Solo keeps what leads to a soloed
    strip and what it feeds. A connection is heard in two cases: it goes to a strip that is soloed or feeds a soloed
    one; or it comes from a strip that is soloed or solo-safe, or is fed by such a one. Returns NO_MEMORY when the arena
    is out of memory. */
enum status routing_build(const struct recipe *recipe, struct arena *arena, struct routing *routing) MUST_CHECK;

/** Marks in `reached` (one flag for each strip, cleared by the caller) the strip `from` and all that it feeds over
    live connections. */
void routing_mark_fed(const struct routing *routing, size_t from, bool *reached);

/** Marks against the flow: the strip `to` and all strips that feed it. */
void routing_mark_feeding(const struct routing *routing, size_t to, bool *reached);

#endif
