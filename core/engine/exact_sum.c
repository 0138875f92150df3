/* Prepares the rounding of stems together with their mix, as a graph's prints need it.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/exact_sum.h"

#include "dsp/elementary.h"
#include "dsp/stream_key.h"

/* The keys are those that the printers use for dither: the key of the mix, whose integers are given, and those of
   all stems but the last. */
enum status exact_sum_init(struct apportion *apportion, const struct graph *graph, size_t proof, size_t channel,
			   double headroom_db, const struct kernel *kernel, struct arena *arena)
{
	const struct graph_proof *entry = &graph->proofs[proof];
	const struct print_format *format = &graph->recipe->print.stem_sets[entry->set].format;
	const uint64_t seed = graph->recipe->session.seed;
	uint64_t *keys = ARENA_ARRAY(arena, uint64_t, graph->print_count + 1);
	if (!keys)
		return STATUS_NO_MEMORY;
	size_t stems = 0;
	keys[0] = stream_key(seed, entry->mix_file, channel);
	for (size_t i = 0; i < graph->print_count; i++)
		if (graph->prints[i].proof == proof)
			keys[++stems] = stream_key(seed, graph->prints[i].file, channel);
	if (!apportion_init(apportion, arena, kernel, stems, encoding_bits(format->encoding),
			    format->dither == DITHER_NONE ? NULL : keys))
		return STATUS_NO_MEMORY;
	const struct noise_weights *weights = dither_weights(format->dither);
	if (weights && !apportion_shape(apportion, arena, weights))
		return STATUS_NO_MEMORY;
	apportion->gain = decibel_to_gain(-headroom_db);
	return STATUS_OK;
}
