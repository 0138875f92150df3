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

/* Adds the definitions that come from tables to those of recipe.schema.json. Returns false when out of memory. */
static bool add_definitions(json_t *definitions)
{
	size_t count;
	const struct recipe_keys *const *list = recipe_key_list(&count);
	for (size_t i = 0; i < count; i++)
		if (list[i] != &root_keys && json_object_set_new(definitions, list[i]->name, schema_keys(list[i])) != 0)
			return false;
	return json_object_set_new(definitions, "stem-set-key", schema_key_names(&stem_set_keys)) == 0 &&
	       json_object_set_new(definitions, "insert", schema_insert()) == 0;
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

/* A variable may stand for what is written in one of several ways, such as a number with a unit. */
static bool let_variables(json_t *definitions)
{
	const char *name;
	json_t *definition, *way;
	size_t index;
	bool let = true;
	json_object_foreach(definitions, name, definition)
		json_array_foreach(json_object_get(definition, "anyOf"), index, way)
	{
		const char *pattern = json_string_value(json_object_get(way, "pattern"));
		if (pattern)
			let &= json_object_set_new(way, "pattern", json_sprintf("%s|^[$][A-Za-z0-9_-]+$", pattern)) ==
			       0;
	}
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
	if (!schema || !root || json_memory_ran_out() ||
	    json_object_set(schema, "properties", json_object_get(root, "properties")) != 0 ||
	    !add_definitions(json_object_get(schema, "$defs")) || !let_variables(json_object_get(schema, "$defs")) ||
	    !join_descriptions(schema)) {
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
