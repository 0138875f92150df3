/* Joins the JSON Schemas of recipes, reports and manifests.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/schema_json.h"

#include "base/json_memory.h"
#include "report/embedded.h"
#include "report/json_text.h"
#include "report/schema_insert.h"
#include "report/schema_keys.h"

#include <jansson.h>
#include <string.h>

enum { SIGNIFICANT_DIGITS = 15 };

static const char variable_pattern[] = "^[$][A-Za-z0-9_-]+$";

/* Adds the definitions that come from tables to those of recipe.schema.json. Returns false when out of memory. */
static bool add_definitions(json_t *definitions)
{
	size_t count;
	const struct recipe_keys *const *list = recipe_key_list(&count);
	for (size_t i = 0; i < count; i++)
		if (list[i] != &root_keys && json_object_set_new(definitions, list[i]->name, schema_keys(list[i])) != 0)
			return false;
	return json_object_set_new(definitions, "insert", schema_insert()) == 0;
}

/* Adds what recipe.schema.json says of several keys of one mapping: of tables and other conditions alike, all must
   hold. */
static bool add_conditions(json_t *definitions, json_t *conditions)
{
	const char *name;
	json_t *more;
	bool added = true;
	json_object_foreach(conditions, name, more)
	{
		json_t *definition = json_object_get(definitions, name), *all = json_object_get(definition, "allOf");
		added &= all ? json_array_extend(all, more) == 0 : json_object_set(definition, "allOf", more) == 0;
	}
	return added;
}

static const char *definition_words(json_t *definitions, json_t *reference)
{
	static const char home[] = "#/$defs/";
	const char *path = json_string_value(reference);
	json_t *definition = path && strncmp(path, home, strlen(home)) == 0
				     ? json_object_get(definitions, path + strlen(home))
				     : NULL;
	return json_string_value(json_object_get(definition, "description"));
}

/* Some editors show one description alone, where a reference and what it leads to have one each, and it is not that
   of the key. So the words of the definition are added to those of the key. */
static bool add_words(json_t *definitions, json_t *part)
{
	const char *words = definition_words(definitions, json_object_get(part, "$ref")), *key;
	json_t *own = json_object_get(part, "description"), *value;
	size_t index;
	bool added = true;
	if (words && json_is_string(own))
		added = json_object_set_new(part, "description",
					    json_sprintf("%s (%s)", json_string_value(own), words)) == 0;
	json_object_foreach(part, key, value) added &= add_words(definitions, value);
	json_array_foreach(part, index, value) added &= add_words(definitions, value);
	return added;
}

/* Turns a schema into one of two ways, of which the other one is a variable. The description stays in front. */
static bool let_variable(json_t *part)
{
	json_t *way = json_copy(part), *description = json_incref(json_object_get(part, "description"));
	json_t *ways = json_pack("[O,{s:s,s:s}]", way, "type", "string", "pattern", variable_pattern);
	bool let = way && ways;
	if (let && description)
		json_object_del(way, "description");
	let = let && json_object_clear(part) == 0 && json_object_set(part, "anyOf", ways) == 0 &&
	      (!description || json_object_set(part, "description", description) == 0);
	json_decref(description);
	json_decref(way);
	json_decref(ways);
	return let;
}

/* A variable may stand for each single value. Texts may begin with a dollar anyway. */
static bool let_variables(json_t *part)
{
	const char *key, *pattern = json_string_value(json_object_get(part, "pattern"));
	const char *type = json_string_value(json_object_get(part, "type"));
	json_t *value;
	size_t index;
	bool let = true;
	json_object_foreach(part, key, value) if (strcmp(key, "propertyNames") != 0 && strcmp(key, "if") != 0) let &=
		let_variables(value);
	json_array_foreach(part, index, value) let &= let_variables(value);
	if (pattern)
		return let &&
		       json_object_set_new(part, "pattern", json_sprintf("%s|%s", pattern, variable_pattern)) == 0;
	if (json_is_array(json_object_get(part, "enum")) || (type && strcmp(type, "integer") == 0))
		return let && let_variable(part);
	return let;
}

/* Adds what keys are called, for which no variable stands. */
static bool add_key_names(json_t *definitions, json_t *name)
{
	return json_object_set_new(definitions, "stem-set-key", schema_key_names(&stem_set_keys)) == 0 &&
	       json_object_set(definitions, "new-name", name) == 0;
}

/* Lets variables stand for values. A name that is new is none. */
static bool let_values(json_t *definitions)
{
	json_t *name = json_deep_copy(json_object_get(definitions, "name"));
	const bool let = let_variables(definitions) && add_key_names(definitions, name);
	json_decref(name);
	return let;
}

static bool join_descriptions(json_t *schema)
{
	const char *key;
	json_t *definitions = json_object_get(schema, "$defs"), *value;
	const bool added = add_words(definitions, schema);
	json_object_foreach(definitions, key, value) json_object_del(value, "description");
	return added;
}

enum status recipe_schema_json(struct text *text)
{
	json_memory_begin();
	json_t *schema = json_loads(recipe_schema, 0, NULL), *root = schema_keys(&root_keys);
	if (!schema || !root || json_object_set(schema, "properties", json_object_get(root, "properties")) != 0 ||
	    !add_definitions(json_object_get(schema, "$defs")) ||
	    !add_conditions(json_object_get(schema, "$defs"), json_object_get(schema, "conditions")) ||
	    json_object_del(schema, "conditions") != 0 || !let_values(json_object_get(schema, "$defs")) ||
	    !join_descriptions(schema) || json_memory_ran_out()) {
		json_decref(schema);
		schema = NULL;
	}
	json_decref(root);
	return json_text_append(text, schema, SIGNIFICANT_DIGITS);
}

void report_schema_json(struct text *text)
{
	text_append(text, "%s", report_schema);
}

void song_reports_schema_json(struct text *text)
{
	text_append(text, "%s", reports_schema);
}

void manifest_schema_json(struct text *text)
{
	text_append(text, "%s", manifest_schema);
}
