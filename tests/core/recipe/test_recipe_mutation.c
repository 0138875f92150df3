/* Breaks recipes in many ways: nothing crashes or hangs, and the result is a recipe or an error.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/recipe/recipe_text.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

enum { FLIPS = 5000 };

static uint64_t state = 0x5eed;

static uint64_t next(void)
{
	uint64_t z = state += UINT64_C(0x9e3779b97f4a7c15);
	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return z ^ (z >> 31);
}

/* The copy has exactly the size of the bytes, so that a sanitizer sees a read beyond their end. */
static bool hold(const char *bytes, size_t length)
{
	char *copy = malloc(length ? length : 1);
	cr_assert_not_null(copy);
	memcpy(copy, bytes, length);
	struct recipe_text text;
	enum status status = recipe_text_read(copy, length, &text);
	bool right = status == STATUS_OK ? text.recipe && text.diagnostics.error_count == 0
					 : status == STATUS_BAD_RECIPE && text.diagnostics.error_count > 0 &&
						   text.diagnostics.count > 0;
	recipe_text_release(&text);
	free(copy);
	return right;
}

/* Returns both examples, one after the other. */
static const char *(*const examples[])(size_t *length) = { recipe_text_example, recipe_text_presets };

enum { EXAMPLES = sizeof examples / sizeof *examples };

static void cut_off(const char *example, size_t length)
{
	for (size_t i = 0; i <= length; i++)
		cr_assert(hold(example, i), "cut at byte %zu", i);
}

static void become_others(const char *example, size_t length)
{
	static const char spice[] = "{}[]:,-&*!|>'\"%@`#?$\n\t\\ \0\x80\xff~<0.";
	char *bytes = malloc(length);
	cr_assert_not_null(bytes);
	size_t read = 0;
	for (size_t i = 0; i < FLIPS; i++) {
		memcpy(bytes, example, length);
		size_t count = 1 + next() % 3;
		for (size_t j = 0; j < count; j++) {
			char *byte = &bytes[next() % length];
			unsigned char flipped = (unsigned char)((unsigned char)*byte ^ (1u << next() % 8));
			*byte = next() % 2 ? spice[next() % (sizeof spice - 1)] : (char)flipped;
		}
		cr_assert(hold(bytes, length), "flip %zu", i);
		read++;
	}
	cr_assert_eq(read, FLIPS);
	free(bytes);
}

/* Swaps whole words: the YAML stays right, and the recipe becomes wrong. */
static void move_pieces(const char *example, size_t length)
{
	char *bytes = malloc(length);
	cr_assert_not_null(bytes);
	for (size_t i = 0; i < FLIPS; i++) {
		memcpy(bytes, example, length);
		size_t size = 1 + next() % 24;
		memmove(bytes + next() % (length - size), example + next() % (length - size), size);
		cr_assert(hold(bytes, length), "move %zu", i);
	}
	free(bytes);
}

static void with_each_example(void (*mutate)(const char *example, size_t length))
{
	for (size_t i = 0; i < EXAMPLES; i++) {
		size_t length;
		const char *example = examples[i](&length);
		mutate(example, length);
	}
}

Test(recipe_mutation, cut_off_anywhere)
{
	with_each_example(cut_off);
}

Test(recipe_mutation, bytes_that_became_others)
{
	with_each_example(become_others);
}

Test(recipe_mutation, pieces_that_moved)
{
	with_each_example(move_pieces);
}
