/* Orders the nodes so that each comes after what it needs.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_GRAPH_ORDER_H
#define STEMPRINT_GRAPH_ORDER_H

#include "graph/builder.h"

/** Sets graph->order to all nodes, each after what it needs. Cycles are errors, which name their whole
    loop. */
enum status builder_order(struct builder *builder) MUST_CHECK;

#endif
