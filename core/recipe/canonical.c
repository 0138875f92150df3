/* Turns a recipe's tree into a run of bytes that leaves out what decides nothing.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "recipe/canonical.h"

#include <stdio.h>
#include <string.h>

const struct canonical_cosmetic canonical_cosmetics[] = {
	{ "print", "directory", "a render looks for what is already there in that folder, and nowhere else" },
};
const size_t canonical_cosmetic_count = sizeof canonical_cosmetics / sizeof *canonical_cosmetics;

struct walk {
	canonical_take *take;
	void *context;
	size_t left; /* the bytes that may still follow */
	bool overrun;
};

static void give(struct walk *walk, const char *bytes, size_t length)
{
	if (walk->overrun || length > walk->left) {
		walk->overrun = true;
		return;
	}
	walk->left -= length;
	walk->take(walk->context, bytes, length);
}

/* Each node begins with its kind and its size, so that no two trees have the same bytes. */
static void give_head(struct walk *walk, char kind, size_t count)
{
	char head[32];
	const int length = snprintf(head, sizeof head, "%c%zu:", kind, count);
	give(walk, head, (size_t)length);
}

static void give_scalar(struct walk *walk, const struct document_node *node)
{
	give_head(walk, node->plain ? 'p' : 'q', node->count);
	give(walk, node->text, node->count);
}

bool canonical_is_cosmetic(const char *section, const char *key)
{
	for (size_t i = 0; section && i < canonical_cosmetic_count; i++)
		if (strcmp(canonical_cosmetics[i].section, section) == 0 &&
		    strcmp(canonical_cosmetics[i].key, key) == 0)
			return true;
	return false;
}

/* The depth of a tree is limited where it is read. */
static void give_node(struct walk *walk, const struct document_node *node);

/* `section` is the key of the root that holds the mapping, or NULL. */
static void give_mapping(struct walk *walk, const struct document_node *node, const char *section, bool is_root)
{
	size_t count = 0;
	for (size_t i = 0; i < node->count; i++)
		count += !canonical_is_cosmetic(section, node->pairs[i].key->text);
	give_head(walk, 'm', count);
	for (size_t i = 0; i < node->count && !walk->overrun; i++) {
		const struct document_pair *pair = &node->pairs[i];
		if (canonical_is_cosmetic(section, pair->key->text))
			continue;
		give_scalar(walk, pair->key);
		if (is_root && pair->value->kind == DOCUMENT_MAPPING)
			give_mapping(walk, pair->value, pair->key->text, false);
		else
			give_node(walk, pair->value);
	}
}

static void give_node(struct walk *walk, const struct document_node *node)
{
	if (node->kind == DOCUMENT_SCALAR)
		give_scalar(walk, node);
	else if (node->kind == DOCUMENT_MAPPING)
		give_mapping(walk, node, NULL, false);
	else {
		give_head(walk, 'l', node->count);
		for (size_t i = 0; i < node->count && !walk->overrun; i++)
			give_node(walk, node->items[i]);
	}
}

bool canonical_walk(const struct document_node *root, canonical_take *take, void *context)
{
	struct walk walk = { .take = take, .context = context, .left = CANONICAL_BYTES_MAXIMUM };
	if (root->kind == DOCUMENT_MAPPING)
		give_mapping(&walk, root, NULL, true);
	else
		give_node(&walk, root);
	return !walk.overrun;
}
