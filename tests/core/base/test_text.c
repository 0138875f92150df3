/* Tests the nearest right word, and text that grows.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/text.h"

#include "base/base64.h"

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

/* The vectors are those of RFC 4648, section 10. */
Test(text, base64)
{
	static const char *const vectors[][2] = { { "", "" },
						  { "f", "Zg==" },
						  { "fo", "Zm8=" },
						  { "foo", "Zm9v" },
						  { "foob", "Zm9vYg==" },
						  { "fooba", "Zm9vYmE=" },
						  { "foobar", "Zm9vYmFy" } };
	for (size_t i = 0; i < sizeof vectors / sizeof *vectors; i++) {
		struct text text = { 0 };
		base64_append(&text, (const unsigned char *)vectors[i][0], strlen(vectors[i][0]));
		cr_expect_str_eq(text.bytes ? text.bytes : "", vectors[i][1]);
		text_release(&text);
	}
	struct text text = { 0 };
	unsigned char bytes[10000];
	memset(bytes, 0xff, sizeof bytes);
	base64_append(&text, bytes, sizeof bytes);
	cr_expect_eq(text.length, 13336);
	cr_expect_eq(strspn(text.bytes, "/"), 13333);
	cr_expect_str_eq(text.bytes + 13333, "w==");
	text_release(&text);
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
