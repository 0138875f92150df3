/* Describes the mappings of a recipe as JSON Schema.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/schema_keys.h"

#include "base/text.h"
#include "report/schema_value.h"

#include <math.h>
#include <string.h>

enum { WORDS = 80 };

/* Returns what holds when the key is left out, or NULL where nothing is to be said. */
static const char *otherwise(const struct recipe_key *key, char *room, size_t capacity)
{
	if (key->required || key->needed)
		return NULL;
	if (key->otherwise || key->kind != KEY_NUMBER)
		return key->otherwise;
	return quantity_format(key->quantity, key->fallback, room, capacity);
}

static json_t *shape(const struct recipe_key *key)
{
	char room[WORDS];
	struct text words = { 0 };
	const char *without = otherwise(key, room, sizeof room);
	text_append(&words, without ? "%s; %s if left out" : "%s", key->help, without);
	json_t *schema = words.failed ? NULL : schema_reference(words.bytes, key->shape);
	text_release(&words);
	return schema_within(schema, key->quantity, key->minimum, key->maximum);
}

static json_t *number(const struct recipe_key *key)
{
	char room[WORDS];
	return schema_number(key->help, key->quantity, key->minimum, key->maximum, otherwise(key, room, sizeof room));
}

static json_t *whole(const struct recipe_key *key)
{
	return json_pack("{s:s,s:s,s:I,s:I}", "description", key->help, "type", "integer", "minimum",
			 (json_int_t)key->minimum, "maximum", (json_int_t)key->maximum);
}

/* Returns the schema of a mapping of names, each of which holds a mapping with the keys of `key`. */
static json_t *named(const struct recipe_key *key)
{
	json_t *schema = schema_reference(key->help, key->keys->name);
	json_t *reference = json_object_get(schema, "$ref");
	json_t *whole =
		json_pack("{s:s,s:[s,s],s:{s:s},s:{s:O}}", "description", key->help, "type", "object", "null",
			  "propertyNames", "$ref", "#/$defs/new-name", "additionalProperties", "$ref", reference);
	json_decref(schema);
	return whole;
}

static json_t *value(const struct recipe_key *key)
{
	switch (key->kind) {
	case KEY_SHAPE:
		return shape(key);
	case KEY_NUMBER:
		return number(key);
	case KEY_WHOLE:
		return whole(key);
	case KEY_SWITCH:
		return schema_reference(key->help, "switch");
	case KEY_CHOICE:
		return schema_choice(key->help, key->choices);
	case KEY_MAPPING:
		return schema_reference(key->help, key->keys->name);
	case KEY_NAMED:
		return named(key);
	case KEY_REFUSED:
		break;
	}
	return NULL;
}

static bool is_described(const struct recipe_keys *keys, const struct recipe_key *key)
{
	return key->kind != KEY_REFUSED && recipe_keys_have(keys, key);
}

static bool has_key(const struct recipe_keys *keys, const char *name)
{
	for (size_t i = 0; i < keys->count; i++)
		if (is_described(keys, &keys->rows[i]) && strcmp(keys->rows[i].name, name) == 0)
			return true;
	return false;
}

/* Returns that the keys `needs` are the ways to give what `key` belongs to. */
static json_t *one_of(const char *const *needs)
{
	json_t *ways = json_array();
	bool failed = !ways;
	for (size_t i = 0; needs[i]; i++)
		failed |= json_array_append_new(ways, json_pack("{s:[s]}", "required", needs[i])) != 0;
	if (!failed)
		return json_pack("{s:o}", "anyOf", ways);
	json_decref(ways);
	return NULL;
}

/* Adds what holds of the other keys where `key` is written. What strips have by default says nothing about the keys
   that each of them adds. */
static bool add_condition(json_t *conditions, const struct recipe_keys *keys, const struct recipe_key *key)
{
	bool added = true;
	if (keys->are_defaults)
		return true;
	if (key->excludes && has_key(keys, key->excludes))
		added = json_array_append_new(conditions,
					      json_pack("{s:{s:[s]},s:{s:{s:b}}}", "if", "required", key->name, "then",
							"properties", key->excludes, 0)) == 0;
	if (added && key->needs)
		added = json_array_append_new(conditions, json_pack("{s:{s:[s]},s:o}", "if", "required", key->name,
								    "then", one_of(key->needs))) == 0;
	return added;
}

static json_t *with_conditions(json_t *schema, const struct recipe_keys *keys)
{
	json_t *conditions = json_array();
	bool added = schema && conditions;
	for (size_t i = 0; i < keys->count && added; i++)
		if (is_described(keys, &keys->rows[i]))
			added = add_condition(conditions, keys, &keys->rows[i]);
	if (added && json_array_size(conditions) > 0)
		added = json_object_set(schema, "allOf", conditions) == 0;
	json_decref(conditions);
	if (added)
		return schema;
	json_decref(schema);
	return NULL;
}

json_t *schema_keys(const struct recipe_keys *keys)
{
	json_t *properties = json_object(), *required = json_array();
	bool failed = !properties || !required;
	for (size_t i = 0; i < keys->count && !failed; i++) {
		const struct recipe_key *key = &keys->rows[i];
		if (!is_described(keys, key))
			continue;
		failed = json_object_set_new(properties, key->name, value(key)) != 0;
		if (key->required)
			failed |= json_array_append_new(required, json_string(key->name)) != 0;
	}
	if (failed) {
		json_decref(properties);
		properties = NULL;
	}
	json_t *mapping = schema_mapping(json_array_size(required) > 0 ? "object" : NULL, properties, required);
	return with_conditions(mapping, keys);
}

json_t *schema_key_names(const struct recipe_keys *keys)
{
	json_t *names = json_array();
	for (size_t i = 0; i < keys->count; i++)
		if (is_described(keys, &keys->rows[i]) &&
		    json_array_append_new(names, json_string(keys->rows[i].name)) != 0) {
			json_decref(names);
			return NULL;
		}
	return json_pack("{s:o}", "enum", names);
}
