/* Makes printers that keep nothing, for runs that print no files.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_CMD_JOB_DISCARDING_PRINTER_H
#define STEMPRINT_CMD_JOB_DISCARDING_PRINTER_H

#include "engine/printer.h"
#include "graph/graph.h"

/** Makes a printer for one print of the graph, which accepts all samples and keeps none. It belongs to the arena.
    Returns NULL when out of memory. */
struct printer *discarding_printer_new(const struct graph *graph, const struct graph_print *print, struct arena *arena);

/** Makes such a printer for each print of the graph. Returns NULL when out of memory. */
struct printer **discarding_printers_new(const struct graph *graph, struct arena *arena);

#endif
