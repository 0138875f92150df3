/* Tests the list of diagnostics: its order, its bound, its status.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/diagnostic.h"

#include <criterion/criterion.h>

static struct arena *arena;
static struct diagnostics list;

static void setup(void)
{
	arena = arena_new();
	diagnostics_init(&list, arena, "song.yaml");
}

static void teardown(void)
{
	arena_free(arena);
}

TestSuite(diagnostic, .init = setup, .fini = teardown);

Test(diagnostic, sorting_is_by_place_and_stable_and_puts_the_placeless_last)
{
	static const struct location locations[] = {
		{ 0 }, { 5, 2, 1, 0, false }, { 2, 9, 1, 0, false }, { 2, 1, 1, 0, false }, { 5, 2, 1, 0, false }, { 0 }
	};
	for (size_t i = 0; i < sizeof locations / sizeof *locations; i++)
		diagnostics_error(&list, "code", locations[i], "%zu", i);
	diagnostics_sort(&list);
	static const char *const order[] = { "3", "2", "1", "4", "0", "5" };
	for (size_t i = 0; i < list.count; i++)
		cr_assert_str_eq(list.items[i].message, order[i]);
}

Test(diagnostic, the_same_twice_in_a_row_is_told_once)
{
	for (size_t i = 0; i < 3; i++)
		diagnostics_error(&list, "code", (struct location){ 2, 1, 1, 0, false }, "edge %d", 7);
	cr_assert_eq(list.count, 1);
	diagnostics_error(&list, "code", (struct location){ 2, 2, 1, 0, false }, "edge %d", 7);
	diagnostics_error(&list, "code", (struct location){ 2, 2, 1, 0, false }, "edge %d", 8);
	cr_assert_eq(list.count, 3);
}

Test(diagnostic, a_warning_is_no_failure)
{
	diagnostics_warning(&list, "solo", (struct location){ 1, 1, 1, 0, false }, "soloed");
	cr_assert_eq(diagnostics_status(&list), STATUS_OK);
	cr_assert_eq(list.error_count, 0);
}

Test(diagnostic, a_wrong_recipe_comes_before_all_else)
{
	diagnostics_failure(&list, STATUS_BAD_SOURCE, "source", (struct location){ 1, 1, 1, 0, false }, "gone");
	cr_assert_eq(diagnostics_status(&list), STATUS_BAD_SOURCE);
	diagnostics_error(&list, "unknown-key", (struct location){ 2, 1, 1, 0, false }, "what");
	cr_assert_eq(diagnostics_status(&list), STATUS_BAD_RECIPE);
	list.failed = true;
	cr_assert_eq(diagnostics_status(&list), STATUS_NO_MEMORY);
}

Test(diagnostic, there_is_an_end_to_them)
{
	for (size_t i = 0; i < DIAGNOSTICS_MAXIMUM + 10; i++)
		diagnostics_error(&list, "code", (struct location){ 1, 1, 1, 0, false }, "%zu", i);
	cr_assert_eq(list.count, DIAGNOSTICS_MAXIMUM);
	cr_assert_eq(list.error_count, DIAGNOSTICS_MAXIMUM + 10);
	cr_assert_str_eq(list.items[DIAGNOSTICS_MAXIMUM - 1].code, "too-many");
}

/* Two uses of one fragment, in lines 3 and 9 of the recipe, and one of another within the first. */
static void add_origins(void)
{
	const struct origin first = { .file = "glue.yaml", .used_at = { 3, 5, 1, 0, false } };
	const struct origin second = { .file = "glue.yaml", .used_at = { 9, 5, 1, 0, false } };
	const struct origin inner = { .file = "inner.yaml",
				      .path = "parts/inner.yaml",
				      .used_at = { 70, 2, 1, 1, false } };
	cr_assert_eq(diagnostics_add_origin(&list, &first), 1);
	cr_assert_eq(diagnostics_add_origin(&list, &second), 2);
	cr_assert_eq(diagnostics_add_origin(&list, &inner), 3);
	diagnostics_set_text(&list, 3, "text", 4);
}

Test(diagnostic, origins_are_what_was_added)
{
	add_origins();
	for (uint32_t i = 4; i < 200; i++) {
		const struct origin more = { .file = "more.yaml" };
		cr_assert_eq(diagnostics_add_origin(&list, &more), i);
	}
	cr_assert_str_eq(diagnostics_origin(&list, 0).file, "song.yaml");
	cr_assert_null(diagnostics_origin(&list, 0).path);
	cr_assert_str_eq(diagnostics_origin(&list, 3).path, "parts/inner.yaml");
	cr_assert_str_eq(diagnostics_origin(&list, 3).bytes, "text");
	cr_assert_eq(diagnostics_origin(&list, 3).length, 4);
	struct location root = diagnostics_root(&list, (struct location){ 1, 1, 1, 3, false });
	cr_assert(root.line == 3 && root.column == 5 && root.origin == 0);
	root = diagnostics_root(&list, (struct location){ 7, 8, 1, 0, false });
	cr_assert(root.line == 7 && root.column == 8);
}

Test(diagnostic, what_is_wrong_in_fragments_stands_where_they_are_used)
{
	static const struct location locations[] = { { 9, 9, 1, 0, false }, { 9, 1, 1, 0, false },
						     { 1, 1, 1, 3, false }, { 8, 1, 1, 1, false },
						     { 4, 1, 1, 0, false }, { 2, 1, 1, 1, false },
						     { 0, 0, 0, 2, false }, { 0 } };
	static const char *const order[] = { "5", "3", "2", "4", "1", "6", "0", "7" };
	add_origins();
	for (size_t i = 0; i < sizeof locations / sizeof *locations; i++)
		diagnostics_error(&list, "code", locations[i], "%zu", i);
	diagnostics_sort(&list);
	cr_assert_eq(list.count, 8);
	for (size_t i = 0; i < list.count; i++)
		cr_assert_str_eq(list.items[i].message, order[i]);
}

Test(diagnostic, what_is_wrong_in_a_fragment_is_told_once)
{
	add_origins();
	diagnostics_error(&list, "code", (struct location){ 1, 1, 1, 1, false }, "wrong");
	diagnostics_error(&list, "code", (struct location){ 1, 1, 1, 2, false }, "wrong");
	cr_assert_eq(list.count, 1);
	cr_assert_eq(list.error_count, 2);
	static const struct location others[] = {
		{ 1, 1, 1, 3, false }, { 1, 2, 1, 2, false }, { 2, 1, 1, 2, false }, { 1, 1, 1, 0, false }
	};
	for (size_t i = 0; i < sizeof others / sizeof *others; i++)
		diagnostics_error(&list, "code", others[i], "wrong");
	diagnostics_error(&list, "else", (struct location){ 1, 1, 1, 2, false }, "wrong");
	diagnostics_error(&list, "code", (struct location){ 1, 1, 1, 2, false }, "otherwise");
	cr_assert_eq(list.count, 7);
}
