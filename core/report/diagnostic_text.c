/* Writes a diagnostic as a terminal shows it, with the line and a mark under it.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/diagnostic_text.h"

#include "report/printable.h"

#include <stdint.h>
#include <string.h>

enum {
	WINDOW_COLUMNS = 100, /* the columns of the quoted line */
	WINDOW_BEFORE = 60, /* the columns before the mark, when the mark stands far to the right */
	TAB_COLUMNS = 8,
};

#define BOLD "\033[1m"
#define RED "\033[1;31m"
#define MAGENTA "\033[1;35m"
#define CYAN "\033[1;36m"
#define GREEN "\033[1;32m"
#define PLAIN "\033[0m"

/* A line of the recipe with the columns of its mark and of the part that is shown. */
struct layout {
	const char *line;
	size_t length; /* bytes */
	size_t mark, mark_end; /* columns */
	size_t first, last; /* columns shown: [first, last) */
	size_t columns; /* the columns of the line, counted to its end or beyond what is shown */
};

static void paint(struct text *out, bool colour, const char *with)
{
	if (colour)
		text_append(out, "%s", with);
}

/* Returns the line of that number; NULL if there is none. A line ends with \n, \r\n or \r. */
static const char *find_line(const struct origin *origin, uint32_t number, size_t *length)
{
	const char *bytes = origin->bytes;
	if (!bytes || number == 0)
		return NULL;
	size_t begin = 0;
	for (uint32_t line = 1; line < number; line++) {
		while (begin < origin->length && bytes[begin] != '\n' && bytes[begin] != '\r')
			begin++;
		if (begin == origin->length)
			return NULL;
		begin += bytes[begin] == '\r' && begin + 1 < origin->length && bytes[begin + 1] == '\n' ? 2 : 1;
	}
	size_t end = begin;
	while (end < origin->length && bytes[end] != '\n' && bytes[end] != '\r')
		end++;
	*length = end - begin;
	return bytes + begin;
}

static size_t glyph_columns(const struct layout *layout, size_t byte, const struct glyph *glyph, size_t column)
{
	return layout->line[byte] == '\t' ? TAB_COLUMNS - column % TAB_COLUMNS : glyph->width;
}

/* Finds the columns of the mark from its characters. A mark at the end of the line stands behind its last character. A
   recipe that a program wrote may be one line of megabytes: what lies far behind the mark is not counted. */
static void measure(struct layout *layout, struct location at)
{
	size_t column = 0;
	uint64_t character = 1, last = (uint64_t)at.column + (at.length ? at.length : 1);
	bool marked = false, ended = false;
	for (size_t i = 0; i < layout->length && !(marked && column > layout->mark + WINDOW_COLUMNS); character++) {
		struct glyph glyph = glyph_read(layout->line + i, layout->length - i);
		if (character == at.column) {
			layout->mark = column;
			marked = true;
		}
		if (character == last) {
			layout->mark_end = column;
			ended = true;
		}
		column += glyph_columns(layout, i, &glyph, column);
		i += glyph.bytes;
	}
	layout->columns = column;
	if (!marked)
		layout->mark = column;
	if (!ended)
		layout->mark_end = column;
	if (layout->mark_end <= layout->mark)
		layout->mark_end = layout->mark + 1;
}

static void choose_window(struct layout *layout)
{
	layout->first = 0;
	layout->last = layout->columns;
	if (layout->columns <= WINDOW_COLUMNS)
		return;
	if (layout->mark > WINDOW_BEFORE)
		layout->first = layout->mark - WINDOW_BEFORE;
	if (layout->columns - layout->first < WINDOW_COLUMNS)
		layout->first = layout->columns - WINDOW_COLUMNS;
	if (layout->columns - layout->first > WINDOW_COLUMNS)
		layout->last = layout->first + WINDOW_COLUMNS;
}

static void append_spaces(struct text *out, size_t count)
{
	static const char spaces[] = "                                ";
	for (; count > sizeof spaces - 1; count -= sizeof spaces - 1)
		text_append_bytes(out, spaces, sizeof spaces - 1);
	text_append_bytes(out, spaces, count);
}

static void append_line(struct text *out, const struct layout *layout)
{
	if (layout->first > 0)
		text_append(out, "...");
	size_t column = 0;
	for (size_t i = 0; i < layout->length && column < layout->last;) {
		struct glyph glyph = glyph_read(layout->line + i, layout->length - i);
		size_t columns = glyph_columns(layout, i, &glyph, column);
		size_t end = column + columns;
		bool cut = column < layout->first || end > layout->last; /* the edge cuts a wide character */
		if (cut && end > layout->first)
			append_spaces(out, (end < layout->last ? end : layout->last) -
						   (column > layout->first ? column : layout->first));
		else if (!cut && layout->line[i] == '\t')
			append_spaces(out, columns);
		else if (!cut)
			text_append_bytes(out, glyph.shown, strlen(glyph.shown));
		column = end;
		i += glyph.bytes;
	}
	if (layout->last < layout->columns)
		text_append(out, "...");
	text_append(out, "\n");
}

static void append_mark(struct text *out, const struct layout *layout, bool colour)
{
	append_spaces(out, layout->mark - layout->first + (layout->first > 0 ? 3 : 0));
	paint(out, colour, GREEN);
	text_append(out, "^");
	size_t edge = layout->mark >= layout->last ? layout->mark + 1 : layout->last;
	size_t end = layout->mark_end < edge ? layout->mark_end : edge;
	for (size_t column = layout->mark + 1; column < end; column++)
		text_append(out, "~");
	paint(out, colour, PLAIN);
	text_append(out, "\n");
}

static void append_quote(const struct origin *origin, struct location at, bool colour, struct text *out)
{
	struct layout layout = { 0 };
	layout.line = find_line(origin, at.line, &layout.length);
	if (!layout.line || at.column == 0)
		return;
	measure(&layout, at);
	choose_window(&layout);
	text_append(out, "%5u | ", at.line);
	append_line(out, &layout);
	text_append(out, "      | ");
	append_mark(out, &layout, colour);
}

static void append_location(const struct origin *origin, struct location at, bool colour, struct text *out)
{
	paint(out, colour, BOLD);
	printable_append(out, origin->file ? origin->file : "stemprint");
	if (at.line)
		text_append(out, ":%u:%u", at.line, at.column);
	text_append(out, ":");
	paint(out, colour, PLAIN);
	text_append(out, " ");
}

/* Appends where the fragment is used, then where the fragment that uses it is used, and so on out to the recipe. */
static void append_uses(const struct diagnostics *list, struct location at, bool colour, struct text *out)
{
	while (at.origin > 0 && at.origin <= list->origin_count) {
		const bool included = diagnostics_origin(list, at.origin).included;
		at = diagnostics_origin(list, at.origin).used_at;
		const struct origin origin = diagnostics_origin(list, at.origin);
		append_location(&origin, at, colour, out);
		paint(out, colour, CYAN);
		text_append(out, "note:");
		paint(out, colour, PLAIN);
		text_append(out, included ? " included here\n" : " used here\n");
		append_quote(&origin, at, colour, out);
	}
}

void diagnostic_text(const struct diagnostics *list, size_t index, bool colour, struct text *out)
{
	const struct diagnostic *item = &list->items[index];
	const struct origin origin = diagnostics_origin(list, item->at.origin);
	bool error = item->severity == SEVERITY_ERROR;
	append_location(&origin, item->at, colour, out);
	paint(out, colour, error ? RED : MAGENTA);
	text_append(out, error ? "error:" : "warning:");
	paint(out, colour, PLAIN);
	text_append(out, " ");
	printable_append(out, item->message);
	text_append(out, " [%s]\n", item->code);
	append_quote(&origin, item->at, colour, out);
	append_uses(list, item->at, colour, out);
}
