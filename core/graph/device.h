/* Gathers outputs side by side on the channels of a device.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_GRAPH_DEVICE_H
#define STEMPRINT_GRAPH_DEVICE_H

#include "graph/builder.h"

/** Returns a node that has the outputs of a device on their channels, aligned with each other. The
    channels between them are silent. */
size_t builder_gather(struct builder *builder, size_t device);

#endif
