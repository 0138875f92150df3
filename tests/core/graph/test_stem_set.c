/* Sets of stems: members, their number, their rank among the lanes, and the walk over them.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "graph/stem_set.h"

#include <criterion/criterion.h>

/* Stems at both ends of a word, in two words, and the mark of sound without a label. */
static const size_t stems[] = { 0, 1, 63, 64, 130, RECIPE_STEMS_MAXIMUM - 1, STEM_UNLABELLED };
enum { STEMS = sizeof stems / sizeof stems[0] };

static struct stem_set all_of_them(void)
{
	struct stem_set set = { { 0 } };
	for (size_t i = 0; i < STEMS; i++) {
		const struct stem_set one = stem_set_of(stems[i]);
		stem_set_add(&set, &one);
	}
	return set;
}

Test(stem_set, of_nothing_is_empty)
{
	const struct stem_set set = { { 0 } };
	cr_assert_eq(stem_set_count(&set), 0);
	cr_assert_eq(stem_set_next(&set, 0), SIZE_MAX);
	cr_assert_not(stem_set_has(&set, 0));
}

Test(stem_set, has_what_was_added_and_nothing_else)
{
	const struct stem_set set = all_of_them();
	cr_assert_eq(stem_set_count(&set), STEMS);
	size_t found = 0;
	for (size_t stem = 0; stem <= STEM_UNLABELLED; stem++)
		if (stem_set_has(&set, stem))
			cr_assert_eq(stem, stems[found++]);
	cr_assert_eq(found, STEMS);
}

Test(stem_set, walks_in_order_and_ranks_by_it)
{
	const struct stem_set set = all_of_them();
	size_t rank = 0;
	for (size_t stem = stem_set_next(&set, 0); stem != SIZE_MAX; stem = stem_set_next(&set, stem + 1)) {
		cr_assert_eq(stem, stems[rank]);
		cr_assert_eq(stem_set_rank(&set, stem), rank++);
	}
	cr_assert_eq(rank, STEMS);
	cr_assert_eq(stem_set_rank(&set, 65), 4, "a stem that is not in the set ranks behind those before it");
}
