/* The list of diagnostics: its order, its bound, its status.
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
	static const struct position places[] = { { 0 }, { 5, 2, 1 }, { 2, 9, 1 }, { 2, 1, 1 }, { 5, 2, 1 }, { 0 } };
	for (size_t i = 0; i < sizeof places / sizeof *places; i++)
		diagnostics_error(&list, "code", places[i], "%zu", i);
	diagnostics_sort(&list);
	static const char *const order[] = { "3", "2", "1", "4", "0", "5" };
	for (size_t i = 0; i < list.count; i++)
		cr_assert_str_eq(list.items[i].message, order[i]);
}

Test(diagnostic, the_same_twice_in_a_row_is_told_once)
{
	for (size_t i = 0; i < 3; i++)
		diagnostics_error(&list, "code", (struct position){ 2, 1, 1 }, "edge %d", 7);
	cr_assert_eq(list.count, 1);
	diagnostics_error(&list, "code", (struct position){ 2, 2, 1 }, "edge %d", 7);
	diagnostics_error(&list, "code", (struct position){ 2, 2, 1 }, "edge %d", 8);
	cr_assert_eq(list.count, 3);
}

Test(diagnostic, a_warning_is_no_failure)
{
	diagnostics_warning(&list, "solo", (struct position){ 1, 1, 1 }, "soloed");
	cr_assert_eq(diagnostics_status(&list), STATUS_OK);
	cr_assert_eq(list.error_count, 0);
}

Test(diagnostic, a_wrong_recipe_comes_before_all_else)
{
	diagnostics_failure(&list, STATUS_BAD_SOURCE, "source", (struct position){ 1, 1, 1 }, "gone");
	cr_assert_eq(diagnostics_status(&list), STATUS_BAD_SOURCE);
	diagnostics_error(&list, "unknown-key", (struct position){ 2, 1, 1 }, "what");
	cr_assert_eq(diagnostics_status(&list), STATUS_BAD_RECIPE);
	list.failed = true;
	cr_assert_eq(diagnostics_status(&list), STATUS_NO_MEMORY);
}

Test(diagnostic, there_is_an_end_to_them)
{
	for (size_t i = 0; i < DIAGNOSTICS_MAXIMUM + 10; i++)
		diagnostics_error(&list, "code", (struct position){ 1, 1, 1 }, "%zu", i);
	cr_assert_eq(list.count, DIAGNOSTICS_MAXIMUM);
	cr_assert_eq(list.error_count, DIAGNOSTICS_MAXIMUM + 10);
	cr_assert_str_eq(list.items[DIAGNOSTICS_MAXIMUM - 1].code, "too-many");
}
