/* Adds the prints that tell how far dynamics turn the level.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_GRAPH_REDUCTION_H
#define STEMPRINT_GRAPH_REDUCTION_H

#include "graph/builder.h"

/** So many inserts are watched at most: those of the strips that come first. */
enum { REDUCTIONS_MAXIMUM = 128 };

/** Returns how many prints builder_print_reductions() adds at most. */
size_t builder_count_reductions(const struct builder *builder);

/** Adds a PRINT_REDUCTION for each insert with dynamics that a print needs so far. So these prints need nothing that
    would not run without them, but the delays that align them. Returns NO_MEMORY or OK. */
enum status builder_print_reductions(struct builder *builder) MUST_CHECK;

#endif
