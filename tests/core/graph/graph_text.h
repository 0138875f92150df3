/* Builds a graph from the text of a recipe.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_TESTS_GRAPH_TEXT_H
#define STEMPRINT_TESTS_GRAPH_TEXT_H

#include "core/recipe/recipe_text.h"
#include "graph/graph_build.h"

struct graph_text {
	struct recipe_text text;
	struct graph *graph; /**< NULL unless the status is OK */
};

/** From text to the graph of a render. Sources named "*-stereo*" have two channels, all others have one. `stems` is as
    in the request. Diagnostics in `text` say why the status is not OK. The caller always releases *graph. */
enum status graph_text_build(const char *yaml, bool stems, struct graph_text *graph) MUST_CHECK;

/** The same for a recipe that must be right: the test fails with the first message when it is not. */
void graph_text_build_right(const char *yaml, bool stems, struct graph_text *graph);

void graph_text_release(struct graph_text *graph);

/** The `number`-th node (from 0) of that kind and strip, in the order in which the nodes run. The test fails when there
    is none. */
size_t graph_text_node(const struct graph_text *graph, enum node_kind kind, const char *strip, size_t number);

/** How many nodes of that kind run. */
size_t graph_text_count(const struct graph_text *graph, enum node_kind kind);

/** What node `index` needs, by number: its inputs, then its key. NODE_NONE is behind the last. */
size_t graph_text_need(const struct graph *graph, size_t index, size_t number);

/** A recipe of the `seed`: tracks of three stems, mono and stereo, with sends, keys, lookahead and faders, two buses,
    an aux, a mix, the input of the master and stems. It stays valid until the next call. */
const char *graph_text_random(unsigned seed);

#endif
