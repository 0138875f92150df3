/* Finds out whether loops grow, and how long they ring.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_GRAPH_FEEDBACK_TAIL_H
#define STEMPRINT_GRAPH_FEEDBACK_TAIL_H

#include "graph/builder.h"

/** Computes the gain of every loop whose parts are linear and stay as they are. A gain over 0 dB is an error. Then the
    tails and gaps of all nodes get those of the loops. */
enum status builder_settle_feedback(struct builder *builder) MUST_CHECK;

#endif
