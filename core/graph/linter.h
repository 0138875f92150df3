/* Declares what the lints of a graph share.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_GRAPH_LINTER_H
#define STEMPRINT_GRAPH_LINTER_H

#include "graph/graph.h"

/** The state of graph_lint(). All arrays have one element for each strip and come from the arena. */
struct linter {
	const struct graph *graph;
	const struct recipe *recipe; /**< that of the graph */
	const struct routing *routing; /**< that of the graph */
	struct arena *arena;
	struct diagnostics *diagnostics; /**< the warnings go here */
	uint64_t *reaches; /**< one bit for each of the first 64 printed strips that the strip feeds */
	bool *is_key; /**< a processor listens to the strip */
	bool *printed; /**< a mix, a tap, a device or stems are taken from the strip */
	bool *dry; /**< dry sound comes through the strip (dry_sound.h) */
	bool *scratch, *more_scratch; /**< marks, which every lint clears before it uses them */
};

/** Returns the name of a strip, for a message. */
static inline const char *linter_name(const struct linter *linter, size_t strip)
{
	return linter->recipe->strips[strip].name;
}

/** Adds "heard-twice" and "dry-return", for the ways that dry sound takes. In lint_ways.c. */
void linter_check_ways(struct linter *linter);

/** Adds "no-loop", for sends with `feedback`. In lint_loops.c. */
void linter_check_loops(struct linter *linter);

/** Adds "silent-key", "behind-limiter", "repeated-reverb" and "dry-gone", for the insert lists. In lint_inserts.c. */
void linter_check_inserts(struct linter *linter);

/** Adds "unowned-stem", for a label whose sound another label takes. In lint_labels.c. */
void linter_check_labels(struct linter *linter);

#endif
