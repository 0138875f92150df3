/* Writes the description of a processor, for people.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/processor_text.h"

#include "processors/registry.h"
#include "report/layout.h"
#include "report/table.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum {
	INDENT = 2,
	CELL_CAPACITY = 80,
};

enum table_column { COLUMN_NAME, COLUMN_UNIT, COLUMN_RANGE, COLUMN_DEFAULT, FIGURE_COLUMNS };

static const char *const titles[] = { "parameter", "unit", "range", "default", "what it does" };

struct row {
	char cells[FIGURE_COLUMNS][CELL_CAPACITY];
};

void processor_list_text(struct text *text)
{
	size_t count;
	const struct processor *const *processors = registry_list(&count);
	struct table table = { .form = "nw", .columns = 2 };
	for (size_t i = 0; i < count; i++) {
		table_add(&table, "%s", processors[i]->name);
		table_add(&table, "%s", processors[i]->summary);
	}
	table_text(&table, text);
}

static const char *law_words(enum stem_law law)
{
	switch (law) {
	case STEM_LAW_LINEAR:
		return "linear: it runs on every stem as on the mix, so the stems still add up";
	case STEM_LAW_GAIN:
		return "gain: it computes gains from the whole mix or the key, and multiplies the mix and every stem "
		       "by the same ones, so the stems still add up";
	case STEM_LAW_OPAQUE:
		return "opaque: it processes the mix alone; where stems meet, `stems` beside its parameters says what "
		       "they get: `residue` (each gets its own signal as at a low level, and the rest is one more "
		       "stem, named residue), `per-lane` (each passes by itself, and the report shows what is then "
		       "missing), or `refuse` (the default: an error)";
	}
	return "";
}

static void fill_number(const struct parameter *parameter, struct row *row)
{
	char lowest[CELL_CAPACITY / 2], highest[CELL_CAPACITY / 2];
	quantity_format(parameter->quantity, parameter->minimum, lowest, sizeof lowest);
	quantity_format(parameter->quantity, parameter->maximum, highest, sizeof highest);
	snprintf(row->cells[COLUMN_UNIT], CELL_CAPACITY, "%s", quantity_unit(parameter->quantity));
	snprintf(row->cells[COLUMN_RANGE], CELL_CAPACITY, "%.34s to %.34s", lowest, highest);
	if (!isnan(parameter->fallback))
		quantity_format(parameter->quantity, parameter->fallback, row->cells[COLUMN_DEFAULT], CELL_CAPACITY);
	else if (parameter->word)
		snprintf(row->cells[COLUMN_DEFAULT], CELL_CAPACITY, "%s", parameter->word);
}

static void fill_row(const struct parameter *parameter, size_t depth, struct row *row)
{
	*row = (struct row){ 0 };
	snprintf(row->cells[COLUMN_NAME], CELL_CAPACITY, "%*s%s", (int)(INDENT * depth), "", parameter->name);
	char *range = row->cells[COLUMN_RANGE];
	char *fallback = row->cells[COLUMN_DEFAULT];
	switch (parameter->type) {
	case PARAMETER_NUMBER:
		fill_number(parameter, row);
		break;
	case PARAMETER_CHOICE:
		snprintf(range, CELL_CAPACITY, "a word");
		snprintf(fallback, CELL_CAPACITY, "%s", parameter->choices[(size_t)parameter->fallback]);
		break;
	case PARAMETER_SWITCH:
		snprintf(range, CELL_CAPACITY, "yes or no");
		snprintf(fallback, CELL_CAPACITY, "%s", parameter->fallback != 0.0 ? "yes" : "no");
		break;
	case PARAMETER_KEY:
		snprintf(range, CELL_CAPACITY, "a strip");
		snprintf(fallback, CELL_CAPACITY, "none");
		break;
	case PARAMETER_LIST:
		snprintf(range, CELL_CAPACITY, "up to %zu", parameter->item_maximum);
		snprintf(fallback, CELL_CAPACITY, "none");
		break;
	case PARAMETER_GROUP:
		snprintf(range, CELL_CAPACITY, "a group");
		break;
	case PARAMETER_NAME:
		snprintf(range, CELL_CAPACITY, "a name");
		snprintf(fallback, CELL_CAPACITY, "none");
		break;
	case PARAMETER_INSERTS:
		snprintf(range, CELL_CAPACITY, "processors");
		snprintf(fallback, CELL_CAPACITY, "none");
		break;
	case PARAMETER_FILE:
	case PARAMETER_SENT_FILE:
	case PARAMETER_PLAYED_FILE:
		snprintf(range, CELL_CAPACITY, "a file");
		snprintf(fallback, CELL_CAPACITY, "none");
		break;
	}
	if (parameter->required)
		snprintf(fallback, CELL_CAPACITY, "required");
}

static void append_choices(struct text *help, const struct parameter *parameter)
{
	for (size_t i = 0; parameter->choices[i]; i++)
		text_append(help, "%s%s", i == 0 ? " (" : ", ", parameter->choices[i]);
	text_append(help, ")");
}

static void add_help(struct table *table, const struct parameter *parameter)
{
	struct text help = { 0 };
	text_append(&help, "%s", parameter->help);
	if (parameter->type == PARAMETER_CHOICE)
		append_choices(&help, parameter);
	if (parameter->automatable)
		text_append(&help, "; automatable");
	table_add(table, "%s", help.bytes ? help.bytes : "");
	table->cells.failed |= help.failed;
	text_release(&help);
}

static void add_parameters(struct table *table, const struct parameter *parameters, size_t count, size_t depth)
{
	for (size_t i = 0; i < count; i++) {
		struct row row;
		fill_row(&parameters[i], depth, &row);
		for (size_t cell = 0; cell < FIGURE_COLUMNS; cell++)
			table_add(table, "%s", row.cells[cell]);
		add_help(table, &parameters[i]);
		add_parameters(table, parameters[i].fields, parameters[i].field_count, depth + 1);
	}
}

static void append_table(struct text *text, const struct processor *processor)
{
	struct table table = { .form = "nlllw", .columns = sizeof titles / sizeof *titles, .indent = INDENT };
	for (size_t column = 0; column < table.columns; column++)
		table_add(&table, "%s", titles[column]);
	add_parameters(&table, processor->parameters, processor->parameter_count, 0);
	table_text(&table, text);
}

static void append_paragraph(struct text *text, const char *words)
{
	text_append(text, "%*s", INDENT, "");
	layout_wrap(text, words, INDENT, INDENT);
	text_append(text, "\n\n");
}

void processor_text(const struct processor *processor, struct text *text)
{
	text_append(text, "%s: ", processor->name);
	layout_wrap(text, processor->summary, strlen(processor->name) + 2, INDENT);
	text_append(text, "\n\n");
	if (processor->description)
		append_paragraph(text, processor->description);
	text_append(text, "  Stems: ");
	layout_wrap(text, law_words(processor->law), strlen("  Stems: "), strlen("  Stems: "));
	text_append(text, "\n\n");
	if (processor->parameter_count != 0)
		append_table(text, processor);
	if (processor->shorthand >= 0) {
		struct text line = { 0 };
		text_append(&line, "`%s: VALUE` alone sets `%s`.", processor->name,
			    processor->parameters[processor->shorthand].name);
		text_append(text, "\n");
		layout_line(text, "", &line, INDENT);
	}
}
