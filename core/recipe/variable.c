/* Puts values in for the names of variables.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "recipe/variable.h"

#include <string.h>

enum { DEPTH_MAXIMUM = 128 }; /* what lies deeper is an error where it is read */

struct variables {
	struct reader *reader;
	const char *names[VARIABLES_MAXIMUM];
	const struct document_node *values[VARIABLES_MAXIMUM]; /* NULL: what is wrong with it has been told */
	size_t count;
	size_t depth;
};

static const struct document_node *put(struct variables *variables, const struct document_node *node);

static size_t find(const struct variables *variables, const char *name)
{
	size_t i = 0;
	while (i < variables->count && strcmp(variables->names[i], name) != 0)
		i++;
	return i;
}

static void add(struct variables *variables, const struct document_pair *pair)
{
	struct reader *reader = variables->reader;
	const struct entry entry = entry_of("variables", pair->key->text, pair->key->at, pair->value);
	if (!reader_check_name(reader, pair->key->text, pair->key->at, "a variable"))
		return;
	const size_t index = variables->count++;
	variables->names[index] = pair->key->text;
	if (pair->value->kind == DOCUMENT_SCALAR)
		variables->values[index] = pair->value;
	else
		reader_wrong_type(reader, &entry, "a single value");
}

static void read_variables(struct variables *variables, const struct document_pair *pair)
{
	const struct entry entry = entry_of("the recipe", "variables", pair->key->at, pair->value);
	const struct document_node *node = pair->value;
	if (document_is_empty(node))
		return;
	if (node->kind != DOCUMENT_MAPPING) {
		reader_wrong_type(variables->reader, &entry, "a mapping of names, like `vocal_gain: -3 dB`");
		return;
	}
	if (node->count > VARIABLES_MAXIMUM) {
		diagnostics_error(variables->reader->diagnostics, "too-many", pair->key->at,
				  "a recipe has at most %d variables; write values in their place", VARIABLES_MAXIMUM);
		return;
	}
	for (size_t i = 0; i < node->count; i++)
		add(variables, &node->pairs[i]);
}

static void unknown(struct variables *variables, struct location at, const char *name, const char *hint)
{
	reader_unknown(variables->reader, "unknown-variable", at, "variable", name, NULL,
		       (struct words){ variables->names, variables->count, hint, variables->count == 0 });
}

/* The value of an option is a text of its own, so that a message can quote it. */
static void set(struct variables *variables, const struct recipe_setting *setting, struct location section)
{
	struct reader *reader = variables->reader;
	const size_t index = find(variables, setting->name), length = strlen(setting->value);
	if (index == variables->count) {
		unknown(variables, (struct location){ 0 }, setting->name,
			"write it under `variables` first, or leave --set out");
		return;
	}
	const struct origin origin = { .file = reader_format(reader, "--set %s", setting->name),
				       .bytes = setting->value,
				       .length = length,
				       .used_at = variables->values[index] ? variables->values[index]->at : section };
	struct document_node *value = reader_array(reader, 1, sizeof *value);
	const uint32_t text = diagnostics_add_origin(reader->diagnostics, &origin);
	if (!value || text == 0)
		return;
	*value = (struct document_node){ .plain = true,
					 .weight = 1,
					 .at = { 1, 1, UINT32_MAX, text, false },
					 .text = setting->value,
					 .count = length };
	variables->values[index] = value;
}

static bool is_variable(const struct document_node *node)
{
	return node->kind == DOCUMENT_SCALAR && node->plain && node->text[0] == '$';
}

/* Returns NULL after an error. */
static const struct document_node *value_of(struct variables *variables, const struct document_node *node)
{
	const char *name = node->text + 1;
	const size_t index = find(variables, name);
	if (index == variables->count) {
		unknown(variables, node->at, *name ? name : node->text,
			"write it under `variables`, or put quotes around a text that begins with `$`");
		return NULL;
	}
	const struct document_node *value = variables->values[index];
	if (value && document_is_empty(value)) {
		diagnostics_error(variables->reader->diagnostics, "missing-variable", node->at,
				  "\"%s\" has no value; give it one with --set %s=VALUE, or under `variables`", name,
				  name);
		return NULL;
	}
	return value;
}

static const struct document_node *put_items(struct variables *variables, const struct document_node *node)
{
	const struct document_node **items = reader_array(variables->reader, node->count, sizeof(*items));
	struct document_node *made = reader_array(variables->reader, 1, sizeof *made);
	size_t count = 0;
	bool differs = false;
	for (size_t i = 0; items && i < node->count; i++) {
		const struct document_node *item = put(variables, node->items[i]);
		differs |= item != node->items[i];
		if (item)
			items[count++] = item;
	}
	if (!differs || !items || !made)
		return node;
	*made = *node;
	made->items = items;
	made->count = count;
	return made;
}

static const struct document_node *put_pairs(struct variables *variables, const struct document_node *node)
{
	struct document_pair *pairs = reader_array(variables->reader, node->count, sizeof *pairs);
	struct document_node *made = reader_array(variables->reader, 1, sizeof *made);
	size_t count = 0;
	bool differs = false;
	for (size_t i = 0; pairs && i < node->count; i++) {
		const struct document_node *value = put(variables, node->pairs[i].value);
		differs |= value != node->pairs[i].value;
		if (value)
			pairs[count++] = (struct document_pair){ node->pairs[i].key, value };
	}
	if (!differs || !pairs || !made)
		return node;
	*made = *node;
	made->pairs = pairs;
	made->count = count;
	return made;
}

/* Returns the node itself where nothing in it changes, and NULL where its variable is wrong. */
static const struct document_node *put(struct variables *variables, const struct document_node *node)
{
	if (is_variable(node))
		return value_of(variables, node);
	if (node->kind == DOCUMENT_SCALAR || variables->depth == DEPTH_MAXIMUM)
		return node;
	variables->depth++;
	node = node->kind == DOCUMENT_MAPPING ? put_pairs(variables, node) : put_items(variables, node);
	variables->depth--;
	return node;
}

/* Returns the section with the values that count. */
static const struct document_node *settled(struct variables *variables, const struct document_node *section)
{
	struct document_node *made = reader_array(variables->reader, 1, sizeof *made);
	struct document_pair *pairs = reader_array(variables->reader, variables->count, sizeof *pairs);
	if (!made || !pairs || section->kind != DOCUMENT_MAPPING)
		return section;
	*made = *section;
	made->pairs = pairs;
	made->count = 0;
	for (size_t i = 0; i < section->count; i++) {
		const size_t index = find(variables, section->pairs[i].key->text);
		if (index < variables->count && variables->values[index])
			pairs[made->count++] =
				(struct document_pair){ section->pairs[i].key, variables->values[index] };
	}
	return made;
}

static size_t find_section(const struct document_node *root)
{
	for (size_t i = 0; root->kind == DOCUMENT_MAPPING && i < root->count; i++)
		if (strcmp(root->pairs[i].key->text, "variables") == 0)
			return i;
	return SIZE_MAX;
}

static const struct document_node *put_root(struct variables *variables, const struct document_node *root,
					    size_t section)
{
	struct document_node *made = reader_array(variables->reader, 1, sizeof *made);
	struct document_pair *pairs = reader_array(variables->reader, root->count, sizeof *pairs);
	if (!made || !pairs)
		return root;
	*made = *root;
	made->pairs = pairs;
	made->count = 0;
	for (size_t i = 0; i < root->count; i++) {
		const struct document_pair *pair = &root->pairs[i];
		const struct document_node *value =
			i == section ? settled(variables, pair->value) : put(variables, pair->value);
		if (value)
			pairs[made->count++] = (struct document_pair){ pair->key, value };
	}
	return made;
}

void recipe_put_variables(struct reader *reader, const struct recipe_settings *settings,
			  const struct document_node **root)
{
	struct variables variables = { .reader = reader };
	const size_t section = find_section(*root);
	if (section != SIZE_MAX)
		read_variables(&variables, &(*root)->pairs[section]);
	for (size_t i = 0; settings && i < settings->count; i++)
		set(&variables, &settings->items[i],
		    section == SIZE_MAX ? (*root)->at : (*root)->pairs[section].key->at);
	if (section != SIZE_MAX)
		*root = put_root(&variables, *root, section);
}
