/* stemprint: compares two trees of text.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "recipe/document_change.h"

#include "base/text.h"

#include <stdlib.h>
#include <string.h>

enum { CHANGES_MOST = 1000000, MATCHED_MOST = 512, VALUE_BYTES = 240 };

struct comparison {
	struct arena *arena;
	struct document_changes *changes;
	enum status status;
};

static void compare(struct comparison *comparison, const char *where, const struct document_node *old_node,
		    const struct document_node *new_node);

/* Keeps NULL, and the lack of memory. */
static const char *kept(struct comparison *comparison, const char *text)
{
	if (!text)
		comparison->status = STATUS_NO_MEMORY;
	return text;
}

/* Appends the node as one line, until that is long enough for any message. */
static void append_line(struct text *line, const struct document_node *node)
{
	if (line->length > VALUE_BYTES || line->failed)
		return;
	if (node->kind == DOCUMENT_SCALAR) {
		text_append_bytes(line, node->text, node->count < VALUE_BYTES ? node->count : VALUE_BYTES);
		return;
	}
	const bool mapping = node->kind == DOCUMENT_MAPPING;
	text_append(line, mapping ? "{" : "[");
	for (size_t i = 0; i < node->count && line->length <= VALUE_BYTES; i++) {
		text_append(line, i > 0 ? ", " : " ");
		if (mapping) {
			append_line(line, node->pairs[i].key);
			text_append(line, ": ");
		}
		append_line(line, mapping ? node->pairs[i].value : node->items[i]);
	}
	text_append(line, mapping ? " }" : " ]");
}

static const char *value_of(struct comparison *comparison, const struct document_node *node)
{
	struct text line = { 0 };
	if (!node)
		return NULL;
	append_line(&line, node);
	const char *value =
		line.failed ? NULL : document_quote(comparison->arena, line.bytes ? line.bytes : "", line.length);
	text_release(&line);
	return kept(comparison, value);
}

static void add(struct comparison *comparison, const char *where, const char *old_value, const char *new_value)
{
	struct document_changes *changes = comparison->changes;
	if (comparison->status != STATUS_OK)
		return;
	if (changes->count == CHANGES_MOST) {
		comparison->status = STATUS_LIMIT;
		return;
	}
	if (changes->count == changes->capacity) {
		const size_t capacity = changes->capacity > 0 ? 2 * changes->capacity : 64;
		struct document_change *items = ARENA_ARRAY(comparison->arena, struct document_change, capacity);
		if (!items) {
			comparison->status = STATUS_NO_MEMORY;
			return;
		}
		if (changes->count > 0)
			memcpy(items, changes->items, changes->count * sizeof *items);
		changes->items = items;
		changes->capacity = capacity;
	}
	changes->items[changes->count++] = (struct document_change){ where, old_value, new_value };
}

static void add_nodes(struct comparison *comparison, const char *where, const struct document_node *old_node,
		      const struct document_node *new_node)
{
	const char *old_value = value_of(comparison, old_node);
	add(comparison, where, old_value, value_of(comparison, new_node));
}

static const char *join(struct comparison *comparison, const char *where, const char *key)
{
	return kept(comparison, *where == '\0' ? arena_text(comparison->arena, key, strlen(key))
					       : arena_format(comparison->arena, "%s.%s", where, key));
}

/* The pairs of a mapping, sorted by key: a mapping may have very many. */
struct key_index {
	const struct document_pair **pairs;
	size_t count;
};

static int compare_keys(const void *a, const void *b)
{
	return strcmp((*(const struct document_pair *const *)a)->key->text,
		      (*(const struct document_pair *const *)b)->key->text);
}

static bool key_index_init(struct comparison *comparison, const struct document_node *mapping, struct key_index *index)
{
	*index = (struct key_index){ ARENA_ARRAY(comparison->arena, const struct document_pair *, mapping->count),
				     mapping->count };
	if (!index->pairs) {
		comparison->status = STATUS_NO_MEMORY;
		return false;
	}
	for (size_t i = 0; i < mapping->count; i++)
		index->pairs[i] = &mapping->pairs[i];
	if (mapping->count > 0)
		qsort(index->pairs, mapping->count, sizeof *index->pairs, compare_keys);
	return true;
}

/* Returns the value of the same key, or NULL. */
static const struct document_node *key_index_find(const struct key_index *index, const struct document_pair *pair)
{
	const struct document_pair **found =
		index->count > 0 ? bsearch(&pair, index->pairs, index->count, sizeof *index->pairs, compare_keys)
				 : NULL;
	return found ? (*found)->value : NULL;
}

/* Sums follow the order of the strips, so another order may round otherwise. */
static void compare_order(struct comparison *comparison, const char *where, const struct document_node *const nodes[2],
			  const struct key_index indices[2])
{
	const struct document_node *old_node = nodes[0], *new_node = nodes[1];
	size_t next = 0;
	for (size_t i = 0; i < new_node->count; i++) {
		if (!key_index_find(&indices[0], &new_node->pairs[i]))
			continue;
		while (!key_index_find(&indices[1], &old_node->pairs[next]))
			next++;
		if (strcmp(old_node->pairs[next++].key->text, new_node->pairs[i].key->text) != 0) {
			add(comparison, *where == '\0' ? "the top level" : where, "its keys in one order",
			    "the same keys in another order");
			return;
		}
	}
}

static void compare_mappings(struct comparison *comparison, const char *where, const struct document_node *old_node,
			     const struct document_node *new_node)
{
	const struct document_node *const nodes[2] = { old_node, new_node };
	struct key_index indices[2];
	for (size_t i = 0; i < 2; i++)
		if (!key_index_init(comparison, nodes[i], &indices[i]))
			return;
	for (size_t i = 0; i < new_node->count && comparison->status == STATUS_OK; i++) {
		const char *place = join(comparison, where, new_node->pairs[i].key->text);
		const struct document_node *old_value = key_index_find(&indices[0], &new_node->pairs[i]);
		if (place && old_value)
			compare(comparison, place, old_value, new_node->pairs[i].value);
		else if (place)
			add_nodes(comparison, place, NULL, new_node->pairs[i].value);
	}
	for (size_t i = 0; i < old_node->count && comparison->status == STATUS_OK; i++) {
		if (key_index_find(&indices[1], &old_node->pairs[i]))
			continue;
		const char *place = join(comparison, where, old_node->pairs[i].key->text);
		if (place)
			add_nodes(comparison, place, old_node->pairs[i].value, NULL);
	}
	if (comparison->status == STATUS_OK)
		compare_order(comparison, where, nodes, indices);
}

/* Returns what names an item of a list, or an empty text. */
static const char *name_of(const struct document_node *item)
{
	static const char *const keys[] = { "name", "path", "file", "to", "type" };
	if (item->kind == DOCUMENT_SCALAR)
		return item->text;
	for (size_t i = 0; item->kind == DOCUMENT_MAPPING && i < sizeof keys / sizeof *keys; i++) {
		const struct document_node *value = document_find(item, keys[i]);
		if (value && value->kind == DOCUMENT_SCALAR)
			return value->text;
	}
	return item->kind == DOCUMENT_MAPPING && item->count == 1 ? item->pairs[0].key->text : "";
}

/* Returns the place of an item: by its name, or by its number, from 1. */
static const char *place_of(struct comparison *comparison, const char *where, const struct document_node *list,
			    size_t index)
{
	const char *name = name_of(list->items[index]);
	size_t number = 1;
	for (size_t i = 0; i < index; i++)
		number += strcmp(name_of(list->items[i]), name) == 0;
	if (*name == '\0')
		return kept(comparison, arena_format(comparison->arena, "%s[%zu]", where, index + 1));
	if (number == 1)
		return kept(comparison, arena_format(comparison->arena, "%s[%s]", where, name));
	return kept(comparison, arena_format(comparison->arena, "%s[%s %zu]", where, name, number));
}

static bool are_scalars(const struct document_node *list)
{
	bool scalars = true;
	for (size_t i = 0; i < list->count; i++)
		scalars &= list->items[i]->kind == DOCUMENT_SCALAR;
	return scalars;
}

/* Fills lengths[i * (columns + 1) + k] with the longest match of the items from i and from k on. */
static void measure_matches(const struct document_node *old_list, const struct document_node *new_list,
			    uint16_t *lengths)
{
	const size_t columns = new_list->count, row = columns + 1;
	for (size_t i = old_list->count; i-- > 0;)
		for (size_t k = columns; k-- > 0;) {
			const uint16_t below = lengths[(i + 1) * row + k], right = lengths[i * row + k + 1];
			const bool match = strcmp(name_of(old_list->items[i]), name_of(new_list->items[k])) == 0;
			const uint16_t along = (uint16_t)(lengths[(i + 1) * row + k + 1] + 1);
			const uint16_t apart = below > right ? below : right;
			lengths[i * row + k] = match && along > apart ? along : apart;
		}
}

static void compare_items(struct comparison *comparison, const char *where, const struct document_node *old_list,
			  const struct document_node *new_list, const uint16_t *lengths)
{
	const size_t row = new_list->count + 1;
	size_t i = 0, k = 0;
	while ((i < old_list->count || k < new_list->count) && comparison->status == STATUS_OK) {
		const bool both = i < old_list->count && k < new_list->count;
		const bool match = both && strcmp(name_of(old_list->items[i]), name_of(new_list->items[k])) == 0 &&
				   lengths[i * row + k] == lengths[(i + 1) * row + k + 1] + 1;
		const bool gone = !match && i < old_list->count &&
				  (k == new_list->count || lengths[(i + 1) * row + k] >= lengths[i * row + k + 1]);
		const char *place = place_of(comparison, where, gone ? old_list : new_list, gone ? i : k);
		if (!place)
			return;
		if (match)
			compare(comparison, place, old_list->items[i], new_list->items[k]);
		else
			add_nodes(comparison, place, gone ? old_list->items[i] : NULL,
				  gone ? NULL : new_list->items[k]);
		i += match || gone;
		k += !gone;
	}
}

/* Long lists of numbers, such as the course of a loudness, are one change. */
static void compare_lists(struct comparison *comparison, const char *where, const struct document_node *old_list,
			  const struct document_node *new_list)
{
	const bool scalars = are_scalars(old_list) && are_scalars(new_list);
	size_t same = 0;
	while (scalars && same < old_list->count && same < new_list->count &&
	       strcmp(old_list->items[same]->text, new_list->items[same]->text) == 0)
		same++;
	if (scalars && same == old_list->count && same == new_list->count)
		return;
	if (scalars || old_list->count > MATCHED_MOST || new_list->count > MATCHED_MOST) {
		add_nodes(comparison, where, old_list, new_list);
		return;
	}
	struct arena *scratch = arena_new();
	uint16_t *lengths =
		scratch ? ARENA_ARRAY(scratch, uint16_t, (old_list->count + 1) * (new_list->count + 1)) : NULL;
	if (lengths) {
		measure_matches(old_list, new_list, lengths);
		compare_items(comparison, where, old_list, new_list, lengths);
	} else {
		comparison->status = STATUS_NO_MEMORY;
	}
	arena_free(scratch);
}

/* The depth of a tree is limited where it is read. */
static void compare(struct comparison *comparison, const char *where, const struct document_node *old_node,
		    const struct document_node *new_node)
{
	if (old_node == new_node || comparison->status != STATUS_OK)
		return;
	const bool scalars = old_node->kind == DOCUMENT_SCALAR && new_node->kind == DOCUMENT_SCALAR;
	if (old_node->kind != new_node->kind || (scalars && strcmp(old_node->text, new_node->text) != 0))
		add_nodes(comparison, where, old_node, new_node);
	else if (new_node->kind == DOCUMENT_MAPPING)
		compare_mappings(comparison, where, old_node, new_node);
	else if (new_node->kind == DOCUMENT_SEQUENCE)
		compare_lists(comparison, where, old_node, new_node);
}

enum status document_changes_find(const struct document_node *old_root, const struct document_node *new_root,
				  struct arena *arena, struct document_changes *changes)
{
	struct comparison comparison = { .arena = arena, .changes = changes };
	*changes = (struct document_changes){ 0 };
	compare(&comparison, "", old_root, new_root);
	return comparison.status;
}
