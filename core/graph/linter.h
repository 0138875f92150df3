/* Declares what the lints of a graph share.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_GRAPH_LINTER_H
#define STEMPRINT_GRAPH_LINTER_H

#include "graph/graph.h"

/** It lives while graph_lint() runs. All arrays have one entry a strip and come from the arena. */
struct linter {
	const struct graph *graph;
	const struct recipe *recipe;
	const struct routing *routing;
	struct arena *arena;
	struct diagnostics *diagnostics;
	uint64_t *reaches; /**< It has one bit for each of the first 64 printed strips that the strip feeds. */
	bool *is_key; /**< A processor listens to the strip. */
	bool *printed;
	bool *dry; /**< Dry sound comes through the strip (dry_sound.h). */
	bool *scratch, *more_scratch;
};

/** Returns the name of a strip, for a message. */
static inline const char *linter_name(const struct linter *linter, size_t strip)
{
	return linter->recipe->strips[strip].name;
}

/** lint_ways.c: adds "heard-twice" and "dry-return", for the ways that dry sound takes. */
void linter_check_ways(struct linter *linter);

/** lint_inserts.c: adds "silent-key", "behind-limiter", "repeated-reverb" and "dry-gone", for the insert lists. */
void linter_check_inserts(struct linter *linter);

/** lint_labels.c: adds "unowned-stem", for a label whose sound another label takes. */
void linter_check_labels(struct linter *linter);

#endif
