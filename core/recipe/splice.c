/* Puts the keys and inserts of fragments into the tree of a recipe.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "recipe/splice.h"

#include "recipe/shared_copy.h"
#include "recipe/splicer.h"
#include "recipe/strip_default.h"

#include <string.h>

static const struct document_node *splice_node(struct splicer *splicer, const struct document_node *node);
static const struct document_node *splice_strip(struct splicer *splicer, const struct document_node *node);

static bool is_use(const struct document_node *key)
{
	return strcmp(key->text, "use") == 0;
}

static bool read_use(struct splicer *splicer, const struct document_node *key, const struct document_node *value,
		     struct use *use)
{
	const struct entry entry = entry_of("use", "use", key->at, value);
	*use = (struct use){ .name = value };
	if (value->kind == DOCUMENT_MAPPING) {
		use->name = document_find(value, "preset");
		use->arguments = value;
	}
	if (!use->name) {
		diagnostics_error(splicer->reader.diagnostics, "missing-key", value->at,
				  "\"preset\" is missing in use; write `use: { preset: NAME }`");
		return false;
	}
	if (use->name->kind != DOCUMENT_SCALAR) {
		reader_wrong_type(&splicer->reader, &entry, "a name, or `{ preset: NAME, PARAMETER: VALUE }`");
		return false;
	}
	const struct entry name = entry_of("use", "use", key->at, use->name);
	return reader_text(&splicer->reader, &name, "name a preset, or a file of your own like ./glue.yaml");
}

/* Returns the keys that a use stands for, with the fragments that it uses itself. Returns NULL after an error. */
static const struct document_node *expand(struct splicer *splicer, const struct use *use)
{
	struct instance instance;
	if (!splicer_enter(splicer, use, &instance))
		return NULL;
	const struct document_node *strip = splicer_copy(splicer, &instance, instance.loaded->fragment.strip);
	if (strip)
		strip = splice_strip(splicer, strip);
	splicer_leave(splicer);
	return splicer_stopped(splicer) ? NULL : strip;
}

/* This is a sequence or mapping under construction. */
struct growing {
	size_t count, capacity;
	const struct document_node **items;
	bool differs; /* the list differs from its original */
};

static void grow(struct splicer *splicer, struct growing *list, const struct document_node *item)
{
	if (list->count == list->capacity) {
		size_t capacity = list->capacity ? list->capacity * 2 : 16;
		const struct document_node **items = reader_array(&splicer->reader, capacity, sizeof(*items));
		if (!items)
			return;
		if (list->count)
			memcpy(items, list->items, list->count * sizeof(*items));
		list->items = items;
		list->capacity = capacity;
	}
	list->items[list->count++] = item;
}

/* Only inserts can stand in a list of inserts. */
static bool check_inserts_alone(struct splicer *splicer, const struct use *use, const struct document_node *strip)
{
	for (size_t i = 0; i < strip->count; i++) {
		const char *key = strip->pairs[i].key->text;
		if (strcmp(key, "inserts") == 0)
			continue;
		const char *quoted = document_quote(splicer->reader.arena, key, strlen(key));
		if (quoted)
			diagnostics_error(splicer->reader.diagnostics, "misplaced-use", use->name->at,
					  "\"%.200s\" has \"%s\", which means nothing in a list of inserts; write "
					  "`use` as a key of the strip",
					  use->name->text, quoted);
		else
			splicer->reader.diagnostics->failed = true;
		return false;
	}
	return true;
}

static void splice_item(struct splicer *splicer, const struct document_pair *pair, struct growing *list)
{
	struct use use;
	if (!read_use(splicer, pair->key, pair->value, &use))
		return;
	const struct document_node *strip = expand(splicer, &use);
	if (!strip || !check_inserts_alone(splicer, &use, strip) || strip->count == 0)
		return;
	const struct document_node *inserts = strip->pairs[0].value;
	const struct entry entry = entry_of(use.name->text, "inserts", strip->pairs[0].key->at, inserts);
	if (inserts->kind != DOCUMENT_SEQUENCE)
		reader_wrong_type(&splicer->reader, &entry, "a list of processors, each beginning with `- `");
	for (size_t i = 0; inserts->kind == DOCUMENT_SEQUENCE && i < inserts->count; i++)
		grow(splicer, list, inserts->items[i]);
}

/* Returns the pair of an item that is a `use`, or NULL when the item is a processor. *wrong means that it is
   neither, which the function reports. */
static const struct document_pair *use_of(struct splicer *splicer, const struct document_node *item, bool *wrong)
{
	*wrong = false;
	if (item->kind == DOCUMENT_MAPPING && item->count == 1)
		return is_use(item->pairs[0].key) ? &item->pairs[0] : NULL;
	const char *problem = NULL;
	struct location at = item->at;
	if (item->kind == DOCUMENT_SCALAR && is_use(item))
		problem = "a `use` names nothing; write `use: NAME`";
	for (size_t i = 0; item->kind == DOCUMENT_MAPPING && i < item->count && !problem; i++)
		if (is_use(item->pairs[i].key)) {
			problem = "parameters stand beside `use`; write `use: { preset: NAME, PARAMETER: VALUE }`";
			at = item->pairs[i == 0].key->at;
		}
	if (problem)
		diagnostics_error(splicer->reader.diagnostics, "wrong-type", at, "%s", problem);
	*wrong = problem;
	return NULL;
}

static const struct document_node *make_sequence(struct splicer *splicer, const struct document_node *like,
						 const struct growing *list)
{
	struct document_node *node = reader_array(&splicer->reader, 1, sizeof *node);
	if (!node)
		return like;
	*node = *like;
	node->items = list->items;
	node->count = list->count;
	return node;
}

/* The list differs from its original from here on. The function copies the original items before `index` into it. */
static void differ(struct splicer *splicer, struct growing *list, const struct document_node *original, size_t index)
{
	for (size_t i = 0; !list->differs && i < index; i++)
		grow(splicer, list, original->items[i]);
	list->differs = true;
}

static const struct document_node *splice_items(struct splicer *splicer, const struct document_node *node, bool inserts)
{
	struct growing list = { 0 };
	for (size_t i = 0; i < node->count && !splicer_stopped(splicer); i++) {
		bool wrong = false;
		const struct document_pair *pair = inserts ? use_of(splicer, node->items[i], &wrong) : NULL;
		if (pair || wrong) {
			differ(splicer, &list, node, i);
			if (pair)
				splice_item(splicer, pair, &list);
			continue;
		}
		const struct document_node *item = splice_node(splicer, node->items[i]);
		if (item != node->items[i])
			differ(splicer, &list, node, i);
		if (list.differs)
			grow(splicer, &list, item);
	}
	return list.differs ? make_sequence(splicer, node, &list) : node;
}

/* This is a mapping in which some values change. */
struct changing {
	const struct document_node *original;
	struct document_node *node; /* NULL while nothing differs */
	struct document_pair *pairs;
};

static void change(struct splicer *splicer, struct changing *mapping, size_t index, const struct document_node *value)
{
	const struct document_node *original = mapping->original;
	if (value == original->pairs[index].value)
		return;
	if (!mapping->node) {
		mapping->pairs = reader_array(&splicer->reader, original->count, sizeof *mapping->pairs);
		struct document_node *node = reader_array(&splicer->reader, 1, sizeof *node);
		if (!mapping->pairs || !node)
			return;
		memcpy(mapping->pairs, original->pairs, original->count * sizeof *mapping->pairs);
		*node = *original;
		node->pairs = mapping->pairs;
		mapping->node = node;
	}
	mapping->pairs[index].value = value;
}

static const struct document_node *changed(const struct changing *mapping)
{
	return mapping->node ? mapping->node : mapping->original;
}

static const struct document_node *splice_pairs(struct splicer *splicer, const struct document_node *node)
{
	struct changing mapping = { .original = node };
	for (size_t i = 0; i < node->count && !splicer_stopped(splicer); i++) {
		const struct document_node *key = node->pairs[i].key, *value = node->pairs[i].value;
		bool inserts = strcmp(key->text, "inserts") == 0 && value->kind == DOCUMENT_SEQUENCE;
		change(splicer, &mapping, i,
		       inserts ? splice_items(splicer, value, true) : splice_node(splicer, value));
	}
	return changed(&mapping);
}

/* Returns a part of a strip, with all lists of inserts in it spliced, at any depth. */
static const struct document_node *splice_node(struct splicer *splicer, const struct document_node *node)
{
	if (node->kind == DOCUMENT_SCALAR || !splicer_descend(splicer, node->at))
		return node;
	node = node->kind == DOCUMENT_MAPPING ? splice_pairs(splicer, node) : splice_items(splicer, node, false);
	splicer->depth--;
	return node;
}

static const struct document_node *join(struct splicer *splicer, const struct document_node *first,
					const struct document_node *second)
{
	if (first->kind != DOCUMENT_SEQUENCE)
		return first; /* the value is wrong, and the function that reads it later says so */
	if (second->kind != DOCUMENT_SEQUENCE)
		return second;
	struct growing list = { 0 };
	for (size_t i = 0; i < first->count; i++)
		grow(splicer, &list, first->items[i]);
	for (size_t i = 0; i < second->count; i++)
		grow(splicer, &list, second->items[i]);
	return make_sequence(splicer, second, &list);
}

static bool is_joined(const char *key)
{
	return strcmp(key, "inserts") == 0 || strcmp(key, "sends") == 0;
}

/* Puts the keys of `over` on top of those of `under`. */
static const struct document_node *merge(struct splicer *splicer, const struct document_node *under,
					 const struct document_node *over)
{
	struct document_node *node = reader_array(&splicer->reader, 1, sizeof *node);
	struct document_pair *pairs = reader_array(&splicer->reader, under->count + over->count, sizeof *pairs);
	if (!node || !pairs)
		return over;
	size_t count = 0;
	for (size_t i = 0; i < over->count; i++) {
		const struct document_pair *pair = &over->pairs[i];
		const struct document_node *below = document_find(under, pair->key->text);
		pairs[count] = *pair;
		if (below && is_joined(pair->key->text))
			pairs[count].value = join(splicer, below, pair->value);
		count++;
	}
	for (size_t i = 0; i < under->count; i++)
		if (!document_find(over, under->pairs[i].key->text))
			pairs[count++] = under->pairs[i];
	*node = *over;
	node->pairs = pairs;
	node->count = count;
	return node;
}

static const struct document_node *use_in_strip(struct splicer *splicer, const struct document_node *key,
						const struct document_node *value, const struct document_node *under)
{
	struct use use;
	if (splicer_stopped(splicer) || !read_use(splicer, key, value, &use))
		return under;
	const struct document_node *strip = expand(splicer, &use);
	return strip ? merge(splicer, under, strip) : under;
}

/* Returns the strip without its `use`. */
static const struct document_node *without(struct splicer *splicer, const struct document_node *node, size_t index)
{
	struct document_node *rest = reader_array(&splicer->reader, 1, sizeof *rest);
	struct document_pair *pairs = reader_array(&splicer->reader, node->count, sizeof *pairs);
	if (!rest || !pairs)
		return node;
	for (size_t i = 0, count = 0; i < node->count; i++)
		if (i != index)
			pairs[count++] = node->pairs[i];
	*rest = *node;
	rest->pairs = pairs;
	rest->count--;
	return rest;
}

/* Returns the index of the key `use`, or SIZE_MAX. */
static size_t find_use(const struct document_node *node)
{
	for (size_t i = 0; node->kind == DOCUMENT_MAPPING && i < node->count; i++)
		if (is_use(node->pairs[i].key))
			return i;
	return SIZE_MAX;
}

/* Splices a strip, or the part of a strip in a fragment. */
static const struct document_node *splice_strip(struct splicer *splicer, const struct document_node *node)
{
	static const struct document_node nothing = { .kind = DOCUMENT_MAPPING };
	const size_t index = find_use(node);
	if (index == SIZE_MAX)
		return splice_node(splicer, node);
	const struct document_node *key = node->pairs[index].key, *value = node->pairs[index].value;
	const struct document_node *under = &nothing;
	if (value->kind != DOCUMENT_SEQUENCE)
		under = use_in_strip(splicer, key, value, under);
	for (size_t i = 0; value->kind == DOCUMENT_SEQUENCE && i < value->count; i++)
		under = use_in_strip(splicer, key, value->items[i], under);
	return merge(splicer, under, splice_node(splicer, without(splicer, node, index)));
}

/* Returns a default without its `use`. What is wrong in its other keys has been told. */
static const struct document_node *splice_again(struct splicer *splicer, const struct document_node *node, size_t use)
{
	struct diagnostics *diagnostics = splicer->reader.diagnostics;
	const struct diagnostics_mark mark = diagnostics_mark(diagnostics);
	node = shared_copy(&splicer->reader, splice_strip(splicer, without(splicer, node, use)));
	if (!splicer_stopped(splicer)) {
		diagnostics->count = mark.count;
		diagnostics->error_count = mark.error_count;
	}
	return node;
}

/* Splices the strips of one kind, and puts what holds for all of them beneath each. The `use` of a strip replaces that
   of the default. */
static const struct document_node *splice_section(struct splicer *splicer, const struct document_node *node,
						  const struct document_node *beneath)
{
	struct changing mapping = { .original = node };
	const size_t use = beneath ? find_use(beneath) : SIZE_MAX;
	const struct document_node *with = NULL, *alone = NULL;
	if (beneath)
		with = alone = shared_copy(&splicer->reader, splice_strip(splicer, beneath));
	if (use != SIZE_MAX && !splicer_stopped(splicer))
		alone = splice_again(splicer, beneath, use);
	for (size_t i = 0; node->kind == DOCUMENT_MAPPING && i < node->count && !splicer_stopped(splicer); i++) {
		const struct document_node *strip = node->pairs[i].value;
		change(splicer, &mapping, i,
		       strip_default_fill(splicer, find_use(strip) == SIZE_MAX ? with : alone,
					  splice_strip(splicer, strip)));
	}
	return changed(&mapping);
}

static const struct document_node *splice_root_pair(struct splicer *splicer, const struct document_pair *pair,
						    const struct document_node *const defaults[STRIP_KINDS])
{
	for (size_t i = 0; i < STRIP_KINDS; i++)
		if (strcmp(pair->key->text, defaults_keys.rows[i].name) == 0)
			return splice_section(splicer, pair->value, defaults[i]);
	return strcmp(pair->key->text, "print") == 0 ? splice_node(splicer, pair->value) : pair->value;
}

bool recipe_splice(const struct document_node *root, const char *recipe_path, const struct fragment_library *library,
		   struct arena *arena, struct diagnostics *diagnostics, const struct document_node **spliced)
{
	*spliced = root;
	struct splicer *splicer = ARENA_NEW(arena, struct splicer);
	if (!splicer) {
		diagnostics->failed = true;
		return false;
	}
	splicer->reader = (struct reader){ .arena = arena, .diagnostics = diagnostics, .recipe_path = recipe_path };
	splicer->library = library;
	const struct document_node *defaults[STRIP_KINDS];
	strip_default_read(splicer, root, defaults);
	struct changing mapping = { .original = root };
	for (size_t i = 0; root->kind == DOCUMENT_MAPPING && i < root->count; i++)
		change(splicer, &mapping, i, splice_root_pair(splicer, &root->pairs[i], defaults));
	*spliced = changed(&mapping);
	return !splicer_stopped(splicer);
}
