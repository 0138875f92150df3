/* stemprint: the routing as words, as a matrix, and for programs that draw graphs.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_REPORT_ROUTE_TEXT_H
#define STEMPRINT_REPORT_ROUTE_TEXT_H

#include "base/text.h"
#include "report/route_map.h"

/** Strip by strip in the order of the flow: stems, latency, inserts, and what it feeds. */
void route_text(const struct route_map *map, struct text *text);

/** A row for each strip, a column for each that others feed; wide ones are cut into several. */
void route_matrix(const struct route_map *map, struct text *text);

/** Graphviz: sends are dashed, keys dotted. */
void route_dot(const struct route_map *map, struct text *text);

/** A flowchart of Mermaid, as Markdown viewers draw it. */
void route_mermaid(const struct route_map *map, struct text *text);

#endif
