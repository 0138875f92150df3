/* Reads a mapping by the table of its keys.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "recipe/reader.h"

#include "recipe/synonym.h"

#include <ctype.h>
#include <string.h>

enum { KEYS_MAXIMUM = 40, KEY_BYTES = 32 };

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

/* Lists the keys that a mapping may have. */
static size_t list_names(const struct recipe_keys *keys, const char *names[KEYS_MAXIMUM])
{
	size_t count = 0;
	for (size_t i = 0; i < keys->count; i++)
		if (recipe_keys_have(keys, &keys->rows[i]) && keys->rows[i].kind != KEY_REFUSED)
			names[count++] = keys->rows[i].name;
	return count;
}

/* Returns the row of the key that stands before a colon without a space, or NULL. */
static const struct recipe_key *before_colon(const char *key, const struct recipe_keys *keys)
{
	char name[KEY_BYTES];
	const size_t length = strcspn(key, ":");
	if (key[length] == '\0' || length >= sizeof name)
		return NULL;
	memcpy(name, key, length);
	name[length] = '\0';
	return find_key(keys, name);
}

const char *reader_meant_key(struct reader *reader, const char *key, const struct recipe_keys *keys)
{
	const char *names[KEYS_MAXIMUM];
	const size_t count = list_names(keys, names);
	if (find_key(keys, key))
		return NULL;
	if (before_colon(key, keys))
		return before_colon(key, keys)->name;
	const char *meant = reader_nearest(reader, key, (struct words){ .words = names, .count = count });
	return meant ? meant : synonym_find(key, names, count);
}

void reader_unknown_key(struct reader *reader, const struct document_node *key, const char *where,
			const struct recipe_keys *keys)
{
	const char *names[KEYS_MAXIMUM];
	const size_t count = list_names(keys, names);
	if (before_colon(key->text, keys)) {
		reader_unknown(reader, "unknown-key", key->at, "key", key->text, where,
			       (struct words){ .hint = "put a space after the colon" });
		return;
	}
	const char *meant = synonym_find(key->text, names, count);
	reader_unknown(reader, "unknown-key", key->at, "key", key->text, where,
		       meant ? (struct words){ &meant, 1, NULL, false }
			     : (struct words){ names, count, "`stemprint manual recipe` lists the keys", false });
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

bool reader_told_key(struct reader *reader, const struct document_node *node, const char *name,
		     const struct recipe_keys *keys)
{
	for (size_t i = 0; node->kind == DOCUMENT_MAPPING && i < node->count; i++) {
		const char *meant = reader_meant_key(reader, node->pairs[i].key->text, keys);
		if (meant && strcmp(meant, name) == 0)
			return true;
	}
	return false;
}

static void check_required(struct reader *reader, const struct entry *entry, const char *where,
			   const struct recipe_keys *keys)
{
	for (size_t i = 0; i < keys->count; i++)
		if (keys->rows[i].required && recipe_keys_have(keys, &keys->rows[i]) &&
		    !reader_has_key(entry->value, keys->rows[i].name) &&
		    !reader_told_key(reader, entry->value, keys->rows[i].name, keys))
			diagnostics_error(reader->diagnostics, "missing-key", entry->at, "\"%s\" is missing in %s",
					  keys->rows[i].name, where);
}

bool reader_stands_beside(const struct document_node *node, size_t index, const struct recipe_keys *keys)
{
	if (index == 0 || index >= node->count || find_key(keys, node->pairs[index].key->text) ||
	    node->pairs[index].value->kind != DOCUMENT_MAPPING)
		return false;
	const struct document_pair *above = &node->pairs[index - 1];
	const struct recipe_key *key = find_key(keys, above->key->text);
	return key && (key->kind == KEY_NAMED || key->kind == KEY_MAPPING) && document_is_empty(above->value) &&
	       above->key->at.line < node->pairs[index].key->at.line;
}

/* Reports a key that was to stand below the one before it. Returns how many keys, from there on, are told by that. */
static size_t tell_beside(struct reader *reader, const struct document_node *node, size_t index,
			  const struct recipe_keys *keys)
{
	const char *name = reader_quote(reader, node->pairs[index].key);
	diagnostics_error(reader->diagnostics, "unknown-key", node->pairs[index].key->at,
			  "\"%s\" stands beside \"%s\", which has nothing below it; indent \"%s\" deeper", name,
			  node->pairs[index - 1].key->text, name);
	size_t end = index + 1;
	while (end < node->count && !find_key(keys, node->pairs[end].key->text) &&
	       node->pairs[end].value->kind == DOCUMENT_MAPPING)
		end++;
	return end - index;
}

bool reader_cut_by_comma(struct reader *reader, const struct document_node *node, size_t index)
{
	if (index + 1 >= node->count)
		return false;
	const struct document_node *value = node->pairs[index].value, *key = node->pairs[index + 1].key;
	if (value->kind != DOCUMENT_SCALAR || !value->plain || value->count == 0 || !key->plain ||
	    !document_is_empty(node->pairs[index + 1].value) || key->at.line != value->at.line ||
	    key->at.column != value->at.column + value->at.length + 1 || !isdigit((unsigned char)key->text[0]) ||
	    !isdigit((unsigned char)value->text[value->count - 1]))
		return false;
	diagnostics_error(reader->diagnostics, "bad-value", value->at,
			  "\"%s\" cannot be \"%s,%s\"; write a decimal point instead of the comma",
			  reader_quote(reader, node->pairs[index].key), reader_quote(reader, value),
			  reader_quote(reader, key));
	return true;
}

void reader_mapping(struct reader *reader, const struct entry *entry, const struct recipe_keys *keys, void *target)
{
	const struct document_node *node = entry->value;
	const char *where = keys->where ? keys->where : entry->where;
	const bool empty = document_is_empty(node);
	if (node->kind != DOCUMENT_MAPPING && !empty) {
		reader_wrong_type(
			reader, entry,
			reader_format(reader, "a mapping of keys and values, like `%s: ...`", keys->rows[0].name));
		return;
	}
	for (size_t i = 0; !empty && i < node->count && !reader->diagnostics->failed; i++) {
		const struct document_pair *pair = &node->pairs[i];
		if (reader_cut_by_comma(reader, node, i)) {
			i++;
			continue;
		}
		if (reader_stands_beside(node, i, keys)) {
			i += tell_beside(reader, node, i, keys) - 1;
			continue;
		}
		struct entry inner = entry_of(where, pair->key->text, pair->key->at, pair->value);
		inner.key = find_key(keys, pair->key->text);
		if (inner.key)
			read_value(reader, &inner, target);
		else
			reader_unknown_key(reader, pair->key, where, keys);
	}
	check_required(reader, entry, where, keys);
}
