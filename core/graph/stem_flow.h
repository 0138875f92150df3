/* Says which stems sound at a node, from those of its inputs.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_GRAPH_STEM_FLOW_H
#define STEMPRINT_GRAPH_STEM_FLOW_H

#include "graph/builder.h"

/** Returns the stems of a node, whose inputs know theirs. Those of a NODE_RETURN are those of its feed. */
struct stem_set builder_stems_of(struct builder *builder, const struct node *node);

/** Returns the lane of a NODE_RESIDUE that no stem has. */
size_t builder_rest_of(struct builder *builder, const struct node *node);

/** Finds what comes out of every NODE_RETURN before the nodes behind it are resolved: its stems, and whether it depends
    on a trim that is not known yet, or on hardware from which nothing came back. It goes through the order until
   nothing more comes round. */
enum status builder_find_returns(struct builder *builder) MUST_CHECK;

#endif
