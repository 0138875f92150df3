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

static const struct document_node *share(struct splicer *splicer, const struct document_node *node);

static void share_items(struct splicer *splicer, struct document_node *node)
{
	const struct document_node **items = reader_array(&splicer->reader, node->count, sizeof(*items));
	for (size_t i = 0; items && i < node->count; i++)
		items[i] = share(splicer, node->items[i]);
	if (items)
		node->items = items;
}

static void share_pairs(struct splicer *splicer, struct document_node *node)
{
	struct document_pair *pairs = reader_array(&splicer->reader, node->count, sizeof *pairs);
	for (size_t i = 0; pairs && i < node->count; i++)
		pairs[i] = (struct document_pair){ share(splicer, node->pairs[i].key),
						   share(splicer, node->pairs[i].value) };
	if (pairs)
		node->pairs = pairs;
}

/* Returns a copy whose locations are shared, so that an error in it is told once. */
static const struct document_node *share(struct splicer *splicer, const struct document_node *node)
{
	struct document_node *made = reader_array(&splicer->reader, 1, sizeof *made);
	if (!made || !splicer_descend(splicer, node->at))
		return node;
	*made = *node;
	made->at.shared = true;
	if (made->kind == DOCUMENT_SEQUENCE)
		share_items(splicer, made);
	else if (made->kind == DOCUMENT_MAPPING)
		share_pairs(splicer, made);
	splicer->depth--;
	return made;
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

static void splice_default(struct splicer *splicer, const struct document_node *node, struct strip_default *made)
{
	const size_t use = find_pair(node, "use");
	made->with_use = made->without_use = share(splicer, splicer_strip(splicer, node));
	if (use == SIZE_MAX || splicer_stopped(splicer))
		return;
	/* What is wrong in the keys beside `use` has been told. */
	struct diagnostics *diagnostics = splicer->reader.diagnostics;
	const struct diagnostics_mark mark = diagnostics_mark(diagnostics);
	made->without_use = share(splicer, splicer_strip(splicer, splicer_without(splicer, node, use)));
	if (splicer_stopped(splicer))
		return;
	diagnostics->count = mark.count;
	diagnostics->error_count = mark.error_count;
}

static void read_kind(struct splicer *splicer, const struct document_pair *pair, enum strip_kind kind,
		      struct strip_default *made)
{
	const struct entry entry = entry_of("defaults", pair->key->text, pair->key->at, pair->value);
	if (document_is_empty(pair->value))
		return;
	if (pair->value->kind != DOCUMENT_MAPPING) {
		reader_wrong_type(&splicer->reader, &entry, "a mapping of keys and values");
		return;
	}
	const struct document_node *keys = check_keys(splicer, pair->value, kind);
	if (keys)
		splice_default(splicer, keys, made);
}

static void read_kinds(struct splicer *splicer, const struct document_node *node, struct strip_default *defaults)
{
	for (size_t i = 0; i < node->count && !splicer_stopped(splicer); i++) {
		size_t kind = 0;
		while (kind < defaults_keys.count &&
		       strcmp(defaults_keys.rows[kind].name, node->pairs[i].key->text) != 0)
			kind++;
		if (kind < defaults_keys.count)
			read_kind(splicer, &node->pairs[i], (enum strip_kind)kind, &defaults[kind]);
		else
			reader_unknown_key(&splicer->reader, node->pairs[i].key, "defaults", &defaults_keys);
	}
}

const struct document_node *strip_default_take(struct splicer *splicer, const struct document_node *root,
					       struct strip_default *defaults)
{
	const size_t index = find_pair(root, "defaults");
	if (index == SIZE_MAX)
		return root;
	const struct document_pair *pair = &root->pairs[index];
	const struct entry entry = entry_of("the recipe", "defaults", pair->key->at, pair->value);
	if (pair->value->kind == DOCUMENT_MAPPING)
		read_kinds(splicer, pair->value, defaults);
	else if (!document_is_empty(pair->value))
		reader_wrong_type(&splicer->reader, &entry, "a mapping with `tracks`, `buses`, `auxes` or `outputs`");
	return splicer_without(splicer, root, index);
}

const struct document_node *strip_default_fill(struct splicer *splicer, const struct strip_default *beneath,
					       const struct document_node *strip, const struct document_node *spliced)
{
	const bool uses = find_pair(strip, "use") != SIZE_MAX;
	const struct document_node *under = uses ? beneath->without_use : beneath->with_use;
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
