/* Reads a mapping by the table of its keys.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "recipe/reader.h"
#include "recipe/synonym.h"

#include <string.h>

enum { KEYS_MAXIMUM = 40 };

void reader_skip(struct reader *reader, const struct entry *entry, void *target)
{
	(void)reader;
	(void)entry;
	(void)target;
}

static bool is_plain(const struct recipe_key *key)
{
	return !key->read && (key->kind == KEY_NUMBER || key->kind == KEY_SWITCH);
}

/* Returns the row of that name for this kind of the mapping, or else one for another kind, or NULL. */
static const struct recipe_key *find_key(const struct recipe_keys *keys, const char *name)
{
	const struct recipe_key *found = NULL;
	for (size_t i = 0; i < keys->count; i++) {
		const struct recipe_key *row = &keys->rows[i];
		if (strcmp(row->name, name) != 0 || (!row->read && !is_plain(row)))
			continue;
		if (recipe_keys_have(keys, row))
			return row;
		if (keys->knows_others)
			found = row;
	}
	return found;
}

static void read_value(struct reader *reader, const struct entry *entry, void *target)
{
	void *room = (char *)target + entry->key->offset;
	if (!is_plain(entry->key))
		entry->key->read(reader, entry, target);
	else if (entry->key->kind == KEY_NUMBER)
		reader_key_number(reader, entry, room);
	else
		reader_switch(reader, entry, room, NULL);
}

void reader_unknown_key(struct reader *reader, const struct document_node *key, const char *where,
			const struct recipe_keys *keys)
{
	const char *names[KEYS_MAXIMUM];
	size_t count = 0;
	for (size_t i = 0; i < keys->count; i++)
		if (recipe_keys_have(keys, &keys->rows[i]) && keys->rows[i].kind != KEY_REFUSED)
			names[count++] = keys->rows[i].name;
	const char *meant = synonym_find(key->text, names, count);
	reader_unknown(reader, "unknown-key", key->at, "key", key->text, where,
		       meant ? (struct words){ &meant, 1, NULL, false } : (struct words){ names, count, NULL, false });
}

bool reader_has_key(const struct document_node *node, const char *name)
{
	if (document_is_empty(node))
		return false;
	bool there = document_find(node, name);
	for (size_t i = 0; i < node->count && !there; i++)
		there = synonym_find(node->pairs[i].key->text, &name, 1);
	return there;
}

static void check_required(struct reader *reader, const struct entry *entry, const char *where,
			   const struct recipe_keys *keys)
{
	for (size_t i = 0; i < keys->count; i++)
		if (keys->rows[i].required && recipe_keys_have(keys, &keys->rows[i]) &&
		    !reader_has_key(entry->value, keys->rows[i].name))
			diagnostics_error(reader->diagnostics, "missing-key", entry->at, "\"%s\" is missing in %s",
					  keys->rows[i].name, where);
}

void reader_mapping(struct reader *reader, const struct entry *entry, const struct recipe_keys *keys, void *target)
{
	const struct document_node *node = entry->value;
	const char *where = keys->where ? keys->where : entry->where;
	const bool empty = document_is_empty(node);
	if (node->kind != DOCUMENT_MAPPING && !empty) {
		reader_wrong_type(reader, entry, "a mapping of keys and values");
		return;
	}
	for (size_t i = 0; !empty && i < node->count && !reader->diagnostics->failed; i++) {
		const struct document_pair *pair = &node->pairs[i];
		struct entry inner = entry_of(where, pair->key->text, pair->key->at, pair->value);
		inner.key = find_key(keys, pair->key->text);
		if (inner.key)
			read_value(reader, &inner, target);
		else
			reader_unknown_key(reader, pair->key, where, keys);
	}
	check_required(reader, entry, where, keys);
}
