/* stemprint: text that grows, and the nearest right word.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_BASE_TEXT_H
#define STEMPRINT_BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>

/** A growing string. All zero is a valid empty one; text_release() frees the bytes. */
struct text {
	char *bytes; /**< terminated by zero once anything was appended; NULL before */
	size_t length;
	size_t capacity;
	bool failed; /**< an allocation failed: the text is incomplete */
};

/** printf at the end of the text. */
void text_append(struct text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));

/** Appends `length` bytes as they are. */
void text_append_bytes(struct text *text, const char *bytes, size_t length);

void text_release(struct text *text);

/** The candidate nearest to `word` by edit distance (transpositions count one), or NULL if none is near enough to
    be what was meant: at most a third of the word's length, at least 1, wrong. The first of equals. */
const char *text_nearest(const char *word, const char *const *candidates, size_t count);

#endif
