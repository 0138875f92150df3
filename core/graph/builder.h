/* Declares what the steps of building a graph share.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_GRAPH_BUILDER_H
#define STEMPRINT_GRAPH_BUILDER_H

#include "graph/graph.h"

enum { TAPS_OF_A_STRIP = 4 };

/** The node that comes out of a named chain of a rack. */
struct chain_tap {
	const char *path; /**< The path is "crush.dry", or "crush.wet.bands.low" for a rack within a chain. */
	size_t node;
	struct chain_tap *next; /**< It belongs to the same strip. */
};

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

/** Returns the next free node, cleared but for kind, stage and strip. The capacity was counted before, so that it
    cannot run out. */
struct node *builder_add(struct builder *builder, enum node_kind kind, enum stage stage, size_t strip);

/** chain_tap.c: takes note of a chain. Its path is `rack` and `name`, behind the path of the chain that the rack
    stands in, or "". */
void builder_add_chain(struct builder *builder, size_t strip, const char *outer, const char *rack, const char *name,
		       size_t node);

/** chain_tap.c: returns the node that stands for a tap of a strip or of a chain. A name that no chain has, or that
    several chains have, is an error; the node is then the input of the strip. */
size_t builder_tap(const struct builder *builder, struct strip_tap tap);

/** Returns a node that delays `node` until its latency is `latency` (never less than it has). At most one is made
    for each latency. A new one is appended to the order. */
size_t builder_align(struct builder *builder, size_t node, size_t latency);

/** expansion.c: makes the nodes of every strip and ties them together. */
enum status builder_expand(struct builder *builder) MUST_CHECK;

/** expansion.c: makes the nodes of a list of inserts behind the node `last`; returns the last of them. */
size_t builder_expand_inserts(struct builder *builder, size_t strip, const struct recipe_inserts *inserts, size_t last);

/** mix.c: makes the nodes of every mix behind its tap: the sum of the lanes that it keeps, and its own inserts. */
enum status builder_expand_mixes(struct builder *builder) MUST_CHECK;

/** mix.c: returns how many prints the tails of mixes that are rendered anew need. */
size_t builder_count_tails(const struct builder *builder);

/** mix.c: adds a print for the inserts of each mix rendered anew that ring longer than what comes in. */
void builder_print_tails(struct builder *builder);

/** order.c: sets graph->order to all nodes, each after what it needs. Cycles are errors, which name their whole
    loop. */
enum status builder_order(struct builder *builder) MUST_CHECK;

/** resolve.c: goes through the order, settles channels, shapes, latency and stems, and puts delay nodes where
    signals meet. */
enum status builder_resolve(struct builder *builder) MUST_CHECK;

/** label.c: finds the labels of the sources of each track, and what a mix rendered anew keeps. */
enum status builder_label_tracks(struct builder *builder) MUST_CHECK;

/** track_lane.c: fills graph->lanes; where these are tracks, track_labels become theirs. */
enum status builder_list_lanes(struct builder *builder) MUST_CHECK;

/** label.c: reports an error, with its path, for each track whose sound reaches `node` without a label. */
enum status builder_check_coverage(struct builder *builder, size_t node, const char *print) MUST_CHECK;

/** label.c: warns where a labelled bus takes in lanes of other stems through a strip without a label. */
enum status builder_warn_bleed(struct builder *builder) MUST_CHECK;

/** listener.c: returns the known gain of an insert; NULL if it is not known. */
const struct graph_trim *builder_trim(const struct builder *builder, const struct recipe_insert *insert);

/** listener.c: says whether the output of a node of an expansion depends on a trim that is not known yet. */
bool builder_leaves_unsettled(const struct builder *builder, size_t index);

/** listener.c: returns how many prints builder_print_listeners() adds at most. */
size_t builder_count_listeners(const struct builder *builder);

/** listener.c: adds a print for each meter; in a pass that measures, for each trim whose turn it is. */
void builder_print_listeners(struct builder *builder);

/** device.c: returns a node that has the outputs of a device on their channels, aligned with each other. The
    channels between them are silent. */
size_t builder_gather(struct builder *builder, size_t device);

/** print.c: adds the prints of the request, aligned with each other, and marks lanes and live nodes. */
enum status builder_print(struct builder *builder) MUST_CHECK;

#endif
