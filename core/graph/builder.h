/* stemprint: what the steps of building a graph share.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_GRAPH_BUILDER_H
#define STEMPRINT_GRAPH_BUILDER_H

#include "graph/graph.h"

enum { TAPS_OF_A_STRIP = 4 };

/** What comes out of a named chain of a rack. */
struct chain_tap {
	const char *path; /**< "crush.dry"; of a rack within a chain "crush.wet.bands.low" */
	size_t node;
	struct chain_tap *next; /**< of the same strip */
};

/** Lives while graph_build() runs. */
struct builder {
	const struct recipe *recipe;
	const struct graph_request *request;
	struct arena *arena;
	struct diagnostics *diagnostics;
	struct graph *graph;
	size_t node_capacity;
	size_t place; /**< of the next insert in its strip, or in its mix */
	size_t mix; /**< the mix whose inserts are being expanded; RECIPE_NONE: a strip's */
	size_t *mix_nodes; /**< for each mix of the recipe: the last node of what it prints; not where tracks are told apart */
	size_t *tap_nodes; /**< node of each tap: [strip * TAPS_OF_A_STRIP + tap] */
	struct chain_tap **chain_taps; /**< of each strip; NULL: it has none */
	size_t *track_labels; /**< graph->track_labels */
	bool *kept; /**< of each strip, in a mix rendered anew: whether its label, or else one that it feeds, is kept */
	size_t *actual; /**< for each node: the node that stands for it (itself unless NODE_PASS) */
	size_t *aligned; /**< for each node: the newest NODE_ALIGN that delays it; chained by aligned_next */
	size_t *aligned_next;
	bool crowded; /**< the tracks that are told apart need too many lanes */
	size_t *towards, *visited; /**< scratch of label.c, one place a node */
};

/** The next free node, cleared but for kind, stage and strip. The capacity was counted before: it cannot run out. */
struct node *builder_add(struct builder *builder, enum node_kind kind, enum stage stage, size_t strip);

/** chain_tap.c: takes note of a chain. The path is `rack` and `name`, behind the path of the chain that the rack stands in, or "". */
void builder_add_chain(struct builder *builder, size_t strip, const char *outer, const char *rack, const char *name,
		       size_t node);

/** chain_tap.c: the node that stands for a tap of a strip or of a chain. A chain that nothing or several things are called is an error; then it is the input of the
    strip. */
size_t builder_tap(const struct builder *builder, struct strip_tap tap);

/** A node that is `node` delayed until its latency is `latency` (never less than it has); made at most once for each
    latency. A new one is appended to the order. */
size_t builder_align(struct builder *builder, size_t node, size_t latency);

/** expansion.c: makes the nodes of every strip and ties them together. */
enum status builder_expand(struct builder *builder) MUST_CHECK;

/** expansion.c: makes the nodes of a list of inserts behind the node `last`; returns the last of them. */
size_t builder_expand_inserts(struct builder *builder, size_t strip, const struct recipe_inserts *inserts, size_t last);

/** mix.c: makes the nodes of every mix behind the tap that it is taken at: the sum of the lanes that it keeps, and its own inserts. */
enum status builder_expand_mixes(struct builder *builder) MUST_CHECK;

/** mix.c: how many prints it takes to hear the tails of mixes that are rendered anew. */
size_t builder_count_tails(const struct builder *builder);

/** mix.c: a print for the inserts of each mix rendered anew that ring longer than what comes in. */
void builder_print_tails(struct builder *builder);

/** order.c: graph->order becomes all nodes, each after what it needs. Cycles are errors, told as their whole loop. */
enum status builder_order(struct builder *builder) MUST_CHECK;

/** resolve.c: goes through the order; settles channels, shapes, latency and stems; puts delay nodes where signals meet. */
enum status builder_resolve(struct builder *builder) MUST_CHECK;

/** label.c: finds what the sources of each track are labelled, and what a mix rendered anew keeps. */
enum status builder_label_tracks(struct builder *builder) MUST_CHECK;

/** track_lane.c: graph->lanes; where these are tracks, track_labels become theirs. */
enum status builder_list_lanes(struct builder *builder) MUST_CHECK;

/** label.c: an error for each track whose sound reaches `node` without a label, with its path. */
enum status builder_check_coverage(struct builder *builder, size_t node, const char *print) MUST_CHECK;

/** label.c: warns where a labelled bus takes in lanes of other stems through a strip without a label. */
enum status builder_warn_bleed(struct builder *builder) MUST_CHECK;

/** listener.c: the gain that is known of an insert; NULL if it is not. */
const struct graph_trim *builder_trim(const struct builder *builder, const struct recipe_insert *insert);

/** listener.c: whether what the node of an expansion lets out depends on a trim that is not known yet. */
bool builder_leaves_unsettled(const struct builder *builder, size_t index);

/** listener.c: how many prints they can be. */
size_t builder_count_listeners(const struct builder *builder);

/** listener.c: a print for each meter; in a pass that measures, for each trim whose turn it is. */
void builder_print_listeners(struct builder *builder);

/** device.c: a node that has the outputs of a device on their channels, aligned with each other. The channels between
    them are silent. */
size_t builder_gather(struct builder *builder, size_t device);

/** print.c: the prints of the request, aligned with each other; lanes and live nodes marked. */
enum status builder_print(struct builder *builder) MUST_CHECK;

#endif
