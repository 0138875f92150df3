/* Warns of stem labels that lose all their sound to another label.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "graph/linter.h"

#include <string.h>

/* Finds the first strip with another label on the way of a strip's sound; RECIPE_NONE when there is none. */
static size_t find_taker(const struct linter *linter, size_t strip)
{
	const struct recipe *recipe = linter->recipe;
	memset(linter->scratch, 0, recipe->strip_count * sizeof *linter->scratch);
	routing_mark_fed(linter->routing, strip, linter->scratch);
	for (size_t i = 0; i < recipe->strip_count; i++)
		if (linter->scratch[i] && recipe->strips[i].stem != RECIPE_NONE &&
		    recipe->strips[i].stem != recipe->strips[strip].stem)
			return i;
	return RECIPE_NONE;
}

/* Says whether sound under a label reaches a point where stems are taken. */
static bool owns_sound(const struct linter *linter, size_t stem)
{
	const struct graph *graph = linter->graph;
	for (size_t i = 0; i < graph->proof_count; i++)
		if (stem_set_has(&graph->nodes[graph->proofs[i].node].stems, stem))
			return true;
	return false;
}

/* A label from which later labels take all sound makes no stem. */
static void check_label(struct linter *linter, size_t index)
{
	const struct recipe_strip *strip = &linter->recipe->strips[index];
	if (strip->stem == RECIPE_NONE || owns_sound(linter, strip->stem) || !linter->reaches[index])
		return;
	const size_t taker = find_taker(linter, index);
	if (taker != RECIPE_NONE)
		diagnostics_warning(
			linter->diagnostics, "unowned-stem", strip->stem_at,
			"stem \"%s\" of \"%s\" owns no sound: \"%s\" takes all of it into stem \"%s\"; leave "
			"out one of the two labels",
			linter->recipe->stems[strip->stem], strip->name, linter_name(linter, taker),
			linter->recipe->stems[linter->recipe->strips[taker].stem]);
}

void linter_check_labels(struct linter *linter)
{
	for (size_t i = 0; linter->graph->proof_count > 0 && i < linter->recipe->strip_count; i++)
		check_label(linter, i);
}
