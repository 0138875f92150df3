/* Makes the nodes of a mix: a tap, the lanes of it that the mix keeps, and inserts of its own behind them.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_GRAPH_MIX_H
#define STEMPRINT_GRAPH_MIX_H

#include "graph/builder.h"

/** Makes the nodes of every mix behind its tap: the sum of the lanes that it keeps, and its own inserts. */
enum status builder_expand_mixes(struct builder *builder) MUST_CHECK;

/** Returns how many prints the tails of mixes that are rendered anew need. */
size_t builder_count_tails(const struct builder *builder);

/** Adds a print for the inserts of each mix rendered anew that ring longer than what comes in. */
void builder_print_tails(struct builder *builder);

#endif
