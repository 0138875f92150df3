/* Holds a graph that is being built, and adds nodes to it.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_GRAPH_BUILDER_H
#define STEMPRINT_GRAPH_BUILDER_H

#include "graph/graph.h"
#include "graph/graph_request.h"

enum { TAPS_OF_A_STRIP = 4 };

struct chain_tap;

/** It lives while graph_build() runs. */
struct builder {
	const struct recipe *recipe;
	const struct graph_request *request;
	struct arena *arena;
	struct diagnostics *diagnostics;
	struct graph *graph;
	size_t node_capacity;
	size_t insert_index; /**< It counts the next insert in its strip, or in its mix. */
	size_t mix; /**< It is the mix whose inserts are expanded now; RECIPE_NONE stands for those of a strip. */
	/** Each mix of the recipe has here the last node of what it prints. It is unset where tracks are told apart. */
	size_t *mix_nodes;
	size_t *tap_nodes; /**< It holds the node of each tap: [strip * TAPS_OF_A_STRIP + tap]. */
	struct chain_tap **chain_taps; /**< Each strip has a list; NULL means that it has none. */
	size_t *track_labels; /**< It is graph->track_labels. */
	/** In a mix rendered anew, it says for each strip whether the mix keeps its label, or else one that it
	    feeds. */
	bool *kept;
	size_t *actual; /**< It gives for each node the node that stands for it (itself unless NODE_PASS). */
	size_t *aligned; /**< It gives for each node the newest NODE_ALIGN that delays it; aligned_next chains them. */
	size_t *aligned_next;
	bool crowded; /**< The tracks that are told apart need too many lanes. */
	size_t *towards, *visited; /**< label.c uses them as scratch, with one element for each node. */
};

/** Reads the connections of builder->recipe and allocates all that the builder holds. The capacity for nodes is the
    most that the recipe can need. Returns NO_MEMORY when the arena is out of memory. */
enum status builder_init(struct builder *builder) MUST_CHECK;

/** Returns the next free node, cleared but for kind, stage and strip. The capacity was counted before, so that it
    cannot run out. */
struct node *builder_add(struct builder *builder, enum node_kind kind, enum stage stage, size_t strip);

/** Adds a NODE_PASS with the one input `input`. The node is settled once its channels are known. Returns its index.
   When memory runs out, diagnostics->failed is set and the node has no input. */
size_t builder_append(struct builder *builder, enum stage stage, size_t strip, size_t input, struct location at);

/** Returns a node that delays `node` until its latency is `latency` (never less than it has). At most one is made
    for each latency. A new one is appended to the order. */
size_t builder_align(struct builder *builder, size_t node, size_t latency);

/** Returns the values of a processor with one number set; `parameter` is its index, and all others have their
    defaults. When memory runs out, it returns NULL and diagnostics->failed is set. */
struct parameter_value *builder_values(struct builder *builder, const struct processor *processor, size_t parameter,
				       double number);

/** Makes the node an instance of the processor with builder_values(), and returns these; NULL when memory runs out. */
struct parameter_value *builder_instantiate(struct builder *builder, struct node *node,
					    const struct processor *processor, size_t parameter, double number);

#endif
