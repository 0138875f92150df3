/* Finds the nodes where the signal of a strip, or of a chain in one of its racks, can be taken.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_GRAPH_CHAIN_TAP_H
#define STEMPRINT_GRAPH_CHAIN_TAP_H

#include "graph/builder.h"

/** The node that comes out of a named chain of a rack. */
struct chain_tap {
	const char *path; /**< The path is "crush.dry", or "crush.wet.bands.low" for a rack within a chain. */
	size_t node;
	struct chain_tap *next; /**< the next one of the same strip; NULL at the end */
};

/** Takes note of a chain. Its path is `rack` and `name`, behind the path of the chain that the rack
    stands in, or "". */
void builder_add_chain(struct builder *builder, size_t strip, const char *outer, const char *rack, const char *name,
		       size_t node);

/** Returns the node that stands for a tap of a strip or of a chain. A name that no chain has, or that
    several chains have, is an error; the node is then the input of the strip. */
size_t builder_tap(const struct builder *builder, struct strip_tap tap);

#endif
