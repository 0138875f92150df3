/* Joins the sections of several files.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "recipe/part_join.h"

#include <stdlib.h>
#include <string.h>

enum level { LEVEL_ROOT, LEVEL_NAMES, LEVEL_KEYS };

/* A pair with its place among all pairs that are joined. */
struct ranked {
	const struct document_pair *pair;
	size_t rank;
};

static const struct document_node *join(struct reader *reader, const struct document_node *const *nodes, size_t count,
					enum level level);

static int by_key(const void *a, const void *b)
{
	const struct ranked *one = a, *other = b;
	const int order = strcmp(one->pair->key->text, other->pair->key->text);
	return order != 0 ? order : (one->rank > other->rank) - (one->rank < other->rank);
}

static int by_rank(const void *a, const void *b)
{
	const struct ranked *one = a, *other = b;
	return (one->rank > other->rank) - (one->rank < other->rank);
}

/* Sections whose names stand for one thing each. */
static bool holds_names(const char *section)
{
	static const char *const sections[] = { "tracks", "buses", "auxes", "outputs", "vcas", "variables" };
	for (size_t i = 0; i < sizeof sections / sizeof *sections; i++)
		if (strcmp(section, sections[i]) == 0)
			return true;
	return false;
}

static void stands_twice(struct reader *reader, const struct document_node *first, const struct document_node *later,
			 enum level level)
{
	const char *name = document_quote(reader->arena, later->text, later->count);
	if (name)
		diagnostics_error(reader->diagnostics, level == LEVEL_NAMES ? "duplicate-name" : "duplicate-key",
				  later->at, "\"%s\" stands here and in %s; %s", name,
				  reader_line_of(reader, first->at),
				  level == LEVEL_NAMES ? "rename or remove one" : "write it in one of the files");
	else
		reader->diagnostics->failed = true;
}

/* Returns the value of pairs that have one key. All but one mapping among them, and all that is no mapping, is wrong
   where names stand. */
static const struct document_node *join_values(struct reader *reader, const struct ranked *pairs, size_t count,
					       enum level level)
{
	const struct document_node **values = reader_array(reader, count, sizeof(*values));
	const struct document_pair *first = NULL;
	size_t taken = 0;
	for (size_t i = 0; values && i < count; i++) {
		const struct document_pair *pair = pairs[i].pair;
		const bool joins = level != LEVEL_NAMES && pair->value->kind == DOCUMENT_MAPPING;
		if (level == LEVEL_ROOT && document_is_empty(pair->value) && count > 1)
			continue;
		if (first && !(joins && first->value->kind == DOCUMENT_MAPPING))
			stands_twice(reader, first->key, pair->key, level);
		else
			values[taken++] = pair->value;
		first = first ? first : pair;
	}
	const enum level inner =
		level == LEVEL_ROOT && holds_names(pairs[0].pair->key->text) ? LEVEL_NAMES : LEVEL_KEYS;
	if (taken == 0)
		return pairs[0].pair->value;
	return taken == 1 ? values[0] : join(reader, values, taken, inner);
}

/* Joins the pairs of equal keys, each of which keeps the place of the first. Returns how many are left. */
static size_t join_equal(struct reader *reader, struct ranked *pairs, size_t count, enum level level)
{
	size_t left = 0;
	for (size_t i = 0, end; i < count && !reader->diagnostics->failed; i = end) {
		for (end = i + 1; end < count && strcmp(pairs[end].pair->key->text, pairs[i].pair->key->text) == 0;)
			end++;
		struct ranked kept = pairs[i];
		if (end > i + 1) {
			struct document_pair *joined = reader_array(reader, 1, sizeof *joined);
			if (!joined)
				return left;
			joined->key = kept.pair->key;
			joined->value = join_values(reader, pairs + i, end - i, level);
			kept.pair = joined;
		}
		pairs[left++] = kept;
	}
	return left;
}

static size_t list_pairs(const struct document_node *const *nodes, size_t count, enum level level, struct ranked *pairs)
{
	size_t listed = 0;
	for (size_t i = 0; i < count; i++)
		for (size_t k = 0; k < nodes[i]->count; k++) {
			const struct document_pair *pair = &nodes[i]->pairs[k];
			const bool include = level == LEVEL_ROOT && strcmp(pair->key->text, "include") == 0;
			const bool version = level == LEVEL_ROOT && strcmp(pair->key->text, "version") == 0;
			if (!include && !(version && i + 1 < count)) {
				pairs[listed] = (struct ranked){ pair, listed };
				listed++;
			}
		}
	return listed;
}

static struct document_node *make_mapping(struct reader *reader, const struct document_node *like,
					  const struct ranked *from, size_t count)
{
	struct document_node *made = reader_array(reader, 1, sizeof *made);
	struct document_pair *pairs = reader_array(reader, count, sizeof *pairs);
	if (!made || !pairs)
		return NULL;
	*made = *like;
	for (size_t i = 0; i < count; i++)
		pairs[i] = *from[i].pair;
	made->pairs = pairs;
	made->count = count;
	return made;
}

/* The pairs are sorted, so that hostile names cannot make the search for equal ones slow. */
static const struct document_node *join(struct reader *reader, const struct document_node *const *nodes, size_t count,
					enum level level)
{
	const struct document_node *last = nodes[count - 1];
	size_t most = 0;
	for (size_t i = 0; i < count; i++)
		most += nodes[i]->count;
	struct ranked *pairs = reader_array(reader, most, sizeof *pairs);
	if (!pairs)
		return last;
	const size_t listed = list_pairs(nodes, count, level, pairs);
	qsort(pairs, listed, sizeof *pairs, by_key);
	const size_t left = join_equal(reader, pairs, listed, level);
	qsort(pairs, left, sizeof *pairs, by_rank);
	const struct document_node *made = make_mapping(reader, last, pairs, left);
	return made ? made : last;
}

const struct document_node *part_join(struct reader *reader, const struct document_node *const *parts, size_t count)
{
	return join(reader, parts, count, LEVEL_ROOT);
}
