/* Expands lists of inserts into nodes: processors, racks and opaque inserts.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_GRAPH_INSERT_EXPANSION_H
#define STEMPRINT_GRAPH_INSERT_EXPANSION_H

#include "graph/builder.h"

/** Makes the nodes of a list of inserts behind the node `last`; returns the last of them. */
size_t builder_expand_inserts(struct builder *builder, size_t strip, const struct recipe_inserts *inserts, size_t last);

#endif
