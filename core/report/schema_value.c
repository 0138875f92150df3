/* Describes single values as JSON Schema.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/schema_value.h"

#include "base/text.h"
#include "report/schema_range.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { WORDS = 80 };

json_t *schema_reference(const char *description, const char *definition)
{
	char path[WORDS];
	snprintf(path, sizeof path, "#/$defs/%s", definition);
	return json_pack("{s:s,s:s}", "description", description, "$ref", path);
}

const char *schema_quantity(enum quantity quantity)
{
	switch (quantity) {
	case QUANTITY_PLAIN:
		return "plain";
	case QUANTITY_GAIN:
		return "gain";
	case QUANTITY_LEVEL:
		return "level";
	case QUANTITY_TRUE_PEAK:
		return "true-peak";
	case QUANTITY_LOUDNESS:
		return "loudness";
	case QUANTITY_LOUDNESS_RANGE:
		return "loudness-range";
	case QUANTITY_FREQUENCY:
		return "frequency";
	case QUANTITY_TIME:
		return "time";
	case QUANTITY_PERCENT:
		return "percent";
	case QUANTITY_RATIO:
		return "ratio";
	case QUANTITY_PAN:
		return "pan";
	case QUANTITY_TEMPO:
		return "tempo";
	case QUANTITY_SLOPE:
		return "slope";
	case QUANTITY_SAMPLE_RATE:
		return "sample-rate";
	case QUANTITY_POSITION:
		return "position";
	case QUANTITY_DURATION:
		return "duration";
	}
	return "";
}

/* Converts from the unit that is kept to that of a bare number (quantity.h). */
static double bare(enum quantity quantity, double value)
{
	if (quantity == QUANTITY_TIME || quantity == QUANTITY_POSITION || quantity == QUANTITY_DURATION)
		return 1000.0 * value;
	return quantity == QUANTITY_PERCENT || quantity == QUANTITY_PAN ? 100.0 * value : value;
}

static json_t *with_limit(json_t *schema, const char *key, double limit)
{
	if (!schema || !isfinite(limit) || json_object_set_new(schema, key, json_real(limit)) == 0)
		return schema;
	json_decref(schema);
	return NULL;
}

/* Adds what a number with a unit must be, and what an editor says of any other. */
static json_t *with_range(json_t *schema, enum quantity quantity, double minimum, double maximum)
{
	char lowest[WORDS], highest[WORDS];
	struct text pattern = { 0 };
	schema_range(&pattern, quantity, minimum, maximum);
	quantity_format(quantity, minimum, lowest, sizeof lowest);
	quantity_format(quantity, maximum, highest, sizeof highest);
	json_t *words = isinf(maximum)   ? json_sprintf("must be at least %s", lowest)
			: isinf(minimum) ? json_sprintf("must be at most %s", highest)
					 : json_sprintf("must lie between %s and %s", lowest, highest);
	const bool added = schema && words && !pattern.failed &&
			   json_object_set_new(schema, "pattern", json_string(pattern.bytes)) == 0 &&
			   json_object_set(schema, "patternErrorMessage", words) == 0;
	text_release(&pattern);
	json_decref(words);
	if (added)
		return schema;
	json_decref(schema);
	return NULL;
}

json_t *schema_within(json_t *schema, enum quantity quantity, double minimum, double maximum)
{
	if (minimum == 0.0 && maximum == 0.0)
		return schema;
	schema = with_limit(schema, "minimum", bare(quantity, minimum));
	schema = with_limit(schema, "maximum", bare(quantity, maximum));
	return with_range(schema, quantity, minimum, maximum);
}

json_t *schema_number(const char *description, enum quantity quantity, double minimum, double maximum,
		      const char *otherwise)
{
	char lowest[WORDS], highest[WORDS];
	struct text words = { 0 };
	quantity_format(quantity, minimum, lowest, sizeof lowest);
	quantity_format(quantity, maximum, highest, sizeof highest);
	text_append(&words, isinf(maximum) ? "%s; from %s" : "%s; %s to %s", description, lowest, highest);
	if (otherwise)
		text_append(&words, "; %s if left out", otherwise);
	json_t *schema = words.failed ? NULL : schema_reference(words.bytes, schema_quantity(quantity));
	text_release(&words);
	return schema_within(schema, quantity, minimum, maximum);
}

json_t *schema_choice(const char *description, const char *const *words)
{
	json_t *list = json_array();
	for (size_t i = 0; words[i]; i++) {
		/* A word of digits is a number to YAML. */
		const bool digits = words[i][strspn(words[i], "0123456789")] == '\0';
		if (json_array_append_new(list, json_string(words[i])) != 0 ||
		    (digits && json_array_append_new(list, json_integer(strtol(words[i], NULL, 10))) != 0)) {
			json_decref(list);
			return NULL;
		}
	}
	return json_pack("{s:s,s:o}", "description", description, "enum", list);
}

json_t *schema_mapping(const char *type, json_t *properties, json_t *required)
{
	json_t *types = type ? json_string(type) : json_pack("[s,s]", "object", "null");
	if (types && properties && required)
		return json_pack("{s:o,s:o,s:o,s:b}", "type", types, "properties", properties, "required", required,
				 "additionalProperties", 0);
	json_decref(types);
	json_decref(properties);
	json_decref(required);
	return NULL;
}
