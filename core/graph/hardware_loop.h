/* Puts loops through hardware into a graph: what leaves is printed, and what came back is a source.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_GRAPH_HARDWARE_LOOP_H
#define STEMPRINT_GRAPH_HARDWARE_LOOP_H

#include "graph/builder.h"

/** Adds the source of a loop. Its one input is the node that is sent. Returns its index; when memory runs out,
    diagnostics->failed is set. */
size_t builder_append_hardware(struct builder *builder, size_t strip, size_t from, const struct recipe_insert *insert);

/** Returns the gain of a loop, linear, under 0 where it turns the polarity; 1 where it is not known. */
double builder_hardware_gain(const struct builder *builder, const struct recipe_insert *insert);

/** Says whether nothing came back yet. */
bool builder_hardware_is_missing(const struct builder *builder, const struct recipe_insert *insert);

/** Settles the channels and stems of a loop, and adds it to the order. What came back is aligned with the session; a
    delay behind it makes it as late as what was sent. */
void builder_settle_hardware(struct builder *builder, size_t index);

/** Adds the prints of what is sent, as the request wants them. */
void builder_print_sends(struct builder *builder);

#endif
