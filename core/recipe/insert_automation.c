/* Reads `automation` of inserts, and of the items of their lists.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "recipe/insert_automation.h"

#include "recipe/recipe_curve.h"

#include <string.h>

enum { PARAMETERS_MAXIMUM = 64 };

const char insert_automation_key[] = "automation";

bool insert_table_moves(const struct parameter *parameters, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (parameters[i].automatable)
			return true;
	return false;
}

/* Names the parameters that move: "threshold, ratio". */
static const char *list_movable(struct reader *reader, const struct insert_table *table)
{
	const char *list = "";
	for (size_t i = 0; i < table->count; i++)
		if (table->parameters[i].automatable)
			list = reader_format(reader, "%s%s\"%s\"", list, *list ? ", " : "", table->parameters[i].name);
	return list;
}

/* Reports that nothing in the table itself moves. */
static void refuse_all(struct reader *reader, const struct insert_table *table, struct location at)
{
	for (size_t i = 0; i < table->count; i++) {
		const struct parameter *parameter = &table->parameters[i];
		if (!insert_table_moves(parameter->fields, parameter->field_count))
			continue;
		diagnostics_error(reader->diagnostics, "not-automatable", at,
				  "automation of %s belongs to %s of \"%s\"; move it there", table->where,
				  parameter->type == PARAMETER_LIST ? "an item" : "the keys", parameter->name);
		return;
	}
	diagnostics_error(reader->diagnostics, "not-automatable", at,
			  "automation moves no parameter of %s; leave \"automation\" out", table->where);
}

static const struct parameter *find(struct reader *reader, const struct insert_table *table,
				    const struct document_node *key)
{
	for (size_t i = 0; i < table->count; i++)
		if (table->parameters[i].automatable && strcmp(table->parameters[i].name, key->text) == 0)
			return &table->parameters[i];
	for (size_t i = 0; i < table->count; i++)
		if (strcmp(table->parameters[i].name, key->text) == 0) {
			diagnostics_error(reader->diagnostics, "not-automatable", key->at,
					  "\"%s\" of %s does not move; automation moves %s", key->text, table->where,
					  list_movable(reader, table));
			return NULL;
		}
	const char *names[PARAMETERS_MAXIMUM];
	size_t known = 0;
	for (size_t i = 0; i < table->count && known < PARAMETERS_MAXIMUM; i++)
		if (table->parameters[i].automatable)
			names[known++] = table->parameters[i].name;
	reader_unknown(reader, "unknown-parameter", key->at, "parameter", key->text,
		       reader_format(reader, "automation of %s", table->where),
		       (struct words){ .words = names, .count = known });
	return NULL;
}

static bool counts_decibels(enum quantity quantity)
{
	return quantity == QUANTITY_GAIN || quantity == QUANTITY_LEVEL || quantity == QUANTITY_TRUE_PEAK;
}

static void read_curve(struct reader *reader, const struct entry *entry, const struct parameter *parameter,
		       struct parameter_value *value)
{
	const struct curve_target target = { .quantity = parameter->quantity,
					     .minimum = parameter->minimum,
					     .maximum = parameter->maximum,
					     .own = value->number,
					     .in_decibels = counts_decibels(parameter->quantity),
					     .needs_own = parameter->varies && !value->given };
	const struct breakpoint_curve *curve = recipe_read_curve(reader, entry, &target);
	const struct breakpoint_curve **curves = reader_array(reader, 1, sizeof *curves);
	if (!curve || !curves)
		return;
	*curves = curve;
	value->curves = curves;
	value->curve_count = 1;
	value->number = breakpoint_curve_at(curve, 0);
	value->given = true;
	value->at = entry->at;
}

void recipe_settle_insert_automation(struct reader *reader, const struct document_node *node,
				     const struct insert_table *table)
{
	const struct document_node *automation = document_find(node, insert_automation_key);
	if (!automation)
		return;
	const struct entry entry = entry_of(table->where, insert_automation_key, automation->at, automation);
	if (!insert_table_moves(table->parameters, table->count)) {
		refuse_all(reader, table, automation->at);
		return;
	}
	if (automation->kind != DOCUMENT_MAPPING) {
		reader_wrong_type(reader, &entry, "a mapping of parameters and their curves");
		return;
	}
	for (size_t i = 0; i < automation->count && !reader->diagnostics->failed; i++) {
		const struct document_node *key = automation->pairs[i].key;
		const struct parameter *parameter = find(reader, table, key);
		if (!parameter)
			continue;
		const struct entry inner = entry_of(table->where, parameter->name, key->at, automation->pairs[i].value);
		read_curve(reader, &inner, parameter, &table->values[parameter - table->parameters]);
	}
}
