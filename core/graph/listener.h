/* Adds the prints of what listens: meters, and inserts that want a gain.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_GRAPH_LISTENER_H
#define STEMPRINT_GRAPH_LISTENER_H

#include "graph/builder.h"

/** Returns the known gain of an insert; NULL if it is not known. */
const struct graph_trim *builder_trim(const struct builder *builder, const struct recipe_insert *insert);

/** Says whether the output of a node of an expansion depends on a trim that is not known yet. */
bool builder_leaves_unsettled(const struct builder *builder, size_t index);

/** Returns how many prints builder_print_listeners() adds at most. */
size_t builder_count_listeners(const struct builder *builder);

/** Adds a print for each meter; in a pass that measures, for each trim whose turn it is. */
void builder_print_listeners(struct builder *builder);

#endif
