/* Tests the nearest right word, and text that grows.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/text.h"

#include <criterion/criterion.h>
#include <string.h>

static const char *const words[] = { "threshold", "ratio", "attack", "release", "knee", "to" };

struct row {
	const char *word;
	const char *nearest; /* NULL: none */
};

static const struct row rows[] = {
	{ "treshold", "threshold" },
	{ "thershold", "threshold" },
	{ "THRESHOLD", NULL },
	{ "raito", "ratio" },
	{ "attakc", "attack" },
	{ "relase", "release" },
	{ "kne", "knee" },
	{ "t", "to" },
	{ "colour", NULL },
	{ "", NULL },
	{ "threshold", "threshold" },
};

Test(text, the_nearest_word)
{
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const char *nearest = text_nearest(rows[i].word, words, sizeof words / sizeof *words);
		if (rows[i].nearest)
			cr_assert(nearest && strcmp(nearest, rows[i].nearest) == 0, "\"%s\"", rows[i].word);
		else
			cr_assert_null(nearest, "\"%s\" is near \"%s\"", rows[i].word, nearest);
	}
}

Test(text, grows_by_any_step)
{
	struct text text = { 0 };
	for (int i = 0; i < 1000; i++)
		text_append(&text, "%d,", i);
	text_append_bytes(&text, "a\0b", 3);
	cr_assert_not(text.failed);
	cr_assert_eq(text.length, 10 * 2 + 90 * 3 + 900 * 4 + 3);
	cr_assert_eq(text.bytes[text.length], '\0');
	text_release(&text);
	cr_assert_null(text.bytes);
}
