/* Warns of trouble in the insert lists and in their order.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "graph/dry_sound.h"
#include "graph/linter.h"
#include "processors/parameter_range.h"

#include <math.h>

/* Says why the tap of a key is silent; NULL when it may have sound. */
static const char *silence_of(const struct linter *linter, size_t strip, enum tap tap)
{
	const struct recipe_strip *key = &linter->recipe->strips[strip];
	const struct neighbours *in = &linter->routing->incoming;
	if (key->kind != STRIP_TRACK && in->first[strip] == in->first[strip + 1])
		return "nothing feeds it; feed it, or name another key";
	if (tap != TAP_POST_FADER && tap != TAP_POST_PAN)
		return NULL;
	if (key->mute)
		return key->muted_by == RECIPE_NONE ? "it is muted; use its tap `pre-fader`, or take `mute` out"
						    : "its VCA is muted; use its tap `pre-fader`";
	if (isinf(key->fader_db))
		return "its fader is at -inf dB; use its tap `pre-fader`";
	return NULL;
}

static void check_key(struct linter *linter, const struct node *node)
{
	const struct parameter_value *key = &node->insert->values[node->insert->key];
	const char *silence = silence_of(linter, key->strip, (enum tap)key->tap);
	if (silence)
		diagnostics_warning(linter->diagnostics, "silent-key", key->at,
				    "the key \"%s\" of the %s on \"%s\" is silent: %s", linter_name(linter, key->strip),
				    node->insert->processor->name, graph_owner(linter->graph, node), silence);
}

/* Says whether an insert lifts the level at some time: by a gain that is known, or by one that is found by measuring.
 */
static bool lifts(const struct linter *linter, const struct recipe_insert *insert)
{
	const struct processor *processor = insert->processor;
	const struct processor_context mono = { .channels = 1 };
	double gains[RECIPE_CHANNELS_MAXIMUM] = { 1.0 };
	struct parameter_value *least, *greatest;
	if (processor->trim)
		return true;
	if (processor->use != PROCESSOR_USE_LEVEL || !processor->scale)
		return false;
	if (!parameter_ends(linter->arena, processor->parameters, processor->parameter_count, insert->values, &least,
			    &greatest))
		return false;
	processor->scale(greatest ? greatest : insert->values, &mono, gains);
	return gains[0] > 1.0;
}

/* Checks outputs alone: a gain may well follow a limiter on a track. */
/* Returns the highest level of the fader in dB, when all that move it are up together. */
static double highest_fader(const struct recipe_strip *strip)
{
	double level_db = strip->fader_db;
	for (size_t i = 0; i < strip->level_curves.count; i++) {
		const struct breakpoint_curve *curve = strip->level_curves.items[i];
		double most = -(double)INFINITY;
		for (size_t k = 0; curve->decibels && k < curve->count; k++)
			most = fmax(most, curve->points[k].value);
		level_db += curve->decibels ? most : 0.0;
	}
	return level_db;
}

static void check_ceiling(struct linter *linter, const struct recipe_strip *output)
{
	const struct recipe_insert *limiter = NULL;
	for (size_t i = 0; i < output->inserts.count; i++) {
		const struct recipe_insert *insert = &output->inserts.items[i];
		if (insert->processor->use == PROCESSOR_USE_CEILING)
			limiter = insert;
		else if (limiter && lifts(linter, insert))
			diagnostics_warning(linter->diagnostics, "behind-limiter", insert->at,
					    "`%s` behind the %s of \"%s\" moves its ceiling; put it before the %s",
					    insert->processor->name, limiter->processor->name, output->name,
					    limiter->processor->name);
	}
	if (limiter && highest_fader(output) > 0.0)
		diagnostics_warning(linter->diagnostics, "behind-limiter", output->at,
				    "the fader of \"%s\" lifts what its %s has limited; use a gain before the %s",
				    output->name, limiter->processor->name, limiter->processor->name);
}

static bool same_values(const struct parameter *table, size_t count, const struct parameter_value *one,
			const struct parameter_value *two)
{
	for (size_t i = 0; i < count; i++) {
		if (one[i].given != two[i].given || one[i].number != two[i].number || one[i].curve_count > 0 ||
		    two[i].curve_count > 0 || one[i].item_count != two[i].item_count)
			return false;
		for (size_t k = 0; k < one[i].item_count; k++)
			if (!same_values(table[i].fields, table[i].field_count, one[i].items[k], two[i].items[k]))
				return false;
	}
	return true;
}

static const struct recipe_insert *find_reverb(const struct recipe_strip *strip, const struct recipe_insert *like)
{
	for (size_t i = 0; strip->kind == STRIP_TRACK && i < strip->inserts.count; i++) {
		const struct recipe_insert *insert = &strip->inserts.items[i];
		if (insert->processor->use == PROCESSOR_USE_REVERB &&
		    (!like || (insert->processor == like->processor &&
			       same_values(like->processor->parameters, like->processor->parameter_count,
					   insert->values, like->values))))
			return insert;
	}
	return NULL;
}

/* The warning comes once, at the second of the tracks. */
static void check_repeated_reverb(struct linter *linter, size_t first)
{
	const struct recipe *recipe = linter->recipe;
	const struct recipe_insert *reverb = find_reverb(&recipe->strips[first], NULL), *second = NULL;
	size_t count = 1, other = first;
	for (size_t i = 0; reverb && i < first; i++)
		if (find_reverb(&recipe->strips[i], reverb))
			return;
	for (size_t i = first + 1; reverb && i < recipe->strip_count; i++) {
		const struct recipe_insert *same = find_reverb(&recipe->strips[i], reverb);
		count += !!same;
		if (same && !second) {
			second = same;
			other = i;
		}
	}
	if (second)
		diagnostics_warning(
			linter->diagnostics, "repeated-reverb", second->at,
			"%zu tracks have the same %s as an insert, \"%s\" and \"%s\" first; put one into an "
			"aux, and send to it",
			count, reverb->processor->name, linter_name(linter, first), linter_name(linter, other));
}

/* Says whether the sound before the inserts of a strip is heard elsewhere. */
static bool is_heard_before_inserts(const struct linter *linter, size_t strip)
{
	const struct neighbours *out = &linter->routing->outgoing;
	for (size_t i = out->first[strip]; i < out->first[strip + 1]; i++) {
		const struct connection *connection = &linter->routing->connections[out->connections[i]];
		if (connection->live && connection->from.tap == TAP_INPUT && linter->reaches[connection->to])
			return true;
	}
	return false;
}

/* Says whether a strip brings sound to a bus by its `output` that nothing else brings to a printed output. */
static bool gathers_only_way(const struct linter *linter, size_t bus)
{
	const struct neighbours *in = &linter->routing->incoming, *out = &linter->routing->outgoing;
	for (size_t i = in->first[bus]; i < in->first[bus + 1]; i++) {
		const struct connection *into = &linter->routing->connections[in->connections[i]];
		const size_t from = into->from.strip;
		size_t ways = 0;
		if (into->kind != CONNECTION_OUTPUT || !into->live)
			continue;
		for (size_t k = out->first[from]; k < out->first[from + 1]; k++) {
			const struct connection *way = &linter->routing->connections[out->connections[k]];
			ways += way->live && linter->reaches[way->to] != 0;
		}
		if (ways < 2)
			return true;
	}
	return false;
}

static void check_dry_gone(struct linter *linter, size_t index)
{
	const struct recipe_strip *strip = &linter->recipe->strips[index];
	if ((strip->kind != STRIP_TRACK && strip->kind != STRIP_BUS) || !linter->reaches[index])
		return;
	if (strip->kind == STRIP_BUS && !gathers_only_way(linter, index))
		return;
	for (size_t i = 0; i < strip->inserts.count; i++) {
		const struct recipe_insert *insert = &strip->inserts.items[i];
		if (insert->processor->use != PROCESSOR_USE_REVERB || dry_sound_through(insert, linter->arena) > 0.0 ||
		    is_heard_before_inserts(linter, index))
			continue;
		diagnostics_warning(
			linter->diagnostics, "dry-gone", insert->at,
			"the %s of \"%s\" lets no dry sound through, and nothing else does; lower its `mix`, "
			"or put it into an aux and send to it",
			insert->processor->name, strip->name);
		return;
	}
}

void linter_check_inserts(struct linter *linter)
{
	for (size_t i = 0; i < linter->graph->node_count; i++) {
		const struct node *node = &linter->graph->nodes[i];
		if (node->kind == NODE_PROCESS && node->insert && node->insert->key >= 0)
			check_key(linter, node);
	}
	for (size_t i = 0; i < linter->recipe->strip_count; i++) {
		if (linter->recipe->strips[i].kind == STRIP_OUTPUT)
			check_ceiling(linter, &linter->recipe->strips[i]);
		check_repeated_reverb(linter, i);
		check_dry_gone(linter, i);
	}
}
