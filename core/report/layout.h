/* stemprint: text in columns, for a terminal.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_REPORT_LAYOUT_H
#define STEMPRINT_REPORT_LAYOUT_H

#include "base/text.h"

#include <stddef.h>

/** The width of the lines of a text that states none (text->width). */
enum { LAYOUT_WIDTH = 80 };

/** Returns how many columns a line of the text may take. Only a word that is longer than that makes a wider line. */
size_t layout_width(const struct text *text);

/** Returns how many columns the bytes take when printable.h shows them. */
size_t layout_columns(const char *bytes);

enum layout_side { LAYOUT_LEFT, LAYOUT_RIGHT };

/** Appends the bytes, as printable_append() does, at one side of a cell of `width` columns. Bytes that are too long
    lose their beginning to "...", which keeps the file name of a path. */
void layout_cell(struct text *text, const char *bytes, size_t width, enum layout_side side);

/** A part of a line: whole words with the spaces between them. */
struct layout_piece {
	const char *bytes;
	size_t length, columns;
	const char *rest; /**< the words behind it, "" at the end */
};

/** Returns the piece at the front of the words that takes at most `room` columns, or one word where the first takes
    more. It ends at a line feed, and else rather where several spaces divide the words, if they are in its second
    half. */
struct layout_piece layout_piece(const char *words, size_t room);

/** Appends a piece as printable_append() does. */
void layout_piece_append(struct text *text, const struct layout_piece *piece);

/** Appends words, as printable_append() does, and breaks the lines between `indent` and the width of the text. `column`
    is the column where the first line already stands. A line feed in `words` starts a new line at the indent. The
    function appends no line feed at the end. */
void layout_wrap(struct text *text, const char *words, size_t column, size_t indent);

/** Appends the label, the words from the column `indent` on, as layout_wrap() does, and a line feed. A label that
   reaches this column has a line of its own. Releases the words. */
void layout_line(struct text *text, const char *label, struct text *words, size_t indent);

/** Ends a line that begins at the byte `start` of the text and has no escapes of colours: breaks it where it is too
    wide, and appends a line feed. What follows a break stands below the word behind the first gap of several spaces, if
    there is one near the beginning of the line. */
void layout_end_line(struct text *text, size_t start);

/** Appends lines that were written without regard to a width, each as layout_end_line() does. Releases the lines. */
void layout_lines(struct text *text, struct text *lines);

#endif
