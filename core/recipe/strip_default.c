/* Puts what holds for all strips of a kind beneath each of them.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "recipe/strip_default.h"

#include <string.h>

/* Keys that place a strip in different ways: one of them in a strip replaces the other one of its default. */
static const char *const rivals[][2] = { { "pan", "balance" }, { "balance", "pan" } };

static size_t find_pair(const struct document_node *node, const char *key)
{
	for (size_t i = 0; node->kind == DOCUMENT_MAPPING && i < node->count; i++)
		if (strcmp(node->pairs[i].key->text, key) == 0)
			return i;
	return SIZE_MAX;
}

static bool states(const struct document_node *strip, const char *key)
{
	bool stated = find_pair(strip, key) != SIZE_MAX;
	for (size_t i = 0; i < sizeof rivals / sizeof *rivals && !stated; i++)
		stated = strcmp(rivals[i][0], key) == 0 && find_pair(strip, rivals[i][1]) != SIZE_MAX;
	return stated;
}

/* Returns whether a default of that kind may have the key, and reports an error if not. */
static bool check_key(struct splicer *splicer, const struct document_node *key, enum strip_kind kind, const char *where)
{
	const struct recipe_keys *keys = &strip_keys[kind];
	for (size_t i = 0; i < keys->count; i++) {
		if (strcmp(keys->rows[i].name, key->text) != 0 || !recipe_keys_have(keys, &keys->rows[i]))
			continue;
		if (recipe_keys_have(&default_keys[kind], &keys->rows[i]))
			return true;
		diagnostics_error(splicer->reader.diagnostics, "misplaced-key", key->at,
				  "\"%s\" cannot be a default, because it tells the %s apart; write it in each of them",
				  key->text, defaults_keys.rows[kind].name);
		return false;
	}
	reader_unknown_key(&splicer->reader, key, where, &default_keys[kind]);
	return false;
}

static const struct document_node *check_keys(struct splicer *splicer, const struct document_node *node,
					      enum strip_kind kind)
{
	const char *where = reader_format(&splicer->reader, "the defaults of %s", defaults_keys.rows[kind].name);
	struct document_node *made = reader_array(&splicer->reader, 1, sizeof *made);
	struct document_pair *pairs = reader_array(&splicer->reader, node->count, sizeof *pairs);
	if (!made || !pairs)
		return NULL;
	*made = *node;
	made->pairs = pairs;
	made->count = 0;
	for (size_t i = 0; i < node->count; i++)
		if (check_key(splicer, node->pairs[i].key, kind, where))
			pairs[made->count++] = node->pairs[i];
	return made;
}

static const struct document_node *read_kind(struct splicer *splicer, const struct document_pair *pair,
					     enum strip_kind kind)
{
	const struct entry entry = entry_of("defaults", pair->key->text, pair->key->at, pair->value);
	if (document_is_empty(pair->value))
		return NULL;
	if (pair->value->kind == DOCUMENT_MAPPING)
		return check_keys(splicer, pair->value, kind);
	reader_wrong_type(&splicer->reader, &entry, "a mapping of keys and values");
	return NULL;
}

static void read_kinds(struct splicer *splicer, const struct document_node *node,
		       const struct document_node *defaults[STRIP_KINDS])
{
	for (size_t i = 0; i < node->count; i++) {
		size_t kind = 0;
		while (kind < STRIP_KINDS && strcmp(defaults_keys.rows[kind].name, node->pairs[i].key->text) != 0)
			kind++;
		if (kind < STRIP_KINDS)
			defaults[kind] = read_kind(splicer, &node->pairs[i], (enum strip_kind)kind);
		else
			reader_unknown_key(&splicer->reader, node->pairs[i].key, "defaults", &defaults_keys);
	}
}

void strip_default_read(struct splicer *splicer, const struct document_node *root,
			const struct document_node *defaults[STRIP_KINDS])
{
	const size_t index = find_pair(root, "defaults");
	for (size_t i = 0; i < STRIP_KINDS; i++)
		defaults[i] = NULL;
	if (index == SIZE_MAX)
		return;
	const struct document_pair *pair = &root->pairs[index];
	const struct entry entry = entry_of("the recipe", "defaults", pair->key->at, pair->value);
	if (pair->value->kind == DOCUMENT_MAPPING)
		read_kinds(splicer, pair->value, defaults);
	else if (!document_is_empty(pair->value))
		reader_wrong_type(&splicer->reader, &entry, "a mapping with `tracks`, `buses`, `auxes` or `outputs`");
}

const struct document_node *strip_default_fill(struct splicer *splicer, const struct document_node *under,
					       const struct document_node *spliced)
{
	if (!under || (spliced->kind != DOCUMENT_MAPPING && !document_is_empty(spliced)))
		return spliced;
	const size_t own = spliced->kind == DOCUMENT_MAPPING ? spliced->count : 0;
	struct document_node *made = reader_array(&splicer->reader, 1, sizeof *made);
	struct document_pair *pairs = reader_array(&splicer->reader, own + under->count, sizeof *pairs);
	if (!made || !pairs)
		return spliced;
	*made = (struct document_node){ .kind = DOCUMENT_MAPPING, .weight = spliced->weight, .at = spliced->at };
	for (; made->count < own; made->count++)
		pairs[made->count] = spliced->pairs[made->count];
	for (size_t i = 0; i < under->count; i++)
		if (own == 0 || !states(spliced, under->pairs[i].key->text))
			pairs[made->count++] = under->pairs[i];
	made->pairs = pairs;
	return made;
}
