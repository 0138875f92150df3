/* stemprint tests: lists of the mistakes that beginners make, with what the program must say of each.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_TESTS_MISTAKE_LIST_H
#define STEMPRINT_TESTS_MISTAKE_LIST_H

#include <stddef.h>

enum { MISTAKES_MAXIMUM = 300, MISTAKE_BYTES = 2000, MISTAKE_WORDS = 400, MISTAKE_POSITION = 16 };

struct mistake {
	char name[MISTAKE_WORDS];
	char recipe[MISTAKE_BYTES]; /**< the bytes of the file */
	size_t length;
	int code; /**< the exit code */
	char position[MISTAKE_POSITION]; /**< "LINE:COLUMN", or "-" when the file as a whole is meant */
	char severity[MISTAKE_WORDS]; /**< "error" or "warning" */
	char cause[MISTAKE_WORDS], remedy[MISTAKE_WORDS]; /**< the beginning and the end of the message */
};

struct mistake_list {
	struct mistake items[MISTAKES_MAXIMUM];
	size_t count;
};

/** Reads the mistakes of a file and adds them. A mistake is

	== its name
	the lines of a recipe
	=> CODE POSITION SEVERITY: the cause
	   the remedy

    "<U+00A0>" stands for a character that no editor shows, "<0xFC>" for a byte. "<UTF-16LE>" and "<UTF-16BE>" at the
    beginning turn the rest, which is ASCII, into that encoding with its mark. If the file is not of this form, the test
    fails. */
void mistake_list_read(struct mistake_list *list, const char *path);

#endif
