/* Settles which mixes the limits of `verify` judge.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "recipe/recipe_aim.h"

#include <string.h>

static void find_mix(struct reader *reader, const struct entry *entry, const struct document_node *item, bool *named)
{
	const struct recipe_print *print = &reader->recipe->print;
	const struct entry inner = entry_item(entry, item);
	const char *name = reader_text(reader, &inner, "name a mix of `print`");
	if (!name)
		return;
	for (size_t i = 0; i < print->mix_count; i++)
		if (strcmp(print->mixes[i].name, name) == 0) {
			named[i] = true;
			return;
		}
	const char **names = reader_array(reader, print->mix_count, sizeof *names);
	for (size_t i = 0; names && i < print->mix_count; i++)
		names[i] = print->mixes[i].name;
	if (names)
		reader_unknown(reader, "unknown-name", item->at, "mix", name, NULL,
			       (struct words){ names, print->mix_count, "name a mix of `print`", false });
}

const bool *recipe_read_aim(struct reader *reader, const struct entry *entry)
{
	struct items items;
	if (!reader_items(reader, entry, "a list of mixes", true, RECIPE_PRINTS_MAXIMUM, &items))
		return NULL;
	if (items.count == 0) {
		diagnostics_error(reader->diagnostics, "bad-value", entry->value->at,
				  "\"of\" names no mix; leave it out to judge the finished ones");
		return NULL;
	}
	bool *named = reader_array(reader, reader->recipe->print.mix_count, sizeof *named);
	for (size_t i = 0; named && i < items.count; i++)
		find_mix(reader, entry, items.nodes[i], named);
	return named;
}

/* Returns whether the limits judge finished mixes of that output when the recipe names no mixes. */
static bool is_judged(const struct recipe *recipe, size_t output)
{
	const struct recipe_print *print = &recipe->print;
	for (size_t i = 0; i < print->stem_set_count; i++)
		if (print->stem_sets[i].of.strip == output)
			return true;
	size_t first = 0;
	while (first < recipe->strip_count && recipe->strips[first].kind != STRIP_OUTPUT)
		first++;
	return print->stem_set_count == 0 && output == first;
}

static bool is_meant(const struct recipe *recipe, size_t index, const bool *of)
{
	const struct recipe_mix *mix = &recipe->print.mixes[index];
	if (of)
		return of[index];
	return !mix->selective && mix->inserts.count == 0 && mix->of.tap == TAP_POST_PAN &&
	       is_judged(recipe, mix->of.strip);
}

/* Reports limits that judge nothing, because they would look like limits that hold. */
static void report_unused(struct reader *reader, const char *key, struct location at, const bool *of)
{
	if (of)
		diagnostics_error(
			reader->diagnostics, "judges-nothing", at,
			"every mix that \"%s\" of `verify` names has \"%s\" of its own; leave one of them out", key,
			key);
	else
		diagnostics_error(
			reader->diagnostics, "judges-nothing", at,
			"\"%s\" of `verify` finds no mix to judge: one that keeps all stems, at the end of its "
			"output, without inserts or \"%s\" of its own; name mixes by `of`, or leave it out",
			key, key);
}

/* Returns whether the limits judge any mix. */
static bool settle_loudness(struct reader *reader)
{
	struct recipe *recipe = reader->recipe;
	struct loudness_request *request = &recipe->verify.loudness;
	size_t judged = 0;
	if (!request->given || !loudness_request_asks(request))
		return true;
	for (size_t i = 0; i < recipe->print.mix_count; i++) {
		struct recipe_mix *mix = &recipe->print.mixes[i];
		if (mix->loudness || !is_meant(recipe, i, request->of))
			continue;
		mix->loudness = request;
		judged++;
	}
	return judged > 0;
}

static bool settle_quality(struct reader *reader, const struct quality_aim *quality)
{
	struct recipe *recipe = reader->recipe;
	size_t judged = 0;
	if (!quality->given)
		return true;
	for (size_t i = 0; i < recipe->print.mix_count; i++) {
		struct recipe_mix *mix = &recipe->print.mixes[i];
		if (mix->quality_given || !is_meant(recipe, i, quality->of))
			continue;
		mix->quality = true;
		judged++;
	}
	return judged > 0;
}

void recipe_settle_aims(struct reader *reader, const struct quality_aim *quality)
{
	const struct loudness_request *loudness = &reader->recipe->verify.loudness;
	const bool wrong = reader->diagnostics->error_count > 0; /* the errors in the mixes are reported already */
	if (reader->diagnostics->failed)
		return;
	if (!settle_loudness(reader) && !wrong)
		report_unused(reader, "loudness", loudness->at, loudness->of);
	if (!settle_quality(reader, quality) && !wrong)
		report_unused(reader, "quality", quality->at, quality->of);
}
