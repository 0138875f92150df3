/* Reads the inserts of strips, chains and mixes.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "recipe/recipe_part.h"

#include "base/look_alike.h"
#include "base/text.h"
#include "processors/registry.h"
#include "recipe/insert_automation.h"
#include "recipe/synonym.h"

#include <math.h>
#include <string.h>

enum { INSERTS_MAXIMUM = 256, PROCESSORS_MAXIMUM = 256, PARAMETERS_MAXIMUM = 64 };

static const char *const policies[] = {
	[STEM_POLICY_REFUSE] = "refuse", [STEM_POLICY_RESIDUE] = "residue", [STEM_POLICY_PER_LANE] = "per-lane", NULL
};

/* This key stands beside the parameters of an opaque processor. */
static const char policy_key[] = "stems";

const char *stem_policy_name(enum stem_policy policy)
{
	return policies[policy];
}

/* `aside` is a key that another function reads, or NULL. */
static struct parameter_value *read_table(struct reader *reader, const struct entry *entry,
					  const struct parameter *parameters, size_t count, const char *aside);

static void read_list(struct reader *reader, const struct entry *entry, const struct parameter *parameter,
		      struct parameter_value *value)
{
	struct items items;
	if (!reader_items(reader, entry, "a list of mappings", false, parameter->item_maximum, &items))
		return;
	value->items = reader_array(reader, items.count, sizeof *value->items);
	const char *where = reader_format(reader, "\"%s\" of %s", parameter->name, entry->where);
	const char *name = reader_format(reader, "item of %s", parameter->name);
	for (size_t i = 0; value->items && i < items.count && !reader->diagnostics->failed; i++) {
		const struct entry item = entry_of(where, name, items.nodes[i]->at, items.nodes[i]);
		value->items[i] = read_table(reader, &item, parameter->fields, parameter->field_count, NULL);
		value->item_count = i + 1;
	}
}

static void read_group(struct reader *reader, const struct entry *entry, const struct parameter *parameter,
		       struct parameter_value *value)
{
	const char *where = reader_format(reader, "\"%s\" of %s", parameter->name, entry->where);
	const struct entry inner = entry_of(where, parameter->name, entry->at, entry->value);
	struct parameter_value *fields = read_table(reader, &inner, parameter->fields, parameter->field_count, NULL);
	if (!fields)
		return;
	value->items[0] = fields;
	value->item_count = 1;
}

static void read_key_signal(struct reader *reader, const struct entry *entry, struct parameter_value *value)
{
	struct strip_tap tap = { .strip = RECIPE_NONE, .tap = TAP_POST_FADER, .at = entry->at };
	bool given;
	reader_strip_tap(reader, entry, TAP_POST_FADER, &tap, &given);
	value->strip = tap.strip;
	value->tap = (int)tap.tap;
	value->chain = tap.chain;
}

static void read_number(struct reader *reader, const struct entry *entry, const struct parameter *parameter,
			struct parameter_value *value)
{
	const struct document_node *node = entry->value;
	if (parameter->word && node->kind == DOCUMENT_SCALAR && strcmp(node->text, parameter->word) == 0)
		value->number = (double)NAN;
	else
		reader_setting(reader, entry, parameter->quantity, parameter->minimum, parameter->maximum,
			       &value->number);
}

/* Only a file that is read is an input of the recipe. */
static void read_file(struct reader *reader, const struct entry *entry, const struct parameter *parameter,
		      struct parameter_value *value)
{
	value->name = reader_file(reader, entry);
	if (!value->name)
		return;
	value->path = parameter->type == PARAMETER_SENT_FILE ? reader_output_path(reader, entry->value->at, value->name)
							     : reader_path(reader, entry->value->at, value->name);
}

static void read_choice(struct reader *reader, const struct entry *entry, const struct parameter *parameter,
			struct parameter_value *value)
{
	int choice = reader_choice(reader, entry, parameter->choices);
	if (choice >= 0)
		value->number = choice;
}

static void read_switch(struct reader *reader, const struct entry *entry, struct parameter_value *value)
{
	bool on = value->number != 0.0;
	reader_switch(reader, entry, &on, NULL);
	value->number = on ? 1.0 : 0.0;
}

static void read_chain(struct reader *reader, const struct entry *entry, struct parameter_value *value)
{
	struct recipe_inserts *inserts = reader_array(reader, 1, sizeof *inserts);
	if (inserts)
		recipe_read_inserts(reader, entry, inserts);
	value->inserts = inserts;
}

static void read_parameter(struct reader *reader, const struct entry *entry, const struct parameter *parameter,
			   struct parameter_value *value)
{
	value->given = true;
	value->at = document_is_empty(entry->value) ? entry->at : entry->value->at;
	switch (parameter->type) {
	case PARAMETER_NUMBER:
		read_number(reader, entry, parameter, value);
		break;
	case PARAMETER_CHOICE:
		read_choice(reader, entry, parameter, value);
		break;
	case PARAMETER_SWITCH:
		read_switch(reader, entry, value);
		break;
	case PARAMETER_KEY:
		read_key_signal(reader, entry, value);
		break;
	case PARAMETER_LIST:
		read_list(reader, entry, parameter, value);
		break;
	case PARAMETER_GROUP:
		read_group(reader, entry, parameter, value);
		break;
	case PARAMETER_NAME:
		value->name = reader_text(reader, entry, "write a name");
		if (value->name)
			reader_check_name(reader, value->name, entry->value->at, "anything");
		break;
	case PARAMETER_INSERTS:
		read_chain(reader, entry, value);
		break;
	case PARAMETER_FILE:
		value->recording = reader_add_recording(reader, entry);
		break;
	case PARAMETER_SENT_FILE:
	case PARAMETER_PLAYED_FILE:
		read_file(reader, entry, parameter, value);
		break;
	}
}

static void unknown_parameter(struct reader *reader, const struct document_node *key, const char *where,
			      const struct parameter *parameters, size_t count)
{
	const char *names[PARAMETERS_MAXIMUM + 1];
	size_t known = 0;
	for (size_t i = 0; i < count; i++)
		names[known++] = parameters[i].name;
	if (insert_table_moves(parameters, count))
		names[known++] = insert_automation_key;
	const char *meant = synonym_find_parameter(key->text, names, known);
	reader_unknown(reader, "unknown-parameter", key->at, "parameter", key->text, where,
		       meant ? (struct words){ &meant, 1, NULL, false }
			     : (struct words){ names, known, "`stemprint processors NAME` lists them", false });
}

static size_t find_parameter(const struct parameter *parameters, size_t count, const char *name)
{
	size_t i = 0;
	while (i < count && strcmp(parameters[i].name, name) != 0)
		i++;
	return i;
}

/* Returns whether an unknown key of the mapping is meant as this parameter: another message speaks of it. */
static bool is_told(const struct document_node *node, const struct parameter *parameters, size_t count, size_t which)
{
	const char *name = parameters[which].name;
	for (size_t i = 0; node->kind == DOCUMENT_MAPPING && i < node->count; i++) {
		const char *key = node->pairs[i].key->text;
		char room[LOOK_ALIKE_BYTES];
		if (find_parameter(parameters, count, key) == count &&
		    (synonym_find_parameter(key, &name, 1) || text_nearest(key, &name, 1) ||
		     look_alike_tell(key, strlen(key), room)))
			return true;
	}
	return false;
}

static void check_required(struct reader *reader, const struct entry *entry, const struct parameter *parameters,
			   size_t count, const struct parameter_value *values)
{
	for (size_t i = 0; i < count; i++)
		if (parameters[i].required && !values[i].given && !is_told(entry->value, parameters, count, i))
			diagnostics_error(reader->diagnostics, "missing-parameter", entry->at,
					  "\"%s\" is missing in %s (%s)", parameters[i].name, entry->where,
					  parameters[i].help);
}

/* Reads a mapping of parameters. An empty value gives the defaults. Returns NULL after an error that leaves no
   values. */
static struct parameter_value *read_table(struct reader *reader, const struct entry *entry,
					  const struct parameter *parameters, size_t count, const char *aside)
{
	struct parameter_value *values = parameter_defaults(reader->arena, parameters, count);
	if (!values) {
		reader->diagnostics->failed = true;
		return NULL;
	}
	const struct document_node *node = entry->value;
	bool empty = document_is_empty(node);
	if (node->kind != DOCUMENT_MAPPING && !empty) {
		reader_wrong_type(reader, entry, "a mapping of parameters and values");
		return values;
	}
	for (size_t i = 0; !empty && i < node->count && !reader->diagnostics->failed; i++) {
		const struct document_node *key = node->pairs[i].key;
		if (reader_cut_by_comma(reader, node, i)) {
			i++;
			continue;
		}
		if ((aside && strcmp(key->text, aside) == 0) || strcmp(key->text, insert_automation_key) == 0)
			continue;
		size_t which = find_parameter(parameters, count, key->text);
		if (which == count) {
			unknown_parameter(reader, key, entry->where, parameters, count);
			continue;
		}
		const struct entry inner =
			entry_of(entry->where, parameters[which].name, key->at, node->pairs[i].value);
		read_parameter(reader, &inner, &parameters[which], &values[which]);
	}
	check_required(reader, entry, parameters, count, values);
	if (!empty)
		recipe_settle_insert_automation(
			reader, node, &(const struct insert_table){ entry->where, parameters, count, values });
	return values;
}

/* Reads `gain: -3 dB`: the value of the one parameter that may be given alone. */
static struct parameter_value *read_shorthand(struct reader *reader, const struct entry *entry,
					      const struct processor *processor)
{
	struct parameter_value *values =
		parameter_defaults(reader->arena, processor->parameters, processor->parameter_count);
	if (!values) {
		reader->diagnostics->failed = true;
		return NULL;
	}
	const struct parameter *parameter = &processor->parameters[processor->shorthand];
	const struct entry inner = entry_of(entry->where, parameter->name, entry->at, entry->value);
	read_parameter(reader, &inner, parameter, &values[processor->shorthand]);
	check_required(reader, entry, processor->parameters, processor->parameter_count, values);
	return values;
}

static int given_key(const struct processor *processor, const struct parameter_value *values)
{
	for (size_t i = 0; i < processor->parameter_count; i++)
		if (processor->parameters[i].type == PARAMETER_KEY && values[i].given)
			return (int)i;
	return -1;
}

/* The labels for sound that no stem gets exist from now on, so that `print` may name the residue. */
static enum stem_policy read_policy(struct reader *reader, const struct entry *entry)
{
	const struct document_node *node = entry->value;
	const struct document_node *value = node->kind == DOCUMENT_MAPPING ? document_find(node, policy_key) : NULL;
	if (!value)
		return STEM_POLICY_REFUSE;
	struct recipe *recipe = reader->recipe;
	const struct entry inner = entry_of(entry->where, policy_key, value->at, value);
	if (reader->mix_name) {
		diagnostics_error(
			reader->diagnostics, "conflicting-keys", value->at,
			"\"stems\" says what the stems get, but none passes the inserts of mix \"%.64s\"; leave it "
			"out",
			reader->mix_name);
		return STEM_POLICY_REFUSE;
	}
	int choice = reader_choice(reader, &inner, policies);
	if (choice == STEM_POLICY_RESIDUE)
		recipe->residue = reader_add_label(reader, value->at, "residue");
	else if (choice == STEM_POLICY_PER_LANE)
		recipe->missing = reader_add_label(reader, value->at, "(missing)");
	return choice < 0 ? STEM_POLICY_REFUSE : (enum stem_policy)choice;
}

static const struct processor *find_processor(struct reader *reader, const struct document_node *name)
{
	const struct processor *processor = registry_find(name->text);
	if (processor)
		return processor;
	size_t count;
	const struct processor *const *list = registry_list(&count);
	const char *names[PROCESSORS_MAXIMUM] = { "use" }; /* `use` stands where a processor could, and splicing
		   has removed it */
	size_t known = 1;
	for (size_t i = 0; i < count && known < PROCESSORS_MAXIMUM; i++)
		names[known++] = list[i]->name;
	const char *meant = synonym_find_processor(name->text, names, known);
	reader_unknown(reader, "unknown-processor", name->at, "processor", name->text, NULL,
		       meant ? (struct words){ &meant, 1, NULL, false }
			     : (struct words){ names, known, "`stemprint processors` lists them", true });
	return NULL;
}

static void read_insert(struct reader *reader, const struct document_node *name, const struct document_node *value,
			struct recipe_inserts *inserts)
{
	const struct processor *processor = find_processor(reader, name);
	if (!processor)
		return;
	const struct entry entry = entry_of(processor->name, processor->name, name->at, value);
	bool alone = value->kind != DOCUMENT_MAPPING && !document_is_empty(value) && processor->shorthand >= 0;
	const bool opaque = processor->law == STEM_LAW_OPAQUE;
	struct parameter_value *values = alone ? read_shorthand(reader, &entry, processor)
					       : read_table(reader, &entry, processor->parameters,
							    processor->parameter_count, opaque ? policy_key : NULL);
	if (!values)
		return;
	inserts->items[inserts->count++] = (struct recipe_insert){
		.processor = processor,
		.values = values,
		.at = name->at,
		.policy = opaque ? read_policy(reader, &entry) : STEM_POLICY_REFUSE,
		.key = given_key(processor, values),
	};
	if (processor->loops)
		recipe_add_hardware(reader, &inserts->items[inserts->count - 1]);
}

/* A mapping with more than one key usually has parameters that are not indented under their processor. */
static void refuse_mapping(struct reader *reader, const struct document_node *node)
{
	if (node->count == 0)
		diagnostics_error(reader->diagnostics, "wrong-type", node->at,
				  "an insert is empty; write `name: { parameters }`");
	else
		diagnostics_error(reader->diagnostics, "wrong-type", node->pairs[1].key->at,
				  "an insert is one processor, but \"%s\" stands beside \"%s\"; indent it as a "
				  "parameter, or begin an insert of its own with `- `",
				  reader_quote(reader, node->pairs[1].key), reader_quote(reader, node->pairs[0].key));
}

void recipe_read_inserts(struct reader *reader, const struct entry *entry, struct recipe_inserts *inserts)
{
	static const struct document_node nothing = { .kind = DOCUMENT_SCALAR, .plain = true, .text = "" };
	struct items items;
	if (!reader_items(reader, entry, "a list of processors, each beginning with `- `", false, INSERTS_MAXIMUM,
			  &items))
		return;
	inserts->items = reader_array(reader, items.count, sizeof *inserts->items);
	for (size_t i = 0; inserts->items && i < items.count && !reader->diagnostics->failed; i++) {
		const struct document_node *node = items.nodes[i];
		const struct entry item = entry_of(entry->where, "insert", node->at, node);
		if (node->kind == DOCUMENT_SCALAR)
			read_insert(reader, node, &nothing, inserts);
		else if (node->kind == DOCUMENT_MAPPING && node->count == 1)
			read_insert(reader, node->pairs[0].key, node->pairs[0].value, inserts);
		else if (node->kind == DOCUMENT_MAPPING)
			refuse_mapping(reader, node);
		else
			reader_wrong_type(reader, &item, "a processor like `compressor: { ratio: 4 }`");
	}
}
