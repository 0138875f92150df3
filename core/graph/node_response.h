/* Measures the frequency response of a node.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_GRAPH_NODE_RESPONSE_H
#define STEMPRINT_GRAPH_NODE_RESPONSE_H

#include "graph/graph.h"

enum {
	NODE_RESPONSE_POINTS = 1 << 17, /**< points from 0 to the sample rate, evenly */
	NODE_RESPONSE_BINS = NODE_RESPONSE_POINTS / 2 + 1, /**< those up to half the sample rate */
};

/** A complex number. */
struct phasor {
	double real, imaginary;
};

/** The response of each channel of the output to each channel of the input. */
struct node_response {
	size_t in, out; /**< channels */
	struct phasor *values; /**< [(out channel * in + in channel) * NODE_RESPONSE_BINS + bin] */
};

/** Says whether a node is a filter that stays as it is, and rings for a time that can be waited for. */
bool node_response_exists(const struct node *node, struct arena *arena);

/** Measures the response of such a node by an impulse into each channel, with its latency. All memory comes from the
    arena. Returns false when out of memory. */
bool node_response_measure(const struct node *node, struct arena *arena, struct node_response *response);

#endif
