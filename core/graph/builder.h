/* Holds a graph that is being built, and adds nodes to it.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_GRAPH_BUILDER_H
#define STEMPRINT_GRAPH_BUILDER_H

#include "graph/graph.h"
#include "graph/graph_request.h"

/** The taps of enum tap (recipe.h); chains have taps of their own (chain_tap.h). */
enum { TAPS_OF_A_STRIP = 4 };

struct chain_tap;

/** The state of graph_build(). All arrays come from the arena. */
struct builder {
	const struct recipe *recipe;
	const struct graph_request *request;
	struct arena *arena; /**< it outlives the graph */
	struct diagnostics *diagnostics; /**< all errors and warnings go here; `failed` says that memory ran out */
	struct graph *graph; /**< the graph that is being built */
	size_t node_capacity; /**< room in graph->nodes, and in every array with one element for each node */
	size_t insert_index; /**< index of the next insert in its strip, or in its mix */
	size_t mix; /**< the mix whose inserts are expanded now; RECIPE_NONE: those of a strip are */
	size_t *mix_nodes; /**< the last node of what each mix prints; unset where tracks are told apart */
	size_t *tap_nodes; /**< the node of each tap: [strip * TAPS_OF_A_STRIP + tap] */
	struct chain_tap **chain_taps; /**< a list for each strip; NULL: it has no chains */
	size_t *track_labels; /**< graph->track_labels, while they are being found */
	bool *kept; /**< in a mix rendered anew: for each strip, the mix keeps its label, or one that it feeds */
	size_t *actual; /**< for each node the node that replaces it: itself, unless it is a NODE_PASS */
	size_t *aligned; /**< for each node the newest NODE_ALIGN that delays it; NODE_NONE without one */
	size_t *aligned_next; /**< for each NODE_ALIGN the next older one of the same node */
	size_t feedback_count; /**< number of NODE_FEED */
	bool crowded; /**< the tracks that are told apart need too many lanes */
	size_t *towards, *visited; /**< scratch of label.c and loop.c: one for each node */
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
