/* Tests sums over columns by sums of whole numbers, which have no rounding.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "dsp/inner_product.h"

#include <criterion/criterion.h>

enum { FRAMES = 37 };

Test(inner_product, takes_every_frame_once)
{
	double one[FRAMES], other[FRAMES];
	for (size_t i = 0; i < FRAMES; i++) {
		one[i] = (double)(i + 1);
		other[i] = i % 2 == 0 ? 3.0 : -2.0;
	}
	double expected = 0.0, energy = 0.0;
	for (size_t frames = 0; frames <= FRAMES; frames++) {
		cr_expect_eq(inner_product(one, other, frames), expected, "%zu frames", frames);
		cr_expect_eq(inner_product(one, one, frames), energy, "%zu frames", frames);
		if (frames < FRAMES) {
			expected += one[frames] * other[frames];
			energy += one[frames] * one[frames];
		}
	}
	cr_expect_eq(energy, FRAMES * (FRAMES + 1) * (2 * FRAMES + 1) / 6);
}

Test(inner_product, a_sum_takes_every_frame_once)
{
	double column[FRAMES], expected = 0.0;
	for (size_t i = 0; i < FRAMES; i++)
		column[i] = i % 3 == 0 ? -(double)i : (double)(i * i);
	for (size_t frames = 0; frames <= FRAMES; frames++) {
		cr_expect_eq(column_sum(column, frames), expected, "%zu frames", frames);
		if (frames < FRAMES)
			expected += column[frames];
	}
}
