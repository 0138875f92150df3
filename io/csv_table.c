/* Reads comma-separated values as a list of mappings.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/csv_table.h"

#include "io/text_unknown.h"
#include "io/yaml.h"
#include "io/yaml_text.h"

#include <string.h>

enum { COLUMNS_MAXIMUM = 64, CELL_BYTES_MAXIMUM = 256 };

/* The table while it is read. */
struct table {
	const char *next, *end; /* the bytes that are left */
	struct location at; /* of the next byte */
	char separator;
	struct arena *arena;
	struct diagnostics *diagnostics;
	const struct document_node *columns[COLUMNS_MAXIMUM];
	size_t column_count;
};

static bool is_line_end(const struct table *table)
{
	return table->next == table->end || *table->next == '\n' || *table->next == '\r';
}

static void skip_line_end(struct table *table)
{
	if (table->next < table->end && *table->next == '\r')
		table->next++;
	if (table->next < table->end && *table->next == '\n')
		table->next++;
	table->at.line++;
	table->at.column = 1;
}

/* Takes a byte; the column counts characters. */
static char take(struct table *table)
{
	const char byte = *table->next++;
	if (((unsigned char)byte & 0xC0) != 0x80)
		table->at.column++;
	return byte;
}

static bool fail(struct table *table, struct location at, const char *problem)
{
	diagnostics_error(table->diagnostics, "bad-csv", at, "%s", problem);
	return false;
}

static void skip_spaces(struct table *table)
{
	while (table->next < table->end && *table->next == ' ')
		take(table);
}

/* Adds a byte to a cell. */
static bool add(struct table *table, struct document_node *cell, char *text, char byte)
{
	if (cell->count == CELL_BYTES_MAXIMUM)
		return fail(table, cell->at, "a cell has at most 256 bytes; make it shorter");
	text[cell->count++] = byte;
	return true;
}

/* Reads a cell in quotes. */
static bool read_quoted(struct table *table, struct document_node *cell, char *text)
{
	take(table);
	for (;;) {
		if (is_line_end(table))
			return fail(table, cell->at,
				    "the quote is not closed on this line; write \" at the end of the cell");
		const char byte = take(table);
		const bool quote = byte == '"';
		if (quote && (table->next == table->end || *table->next != '"'))
			break;
		if (quote)
			take(table);
		if (!add(table, cell, text, byte))
			return false;
	}
	skip_spaces(table);
	return is_line_end(table) || *table->next == table->separator ||
	       fail(table, table->at, "text follows the quotes of a cell; put all of it into the quotes");
}

/* Reads a cell without quotes, and leaves the white space at its end out. */
static bool read_plain(struct table *table, struct document_node *cell, char *text)
{
	cell->plain = true;
	while (!is_line_end(table) && *table->next != table->separator)
		if (!add(table, cell, text, take(table)))
			return false;
	while (cell->count > 0 && (text[cell->count - 1] == ' ' || text[cell->count - 1] == '\t'))
		cell->count--;
	return true;
}

/* Returns a cell, or NULL after an error. An empty cell has a count of 0. */
static struct document_node *read_cell(struct table *table)
{
	char text[CELL_BYTES_MAXIMUM];
	skip_spaces(table);
	struct document_node *cell = ARENA_NEW(table->arena, struct document_node);
	if (!cell) {
		table->diagnostics->failed = true;
		return NULL;
	}
	*cell = (struct document_node){ .kind = DOCUMENT_SCALAR, .weight = 1, .at = table->at };
	const bool quoted = !is_line_end(table) && *table->next == '"';
	if (!(quoted ? read_quoted(table, cell, text) : read_plain(table, cell, text)))
		return NULL;
	cell->at.length = table->at.column > cell->at.column ? table->at.column - cell->at.column : 1;
	cell->text = arena_text(table->arena, text, cell->count);
	table->diagnostics->failed = table->diagnostics->failed || !cell->text;
	return cell->text ? cell : NULL;
}

/* Reads the cells of a line. Returns false after an error; *count is 0 for an empty line. */
static bool read_line(struct table *table, const struct document_node **cells, size_t *count)
{
	*count = 0;
	while (!is_line_end(table)) {
		if (*count == COLUMNS_MAXIMUM)
			return fail(table, table->at, "a line has at most 64 cells; leave the others out");
		struct document_node *cell = read_cell(table);
		if (!cell)
			return false;
		cells[(*count)++] = cell;
		if (is_line_end(table))
			break;
		take(table); /* the separator */
	}
	skip_line_end(table);
	return true;
}

static bool is_blank(const struct document_node *const *cells, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (cells[i]->count > 0)
			return false;
	return true;
}

/* Returns a line as a mapping, or NULL after an error. */
static const struct document_node *make_mapping(struct table *table, const struct document_node *const *cells,
						size_t count)
{
	struct document_node *node = ARENA_NEW(table->arena, struct document_node);
	struct document_pair *pairs = ARENA_ARRAY(table->arena, struct document_pair, count);
	if (!node || !pairs) {
		table->diagnostics->failed = true;
		return NULL;
	}
	*node = (struct document_node){ .kind = DOCUMENT_MAPPING, .weight = 1, .at = cells[0]->at, .pairs = pairs };
	for (size_t i = 0; i < count; i++) {
		if (cells[i]->count == 0)
			continue;
		if (i >= table->column_count) {
			fail(table, cells[i]->at,
			     "this cell stands under no column; name the column in the first line");
			return NULL;
		}
		pairs[node->count++] = (struct document_pair){ table->columns[i], cells[i] };
		node->weight += 2;
	}
	return node;
}

static bool read_columns(struct table *table)
{
	struct document_pair pairs[COLUMNS_MAXIMUM];
	if (!read_line(table, table->columns, &table->column_count))
		return false;
	for (size_t i = 0; i < table->column_count; i++)
		pairs[i] = (struct document_pair){ table->columns[i], table->columns[i] };
	const size_t before = table->diagnostics->error_count;
	if (!document_check_keys(pairs, table->column_count, table->arena, table->diagnostics))
		table->diagnostics->failed = true;
	return !table->diagnostics->failed && table->diagnostics->error_count == before;
}

/* Returns the number of lines, which is not less than that of the rows. */
static size_t count_lines(const struct table *table)
{
	size_t lines = 1;
	for (const char *byte = table->next; byte < table->end; byte++)
		lines += *byte == '\n' || *byte == '\r';
	return lines;
}

/* Returns the separator that stands first. */
static char find_separator(const struct table *table)
{
	for (const char *byte = table->next; byte < table->end && *byte != '\n' && *byte != '\r'; byte++)
		if (*byte == ',' || *byte == ';' || *byte == '\t')
			return *byte;
	return ',';
}

/* Reads the lines behind the first one. */
static bool read_rows(struct table *table, struct document_node *list, const struct document_node **items)
{
	const struct document_node *cells[COLUMNS_MAXIMUM];
	while (table->next < table->end) {
		size_t count;
		if (!read_line(table, cells, &count))
			return false;
		if (is_blank(cells, count))
			continue;
		items[list->count] = make_mapping(table, cells, count);
		if (!items[list->count++])
			return false;
	}
	return true;
}

/* Adds the columns to `evidence`, which may be NULL. */
static void add_columns(const struct table *table, enum text_kind kind, struct text_evidence *evidence)
{
	for (size_t i = 0; evidence && i < table->column_count; i++)
		text_evidence_add(evidence, kind, table->columns[i]->text);
}

static bool read_table(const char *bytes, size_t length, uint32_t origin, enum text_kind kind,
		       struct text_evidence *evidence, struct arena *arena, struct diagnostics *diagnostics,
		       struct document_node **root)
{
	struct table table = { .next = bytes,
			       .end = bytes + length,
			       .at = { .line = 1, .column = 1, .origin = origin },
			       .arena = arena,
			       .diagnostics = diagnostics };
	*root = NULL;
	if (!yaml_text_check(bytes, length, "table", origin, diagnostics))
		return false;
	table.separator = find_separator(&table);
	struct document_node *list = ARENA_NEW(arena, struct document_node);
	const struct document_node **items = ARENA_ARRAY(arena, const struct document_node *, count_lines(&table));
	if (!list || !items) {
		diagnostics->failed = true;
		return false;
	}
	*list = (struct document_node){ .kind = DOCUMENT_SEQUENCE, .weight = 1, .at = table.at, .items = items };
	const bool named = read_columns(&table);
	add_columns(&table, kind, evidence);
	if (!named || !read_rows(&table, list, items))
		return false;
	*root = list;
	return true;
}

bool csv_table_read(const char *bytes, size_t length, uint32_t origin, struct arena *arena,
		    struct diagnostics *diagnostics, struct document_node **root)
{
	return read_table(bytes, length, origin, TEXT_POINT_TABLE, NULL, arena, diagnostics, root);
}

bool csv_table_read_file(const char *bytes, size_t length, const struct origin *file, enum text_kind kind,
			 struct arena *arena, struct diagnostics *diagnostics, struct document_node **root)
{
	struct text_evidence evidence = { 0 };
	const uint32_t index = diagnostics_add_origin(diagnostics, file);
	*root = NULL;
	if (index == 0) {
		diagnostics->failed = true;
		return false;
	}
	const struct diagnostics_mark mark = diagnostics_mark(diagnostics);
	yaml_skip_mark(&bytes, &length);
	diagnostics_set_text(diagnostics, index, bytes, length);
	const bool well = read_table(bytes, length, index, kind, &evidence, arena, diagnostics, root);
	if (diagnostics->failed || length == 0 || text_evidence_suffices(&evidence, kind))
		return well;
	*root = NULL;
	text_unknown(diagnostics, mark, index, kind);
	return false;
}
