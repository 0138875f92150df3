/* stemprint: the routing in words, as a matrix, and for programs that draw graphs.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_REPORT_ROUTE_TEXT_H
#define STEMPRINT_REPORT_ROUTE_TEXT_H

#include "base/text.h"
#include "report/route_map.h"

/** Appends the strips in the order of the flow, each with its stems, its latency, its inserts, and the strips that it
    feeds. When out of memory, each of these functions sets text->failed. */
void route_text(const struct route_map *map, struct text *text);

/** Appends a table with a row for each strip and a column for each strip that others feed. */
void route_matrix(const struct route_map *map, struct text *text);

/** Appends a graph for Graphviz: sends are dashed, and keys are dotted. */
void route_dot(const struct route_map *map, struct text *text);

/** Appends a flowchart of Mermaid, which Markdown viewers draw. */
void route_mermaid(const struct route_map *map, struct text *text);

#endif
