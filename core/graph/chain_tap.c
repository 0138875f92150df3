/* Finds the nodes where the signal of a strip, or of a chain in one of its racks, can be taken.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "graph/chain_tap.h"

#include "base/text.h"

#include <string.h>

enum { NAMES_SUGGESTED = 64 };

void builder_add_chain(struct builder *builder, size_t strip, const char *outer, const char *rack, const char *name,
		       size_t node)
{
	struct chain_tap *tap = ARENA_NEW(builder->arena, struct chain_tap);
	const char *path = arena_format(builder->arena, "%s%s%s.%s", outer, *outer ? "." : "", rack, name);
	if (!tap || !path) {
		builder->diagnostics->failed = true;
		return;
	}
	*tap = (struct chain_tap){ path, node, builder->chain_taps[strip] };
	builder->chain_taps[strip] = tap;
}

static void refuse_unknown(const struct builder *builder, const struct strip_tap *wanted)
{
	const char *paths[NAMES_SUGGESTED];
	size_t count = 0;
	for (const struct chain_tap *tap = builder->chain_taps[wanted->strip]; tap && count < NAMES_SUGGESTED;
	     tap = tap->next)
		paths[count++] = tap->path;
	const char *strip = builder->recipe->strips[wanted->strip].name;
	const char *nearest = text_nearest(wanted->chain, paths, count);
	if (nearest)
		diagnostics_error(builder->diagnostics, "unknown-tap", wanted->at,
				  "\"%s\" has no chain \"%s\"; did you mean \"%s.%s\"?", strip, wanted->chain, strip,
				  nearest);
	else
		diagnostics_error(
			builder->diagnostics, "unknown-tap", wanted->at,
			"\"%s\" has no chain \"%s\"; name a rack and a chain of its inserts, like %s.parallel.dry",
			strip, wanted->chain, strip);
}

static size_t find_chain(const struct builder *builder, const struct strip_tap *wanted)
{
	const struct chain_tap *found = NULL;
	for (const struct chain_tap *tap = builder->chain_taps[wanted->strip]; tap; tap = tap->next) {
		if (strcmp(tap->path, wanted->chain) != 0)
			continue;
		if (found)
			diagnostics_error(builder->diagnostics, "ambiguous-tap", wanted->at,
					  "\"%s\" has several chains \"%s\"; give their racks a `name` each",
					  builder->recipe->strips[wanted->strip].name, wanted->chain);
		found = tap;
	}
	if (!found)
		refuse_unknown(builder, wanted);
	return found ? found->node : builder->tap_nodes[wanted->strip * TAPS_OF_A_STRIP];
}

size_t builder_tap(const struct builder *builder, struct strip_tap tap)
{
	if (tap.chain)
		return builder->actual[find_chain(builder, &tap)];
	return builder->actual[builder->tap_nodes[tap.strip * TAPS_OF_A_STRIP + (size_t)tap.tap]];
}
