/* Makes printers that accept all samples and keep none.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/job/discarding_printer.h"

static enum status swallow(struct printer *printer, const double *const *columns, size_t frames)
{
	(void)printer;
	(void)columns;
	(void)frames;
	return STATUS_OK;
}

static enum status finish(struct printer *printer)
{
	(void)printer;
	return STATUS_OK;
}

struct printer *discarding_printer_new(const struct graph *graph, const struct graph_print *print, struct arena *arena)
{
	struct printer *silent = ARENA_NEW(arena, struct printer);
	if (silent)
		*silent = (struct printer){ .channels = graph->nodes[print->node].channels,
					    .write = swallow,
					    .finish = finish };
	return silent;
}

struct printer **discarding_printers_new(const struct graph *graph, struct arena *arena)
{
	struct printer **printers = ARENA_ARRAY(arena, struct printer *, graph->print_count);
	for (size_t i = 0; printers && i < graph->print_count; i++) {
		printers[i] = discarding_printer_new(graph, &graph->prints[i], arena);
		if (!printers[i])
			return NULL;
	}
	return printers;
}
