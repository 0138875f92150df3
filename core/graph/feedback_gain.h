/* Computes the gain of a loop: by how much sound grows each time that it goes round.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_GRAPH_FEEDBACK_GAIN_H
#define STEMPRINT_GRAPH_FEEDBACK_GAIN_H

#include "graph/feedback_loop.h"

/** The largest gain of a loop over all frequencies. */
struct feedback_gain {
	bool known; /**< all parts of the loop are linear and stay as they are, and there are not too many; if false,
		       only the render can show the gain */
	double most; /**< linear */
	double reach; /**< linear, 1 or more: what comes round once may be louder by so much before it decays */
	double frequency; /**< Hz, where it is that large */
	bool flat; /**< it is the same at all frequencies */
	size_t feed; /**< the NODE_FEED through which most of it goes */
};

/** Computes the gain of a loop at NODE_RESPONSE_BINS frequencies, or at each eighth of them where it has more than two
    channels. Where a loop has several returns or channels, the
    gains between them, with the phases of their delays, are a matrix, and the magnitude of its largest eigenvalue is
    the gain. Returns NO_MEMORY when out of memory. */
enum status feedback_gain_find(const struct builder *builder, const struct feedback_loops *loops, size_t loop,
			       struct feedback_gain *gain) MUST_CHECK;

#endif
