/* Describes the inserts of a recipe as JSON Schema.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/schema_insert.h"

#include "processors/registry.h"
#include "recipe/insert_automation.h"
#include "recipe/recipe.h"
#include "report/schema_value.h"

#include <math.h>

enum { WORDS = 80 };

static json_t *value_schema(const struct parameter *parameter);

static json_t *with_description(json_t *schema, json_t *description)
{
	if (!schema)
		json_decref(description);
	else if (json_object_set_new(schema, "description", description) == 0)
		return schema;
	json_decref(schema);
	return NULL;
}

/* Returns the schema of `automation`, with a curve for each parameter that moves. */
static json_t *automation_schema(const struct parameter *parameters, size_t count)
{
	json_t *properties = json_object();
	for (size_t i = 0; i < count && properties; i++)
		if (parameters[i].automatable &&
		    json_object_set_new(properties, parameters[i].name,
					schema_reference(parameters[i].help, "curve")) != 0) {
			json_decref(properties);
			properties = NULL;
		}
	return with_description(schema_mapping("object", properties, json_array()),
				json_string("how parameters move, each along a curve"));
}

static json_t *mapping(const struct parameter *parameters, size_t count, const char *description)
{
	json_t *properties = json_object(), *required = json_array();
	bool failed = !properties || !required;
	for (size_t i = 0; i < count && !failed; i++) {
		failed = json_object_set_new(properties, parameters[i].name, value_schema(&parameters[i])) != 0;
		if (parameters[i].required)
			failed |= json_array_append_new(required, json_string(parameters[i].name)) != 0;
	}
	if (insert_table_moves(parameters, count) && !failed)
		failed = json_object_set_new(properties, insert_automation_key, automation_schema(parameters, count)) !=
			 0;
	if (failed) {
		json_decref(properties);
		properties = NULL;
	}
	return with_description(schema_mapping("object", properties, required), json_string(description));
}

static json_t *number(const struct parameter *parameter)
{
	char fallback[WORDS];
	const char *otherwise = isnan(parameter->fallback) ? parameter->word : fallback;
	if (!isnan(parameter->fallback))
		quantity_format(parameter->quantity, parameter->fallback, fallback, sizeof fallback);
	json_t *schema =
		schema_number(parameter->help, parameter->quantity, parameter->minimum, parameter->maximum, otherwise);
	if (!parameter->word)
		return schema;
	return json_pack("{s:s,s:[{s:s},o]}", "description", parameter->help, "anyOf", "const", parameter->word,
			 schema);
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
		return schema_choice(parameter->help, parameter->choices);
	case PARAMETER_SWITCH:
		return schema_reference(parameter->help, "switch");
	case PARAMETER_KEY:
		return schema_reference(parameter->help, "strip-tap");
	case PARAMETER_LIST:
		return list(parameter);
	case PARAMETER_GROUP:
		return mapping(parameter->fields, parameter->field_count, parameter->help);
	case PARAMETER_NAME:
		return schema_reference(parameter->help, "name");
	case PARAMETER_INSERTS:
		return schema_reference(parameter->help, "inserts");
	case PARAMETER_FILE:
	case PARAMETER_SENT_FILE:
	case PARAMETER_PLAYED_FILE:
		return schema_reference(parameter->help, "text");
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

/* Returns the schema of `stems`, which stands beside the parameters of an opaque processor. */
static json_t *policy_schema(void)
{
	return json_pack("{s:s,s:[s,s,s]}", "description", "what stems get that meet in it; refuse if left out", "enum",
			 stem_policy_name(STEM_POLICY_REFUSE), stem_policy_name(STEM_POLICY_RESIDUE),
			 stem_policy_name(STEM_POLICY_PER_LANE));
}

/* Returns the schema of the parameter that may stand alone. Editors show what the processor is, too. */
static json_t *alone_schema(const struct processor *processor)
{
	const struct parameter *parameter = &processor->parameters[processor->shorthand];
	return with_description(value_schema(parameter),
				json_sprintf("%s; %s: %s", processor->summary, parameter->name, parameter->help));
}

/* An insert has parameters, or the value of the one that may stand alone, or nothing. */
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
		failed = json_array_append_new(ways, alone_schema(processor)) != 0;
	if (wants_nothing(processor) && !failed)
		failed = json_array_append_new(ways, json_pack("{s:s}", "type", "null")) != 0;
	if (failed) {
		json_decref(ways);
		return NULL;
	}
	return json_pack("{s:s,s:o}", "description", processor->summary, "anyOf", ways);
}

json_t *schema_insert(void)
{
	size_t count;
	const struct processor *const *processors = registry_list(&count);
	json_t *names = json_array(),
	       *properties = json_pack("{s:o}", "use",
				       schema_reference("a list of inserts that stands elsewhere: a preset by its "
							"name, or a file",
							"use"));
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
