/* stemprint tests: roles are guessed from names.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/draft/named_tracks.h"

#include <criterion/criterion.h>
#include <stdio.h>

/* The table was made with these names. */
Test(role_guess, knows_the_names_of_the_tuning_list)
{
	const struct named_tracks sum = named_tracks_guess("names-tuning.txt");
	printf("tuning: %zu of %zu right, %zu not known, %zu buses right\n", sum.right, sum.count, sum.silent,
	       sum.right_groups);
	cr_expect_gt(sum.count, 100);
	cr_expect_eq(sum.right, sum.count);
}
