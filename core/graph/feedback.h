/* Makes both ends of a loop, and the delay between them.
   SPDX-License-Identifier: GPL-3.0-or-later

   A send with `feedback` does not tie the strip that it goes to to the strip that it comes from. It becomes two nodes:
   a NODE_FEED behind the tap, and a NODE_RETURN among the inputs of the strip. So the graph has no cycle, and the order
   of its nodes is that of any other. The engine carries the sound from the one to the other. */
#ifndef STEMPRINT_GRAPH_FEEDBACK_H
#define STEMPRINT_GRAPH_FEEDBACK_H

#include "graph/builder.h"

/** The most sends with `feedback` in a recipe. */
enum { FEEDBACK_MAXIMUM = 256 };

/** Adds both ends of the loop that a send closes. `input` is how the sound would come in without the delay. Returns the
    input that takes its place, which the NODE_RETURN feeds. Too many of them are an error. */
struct node_input builder_add_feedback(struct builder *builder, const struct recipe_send *send,
				       const struct node_input *input);

/** Settles the delay from feed to return for every loop, once all latencies are known: sound takes exactly the delay
    that the recipe states, with all latency that stands in the loop. A delay that is shorter than this latency is an
    error. */
enum status builder_close_loops(struct builder *builder) MUST_CHECK;

#endif
