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

void layout_wrap(struct text *text, const char *words, size_t column, size_t indent)
{
	size_t margin = 0; /* the spaces before the next word */
	for (words += strspn(words, " "); *words != '\0'; words += strspn(words, " ")) {
		size_t length = strcspn(words, " \n");
		size_t columns = columns_of(words, length);
		bool full = margin == 1 && column + 1 + columns > LAYOUT_WIDTH;
		if (full || *words == '\n') {
			text_append(text, "\n");
			column = 0;
			margin = indent;
		}
		if (*words == '\n') {
			words++;
			continue;
		}
		spaces(text, margin);
		append_glyphs(text, words, length);
		column += margin + columns;
		margin = 1;
		words += length;
	}
}
