/* Searches and checks the tree of a recipe's text.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "recipe/document.h"

#include <stdlib.h>
#include <string.h>

const struct document_node *document_find(const struct document_node *mapping, const char *key)
{
	for (size_t i = 0; i < mapping->count; i++)
		if (strcmp(mapping->pairs[i].key->text, key) == 0)
			return mapping->pairs[i].value;
	return NULL;
}

bool document_is_empty(const struct document_node *node)
{
	return node->kind == DOCUMENT_SCALAR && node->plain &&
	       (node->count == 0 || strcmp(node->text, "~") == 0 || strcmp(node->text, "null") == 0);
}

const char *document_kind_name(enum document_kind kind)
{
	switch (kind) {
	case DOCUMENT_SCALAR:
		return "a single value";
	case DOCUMENT_SEQUENCE:
		return "a list";
	case DOCUMENT_MAPPING:
		return "a mapping";
	}
	return "";
}

const char *document_quote(struct arena *arena, const char *text, size_t length)
{
	enum { CHARACTERS = 60 };
	size_t bytes = 0, characters = 0;
	for (; bytes < length; bytes++) {
		bool begins = ((unsigned char)text[bytes] & 0xC0) != 0x80;
		if (begins && characters++ == CHARACTERS)
			return arena_format(arena, "%.*s...", (int)bytes, text);
	}
	return arena_text(arena, text, length);
}

static int compare_keys(const void *a, const void *b)
{
	const struct document_node *one = (*(const struct document_pair *const *)a)->key;
	const struct document_node *two = (*(const struct document_pair *const *)b)->key;
	int order = strcmp(one->text, two->text);
	if (order != 0)
		return order;
	if (one->at.line != two->at.line)
		return one->at.line < two->at.line ? -1 : 1;
	return one->at.column < two->at.column ? -1 : one->at.column > two->at.column;
}

/* The function sorts the keys: hostile keys cannot make it slow, as they could with a hash. */
bool document_check_keys(const struct document_pair *pairs, size_t count, struct arena *arena,
			 struct diagnostics *diagnostics)
{
	if (count < 2)
		return true;
	const struct document_pair **sorted = malloc(count * sizeof *sorted);
	if (!sorted)
		return false;
	for (size_t i = 0; i < count; i++)
		sorted[i] = &pairs[i];
	qsort(sorted, count, sizeof *sorted, compare_keys);
	bool well = true;
	for (size_t i = 1, first = 0; i < count && well && diagnostics->count < DIAGNOSTICS_MAXIMUM; i++) {
		const struct document_node *key = sorted[i]->key;
		if (strcmp(sorted[first]->key->text, key->text) != 0) {
			first = i;
			continue;
		}
		const char *name = document_quote(arena, key->text, key->count);
		well = name;
		if (well)
			diagnostics_error(diagnostics, "duplicate-key", key->at,
					  "key \"%s\" stands here twice, first in line %u; rename or remove one", name,
					  sorted[first]->key->at.line);
	}
	free(sorted);
	return well;
}
