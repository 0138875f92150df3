/* Copies a part of a recipe's tree for several strips.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "recipe/shared_copy.h"

enum { DEPTH_MAXIMUM = 128 };

static const struct document_node *copy(struct reader *reader, const struct document_node *node, size_t depth);

static void copy_items(struct reader *reader, struct document_node *node, size_t depth)
{
	const struct document_node **items = reader_array(reader, node->count, sizeof(*items));
	for (size_t i = 0; items && i < node->count; i++)
		items[i] = copy(reader, node->items[i], depth);
	if (items)
		node->items = items;
}

static void copy_pairs(struct reader *reader, struct document_node *node, size_t depth)
{
	struct document_pair *pairs = reader_array(reader, node->count, sizeof *pairs);
	for (size_t i = 0; pairs && i < node->count; i++)
		pairs[i] = (struct document_pair){ copy(reader, node->pairs[i].key, depth),
						   copy(reader, node->pairs[i].value, depth) };
	if (pairs)
		node->pairs = pairs;
}

static const struct document_node *copy(struct reader *reader, const struct document_node *node, size_t depth)
{
	struct document_node *made = depth < DEPTH_MAXIMUM ? reader_array(reader, 1, sizeof *made) : NULL;
	if (!made)
		return node;
	*made = *node;
	made->at.shared = true;
	if (made->kind == DOCUMENT_SEQUENCE)
		copy_items(reader, made, depth + 1);
	else if (made->kind == DOCUMENT_MAPPING)
		copy_pairs(reader, made, depth + 1);
	return made;
}

const struct document_node *shared_copy(struct reader *reader, const struct document_node *node)
{
	return copy(reader, node, 0);
}
