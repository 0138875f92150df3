/* Gathers the instances of each processor that may run, which become batches.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_PLAN_READY_TYPE_H
#define STEMPRINT_PLAN_READY_TYPE_H

#include "graph/graph.h"

/** The instances of one type that may run. Those that automation moves are of one type where they are equally late,
    because the batch is cut at the grid of the session. */
struct ready_type {
	const struct processor *processor;
	bool moves; /**< automation moves the instances */
	size_t late; /**< moves: frames by which they are late */
	size_t *nodes;
	size_t *spare; /**< takes those that become ready while `nodes` becomes a batch */
	size_t count;
	size_t columns;
};

/** All types of a graph, in the order of the registry; those that move come last. */
struct ready_types {
	struct ready_type *items;
	size_t count;
};

/** Lists the types, none of which has an instance yet. Returns NO_MEMORY when the arena is out of memory. */
enum status ready_types_init(struct ready_types *types, const struct graph *graph, struct arena *arena) MUST_CHECK;

/** Returns the type of a node that is a NODE_PROCESS. */
struct ready_type *ready_types_find(const struct ready_types *types, const struct node *node);

/** Returns the type with most columns ready; NULL if no instance is. */
struct ready_type *ready_types_widest(const struct ready_types *types);

#endif
