/* Settles the channels, shapes, latency and stems of every node, and puts delay nodes where signals meet.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_GRAPH_RESOLVE_H
#define STEMPRINT_GRAPH_RESOLVE_H

#include "graph/builder.h"

/** Goes through the order, settles channels, shapes, latency and stems, and puts delay nodes where
    signals meet. */
enum status builder_resolve(struct builder *builder) MUST_CHECK;

#endif
