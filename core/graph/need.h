/* Marks the nodes that prints need, and those that carry lanes.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_GRAPH_NEED_H
#define STEMPRINT_GRAPH_NEED_H

#include "graph/builder.h"

/** Marks live nodes and lanes, once the prints and proofs are there, and takes all other nodes out of the order.
   Reports an insert that cannot tell apart the stems that meet in it, although a print needs them. */
enum status builder_mark_needed(struct builder *builder) MUST_CHECK;

#endif
