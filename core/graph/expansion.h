/* Expands strips into nodes, and ties them together.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_GRAPH_EXPANSION_H
#define STEMPRINT_GRAPH_EXPANSION_H

#include "graph/builder.h"

/** Makes the nodes of every strip and ties them together. */
enum status builder_expand(struct builder *builder) MUST_CHECK;

#endif
