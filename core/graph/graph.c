/* Answers questions about a graph.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "graph/graph.h"

const char *graph_owner(const struct graph *graph, const struct node *node)
{
	if (node->mix != RECIPE_NONE)
		return graph->recipe->print.mixes[node->mix].name;
	return graph->recipe->strips[node->strip].name;
}

bool graph_rounds_stems(const struct graph *graph, size_t proof)
{
	if (!graph->exact)
		return false;
	return graph->recipe->print.stem_sets[graph->proofs[proof].set].format.sample_rate == 0.0;
}

bool print_role_prolongs(enum print_role role)
{
	return role != PRINT_METER && role != PRINT_CHECK && role != PRINT_REDUCTION;
}
