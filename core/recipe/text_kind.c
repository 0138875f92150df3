/* Judges by the keys at the top of a text what it is.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "recipe/text_kind.h"

#include "base/text.h"
#include "recipe/profile_read.h"
#include "recipe/recipe.h"
#include "recipe/recipe_key.h"

#include <string.h>

enum { KEYS_MAXIMUM = 64, NEAR_LENGTH = 5, STRIP_KINDS = STRIP_OUTPUT + 1 };

/* Texts of many programs have these words at their top, so none of them tells what a text is. */
static const char *const common[] = { "version",     "title",   "session",   "outputs", "print",
				      "verify",      "source",  "input",     "output",  "name",
				      "channels",    "device",  "mute",      "date",    "parameters",
				      "description", "include", "variables", "defaults" };

/* Keys of a fragment that a strip does not have. */
static const char *const fragment_words[] = { "title", "description", "source", "parameters" };

/* Keys of a report that say more than the common ones. */
static const char *const report_words[] = { "schema",   "version",     "cpu",   "recipe",  "title", "sample_rate",
					    "frames",   "seconds",     "files", "sources", "sums",  "timeline",
					    "verdicts", "conversions", "bleed", "notes",   "null",  "verdict" };

static const struct recipe_keys *const strip_tables[] = { &strip_keys[STRIP_TRACK], &strip_keys[STRIP_BUS],
							  &strip_keys[STRIP_AUX], &strip_keys[STRIP_OUTPUT] };

static bool is_among(const char *word, const char *const *words, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(word, words[i]) == 0)
			return true;
	return false;
}

static size_t list_keys(const struct recipe_keys *keys, const char **words, size_t count)
{
	for (size_t i = 0; i < keys->count && count < KEYS_MAXIMUM; i++)
		if (!is_among(keys->rows[i].name, words, count))
			words[count++] = keys->rows[i].name;
	return count;
}

static size_t list_words(enum text_kind kind, const char **words)
{
	size_t count = 0;
	switch (kind) {
	case TEXT_RECIPE:
		return list_keys(&root_keys, words, 0);
	case TEXT_FRAGMENT:
		for (size_t i = 0; i < sizeof fragment_words / sizeof *fragment_words; i++)
			words[count++] = fragment_words[i];
		for (size_t i = 0; i < sizeof strip_tables / sizeof(*strip_tables); i++)
			count = list_keys(strip_tables[i], words, count);
		return count;
	case TEXT_PROFILE:
		return list_keys(&profile_file_keys, words, 0);
	case TEXT_TEMPO_TABLE:
		return list_keys(&tempo_change_keys, words, 0);
	case TEXT_POINT_TABLE:
		return list_keys(&point_keys, words, 0);
	case TEXT_REPORT:
		for (size_t i = 0; i < sizeof report_words / sizeof *report_words; i++)
			words[count++] = report_words[i];
		return count;
	}
	return count;
}

/* Short words are near to many others. */
static const char *find_word(enum text_kind kind, const char *key)
{
	const char *words[KEYS_MAXIMUM];
	const size_t count = list_words(kind, words);
	for (size_t i = 0; i < count; i++)
		if (strcmp(words[i], key) == 0)
			return words[i];
	return strlen(key) >= NEAR_LENGTH ? text_nearest(key, words, count) : NULL;
}

void text_evidence_add(struct text_evidence *evidence, enum text_kind kind, const char *key)
{
	const char *word = find_word(kind, key);
	evidence->known += word ? 1 : 0;
	evidence->unknown += word ? 0 : 1;
	evidence->telling += word && !is_among(word, common, sizeof common / sizeof *common) ? 1 : 0;
	evidence->versioned |= word && strcmp(word, "version") == 0;
}

bool text_evidence_suffices(const struct text_evidence *evidence, enum text_kind kind)
{
	if (evidence->known <= evidence->unknown)
		return false;
	if (kind == TEXT_TEMPO_TABLE || kind == TEXT_POINT_TABLE)
		return evidence->known > 1;
	if (evidence->telling > 0)
		return true;
	const bool others = evidence->known > 1 || (evidence->whole && evidence->unknown == 0);
	return kind == TEXT_RECIPE && evidence->versioned && others;
}

const char *text_kind_name(enum text_kind kind)
{
	switch (kind) {
	case TEXT_RECIPE:
		return "recipe";
	case TEXT_FRAGMENT:
		return "fragment";
	case TEXT_PROFILE:
		return "profile";
	case TEXT_TEMPO_TABLE:
		return "tempo map";
	case TEXT_POINT_TABLE:
		return "table";
	case TEXT_REPORT:
		return "report";
	}
	return "";
}

const char *text_kind_remedy(enum text_kind kind)
{
	switch (kind) {
	case TEXT_RECIPE:
		return "begin it with `version: 1` and `tracks`";
	case TEXT_FRAGMENT:
		return "name a YAML file with keys of a strip, like `inserts`";
	case TEXT_PROFILE:
		return "name a YAML file with keys of a profile, like `loudness`";
	case TEXT_TEMPO_TABLE:
		return "name a MIDI file, or a CSV file whose first line holds keys of a tempo change, like `at,tempo`";
	case TEXT_POINT_TABLE:
		return "name a CSV file whose first line holds keys of a point, like `at,value`";
	case TEXT_REPORT:
		return "name the report.json of a render";
	}
	return "";
}
