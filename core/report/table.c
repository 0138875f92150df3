/* Lays out a table in the columns of a terminal.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/table.h"

#include "report/layout.h"
#include "report/printable.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { GAP = 2, NAME_LEAST = 12, WORDS_LEAST = 36, NAME_SHARE = 3, BELOW_INDENT = 4 };

/* How a table stands in the room that it has. */
struct table_shape {
	const struct table *table;
	const char **cells;
	size_t rows;
	size_t *widths; /* of the columns; that of the name and of the words may be less than their cells take */
	bool words; /* the last column holds words */
	bool below; /* they stand below their row */
};

void table_add(struct table *table, const char *format, ...)
{
	char *cell = NULL;
	va_list arguments;
	va_start(arguments, format);
	const int length = vasprintf(&cell, format, arguments);
	va_end(arguments);
	if (length < 0) {
		table->cells.failed = true;
		return;
	}
	printable_append(&table->cells, cell);
	text_append_bytes(&table->cells, "", 1);
	free(cell);
}

static char form_of(const struct table *table, size_t column)
{
	const size_t last = strlen(table->form) - 1;
	return table->form[column < last ? column : last];
}

static size_t count_cells(const struct text *cells)
{
	size_t count = 0;
	for (size_t i = 0; i < cells->length; i++)
		count += cells->bytes[i] == '\0';
	return count;
}

static const char *cell_at(const struct table_shape *shape, size_t row, size_t column)
{
	return shape->cells[row * shape->table->columns + column];
}

static void measure(struct table_shape *shape)
{
	for (size_t row = 0; row < shape->rows; row++)
		for (size_t column = 0; column < shape->table->columns; column++) {
			const size_t columns = layout_columns(cell_at(shape, row, column));
			if (columns > shape->widths[column])
				shape->widths[column] = columns;
		}
}

static size_t width_of_figures(const struct table_shape *shape, size_t first, size_t end)
{
	size_t width = 0;
	for (size_t column = first; column < end; column++)
		width += GAP + shape->widths[column];
	return width;
}

static size_t figures_end(const struct table_shape *shape)
{
	return shape->table->columns - (shape->words ? 1 : 0);
}

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* Returns how much of a width is left; 0 where more is taken than there is. */
static size_t rest_of(size_t width, size_t taken)
{
	return width > taken ? width - taken : 0;
}

static size_t most(size_t a, size_t b)
{
	return a > b ? a : b;
}

static size_t widest_figure(const struct table_shape *shape)
{
	size_t widest = 0;
	for (size_t column = 1; column < figures_end(shape); column++)
		widest = most(widest, GAP + shape->widths[column]);
	return widest;
}

/* Makes the name narrower until the figures fit beside it. Where they need several parts anyway, it has its share, if
   each figure fits beside that. */
static void fit_name(struct table_shape *shape, size_t width, size_t figures)
{
	size_t narrow = most(rest_of(width, figures), NAME_LEAST);
	if (narrow + figures > width)
		narrow = most(least(width / NAME_SHARE, rest_of(width, widest_figure(shape))), NAME_LEAST);
	shape->widths[0] = least(shape->widths[0], narrow);
}

/* Gives the words what the name and the figures leave. The name becomes narrower for them, if that is enough; else they
   stand below. */
static void fit_words(struct table_shape *shape, size_t width, size_t figures)
{
	size_t *words = &shape->widths[shape->table->columns - 1];
	const size_t wanted = least(*words, WORDS_LEAST), taken = figures + GAP;
	const size_t name = least(shape->widths[0], most(rest_of(width, taken + wanted), NAME_LEAST));
	*words = least(*words, rest_of(width, name + taken));
	shape->below = *words < wanted;
	if (!shape->below)
		shape->widths[0] = name;
}

static void fit(struct table_shape *shape, size_t width)
{
	const size_t figures = width_of_figures(shape, 1, figures_end(shape));
	if (shape->words)
		fit_words(shape, width, figures);
	if (!shape->words || shape->below)
		fit_name(shape, width, figures);
}

static void append_spaces(struct text *text, size_t count)
{
	text_append(text, "%*s", (int)count, "");
}

static void end_line(struct text *text)
{
	while (text->length > 0 && text->bytes[text->length - 1] == ' ')
		text->bytes[--text->length] = '\0';
	text_append(text, "\n");
}

/* Returns whether each word of the name fits its column. */
static bool name_fits(const struct table_shape *shape, const char *name)
{
	while (*name != '\0') {
		const struct layout_piece piece = layout_piece(name, shape->widths[0]);
		if (piece.columns > shape->widths[0])
			return false;
		name = piece.rest;
	}
	return true;
}

/* Appends the next piece of the words, and fills the column. */
static void append_piece(struct text *text, const char **words, size_t width)
{
	const struct layout_piece piece = layout_piece(*words, width);
	layout_piece_append(text, &piece);
	append_spaces(text, rest_of(width, piece.columns));
	*words = piece.rest;
}

static void append_figures(const struct table_shape *shape, size_t row, size_t first, size_t end, struct text *text)
{
	for (size_t column = first; column < end; column++) {
		append_spaces(text, GAP);
		layout_cell(text, cell_at(shape, row, column), shape->widths[column],
			    form_of(shape->table, column) == 'r' ? LAYOUT_RIGHT : LAYOUT_LEFT);
	}
}

/* Appends the lines of a row: the figures from `first` to `end` are in the first one, and the rest of the name and of
   the words beside the figures in those that follow. */
static void append_lines(const struct table_shape *shape, size_t row, size_t first, size_t end, const char *name,
			 const char *beside, struct text *text)
{
	const size_t last = shape->table->columns - 1, figures = width_of_figures(shape, first, end);
	append_spaces(text, shape->table->indent);
	append_piece(text, &name, shape->widths[0]);
	append_figures(shape, row, first, end, text);
	while (*name != '\0' || *beside != '\0') {
		if (*beside != '\0') {
			append_spaces(text, GAP);
			append_piece(text, &beside, shape->widths[last]);
		}
		end_line(text);
		if (*name == '\0' && *beside == '\0')
			return;
		append_spaces(text, shape->table->indent);
		append_piece(text, &name, shape->widths[0]);
		append_spaces(text, figures);
	}
	end_line(text);
}

static void append_whole_line(const char *words, size_t indent, struct text *text)
{
	append_spaces(text, indent);
	layout_wrap(text, words, indent, indent);
	end_line(text);
}

/* Appends a row with the figures from `first` to `end`, and with its words where these are the last ones. */
static void append_row(const struct table_shape *shape, size_t row, size_t first, size_t end, struct text *text)
{
	const size_t indent = shape->table->indent, last = shape->table->columns - 1;
	const char *name = cell_at(shape, row, 0),
		   *words = shape->words && end == last ? cell_at(shape, row, last) : "";
	words += strspn(words, " ");
	if (!name_fits(shape, name)) {
		append_whole_line(name, indent, text);
		name = "";
	}
	append_lines(shape, row, first, end, name, shape->below ? "" : words, text);
	if (shape->below && *words != '\0')
		append_whole_line(words, indent + BELOW_INDENT, text);
}

/* Returns behind which column a part ends that begins with the figure `first`. It has at least that one. */
static size_t part_end(const struct table_shape *shape, size_t first, size_t width)
{
	size_t end = first;
	while (end < figures_end(shape) &&
	       (end == first || shape->widths[0] + width_of_figures(shape, first, end + 1) <= width))
		end++;
	return end;
}

static void append_parts(const struct table_shape *shape, size_t width, struct text *text)
{
	size_t first = 1;
	do {
		const size_t end = part_end(shape, first, width);
		if (first > 1)
			text_append(text, "\n");
		for (size_t row = 0; row < shape->rows; row++)
			append_row(shape, row, first, end, text);
		first = end;
	} while (first < figures_end(shape));
}

void table_text(struct table *table, struct text *text)
{
	const size_t count = count_cells(&table->cells), width = rest_of(layout_width(text), table->indent);
	struct table_shape shape = { .table = table,
				     .cells = calloc(count + 1, sizeof *shape.cells),
				     .rows = count / table->columns,
				     .widths = calloc(table->columns, sizeof *shape.widths),
				     .words = form_of(table, table->columns - 1) == 'w' };
	if (table->cells.failed || !shape.cells || !shape.widths) {
		text->failed = true;
	} else {
		const char *cell = table->cells.bytes;
		for (size_t i = 0; i < count; i++, cell += strlen(cell) + 1)
			shape.cells[i] = cell;
		measure(&shape);
		fit(&shape, width);
		append_parts(&shape, width, text);
	}
	free(shape.cells);
	free(shape.widths);
	text_release(&table->cells);
}
