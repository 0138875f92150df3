/* stemprint tests: any bytes as a recipe, on the way to a plan.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_TESTS_FUZZED_PLAN_H
#define STEMPRINT_TESTS_FUZZED_PLAN_H

#include "graph/graph.h"
#include "plan/plan.h"

#include <stddef.h>
#include <stdint.h>

struct fuzzed_plan {
	struct arena *arena;
	struct diagnostics diagnostics;
	struct recipe *recipe;
	size_t *channels; /**< [source_count]: 1, 2 and 3 in turn */
	size_t source_count;
	struct graph *graph;
	struct plan *plan;
	enum status status; /**< the rest is there with OK alone */
};

/** Traps if a recipe is refused without a diagnostic. The caller releases the plan in any case. */
void fuzzed_plan_make(struct fuzzed_plan *plan, const uint8_t *bytes, size_t length);
void fuzzed_plan_release(struct fuzzed_plan *plan);

/** Traps unless the text is UTF-8 without what controls a terminal or the direction of writing; a newline is fine. */
void fuzzed_text_check(const char *text, size_t length);

#endif
