/* Makes text that grows, and finds the nearest right word.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_BASE_TEXT_H
#define STEMPRINT_BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>

/** A text is a string that grows. A text that is all zero is empty and valid; text_release() frees the bytes. */
struct text {
	char *bytes; /**< NULL before the first append; a zero terminates the bytes after it */
	size_t length;
	size_t capacity;
	bool failed; /**< an allocation failed: the text is incomplete */
	size_t width; /**< how many columns a line may take, where report/layout.h breaks lines; 0: LAYOUT_WIDTH */
};

/** Appends text to the end, like printf. */
void text_append(struct text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));

/** Appends `length` bytes as they are. */
void text_append_bytes(struct text *text, const char *bytes, size_t length);

void text_release(struct text *text);

/** Returns the candidate nearest to `word` by edit distance (a transposition counts one), or NULL if none is near
    enough: at most a third of the word's length, at least 1, may be wrong. The first of equally near candidates
    wins. */
const char *text_nearest(const char *word, const char *const *candidates, size_t count);

#endif
