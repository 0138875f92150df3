/* Builds the signal graph, ordered, aligned and labelled.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_GRAPH_GRAPH_BUILD_H
#define STEMPRINT_GRAPH_GRAPH_BUILD_H

#include "graph/graph.h"
#include "graph/graph_request.h"

/** Builds the graph. All errors go into `diagnostics`: cycles with their whole loop, sound that reaches a stem print
    without a label with its whole path, channels that do not fit, processors that refuse. Then BAD_RECIPE is
    returned. */
enum status graph_build(const struct recipe *recipe, const struct graph_request *request, struct arena *arena,
			struct diagnostics *diagnostics, struct graph **graph) MUST_CHECK;

#endif
