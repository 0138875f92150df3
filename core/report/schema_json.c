/* stemprint: what recipes and reports look like, as JSON Schema.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/schema_json.h"

#include "processors/registry.h"
#include "recipe/recipe.h"
#include "report/embedded.h"

#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WORDS = 80, SIGNIFICANT_DIGITS = 15 };

/* NULL, out of memory, goes on up to the root: json_pack() refuses it. */

/* The definitions of recipe.schema.json. */
static const char *definition(enum quantity quantity)
{
	switch (quantity) {
	case QUANTITY_PLAIN:
		return "#/$defs/plain";
	case QUANTITY_GAIN:
		return "#/$defs/gain";
	case QUANTITY_LEVEL:
		return "#/$defs/level";
	case QUANTITY_TRUE_PEAK:
		return "#/$defs/true-peak";
	case QUANTITY_LOUDNESS:
		return "#/$defs/loudness";
	case QUANTITY_LOUDNESS_RANGE:
		return "#/$defs/loudness-range";
	case QUANTITY_FREQUENCY:
		return "#/$defs/frequency";
	case QUANTITY_TIME:
		return "#/$defs/time";
	case QUANTITY_PERCENT:
		return "#/$defs/percent";
	case QUANTITY_RATIO:
		return "#/$defs/ratio";
	case QUANTITY_PAN:
		return "#/$defs/pan";
	case QUANTITY_TEMPO:
		return "#/$defs/tempo";
	case QUANTITY_SLOPE:
		return "#/$defs/slope";
	case QUANTITY_SAMPLE_RATE:
		return "#/$defs/sample-rate";
	}
	return "";
}

/* From the unit that is kept to that of a bare number (quantity.h). */
static double bare(enum quantity quantity, double value)
{
	if (quantity == QUANTITY_TIME)
		return 1000.0 * value;
	return quantity == QUANTITY_PERCENT || quantity == QUANTITY_PAN ? 100.0 * value : value;
}

static json_t *with_limit(json_t *schema, const char *key, enum quantity quantity, double value)
{
	if (!schema || !isfinite(value))
		return schema;
	if (json_object_set_new(schema, key, json_real(bare(quantity, value))) == 0)
		return schema;
	json_decref(schema);
	return NULL;
}

static json_t *number(const struct parameter *parameter)
{
	char lowest[WORDS], highest[WORDS], fallback[WORDS];
	struct text words = { 0 };
	const enum quantity quantity = parameter->quantity;
	quantity_format(quantity, parameter->minimum, lowest, sizeof lowest);
	quantity_format(quantity, parameter->maximum, highest, sizeof highest);
	text_append(&words, "%s; %s to %s", parameter->help, lowest, highest);
	if (!isnan(parameter->fallback))
		text_append(&words, "; %s if left out",
			    quantity_format(quantity, parameter->fallback, fallback, sizeof fallback));
	json_t *schema =
		words.failed ? NULL : json_pack("{s:s,s:s}", "description", words.bytes, "$ref", definition(quantity));
	text_release(&words);
	schema = with_limit(schema, "minimum", quantity, parameter->minimum);
	return with_limit(schema, "maximum", quantity, parameter->maximum);
}

static json_t *choice(const struct parameter *parameter)
{
	json_t *words = json_array();
	for (size_t i = 0; parameter->choices[i]; i++) {
		const char *word = parameter->choices[i];
		/* A word of digits is a number to YAML. */
		const bool digits = word[strspn(word, "0123456789")] == '\0';
		if (json_array_append_new(words, json_string(word)) != 0 ||
		    (digits && json_array_append_new(words, json_integer(strtol(word, NULL, 10))) != 0)) {
			json_decref(words);
			return NULL;
		}
	}
	return json_pack("{s:s,s:o}", "description", parameter->help, "enum", words);
}

static json_t *reference(const struct parameter *parameter, const char *to)
{
	return json_pack("{s:s,s:s}", "description", parameter->help, "$ref", to);
}

static json_t *value_schema(const struct parameter *parameter);

static json_t *mapping(const struct parameter *parameters, size_t count, const char *description)
{
	json_t *properties = json_object(), *required = json_array();
	bool failed = !properties || !required;
	for (size_t i = 0; i < count && !failed; i++) {
		failed = json_object_set_new(properties, parameters[i].name, value_schema(&parameters[i])) != 0;
		if (parameters[i].required)
			failed |= json_array_append_new(required, json_string(parameters[i].name)) != 0;
	}
	if (failed) {
		json_decref(properties);
		json_decref(required);
		return NULL;
	}
	return json_pack("{s:s,s:s,s:o,s:o,s:b}", "description", description, "type", "object", "properties",
			 properties, "required", required, "additionalProperties", 0);
}

static json_t *list(const struct parameter *parameter)
{
	return json_pack("{s:s,s:s,s:I,s:o}", "description", parameter->help, "type", "array", "maxItems",
			 (json_int_t)parameter->item_maximum, "items",
			 mapping(parameter->fields, parameter->field_count, parameter->help));
}

static json_t *value_schema(const struct parameter *parameter)
{
	switch (parameter->type) {
	case PARAMETER_NUMBER:
		return number(parameter);
	case PARAMETER_CHOICE:
		return choice(parameter);
	case PARAMETER_SWITCH:
		return reference(parameter, "#/$defs/switch");
	case PARAMETER_KEY:
		return reference(parameter, "#/$defs/strip-tap");
	case PARAMETER_LIST:
		return list(parameter);
	case PARAMETER_GROUP:
		return mapping(parameter->fields, parameter->field_count, parameter->help);
	case PARAMETER_NAME:
		return reference(parameter, "#/$defs/name");
	case PARAMETER_INSERTS:
		return reference(parameter, "#/$defs/inserts");
	case PARAMETER_FILE:
		return reference(parameter, "#/$defs/text");
	}
	return NULL;
}

static bool wants_nothing(const struct processor *processor)
{
	for (size_t i = 0; i < processor->parameter_count; i++)
		if (processor->parameters[i].required)
			return false;
	return true;
}

/* Beside the parameters of one that cannot tell stems apart. */
static json_t *policy_schema(void)
{
	return json_pack("{s:s,s:[s,s,s]}", "description", "what stems get that meet in it; refuse if left out", "enum",
			 stem_policy_name(STEM_POLICY_REFUSE), stem_policy_name(STEM_POLICY_RESIDUE),
			 stem_policy_name(STEM_POLICY_PER_LANE));
}

/* Its parameters, the one that may stand alone, or nothing. */
static json_t *processor_schema(const struct processor *processor)
{
	json_t *parameters = mapping(processor->parameters, processor->parameter_count, processor->summary);
	if (processor->law == STEM_LAW_OPAQUE &&
	    json_object_set_new(json_object_get(parameters, "properties"), "stems", policy_schema()) != 0) {
		json_decref(parameters);
		return NULL;
	}
	json_t *ways = json_pack("[o]", parameters);
	bool failed = !ways;
	if (processor->shorthand >= 0 && !failed)
		failed = json_array_append_new(ways, value_schema(&processor->parameters[processor->shorthand])) != 0;
	if (wants_nothing(processor) && !failed)
		failed = json_array_append_new(ways, json_pack("{s:s}", "type", "null")) != 0;
	if (failed) {
		json_decref(ways);
		return NULL;
	}
	return json_pack("{s:s,s:o}", "description", processor->summary, "anyOf", ways);
}

/* The name alone of a processor that wants nothing, or the one key of a mapping. */
static json_t *insert_schema(void)
{
	size_t count;
	const struct processor *const *processors = registry_list(&count);
	json_t *names = json_array(), *properties = json_pack("{s:{s:s}}", "use", "$ref", "#/$defs/use");
	bool failed = !names || !properties;
	for (size_t i = 0; i < count && !failed; i++)
		failed = (wants_nothing(processors[i]) &&
			  json_array_append_new(names, json_string(processors[i]->name)) != 0) ||
			 json_object_set_new(properties, processors[i]->name, processor_schema(processors[i])) != 0;
	if (failed) {
		json_decref(names);
		json_decref(properties);
		return NULL;
	}
	return json_pack("{s:[{s:o},{s:s,s:o,s:b,s:i,s:i}]}", "anyOf", "enum", names, "type", "object", "properties",
			 properties, "additionalProperties", 0, "minProperties", 1, "maxProperties", 1);
}

enum status recipe_schema_json(struct text *text)
{
	json_t *schema = json_loads(recipe_schema, 0, NULL);
	char *bytes = NULL;
	if (schema && json_object_set_new(json_object_get(schema, "$defs"), "insert", insert_schema()) == 0)
		bytes = json_dumps(schema, JSON_INDENT(2) | JSON_REAL_PRECISION(SIGNIFICANT_DIGITS));
	json_decref(schema);
	if (!bytes)
		return STATUS_NO_MEMORY;
	text_append(text, "%s\n", bytes);
	free(bytes);
	return text->failed ? STATUS_NO_MEMORY : STATUS_OK;
}

void report_schema_json(struct text *text)
{
	text_append(text, "%s", report_schema);
}
