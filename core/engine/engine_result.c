/* Keeps what a run of a plan measured.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/engine_result.h"

#include <string.h>

/* Copies an array into the arena. An array that does not exist stays so. */
static bool keep(const void *items, size_t count, size_t size, struct arena *arena, void **kept)
{
	*kept = items ? arena_array(arena, count, size) : NULL;
	if (*kept && count > 0)
		memcpy(*kept, items, count * size);
	return *kept || !items;
}

enum status engine_result_keep(struct engine_result *result, const struct graph *graph, struct arena *arena)
{
	void *peaks, *proofs, *residues, *sums, *costs;
	if (!keep(result->print_peaks, graph->print_count, sizeof *result->print_peaks, arena, &peaks) ||
	    !keep(result->proofs, graph->proof_count, sizeof *result->proofs, arena, &proofs) ||
	    !keep(result->residues, result->residue_count, sizeof *result->residues, arena, &residues) ||
	    !keep(result->sums, result->sum_count, sizeof *result->sums, arena, &sums) ||
	    !keep(result->costs, result->cost_count, sizeof *result->costs, arena, &costs))
		return STATUS_NO_MEMORY;
	result->print_peaks = peaks;
	result->proofs = proofs;
	result->residues = residues;
	result->sums = sums;
	result->costs = costs;
	return STATUS_OK;
}
