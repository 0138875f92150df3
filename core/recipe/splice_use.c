/* Copies a fragment for one use of it, with the values of its parameters.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/text.h"
#include "recipe/splicer.h"

enum { NODE_DEPTH_MAXIMUM = 128 }; /* the depth of lists and mappings, including aliases and fragments */

#include <string.h>

bool splicer_stopped(const struct splicer *splicer)
{
	return splicer->given_up || splicer->reader.diagnostics->failed;
}

/* Reports an error when the use of a fragment lies inside a use of the same fragment. */
static bool check_loop(struct splicer *splicer, const struct loaded *loaded, struct location at)
{
	size_t first = 0;
	while (first < splicer->open_count && splicer->open[first] != loaded)
		first++;
	if (first == splicer->open_count)
		return true;
	struct text path = { 0 };
	for (size_t i = first; i < splicer->open_count; i++)
		text_append(&path, "%.200s -> ", splicer->open[i]->file);
	text_append(&path, "%.200s", loaded->file);
	if (path.failed)
		splicer->reader.diagnostics->failed = true;
	else
		diagnostics_error(splicer->reader.diagnostics, "use-loop", at,
				  "\"%.200s\" uses itself: %s; take one of these out", loaded->file, path.bytes);
	text_release(&path);
	return false;
}

static bool check_depth(struct splicer *splicer, struct location at)
{
	if (splicer->open_count < SPLICE_DEPTH_MAXIMUM)
		return true;
	diagnostics_error(splicer->reader.diagnostics, "use-depth", at,
			  "fragments use fragments more than %d deep; write one of them out", SPLICE_DEPTH_MAXIMUM);
	return false;
}

/* Counts one more node from a fragment, and checks the limit. */
static bool count_node(struct splicer *splicer, struct location at)
{
	if (splicer_stopped(splicer))
		return false;
	if (splicer->node_count++ < SPLICE_NODES_MAXIMUM)
		return true;
	diagnostics_error(splicer->reader.diagnostics, "use-limit", diagnostics_root(splicer->reader.diagnostics, at),
			  "fragments stand for more than %d nodes; use less of them", SPLICE_NODES_MAXIMUM);
	splicer->given_up = true;
	return false;
}

static size_t find_parameter(const struct fragment *fragment, const char *name)
{
	size_t i = 0;
	while (i < fragment->parameter_count && strcmp(fragment->parameters[i].name, name) != 0)
		i++;
	return i;
}

static void unknown_argument(struct splicer *splicer, const struct document_node *key, const struct fragment *fragment,
			     const char *where)
{
	const char *names[FRAGMENT_PARAMETERS_MAXIMUM];
	for (size_t i = 0; i < fragment->parameter_count; i++)
		names[i] = fragment->parameters[i].name;
	reader_unknown(
		&splicer->reader, "unknown-parameter", key->at, "parameter", key->text, where,
		(struct words){ names, fragment->parameter_count, "it takes none", fragment->parameter_count == 0 });
}

/* Gives each parameter its value. False after an error. */
static bool bind(struct splicer *splicer, const struct use *use, struct instance *instance)
{
	const struct fragment *fragment = &instance->loaded->fragment;
	const char *where = reader_format(&splicer->reader, "\"%.200s\"", use->name->text);
	bool well = true;
	for (size_t i = 0; i < fragment->parameter_count; i++)
		instance->values[i] = fragment->parameters[i].fallback;
	for (size_t i = 0; use->arguments && i < use->arguments->count; i++) {
		const struct document_pair *pair = &use->arguments->pairs[i];
		if (strcmp(pair->key->text, "preset") == 0)
			continue;
		size_t which = find_parameter(fragment, pair->key->text);
		const struct entry entry = entry_of(where, pair->key->text, pair->key->at, pair->value);
		if (which == fragment->parameter_count)
			unknown_argument(splicer, pair->key, fragment, where);
		bool optional = which < fragment->parameter_count && fragment->parameters[which].fallback;
		if (which == fragment->parameter_count ||
		    !reader_text(&splicer->reader, &entry,
				 optional ? "write one, or leave the parameter out" : "write one"))
			well = false;
		else
			instance->values[which] = pair->value;
	}
	for (size_t i = 0; well && i < fragment->parameter_count; i++) {
		const struct fragment_parameter *parameter = &fragment->parameters[i];
		if (instance->values[i])
			continue;
		well = false;
		diagnostics_error(splicer->reader.diagnostics, "missing-parameter", use->name->at,
				  "\"%s\" is missing in %s%s%s%s; write `use: { preset: %.200s, %s: ... }`",
				  parameter->name, where, parameter->help ? " (" : "",
				  parameter->help ? parameter->help : "", parameter->help ? ")" : "", use->name->text,
				  parameter->name);
	}
	return well;
}

bool splicer_enter(struct splicer *splicer, const struct use *use, struct instance *instance)
{
	const struct loaded *loaded = splicer_load(splicer, use->name);
	*instance = (struct instance){ .loaded = loaded };
	if (!loaded || !check_loop(splicer, loaded, use->name->at) || !check_depth(splicer, use->name->at) ||
	    !count_node(splicer, use->name->at) || !bind(splicer, use, instance))
		return false;
	struct origin origin = diagnostics_origin(splicer->reader.diagnostics, loaded->origin);
	origin.used_at = use->name->at;
	instance->origin = diagnostics_add_origin(splicer->reader.diagnostics, &origin);
	splicer->open[splicer->open_count++] = loaded;
	return instance->origin > 0;
}

void splicer_leave(struct splicer *splicer)
{
	splicer->open_count--;
}

bool splicer_descend(struct splicer *splicer, struct location at)
{
	if (splicer->depth == NODE_DEPTH_MAXIMUM) {
		diagnostics_error(splicer->reader.diagnostics, "use-limit", at,
				  "lists and mappings nest more than %d deep; flatten them", NODE_DEPTH_MAXIMUM);
		splicer->given_up = true;
	}
	if (splicer_stopped(splicer))
		return false;
	splicer->depth++;
	return true;
}

static const struct document_node *copy_items(struct splicer *splicer, const struct instance *instance,
					      struct document_node *node)
{
	const struct document_node **items = reader_array(&splicer->reader, node->count, sizeof(*items));
	for (size_t i = 0; items && i < node->count; i++)
		if (!(items[i] = splicer_copy(splicer, instance, node->items[i])))
			return NULL;
	node->items = items;
	return items ? node : NULL;
}

static const struct document_node *copy_pairs(struct splicer *splicer, const struct instance *instance,
					      struct document_node *node)
{
	struct document_pair *pairs = reader_array(&splicer->reader, node->count, sizeof *pairs);
	for (size_t i = 0; pairs && i < node->count; i++) {
		struct document_node *key = reader_array(&splicer->reader, 1, sizeof *key);
		if (!key || !(pairs[i].value = splicer_copy(splicer, instance, node->pairs[i].value)))
			return NULL;
		*key = *node->pairs[i].key;
		key->at.origin = instance->origin;
		pairs[i].key = key;
	}
	node->pairs = pairs;
	return pairs ? node : NULL;
}

const struct document_node *splicer_copy(struct splicer *splicer, const struct instance *instance,
					 const struct document_node *node)
{
	size_t parameter = fragment_parameter_of(&instance->loaded->fragment, node);
	const struct document_node *value = parameter == SIZE_MAX ? node : instance->values[parameter];
	if (value != node && value != instance->loaded->fragment.parameters[parameter].fallback)
		return value;
	if (!count_node(splicer, node->at) || !splicer_descend(splicer, node->at))
		return NULL;
	struct document_node *made = reader_array(&splicer->reader, 1, sizeof *made);
	const struct document_node *whole = made;
	if (made) {
		*made = *value;
		made->at.origin = instance->origin;
		if (made->kind == DOCUMENT_SEQUENCE)
			whole = copy_items(splicer, instance, made);
		else if (made->kind == DOCUMENT_MAPPING)
			whole = copy_pairs(splicer, instance, made);
	}
	splicer->depth--;
	return whole;
}
