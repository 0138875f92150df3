/* Counts the keys and values of a recipe that decide something.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "recipe/canonical_place.h"

#include "recipe/canonical.h"

/* The search is for a number, or for a location if the number is 0. */
struct search {
	const struct diagnostics *texts;
	uint32_t number; /* when it was 0: that of the last key or value at the location */
	struct location at;
	bool by_number;
	uint32_t count; /* the keys and values that were looked at */
};

static bool goes_on(const struct search *search)
{
	return search->count < CANONICAL_PLACES_MAXIMUM && !(search->by_number && search->count == search->number);
}

static void look(struct search *search, const struct document_node *node)
{
	if (!goes_on(search))
		return;
	const struct location at = diagnostics_root(search->texts, node->at);
	search->count++;
	if (search->by_number && search->count == search->number)
		search->at = at;
	if (!search->by_number && at.line == search->at.line && at.column == search->at.column)
		search->number = search->count;
}

/* The depth of a tree is limited where it is read. `section` is the key of the root that holds the node, or NULL. */
static void look_below(struct search *search, const struct document_node *node, const char *section, bool is_root)
{
	look(search, node);
	if (node->kind == DOCUMENT_SEQUENCE)
		for (size_t i = 0; i < node->count && goes_on(search); i++)
			look_below(search, node->items[i], NULL, false);
	if (node->kind != DOCUMENT_MAPPING)
		return;
	for (size_t i = 0; i < node->count && goes_on(search); i++) {
		const struct document_pair *pair = &node->pairs[i];
		if (canonical_is_cosmetic(section, pair->key->text))
			continue;
		look(search, pair->key);
		look_below(search, pair->value, is_root ? pair->key->text : NULL, false);
	}
}

/* A mapping without braces begins where its first key does. The key comes later, and is what is meant. */
uint32_t canonical_number_of(const struct document_node *root, const struct diagnostics *texts, struct location at)
{
	struct search search = { .texts = texts, .at = at };
	if (at.line > 0)
		look_below(&search, root, NULL, true);
	return search.number;
}

struct location canonical_place_of(const struct document_node *root, const struct diagnostics *texts, uint32_t number)
{
	struct search search = { .texts = texts, .number = number, .by_number = true };
	if (number > 0)
		look_below(&search, root, NULL, true);
	return number > 0 && search.count == number ? search.at : (struct location){ 0 };
}
