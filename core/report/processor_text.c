/* Writes the description of a processor, for people.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/processor_text.h"

#include "processors/registry.h"
#include "report/layout.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum {
	INDENT = 2,
	HELP_COLUMNS_LEAST = 36, /* the help gets a line of its own where fewer columns are left */
	CELL_CAPACITY = 80,
};

enum table_column { COLUMN_NAME, COLUMN_UNIT, COLUMN_RANGE, COLUMN_DEFAULT, TABLE_COLUMNS };

static const char *const titles[TABLE_COLUMNS] = { "parameter", "unit", "range", "default" };

struct row {
	char cells[TABLE_COLUMNS][CELL_CAPACITY];
};

void processor_list_text(struct text *text)
{
	size_t count;
	const struct processor *const *processors = registry_list(&count);
	size_t columns = 0;
	for (size_t i = 0; i < count; i++) {
		if (strlen(processors[i]->name) > columns)
			columns = strlen(processors[i]->name);
	}
	for (size_t i = 0; i < count; i++) {
		layout_cell(text, processors[i]->name, columns + 2, LAYOUT_LEFT);
		layout_wrap(text, processors[i]->summary, columns + 2, columns + 2);
		text_append(text, "\n");
	}
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

static void widen(size_t *widths, const struct parameter *parameters, size_t count, size_t depth)
{
	for (size_t i = 0; i < count; i++) {
		struct row row;
		fill_row(&parameters[i], depth, &row);
		for (size_t column = 0; column < TABLE_COLUMNS; column++) {
			size_t columns = layout_columns(row.cells[column]);
			if (columns > widths[column])
				widths[column] = columns;
		}
		widen(widths, parameters[i].fields, parameters[i].field_count, depth + 1);
	}
}

static void append_choices(struct text *help, const struct parameter *parameter)
{
	for (size_t i = 0; parameter->choices[i]; i++)
		text_append(help, "%s%s", i == 0 ? " (" : ", ", parameter->choices[i]);
	text_append(help, ")");
}

static void append_help(struct text *text, const struct parameter *parameter, size_t column)
{
	struct text help = { 0 };
	text_append(&help, "%s", parameter->help);
	if (parameter->type == PARAMETER_CHOICE)
		append_choices(&help, parameter);
	if (parameter->automatable)
		text_append(&help, "; automatable");
	size_t indent = column;
	if (column + HELP_COLUMNS_LEAST > LAYOUT_WIDTH) {
		indent = LAYOUT_WIDTH - HELP_COLUMNS_LEAST;
		text_append(text, "\n%*s", (int)indent, "");
	}
	if (help.failed)
		text->failed = true;
	else
		layout_wrap(text, help.bytes, indent, indent);
	text_release(&help);
}

static void append_cells(struct text *text, const char *const *cells, const size_t *widths)
{
	text_append(text, "%*s", INDENT, "");
	for (size_t column = 0; column < TABLE_COLUMNS; column++)
		layout_cell(text, cells[column], widths[column] + 2, LAYOUT_LEFT);
}

static void append_parameters(struct text *text, const size_t *widths, const struct parameter *parameters, size_t count,
			      size_t depth)
{
	for (size_t i = 0; i < count; i++) {
		struct row row;
		fill_row(&parameters[i], depth, &row);
		const char *cells[TABLE_COLUMNS];
		size_t column = INDENT;
		for (size_t cell = 0; cell < TABLE_COLUMNS; cell++) {
			cells[cell] = row.cells[cell];
			column += widths[cell] + 2;
		}
		append_cells(text, cells, widths);
		append_help(text, &parameters[i], column);
		text_append(text, "\n");
		append_parameters(text, widths, parameters[i].fields, parameters[i].field_count, depth + 1);
	}
}

static void append_table(struct text *text, const struct processor *processor)
{
	size_t widths[TABLE_COLUMNS];
	for (size_t column = 0; column < TABLE_COLUMNS; column++)
		widths[column] = strlen(titles[column]);
	widen(widths, processor->parameters, processor->parameter_count, 0);
	append_cells(text, titles, widths);
	text_append(text, "what it does\n");
	append_parameters(text, widths, processor->parameters, processor->parameter_count, 0);
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
	if (processor->shorthand >= 0)
		text_append(text, "\n  `%s: VALUE` alone sets `%s`.\n", processor->name,
			    processor->parameters[processor->shorthand].name);
}
