/* stemprint tests: what an arena is asked to release goes with it.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/arena.h"

#include <criterion/criterion.h>

static char released[4];
static size_t released_count;

static void release(void *object)
{
	released[released_count++] = *(const char *)object;
}

Test(arena, releases_what_was_deferred_the_last_first)
{
	struct arena *arena = arena_new();
	cr_assert_not_null(arena);
	char *first = arena_text(arena, "a", 1), *second = arena_text(arena, "b", 1);
	cr_assert(first && second && arena_defer(arena, release, first) && arena_defer(arena, release, second));
	cr_expect_eq(released_count, 0);
	arena_free(arena); /* the objects lie in the arena: their memory is still there when they are released */
	cr_expect_str_eq(released, "ba");
}
