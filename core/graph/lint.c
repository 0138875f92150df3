/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "graph/lint.h"

#include <string.h>

enum { PRINTED_MAXIMUM = 64 }; /* one bit each; lints look no further than the first 64 printed strips */

struct linter {
	const struct graph *graph;
	const struct recipe *recipe;
	const struct routing *routing;
	struct diagnostics *diagnostics;
	uint64_t *reaches; /* for each strip: which printed strips it feeds */
	bool *is_key; /* for each strip: a processor listens to it */
	bool *printed;
	bool *scratch;
};

static const char *name(const struct linter *linter, size_t strip)
{
	return linter->recipe->strips[strip].name;
}

static void mark_printed(struct linter *linter)
{
	const struct recipe_print *print = &linter->recipe->print;
	for (size_t i = 0; i < print->mix_count; i++)
		linter->printed[print->mixes[i].of.strip] = true;
	for (size_t i = 0; i < print->tap_count; i++)
		linter->printed[print->taps[i].of.strip] = true;
	for (size_t i = 0; i < print->stem_set_count; i++)
		linter->printed[print->stem_sets[i].of.strip] = true;
	unsigned bit = 0;
	for (size_t i = 0; i < linter->recipe->strip_count && bit < PRINTED_MAXIMUM; i++) {
		if (!linter->printed[i])
			continue;
		memset(linter->scratch, 0, linter->recipe->strip_count * sizeof *linter->scratch);
		routing_mark_feeding(linter->routing, i, linter->scratch);
		for (size_t j = 0; j < linter->recipe->strip_count; j++)
			if (linter->scratch[j])
				linter->reaches[j] |= UINT64_C(1) << bit;
		bit++;
	}
}

static void mark_keys(struct linter *linter)
{
	for (size_t i = 0; i < linter->graph->node_count; i++) {
		const struct recipe_insert *insert = linter->graph->nodes[i].insert;
		if (insert && insert->key >= 0)
			linter->is_key[insert->values[insert->key].strip] = true;
	}
}

static void lint_ends(struct linter *linter, size_t index)
{
	const struct recipe_strip *strip = &linter->recipe->strips[index];
	const struct neighbours *in = &linter->routing->incoming, *out = &linter->routing->outgoing;
	bool fed = in->first[index] != in->first[index + 1];
	bool read = out->first[index] != out->first[index + 1] || linter->is_key[index] || linter->printed[index];
	if (strip->kind != STRIP_TRACK && !fed)
		diagnostics_warning(linter->diagnostics, "unfed", strip->at, "nothing feeds %s \"%s\"; %s",
				    strip_kind_name(strip->kind), strip->name,
				    strip->kind == STRIP_AUX ? "send to it or delete it"
							     : "name it as an `output` or delete it");
	if (!read)
		diagnostics_warning(linter->diagnostics, "unread", strip->at,
				    "nothing reads %s \"%s\"; give it an `output`, print it or delete it",
				    strip_kind_name(strip->kind), strip->name);
	if (strip->solo)
		diagnostics_warning(
			linter->diagnostics, "solo", strip->at,
			"\"%s\" is soloed, so other strips are silent; take `solo` out for a print of the whole",
			strip->name);
	if (strip->mute && linter->reaches[index])
		diagnostics_warning(linter->diagnostics, "muted", strip->at,
				    "\"%s\" is muted; take `mute` out for a print of the whole", strip->name);
}

/* Whether an output of a strip leads to a printed strip that another strip leads to, too. */
static bool meets_output(const struct linter *linter, const struct recipe_strip *from, size_t other)
{
	for (size_t i = 0; i < from->output_count; i++)
		if ((linter->reaches[from->outputs[i].strip] & linter->reaches[other]) != 0)
			return true;
	return false;
}

static void lint_send(struct linter *linter, const struct connection *connection)
{
	const struct recipe_strip *from = &linter->recipe->strips[connection->from.strip];
	if (!linter->reaches[connection->to] && !linter->is_key[connection->to])
		diagnostics_warning(
			linter->diagnostics, "lost-send", connection->from.at,
			"the send of \"%s\" into \"%s\" never reaches a printed output; give \"%s\" an `output`",
			from->name, name(linter, connection->to), name(linter, connection->to));
	bool before_fader = connection->from.tap == TAP_PRE_FADER || connection->from.tap == TAP_INPUT;
	if (before_fader && meets_output(linter, from, connection->to) &&
	    linter->recipe->strips[connection->to].kind == STRIP_AUX)
		diagnostics_warning(linter->diagnostics, "pre-fader-send", connection->from.at,
				    "\"%s\" feeds \"%s\" before its fader, so it stays up there when the fader is "
				    "down; use `tap: post-fader`",
				    from->name, name(linter, connection->to));
}

/* Two dry connections of one strip (into buses and outputs, not auxes) that meet in one printed strip. */
static void lint_heard_twice(struct linter *linter, size_t index)
{
	const struct neighbours *out = &linter->routing->outgoing;
	uint64_t seen = 0;
	size_t first = RECIPE_NONE;
	for (size_t i = out->first[index]; i < out->first[index + 1]; i++) {
		const struct connection *connection = &linter->routing->connections[out->connections[i]];
		uint64_t reach = linter->reaches[connection->to];
		if (!connection->live || linter->recipe->strips[connection->to].kind == STRIP_AUX || !reach)
			continue;
		if (seen & reach) {
			diagnostics_warning(linter->diagnostics, "heard-twice", connection->from.at,
					    "\"%s\" is heard twice in one output: through \"%s\" and through \"%s\"; "
					    "cut one of them",
					    name(linter, index), name(linter, first), name(linter, connection->to));
			return;
		}
		if (first == RECIPE_NONE)
			first = connection->to;
		seen |= reach;
	}
}

static bool changes_sound(const struct recipe_strip *strip)
{
	return strip->inserts.count > 0 || strip->fader_db != 0.0 || strip->trim_db != 0.0 || strip->mute ||
	       strip->balance != 0.0 || strip->width != 1.0;
}

/* The one stem that comes into an aux, RECIPE_NONE when there are none or several. */
static size_t only_stem(const struct linter *linter, size_t index)
{
	for (size_t i = 0; i < linter->graph->order_count; i++) {
		const struct node *node = &linter->graph->nodes[linter->graph->order[i]];
		if (node->strip == index && node->kind == NODE_SUM && node->stage == STAGE_INPUT &&
		    stem_set_count(&node->stems) == 1) {
			size_t stem = stem_set_next(&node->stems, 0);
			return stem == STEM_UNLABELLED ? RECIPE_NONE : stem;
		}
	}
	return RECIPE_NONE;
}

static void lint_bypassed_bus(struct linter *linter, size_t index)
{
	const struct recipe_strip *aux = &linter->recipe->strips[index];
	if (aux->kind != STRIP_AUX || aux->stem != RECIPE_NONE || aux->output_count == 0)
		return;
	size_t stem = only_stem(linter, index);
	if (stem == RECIPE_NONE)
		return;
	memset(linter->scratch, 0, linter->recipe->strip_count * sizeof *linter->scratch);
	routing_mark_fed(linter->routing, index, linter->scratch);
	for (size_t i = 0; i < linter->recipe->strip_count; i++) {
		const struct recipe_strip *bus = &linter->recipe->strips[i];
		if (bus->kind != STRIP_BUS || bus->stem != stem)
			continue;
		if (!linter->scratch[i] && changes_sound(bus))
			diagnostics_warning(linter->diagnostics, "bypassed-bus", aux->at,
					    "\"%s\" carries stem \"%s\" alone past the bus \"%s\", whose processing "
					    "and fader it escapes; give it `output: %s`",
					    aux->name, linter->recipe->stems[stem], bus->name, bus->name);
		return;
	}
}

enum status graph_lint(const struct graph *graph, struct arena *arena, struct diagnostics *diagnostics)
{
	const struct recipe *recipe = graph->recipe;
	struct linter linter = {
		.graph = graph, .recipe = recipe, .routing = &graph->routing, .diagnostics = diagnostics
	};
	linter.reaches = ARENA_ARRAY(arena, uint64_t, recipe->strip_count);
	linter.is_key = ARENA_ARRAY(arena, bool, recipe->strip_count);
	linter.printed = ARENA_ARRAY(arena, bool, recipe->strip_count);
	linter.scratch = ARENA_ARRAY(arena, bool, recipe->strip_count);
	if (!linter.reaches || !linter.is_key || !linter.printed || !linter.scratch)
		return STATUS_NO_MEMORY;
	mark_printed(&linter);
	mark_keys(&linter);
	for (size_t i = 0; i < recipe->strip_count; i++) {
		lint_ends(&linter, i);
		lint_heard_twice(&linter, i);
		lint_bypassed_bus(&linter, i);
	}
	for (size_t i = 0; i < graph->routing.connection_count; i++)
		if (graph->routing.connections[i].kind == CONNECTION_SEND)
			lint_send(&linter, &graph->routing.connections[i]);
	return STATUS_OK;
}
