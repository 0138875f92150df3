/* Reads a fragment from its tree, and checks its parameters.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "recipe/fragment.h"

#include "recipe/reader.h"

#include <string.h>

struct parameter_entry {
	struct location at; /* the location of its name */
	bool used;
};

struct fragment_reader {
	struct reader reader;
	struct fragment *fragment;
	const char *name;
	struct parameter_entry entries[FRAGMENT_PARAMETERS_MAXIMUM];
	bool unknown; /* a `$NAME` stands for nothing */
	struct document_pair *pairs; /* the pairs of fragment->strip */
	size_t pair_count;
};

static bool stands_for_another(const struct document_node *node)
{
	return node->kind == DOCUMENT_SCALAR && node->plain && node->text[0] == '$';
}

size_t fragment_parameter_of(const struct fragment *fragment, const struct document_node *node)
{
	for (size_t i = 0; stands_for_another(node) && i < fragment->parameter_count; i++)
		if (strcmp(fragment->parameters[i].name, node->text + 1) == 0)
			return i;
	return SIZE_MAX;
}

static void read_help(struct reader *reader, const struct entry *entry, void *target)
{
	((struct fragment_parameter *)target)->help = reader_text(reader, entry, "say what the parameter is");
}

static void read_default(struct reader *reader, const struct entry *entry, void *target)
{
	if (reader_text(reader, entry, "write a value, or leave `default` out where one must be given"))
		((struct fragment_parameter *)target)->fallback = entry->value;
}

static const struct recipe_key parameter_rows[] = {
	{ .name = "default", .read = read_default },
	{ .name = "help", .read = read_help },
};

static const struct recipe_keys parameter_keys = { KEY_ROWS(parameter_rows) };

static void read_parameter(struct fragment_reader *from, const struct document_pair *pair)
{
	struct reader *reader = &from->reader;
	struct fragment *fragment = from->fragment;
	if (!reader_check_name(reader, pair->key->text, pair->key->at, "a parameter"))
		return;
	if (strcmp(pair->key->text, "preset") == 0) {
		diagnostics_error(reader->diagnostics, "bad-name", pair->key->at,
				  "\"preset\" cannot name a parameter; it names the fragment in a `use`");
		return;
	}
	const char *where = reader_format(reader, "parameter \"%.64s\"", pair->key->text);
	const struct entry entry = entry_of(where, pair->key->text, pair->key->at, pair->value);
	from->entries[fragment->parameter_count] = (struct parameter_entry){ .at = pair->key->at };
	struct fragment_parameter *parameter = &fragment->parameters[fragment->parameter_count++];
	*parameter = (struct fragment_parameter){ .name = pair->key->text };
	reader_mapping(reader, &entry, &parameter_keys, parameter);
}

static void read_parameters(struct fragment_reader *from, const struct document_pair *pair)
{
	const struct document_node *node = pair->value;
	if (document_is_empty(node))
		return;
	if (node->kind != DOCUMENT_MAPPING) {
		const struct entry entry = entry_of(from->name, "parameters", pair->key->at, node);
		reader_wrong_type(&from->reader, &entry, "a mapping of names, like `key: { help: the voice }`");
		return;
	}
	if (node->count > FRAGMENT_PARAMETERS_MAXIMUM) {
		diagnostics_error(from->reader.diagnostics, "too-many", pair->key->at,
				  "a fragment has at most %d parameters; write values in their place",
				  FRAGMENT_PARAMETERS_MAXIMUM);
		return;
	}
	for (size_t i = 0; i < node->count; i++)
		read_parameter(from, &node->pairs[i]);
}

/* Reads the keys that describe a fragment. Returns false for keys of the strip. */
static bool read_about(struct fragment_reader *from, const struct document_pair *pair)
{
	const struct entry entry = entry_of(from->name, pair->key->text, pair->key->at, pair->value);
	struct fragment *fragment = from->fragment;
	if (strcmp(pair->key->text, "title") == 0)
		fragment->title = reader_text(&from->reader, &entry, "write a title");
	else if (strcmp(pair->key->text, "description") == 0)
		fragment->description = reader_text(&from->reader, &entry, "say what it does and when to use it");
	else if (strcmp(pair->key->text, "source") == 0)
		fragment->source = reader_text(&from->reader, &entry, "say where its values were published");
	else if (strcmp(pair->key->text, "parameters") == 0)
		read_parameters(from, pair);
	else
		return false;
	return true;
}

static void unknown_parameter(struct fragment_reader *from, const struct document_node *node)
{
	const char *names[FRAGMENT_PARAMETERS_MAXIMUM];
	from->unknown = true;
	for (size_t i = 0; i < from->fragment->parameter_count; i++)
		names[i] = from->fragment->parameters[i].name;
	reader_unknown(
		&from->reader, "unknown-parameter", node->at, "parameter", node->text[1] ? node->text + 1 : node->text,
		reader_format(&from->reader, "\"%s\"", from->name),
		(struct words){ names, from->fragment->parameter_count,
				"declare it under `parameters`, or put quotes around a text that begins with `$`",
				from->fragment->parameter_count == 0 });
}

/* Searches as deep as YAML_DEPTH_MAXIMUM, or deeper by aliases. A use that lies deeper is found when the fragment
   is used. */
static void find_uses(struct fragment_reader *from, const struct document_node *node, size_t depth)
{
	enum { DEPTH_MAXIMUM = 128 };
	if (depth == DEPTH_MAXIMUM || from->reader.diagnostics->failed)
		return;
	if (stands_for_another(node)) {
		size_t parameter = fragment_parameter_of(from->fragment, node);
		if (parameter == SIZE_MAX)
			unknown_parameter(from, node);
		else
			from->entries[parameter].used = true;
	}
	for (size_t i = 0; node->kind == DOCUMENT_SEQUENCE && i < node->count; i++)
		find_uses(from, node->items[i], depth + 1);
	for (size_t i = 0; node->kind == DOCUMENT_MAPPING && i < node->count; i++)
		find_uses(from, node->pairs[i].value, depth + 1);
}

static void check_uses(struct fragment_reader *from)
{
	find_uses(from, from->fragment->strip, 0);
	for (size_t i = 0; i < from->fragment->parameter_count; i++)
		if (!from->entries[i].used)
			diagnostics_warning(from->reader.diagnostics, "unused-parameter", from->entries[i].at,
					    "parameter \"%s\" does nothing; write `$%s` where its value belongs",
					    from->fragment->parameters[i].name, from->fragment->parameters[i].name);
}

static bool check_root(struct reader *reader, const struct document_node *root, const char *name, struct location at)
{
	if (root && root->kind == DOCUMENT_MAPPING && root->count > FRAGMENT_KEYS_MAXIMUM)
		diagnostics_error(reader->diagnostics, "too-many", at,
				  "\"%s\" has %zu keys, but at most %d are allowed", name, root->count,
				  FRAGMENT_KEYS_MAXIMUM);
	else if (root && root->kind != DOCUMENT_MAPPING)
		diagnostics_error(reader->diagnostics, "wrong-type", root->at,
				  "\"%s\" is %s, but must be a mapping that holds `inserts` or other keys of a strip",
				  name, document_kind_name(root->kind));
	else if (!root || root->count == 0)
		diagnostics_error(reader->diagnostics, "empty-fragment", at,
				  "\"%s\" is empty; write `inserts:` and a list of processors", name);
	else
		return true;
	return false;
}

bool fragment_read(const struct document_node *root, const char *name, struct location at, struct arena *arena,
		   struct diagnostics *diagnostics, struct fragment *fragment)
{
	*fragment = (struct fragment){ 0 };
	struct fragment_reader from = { .reader = { .arena = arena, .diagnostics = diagnostics },
					.fragment = fragment,
					.name = name };
	if (!check_root(&from.reader, root, name, at))
		return false;
	from.pairs = reader_array(&from.reader, root->count, sizeof *from.pairs);
	struct document_node *strip = reader_array(&from.reader, 1, sizeof *strip);
	if (!from.pairs || !strip)
		return false;
	for (size_t i = 0; i < root->count; i++)
		if (!read_about(&from, &root->pairs[i]))
			from.pairs[from.pair_count++] = root->pairs[i];
	*strip = *root;
	strip->pairs = from.pairs;
	strip->count = from.pair_count;
	fragment->strip = strip;
	check_uses(&from);
	return !from.unknown && !diagnostics->failed;
}
