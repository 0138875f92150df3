/* Warns of trouble in strips and sends; ways, inserts and labels have files of their own.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "graph/lint.h"

#include "graph/dry_sound.h"
#include "graph/linter.h"

#include <math.h>
#include <string.h>

enum { PRINTED_MAXIMUM = 64 }; /* Each has one bit; lints look no further than the first 64 printed strips. */

static void mark_printed(struct linter *linter)
{
	const struct recipe_print *print = &linter->recipe->print;
	for (size_t i = 0; i < print->mix_count; i++)
		linter->printed[print->mixes[i].of.strip] = true;
	for (size_t i = 0; i < print->tap_count; i++)
		linter->printed[print->taps[i].of.strip] = true;
	for (size_t i = 0; i < print->device_count; i++)
		for (size_t k = 0; k < linter->recipe->strip_count; k++)
			linter->printed[k] |= linter->recipe->strips[k].device == print->devices[i].device;
	for (size_t i = 0; i < print->stem_set_count; i++)
		linter->printed[print->stem_sets[i].of.strip] = true;
}

static void mark_reach_of(struct linter *linter, size_t printed, unsigned bit)
{
	memset(linter->scratch, 0, linter->recipe->strip_count * sizeof *linter->scratch);
	routing_mark_feeding(linter->routing, printed, linter->scratch);
	for (size_t i = 0; i < linter->recipe->strip_count; i++)
		if (linter->scratch[i])
			linter->reaches[i] |= UINT64_C(1) << bit;
}

/* Outputs take their bits first: a recipe may print a tap of every track. */
static void mark_reaches(struct linter *linter)
{
	unsigned bit = 0;
	for (int outputs = 1; outputs >= 0; outputs--)
		for (size_t i = 0; i < linter->recipe->strip_count && bit < PRINTED_MAXIMUM; i++)
			if (linter->printed[i] && (linter->recipe->strips[i].kind == STRIP_OUTPUT) == (outputs == 1))
				mark_reach_of(linter, i, bit++);
}

static void mark_keys(struct linter *linter)
{
	for (size_t i = 0; i < linter->graph->node_count; i++) {
		const struct recipe_insert *insert = linter->graph->nodes[i].insert;
		if (insert && insert->key >= 0)
			linter->is_key[insert->values[insert->key].strip] = true;
	}
}

static const char *remedy_unread(enum strip_kind kind)
{
	return kind == STRIP_OUTPUT ? "print it or delete it" : "give it an `output`, print it or delete it";
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
		diagnostics_warning(linter->diagnostics, "unread", strip->at, "nothing reads %s \"%s\"; %s",
				    strip_kind_name(strip->kind), strip->name, remedy_unread(strip->kind));
	if (strip->solo)
		diagnostics_warning(
			linter->diagnostics, "solo", strip->at,
			"\"%s\" is soloed, so other strips are silent; take `solo` out for a print of the whole",
			strip->name);
	if (strip->mute && strip->muted_by == RECIPE_NONE && linter->reaches[index])
		diagnostics_warning(linter->diagnostics, "muted", strip->at,
				    "\"%s\" is muted; take `mute` out for a print of the whole", strip->name);
}

/* The warning names the VCA whose switch was left in, not its members. */
static void lint_vca(struct linter *linter, const struct recipe_vca *vca)
{
	if (vca->mute)
		diagnostics_warning(linter->diagnostics, "muted", vca->at,
				    "VCA \"%s\" is muted; take `mute` out for a print of the whole", vca->name);
	if (vca->solo)
		diagnostics_warning(
			linter->diagnostics, "solo", vca->at,
			"VCA \"%s\" is soloed, so other strips are silent; take `solo` out for a print of the "
			"whole",
			vca->name);
}

/* Returns the printed strips that the strip feeds by its `output`. */
static uint64_t own_reach(const struct linter *linter, size_t strip)
{
	const struct neighbours *out = &linter->routing->outgoing;
	uint64_t reach = 0;
	for (size_t i = out->first[strip]; i < out->first[strip + 1]; i++) {
		const struct connection *connection = &linter->routing->connections[out->connections[i]];
		if (connection->kind == CONNECTION_OUTPUT)
			reach |= linter->reaches[connection->to];
	}
	return reach;
}

static void lint_send(struct linter *linter, const struct connection *connection)
{
	const struct recipe_strip *from = &linter->recipe->strips[connection->from.strip];
	const bool to_output = linter->recipe->strips[connection->to].kind == STRIP_OUTPUT;
	if (!linter->reaches[connection->to] && !linter->is_key[connection->to])
		diagnostics_warning(linter->diagnostics, "lost-send", connection->from.at,
				    "the send of \"%s\" into \"%s\" never reaches a printed output; %s \"%s\"%s",
				    from->name, linter_name(linter, connection->to), to_output ? "print" : "give",
				    linter_name(linter, connection->to), to_output ? "" : " an `output`");
	/* Nobody rides what goes round a loop. */
	if (connection->feedback)
		return;
	bool before_fader = connection->from.tap == TAP_PRE_FADER || connection->from.tap == TAP_INPUT;
	const uint64_t shared = own_reach(linter, connection->from.strip) & linter->reaches[connection->to];
	if (before_fader && shared && linter->recipe->strips[connection->to].kind == STRIP_AUX)
		diagnostics_warning(linter->diagnostics, "pre-fader-send", connection->from.at,
				    "\"%s\" feeds \"%s\" before its fader, so it stays up there when the fader is "
				    "down; use `tap: post-fader`",
				    from->name, linter_name(linter, connection->to));
}

/* Says whether engineers use this name for what musicians hear while they play. */
static bool is_cue_name(const char *name)
{
	static const char *const words[] = {
		"cue", "phones", "monitor", "foldback", "talkback", "ifb", "iem", "in-ear"
	};
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (strcasestr(name, words[i]))
			return true;
	return false;
}

static bool feeds_cue(struct linter *linter, size_t strip)
{
	memset(linter->scratch, 0, linter->recipe->strip_count * sizeof *linter->scratch);
	routing_mark_fed(linter->routing, strip, linter->scratch);
	for (size_t i = 0; i < linter->recipe->strip_count; i++)
		if (linter->scratch[i] && (i == strip || linter->recipe->strips[i].kind == STRIP_OUTPUT) &&
		    is_cue_name(linter_name(linter, i)))
			return true;
	return false;
}

/* Warns of a send into a mix of its own that is a cue by its name: a ride of the fader would be heard there. */
static void lint_cue_send(struct linter *linter, const struct connection *connection)
{
	const size_t from = connection->from.strip;
	const uint64_t own = own_reach(linter, from), cue = linter->reaches[connection->to];
	const bool behind_fader = connection->from.tap == TAP_POST_FADER || connection->from.tap == TAP_POST_PAN;
	if (behind_fader && connection->live && own && cue && !(own & cue) && feeds_cue(linter, connection->to))
		diagnostics_warning(linter->diagnostics, "post-fader-cue", connection->from.at,
				    "the send of \"%s\" into the cue \"%s\" follows its fader; use `tap: pre-fader`",
				    linter_name(linter, from), linter_name(linter, connection->to));
}

static bool changes_sound(const struct recipe_strip *strip)
{
	return strip->inserts.count > 0 || strip->fader_db != 0.0 || strip->trim_db != 0.0 || strip->mute ||
	       strip->balance != 0.0 || strip->dual_pan || strip->width != 1.0 || strip->level_curves.count > 0 ||
	       strip->balance_curve || strip->width_curve;
}

/* Returns the one stem that comes into an aux; RECIPE_NONE when there are none or several. */
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

static bool linter_init(struct linter *linter)
{
	const size_t count = linter->recipe->strip_count;
	linter->reaches = ARENA_ARRAY(linter->arena, uint64_t, count);
	linter->is_key = ARENA_ARRAY(linter->arena, bool, count);
	linter->printed = ARENA_ARRAY(linter->arena, bool, count);
	linter->dry = ARENA_ARRAY(linter->arena, bool, count);
	linter->scratch = ARENA_ARRAY(linter->arena, bool, count);
	linter->more_scratch = ARENA_ARRAY(linter->arena, bool, count);
	return linter->reaches && linter->is_key && linter->printed && linter->dry && linter->scratch &&
	       linter->more_scratch;
}

static void mark_dry(struct linter *linter)
{
	for (size_t i = 0; i < linter->recipe->strip_count; i++) {
		const struct recipe_strip *strip = &linter->recipe->strips[i];
		linter->dry[i] = !strip->mute && !isinf(strip->fader_db) && !isinf(strip->trim_db) &&
				 dry_sound_through_all(&strip->inserts, linter->arena) > 0.0;
	}
}

enum status graph_lint(const struct graph *graph, struct arena *arena, struct diagnostics *diagnostics)
{
	struct linter linter = { .graph = graph,
				 .recipe = graph->recipe,
				 .routing = &graph->routing,
				 .arena = arena,
				 .diagnostics = diagnostics };
	if (!linter_init(&linter))
		return STATUS_NO_MEMORY;
	mark_printed(&linter);
	mark_reaches(&linter);
	mark_keys(&linter);
	mark_dry(&linter);
	for (size_t i = 0; i < graph->recipe->strip_count; i++) {
		lint_ends(&linter, i);
		lint_bypassed_bus(&linter, i);
	}
	for (size_t i = 0; i < graph->recipe->vca_count; i++)
		lint_vca(&linter, &graph->recipe->vcas[i]);
	for (size_t i = 0; i < graph->routing.connection_count; i++)
		if (graph->routing.connections[i].kind == CONNECTION_SEND) {
			lint_send(&linter, &graph->routing.connections[i]);
			lint_cue_send(&linter, &graph->routing.connections[i]);
		}
	linter_check_ways(&linter);
	linter_check_inserts(&linter);
	linter_check_labels(&linter);
	linter_check_loops(&linter);
	return STATUS_OK;
}
