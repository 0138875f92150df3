/* Finds the loops of a graph: the nodes that sound goes round through.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_GRAPH_FEEDBACK_LOOP_H
#define STEMPRINT_GRAPH_FEEDBACK_LOOP_H

#include "graph/builder.h"

/** The node stands in no loop. */
#define FEEDBACK_NONE SIZE_MAX

/** Loops that share a node are one loop here: all its nodes reach each other. */
struct feedback_loops {
	size_t *of; /**< for each node its loop, or FEEDBACK_NONE */
	size_t count;
};

/** Finds the loops over the nodes of the order: those are strongly connected (R. Tarjan, 1972). */
enum status feedback_loops_find(const struct builder *builder, struct feedback_loops *loops) MUST_CHECK;

/** The nodes that a node needs, against the flow and through the delay of a loop: its inputs, then its key, or its
    feed. */
static inline size_t feedback_need_count(const struct node *node)
{
	if (node->kind == NODE_RETURN)
		return 1;
	return node->input_count + (node->key != NODE_NONE ? 1 : 0);
}

/** Returns one of them. */
static inline size_t feedback_need(const struct node *node, size_t i)
{
	if (node->kind == NODE_RETURN)
		return node->partner;
	return i < node->input_count ? node->inputs[i].node : node->key;
}

/** Reports inserts in a loop that want a gain by what they hear, which that gain would change. */
enum status builder_refuse_trims(struct builder *builder) MUST_CHECK;

#endif
