/* Lays out text in columns.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/layout.h"

#include "report/printable.h"

#include <stdbool.h>
#include <string.h>

static size_t columns_of(const char *bytes, size_t length)
{
	size_t columns = 0;
	while (length != 0) {
		struct glyph glyph = glyph_read(bytes, length);
		columns += glyph.width;
		bytes += glyph.bytes;
		length -= glyph.bytes;
	}
	return columns;
}

size_t layout_columns(const char *bytes)
{
	return columns_of(bytes, strlen(bytes));
}

static void spaces(struct text *text, size_t count)
{
	text_append(text, "%*s", (int)count, "");
}

static void append_glyphs(struct text *text, const char *bytes, size_t length)
{
	while (length != 0) {
		struct glyph glyph = glyph_read(bytes, length);
		text_append(text, "%s", glyph.shown);
		bytes += glyph.bytes;
		length -= glyph.bytes;
	}
}

/* Returns the longest end of the bytes that takes at most `width` columns. */
static const char *end_within(const char *bytes, size_t width)
{
	size_t columns = layout_columns(bytes);
	while (columns > width) {
		struct glyph glyph = glyph_read(bytes, strlen(bytes));
		columns -= glyph.width;
		bytes += glyph.bytes;
	}
	return bytes;
}

void layout_cell(struct text *text, const char *bytes, size_t width, enum layout_side side)
{
	static const char mark[] = "...";
	bool cut = layout_columns(bytes) > width && width >= sizeof mark;
	if (cut)
		bytes = end_within(bytes, width - (sizeof mark - 1));
	size_t columns = layout_columns(bytes) + (cut ? sizeof mark - 1 : 0);
	size_t room = columns < width ? width - columns : 0;
	if (side == LAYOUT_RIGHT)
		spaces(text, room);
	text_append(text, "%s", cut ? mark : "");
	printable_append(text, bytes);
	if (side == LAYOUT_LEFT)
		spaces(text, room);
}

/* Less room than this is not worth an indent. */
enum { ROOM_LEAST = 16, SMALL_INDENT = 2, INDENT_MOST = 24 };

size_t layout_width(const struct text *text)
{
	return text->width > 0 ? text->width : LAYOUT_WIDTH;
}

static struct layout_piece piece_until(const char *words, const char *end, size_t columns)
{
	const char *rest = end + strspn(end, " ");
	return (struct layout_piece){ words, (size_t)(end - words), columns, rest };
}

struct layout_piece layout_piece(const char *words, size_t room)
{
	const size_t leading = strspn(words, " ");
	const char *end = words + leading + strcspn(words + leading, " \n");
	size_t columns = columns_of(words, (size_t)(end - words));
	struct layout_piece piece = piece_until(words, end, columns), divided = { 0 };
	while (*piece.rest != '\0' && *piece.rest != '\n') {
		const size_t gap = (size_t)(piece.rest - end);
		if (gap > 1 && 2 * columns > room)
			divided = piece;
		end = piece.rest + strcspn(piece.rest, " \n");
		columns += gap + columns_of(piece.rest, (size_t)(end - piece.rest));
		if (columns > room)
			return divided.bytes ? divided : piece;
		piece = piece_until(words, end, columns);
	}
	return piece;
}

void layout_piece_append(struct text *text, const struct layout_piece *piece)
{
	append_glyphs(text, piece->bytes, piece->length);
}

/* Returns how many columns are left of a line from the indent on, and makes an indent smaller that leaves too few. */
static size_t room_behind(const struct text *text, size_t *indent)
{
	const size_t width = layout_width(text);
	if (*indent > SMALL_INDENT && *indent + ROOM_LEAST > width)
		*indent = SMALL_INDENT;
	return width > *indent ? width - *indent : 0;
}

void layout_wrap(struct text *text, const char *words, size_t column, size_t indent)
{
	const size_t width = layout_width(text), room = room_behind(text, &indent);
	struct layout_piece piece = layout_piece(words + strspn(words, " "), width > column ? width - column : 0);
	layout_piece_append(text, &piece);
	while (*piece.rest != '\0') {
		const char *next = piece.rest + (*piece.rest == '\n');
		piece = layout_piece(next + strspn(next, " "), room);
		text_append(text, "\n");
		if (piece.length > 0)
			spaces(text, indent);
		layout_piece_append(text, &piece);
	}
}

void layout_line(struct text *text, const char *label, struct text *words, size_t indent)
{
	const size_t columns = layout_columns(label);
	printable_append(text, label);
	if (columns >= indent && columns > 0)
		text_append(text, "\n");
	spaces(text, columns < indent ? indent - columns : columns > 0 ? indent : 0);
	layout_wrap(text, words->bytes ? words->bytes : "", indent, indent);
	text_append(text, "\n");
	text->failed |= words->failed;
	text_release(words);
}

/* Returns the column of the word behind the first gap, if it is near, else a small indent behind that of the line. */
static size_t indent_of(const char *line)
{
	const size_t begin = strspn(line, " ");
	const char *end = line + begin + strcspn(line + begin, " ");
	size_t gap = strspn(end, " ");
	while (gap == 1) {
		end += 1 + strcspn(end + 1, " ");
		gap = strspn(end, " ");
	}
	const size_t column = columns_of(line, (size_t)(end - line)) + gap;
	return gap > 1 && column <= INDENT_MOST ? column : begin + SMALL_INDENT;
}

void layout_end_line(struct text *text, size_t start)
{
	struct text line = { 0 };
	if (text->length > start && layout_columns(text->bytes + start) > layout_width(text)) {
		text_append_bytes(&line, text->bytes + start, text->length - start);
		text->length = start;
		text->failed |= line.failed;
		const size_t column = line.bytes ? strspn(line.bytes, " ") : 0;
		spaces(text, column);
		layout_wrap(text, line.bytes ? line.bytes : "", column, line.bytes ? indent_of(line.bytes) : 0);
		text_release(&line);
	}
	text_append(text, "\n");
}

void layout_lines(struct text *text, struct text *lines)
{
	text->failed |= lines->failed;
	for (const char *line = lines->bytes; line && *line != '\0';) {
		const size_t start = text->length, length = strcspn(line, "\n");
		text_append_bytes(text, line, length);
		layout_end_line(text, start);
		line += length + (line[length] == '\n');
	}
	text_release(lines);
}
