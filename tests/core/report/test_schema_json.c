/* Compares the JSON Schema of recipes with the tables of keys that it is made from.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "recipe/recipe_key.h"
#include "refusing_json.h"
#include "report/schema_json.h"

#include <criterion/criterion.h>
#include <jansson.h>
#include <math.h>
#include <string.h>

static json_t *load(void)
{
	struct text text = { 0 };
	cr_assert_eq(recipe_schema_json(&text), STATUS_OK);
	json_t *schema = json_loads(text.bytes, 0, NULL);
	cr_assert(schema);
	text_release(&text);
	return schema;
}

static json_t *mapping_of(json_t *schema, const struct recipe_keys *keys)
{
	return keys == &root_keys ? schema : json_object_get(json_object_get(schema, "$defs"), keys->name);
}

static bool is_required(json_t *mapping, const char *name)
{
	json_t *required = json_object_get(mapping, "required");
	for (size_t i = 0; i < json_array_size(required); i++)
		if (strcmp(json_string_value(json_array_get(required, i)), name) == 0)
			return true;
	return false;
}

static void check_choices(const struct recipe_key *key, json_t *property)
{
	/* A variable may stand there, too. */
	json_t *words = json_object_get(json_array_get(json_object_get(property, "anyOf"), 0), "enum");
	for (size_t i = 0; key->choices[i]; i++)
		cr_expect_str_eq(json_string_value(json_array_get(words, i)), key->choices[i]);
}

/* A range is in the unit of a bare number: dB stay, fractions are percent, seconds are ms. */
static void check_range(const struct recipe_key *key, json_t *property)
{
	const bool time = key->quantity == QUANTITY_TIME || key->quantity == QUANTITY_POSITION ||
			  key->quantity == QUANTITY_DURATION;
	const double scale = time                                                                 ? 1000.0
			     : key->quantity == QUANTITY_PAN || key->quantity == QUANTITY_PERCENT ? 100.0
												  : 1.0;
	cr_expect_eq(isfinite(key->minimum), !!json_object_get(property, "minimum"), "%s", key->name);
	cr_expect_eq(isfinite(key->maximum), !!json_object_get(property, "maximum"), "%s", key->name);
	if (isfinite(key->minimum))
		cr_expect_float_eq(json_number_value(json_object_get(property, "minimum")), scale * key->minimum, 1e-9);
	if (isfinite(key->maximum))
		cr_expect_float_eq(json_number_value(json_object_get(property, "maximum")), scale * key->maximum, 1e-9);
}

static void check_keys(json_t *mapping, const struct recipe_keys *keys)
{
	json_t *properties = json_object_get(mapping, "properties");
	size_t count = 0;
	for (size_t i = 0; i < keys->count; i++) {
		const struct recipe_key *key = &keys->rows[i];
		json_t *property = json_object_get(properties, key->name);
		if (key->kind == KEY_REFUSED || !recipe_keys_have(keys, key))
			continue;
		count++;
		cr_assert(property, "the schema has no \"%s\" of %s", key->name, keys->name);
		const char *words = json_string_value(json_object_get(property, "description"));
		cr_expect(words && strncmp(words, key->help, strlen(key->help)) == 0, "%s", key->name);
		cr_expect(!key->required || is_required(mapping, key->name), "%s", key->name);
		if (key->kind == KEY_CHOICE)
			check_choices(key, property);
		if (key->kind == KEY_NUMBER || key->kind == KEY_WHOLE)
			check_range(key, key->kind == KEY_WHOLE ? json_array_get(json_object_get(property, "anyOf"), 0)
								: property);
	}
	cr_expect_eq(json_object_size(properties), count, "the schema has a key of %s that the reader does not",
		     keys->name);
	cr_expect(json_is_false(json_object_get(mapping, "additionalProperties")));
}

Test(schema_json, has_the_keys_of_every_table_and_no_others)
{
	size_t count;
	const struct recipe_keys *const *list = recipe_key_list(&count);
	json_t *schema = load();
	for (size_t i = 0; i < count; i++)
		check_keys(mapping_of(schema, list[i]), list[i]);
	json_decref(schema);
}

static void check_references(json_t *definitions, json_t *part)
{
	const char *key;
	json_t *value;
	size_t index;
	json_object_foreach(part, key, value)
	{
		if (strcmp(key, "$ref") == 0 && json_is_string(value))
			cr_expect(json_object_get(definitions, json_string_value(value) + strlen("#/$defs/")), "%s",
				  json_string_value(value));
		check_references(definitions, value);
	}
	json_array_foreach(part, index, value) check_references(definitions, value);
}

Test(schema_json, every_reference_leads_to_a_definition)
{
	json_t *schema = load();
	check_references(json_object_get(schema, "$defs"), schema);
	json_decref(schema);
}

static void check_descriptions(json_t *definitions, json_t *part, size_t *described)
{
	const char *key, *path = json_string_value(json_object_get(part, "$ref"));
	json_t *value;
	size_t index;
	if (path && strncmp(path, "#/$defs/", strlen("#/$defs/")) == 0) {
		json_t *definition = json_object_get(definitions, path + strlen("#/$defs/"));
		cr_expect(!json_object_get(definition, "description"), "%s has words that hide those of a key", path);
		*described += !!json_object_get(part, "description");
	}
	cr_expect(!json_object_get(json_object_get(part, "properties"), "null"), "YAML reads it as the null value");
	json_object_foreach(part, key, value) check_descriptions(definitions, value, described);
	json_array_foreach(part, index, value) check_descriptions(definitions, value, described);
}

/* yaml-language-server 1.25 shows the description of the definition, and not that of the key, where both have one. */
Test(schema_json, no_definition_hides_the_description_of_a_key)
{
	json_t *schema = load(), *definitions = json_object_get(schema, "$defs");
	size_t described = 0;
	check_descriptions(definitions, schema, &described);
	cr_expect_gt(described, 300);
	json_t *track = json_object_get(json_object_get(definitions, "track"), "properties");
	const char *words = json_string_value(json_object_get(json_object_get(track, "fader"), "description"));
	cr_expect(words && strstr(words, "gain after the inserts; ") == words, "%s", words);
	cr_expect(words && strstr(words, "; 0 dB if left out (a gain: -6 dB, or -inf dB; a bare number is dB)"), "%s",
		  words);
	json_decref(schema);
}

static enum status write_schema(const void *nothing, struct text *text)
{
	(void)nothing;
	return recipe_schema_json(text);
}

Test(schema_json, is_whole_or_out_of_memory)
{
	cr_expect_gt(refusing_json_walk(write_schema, NULL, 97), 1000);
}
