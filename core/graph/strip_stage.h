/* Settles what a strip does besides its inserts: trim, polarity, fader, width and pan.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_GRAPH_STRIP_STAGE_H
#define STEMPRINT_GRAPH_STRIP_STAGE_H

#include "graph/builder.h"

/** Makes the node the processor that its stage of the strip needs: a gain, a polarity, a width, a pan or a balance.
    `channels` is what comes in. A stage that changes nothing keeps no processor. A pan, balance or width that does not
    fit the channels is an error of the recipe. */
void builder_settle_stage(struct builder *builder, struct node *node, size_t channels);

#endif
