/* stemprint: text in columns.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/layout.h"

#include <stdbool.h>
#include <string.h>

static bool starts_character(char byte)
{
	return ((unsigned char)byte & 0xc0) != 0x80;
}

static size_t columns_of(const char *bytes, size_t length)
{
	size_t columns = 0;
	for (size_t i = 0; i < length; i++)
		columns += starts_character(bytes[i]);
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

static void plain(struct text *text, const char *bytes, size_t length)
{
	for (size_t i = 0; i < length; i++) {
		unsigned char byte = (unsigned char)bytes[i];
		bool control = byte < 0x20 || byte == 0x7f;
		bool control_pair = byte == 0xc2 && i + 1 < length && (unsigned char)bytes[i + 1] < 0xa0;
		text_append_bytes(text, control || control_pair ? "?" : bytes + i, 1);
		i += control_pair;
	}
}

void layout_plain(struct text *text, const char *bytes)
{
	plain(text, bytes, strlen(bytes));
}

void layout_cell(struct text *text, const char *bytes, size_t width, enum layout_side side)
{
	static const char mark[] = "...";
	size_t columns = layout_columns(bytes);
	if (columns > width && width > sizeof mark) {
		size_t drop = columns - width + sizeof mark - 1;
		while (drop > 0 && *bytes != '\0') {
			bytes++;
			drop -= starts_character(*bytes);
		}
		text_append(text, "%s", mark);
		columns = width;
	}
	size_t room = columns < width ? width - columns : 0;
	if (side == LAYOUT_RIGHT)
		spaces(text, room);
	layout_plain(text, bytes);
	if (side == LAYOUT_LEFT)
		spaces(text, room);
}

void layout_wrap(struct text *text, const char *words, size_t column, size_t indent)
{
	bool fresh = true; /* nothing of ours stands on the line yet */
	for (words += strspn(words, " "); *words != '\0'; words += strspn(words, " ")) {
		size_t length = strcspn(words, " \n");
		size_t columns = columns_of(words, length);
		bool full = !fresh && column + 1 + columns > LAYOUT_WIDTH;
		if (full || *words == '\n') {
			text_append(text, "\n%*s", (int)indent, "");
			column = indent;
			fresh = true;
		}
		if (*words == '\n') {
			words++;
			continue;
		}
		text_append(text, "%s", fresh ? "" : " ");
		column += columns + !fresh;
		plain(text, words, length);
		fresh = false;
		words += length;
	}
}
