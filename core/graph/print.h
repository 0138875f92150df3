/* Adds the prints of a graph, aligns them and marks the nodes that they need.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_GRAPH_PRINT_H
#define STEMPRINT_GRAPH_PRINT_H

#include "graph/builder.h"

/** Adds the prints of the request, aligned with each other, and marks lanes and live nodes. */
enum status builder_print(struct builder *builder) MUST_CHECK;

#endif
